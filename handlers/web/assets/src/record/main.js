// The page of one record: everything that is known of it, to read, print, link
// to and change.

import {words, config, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {date} from '../format.js';
import {getRecord} from '../api.js';
import {startFrame, deskAddress} from '../frame.js';
import {facts, served, serves} from '../facts.js';
import {editForm} from '../edit.js';
import {kindName, titleOf} from '../values.js';
import {createPlace} from './place.js';
import {neighbours} from './neighbours.js';
import {related} from './related.js';
import {createHistory} from './history.js';
import {paperParts} from './paper.js';

const page = document.getElementById('record');
const {kind = '', id = ''} = Object.fromEntries(new URLSearchParams(location.search));
const listed = ['sites', 'postal', 'radio', 'units'];
const asking = new AbortController();
const place = createPlace();
let revision = 0;

async function load() {
    if (!config.kinds[kind] || !id) {
        page.replaceChildren(h('div', {class: 'empty'}, h('h2', {}, words.recNone), h('p', {}, words.recNoneHelp), h('p', {}, h('a', {href: deskAddress({pane: 'sites'}), class: 'text-button'}, words.recToList))));
        return;
    }
    try {
        draw(await getRecord(kind, id, asking.signal));
    } catch (error) {
        page.replaceChildren(h('div', {class: 'empty', role: 'alert'}, h('h2', {}, error.status === 404 ? words.recNone : words.record),
            h('p', {class: 'error'}, error.message), h('p', {}, h('a', {href: deskAddress(listed.includes(kind) ? {pane: kind} : {}), class: 'text-button'}, words.recToList))));
    }
}

function draw(held) {
    const {record} = held;
    revision = record.revision;
    document.title = `${titleOf(record)} · ${document.title.replace(/^.* · (?=[^·]* · )/, '')}`;
    const box = h('section', {class: 'record-facts', 'aria-label': words.recFacts}, h('h3', {}, words.recFacts), facts(kind, record));
    const history = config.kinds[kind].history ? createHistory(kind, held, again) : null;
    page.replaceChildren(
        h('header', {class: 'record-head'},
            h('div', {}, h('p', {class: 'quiet'}, kindName(kind), record.code ? h('span', {class: 'code'}, ` ${record.code}`) : ''), h('h2', {tabIndex: -1, id: 'record-title'}, titleOf(record)),
                validity(record)),
            actions(held, box)),
        ...paperParts(),
        h('div', {class: 'record-columns'}, h('div', {}, box, ...serves(kind) ? [served(kind, record, asking.signal)] : [], related(kind, record)),
            h('div', {}, place.show(kind, record), neighbours(kind, record))),
        ...history ? [history] : []);
    document.documentElement.dataset.record = `${kind}/${record.id}@${record.revision}`;
}

/** When it holds, where that is bounded. */
function validity({valid_from: from, valid_to: to}) {
    return from || to ? h('p', {class: 'quiet'}, fill(words.recHolds, {from: from ? date(from) : '…', to: to ? date(to) : '…'})) : null;
}

function actions(held, box) {
    const {record} = held;
    const edit = () => {
        box.replaceChildren(h('h3', {}, words.edit), editForm(kind, held, (now) => {
            draw(now ?? held);
            document.getElementById('edit')?.focus();
        }));
        box.querySelector('input, select, textarea')?.focus();
    };
    const copied = h('span', {class: 'quiet', role: 'status'});
    return h('p', {class: 'actions'},
        config.kinds[kind].change ? h('button', {type: 'button', class: 'text-button', id: 'edit', onclick: edit}, icon('pencil'), words.edit) : null,
        listed.includes(kind) ? h('a', {class: 'text-button', id: 'show-on-map', href: onMap(record)}, icon('map'), words.showOnMap) : null,
        h('button', {type: 'button', class: 'text-button', id: 'print-record', onclick: () => print()}, icon('printer'), words.print),
        h('button', {type: 'button', class: 'text-button', onclick: async () => {
            try {
                await navigator.clipboard.writeText(location.href);
                copied.textContent = words.copied;
            } catch {
                copied.textContent = location.href;
            }
        }}, icon('link'), words.copyLink), copied);
}

function onMap(record) {
    const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
    return deskAddress({pane: kind, record: `${kind}/${record.id}`, ...at ? {view: `13/${at[0].toFixed(5)}/${at[1].toFixed(5)}`} : {}});
}

/** Shows the record as it is now. */
async function again(now) {
    draw(now ?? await getRecord(kind, id, asking.signal));
}

/** The registry changed elsewhere: what is being written in a form stays. */
async function changed() {
    if (page.querySelector('form')) {
        return;
    }
    const held = await getRecord(kind, id, asking.signal);
    if (held.record.revision !== revision) {
        draw(held);
    }
}

startFrame({themed: () => place.recolour(), changed, close: () => page.querySelector('.edit-buttons button[type=button]')?.click()});
load();
