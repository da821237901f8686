// The chain of changes: who wrote what, when and why, newest first.

import {words, config, fill, may} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {getJSON} from '../api.js';
import {debounced} from '../list.js';
import {kindName} from '../values.js';
import {recordPage} from '../facts.js';
import {personName} from '../people.js';
import {differenceList, localTime, operationWord, tellable} from '../history.js';
import {errorBox, labelled, pager, redraw, select} from './parts.js';
import {undoWrite} from './undo.js';

const pageSize = 50;
const typingMs = 250;
const fieldsShown = {create: 3};
const mostFields = 6;

export class ChangesTab {
    element = h('div', {class: 'changes'});
    #address;
    #filters = h('div', {});
    #list = h('div', {id: 'change-list'});
    #asked = '';
    #cursor = null;
    #from = 1;
    #chosen = -1;
    #typed = debounced(typingMs, (changes) => this.#address.set(changes, false));

    constructor(address) {
        this.#address = address;
        this.element.append(h('h2', {tabIndex: -1}, words.chgTitle), this.#filters, this.#list);
    }

    show() {
        this.#draw();
        const key = JSON.stringify(this.#question());
        if (key !== this.#asked) {
            this.#asked = key;
            this.#cursor = null;
            this.#from = 1;
            this.#load();
        }
    }

    changed() {
        return this.#load();
    }

    /** j and k: the next change, or the one before. */
    step(by) {
        const rows = [...this.#list.querySelectorAll('.change a.record-link')];
        this.#chosen = Math.max(0, Math.min(rows.length - 1, this.#chosen + by));
        rows[this.#chosen]?.focus();
    }

    #question() {
        const {kind, actor, request, from, to} = this.#address.now;
        return {kind, actor, request, from, to: to && dayAfter(to)};
    }

    #draw() {
        const now = this.#address.now;
        const set = (changes) => this.#address.set(changes);
        const kinds = Object.entries(config.kinds).map(([kind, {label}]) => [kind, label]).sort(([, a], [, b]) => a.localeCompare(b, 'vi'));
        redraw(this.#filters, h('div', {class: 'row-of-fields'},
            labelled(words.dataKind, select('changes-kind', [['', words.chgAnyKind], ...kinds], now.kind ?? '', (kind) => set({kind}))),
            labelled(words.chgActor, h('input', {type: 'search', id: 'changes-actor', value: now.actor ?? '', autocomplete: 'off', oninput: (event) => this.#typed({actor: event.target.value.trim()})})),
            labelled(words.chgFrom, h('input', {type: 'date', id: 'changes-from', value: now.from ?? '', onchange: (event) => set({from: event.target.value})})),
            labelled(words.chgTo, h('input', {type: 'date', id: 'changes-to', value: now.to ?? '', onchange: (event) => set({to: event.target.value})}))),
        now.request ? h('p', {class: 'actions'},
            h('button', {type: 'button', class: 'chip', id: 'changes-request', onclick: () => set({request: ''})}, fill(words.chgRequest, {request: now.request}), icon('x')),
            may('change', 'bulk') ? h('button', {type: 'button', class: 'text-button', id: 'changes-undo', onclick: (event) => undoWrite(event.currentTarget, now.request, () => this.#load())}, icon('undo-2'), words.saveUndo) : null) : null);
    }

    async #load() {
        try {
            const page = await getJSON('changes', {...this.#question(), limit: pageSize, cursor: this.#cursor});
            this.#show(page);
        } catch (error) {
            this.#list.replaceChildren(errorBox(error));
        }
    }

    #show({items, total, links}) {
        const go = (cursor, from) => cursor && (() => {
            this.#cursor = cursor;
            this.#from = from;
            this.#load();
        });
        this.#chosen = -1;
        redraw(this.#list,
            h('p', {class: 'quiet', role: 'status', id: 'changes-count'}, total ? fill(words.chgCount, {n: number(total)}) : words.chgNone),
            h('ol', {class: 'change-list'}, ...items.map((change) => this.#change(change))),
            total > items.length ? pager({name: 'changes', from: this.#from, shown: items.length, total,
                before: go(cursorOf(links.prev), Math.max(1, this.#from - pageSize)), after: go(cursorOf(links.next), this.#from + pageSize)}) : null);
        document.documentElement.dataset.changes = String(total);
    }

    #change(change) {
        const differences = tellable(change);
        const name = differences.find(({field}) => field === 'code' || field === 'name');
        const title = name?.after || name?.before || change.record_id;
        const most = fieldsShown[change.operation] ?? mostFields;
        const many = differences.length > most;
        const known = change.kind in config.kinds;
        return h('li', {class: 'change'},
            h('p', {}, h('b', {}, operationWord(change.operation)), ` · ${known ? kindName(change.kind) : change.kind} · `,
                known ? h('a', {class: 'record-link', href: recordPage(change.kind, change.record_id)}, String(title)) : String(title),
                h('span', {class: 'quiet'}, ` · ${localTime(change.at)} · ${change.origin === 'outside' ? words.chgOutside : personName(change.actor)} · ${words.chgSeq} ${number(change.seq)}`)),
            change.reason ? h('p', {class: 'quiet'}, change.reason) : null,
            differenceList(change.kind, change.operation, differences.slice(0, most)),
            many ? h('p', {class: 'quiet'}, fill(words.chgMore, {n: differences.length - most})) : null,
            this.#address.now.request || !change.request ? null : h('button', {type: 'button', class: 'link small', onclick: () => this.#address.go({tab: 'changes', request: change.request})}, words.chgSame));
    }
}

function cursorOf(link) {
    return link ? new URL(link, location.href).searchParams.get('cursor') : null;
}

/** The day after, so that the day itself is among those that are asked for. */
function dayAfter(day) {
    const next = new Date(`${day}T00:00:00Z`);
    next.setUTCDate(next.getUTCDate() + 1);
    return next.toISOString().slice(0, 10);
}
