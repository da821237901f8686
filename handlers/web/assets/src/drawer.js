// A record in the drawer: its facts in the words of its schema, whom it serves,
// what became of it.

import {words, config, fill, inLanguage} from './config.js';
import {h, icon} from './dom.js';
import {date, length, number} from './format.js';
import {figure} from './explain.js';
import {getJSON, getRecord} from './api.js';
import {editForm} from './edit.js';
import {fieldLabel, kindName, titleOf, valueText} from './values.js';

/** What is shown elsewhere than among the facts. */
const notFacts = new Set(['id', 'geometry', 'revision', 'name']);

/** The network whose figures tell what a kind serves. */
const networkOf = {sites: 'bts', postal: 'postal', radio: 'radio'};

/**
 * @typedef {object} DrawerActions
 * @property {() => void} closed
 * @property {(record: any, kind: string) => void} shown
 * @property {(record: any) => void} goTo
 * @property {() => void} changed after a record was written
 */

/** The drawer. */
export class Drawer {
    #elements;
    #actions;
    #asking = null;
    #shown = '';
    #opener = null;

    /**
     * @param {{drawer: HTMLElement, title: HTMLElement, body: HTMLElement, close: HTMLElement}} elements
     * @param {DrawerActions} actions
     */
    constructor(elements, actions) {
        this.#elements = elements;
        this.#actions = actions;
        elements.close.addEventListener('click', () => actions.closed());
        elements.drawer.addEventListener('keydown', (event) => {
            if (event.key === 'Escape' && !event.defaultPrevented) {
                event.preventDefault();
                actions.closed();
            }
        });
    }

    /** Shows the record that is open, null: none. */
    async show(open) {
        const key = open ? `${open.kind}/${open.id}` : '';
        if (key === this.#shown) {
            return;
        }
        const {drawer, title, body} = this.#elements;
        this.#asking?.abort();
        if (!open) {
            this.#shown = '';
            drawer.hidden = true;
            delete document.documentElement.dataset.record;
            this.#opener?.focus?.({preventScroll: true});
            return;
        }
        if (drawer.hidden) {
            this.#opener = document.activeElement;
        }
        this.#shown = key;
        drawer.hidden = false;
        title.textContent = open.id;
        body.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading)); // its history begins closed
        await this.#load(open);
        if (this.#shown === key && !drawer.contains(document.activeElement)) {
            drawer.focus({preventScroll: true});
        }
    }

    /** Asks for the record again; a form that is being filled in stays. */
    async refresh() {
        if (this.#shown && !this.#elements.body.querySelector('form')) {
            const slash = this.#shown.indexOf('/');
            await this.#load({kind: this.#shown.slice(0, slash), id: this.#shown.slice(slash + 1)});
        }
    }

    async #load({kind, id}) {
        const asking = new AbortController();
        this.#asking = asking;
        try {
            const held = await getRecord(kind, id, asking.signal);
            if (!asking.signal.aborted) {
                this.#draw(kind, held);
            }
        } catch (error) {
            if (!asking.signal.aborted) {
                this.#elements.body.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
            }
        }
    }

    #draw(kind, held) {
        const {title, body} = this.#elements;
        const {record} = held;
        title.textContent = titleOf(record);
        const historyOpen = body.querySelector('#history')?.open === true;
        body.replaceChildren(
            h('p', {class: 'quiet'}, kindName(kind), record.code ? h('span', {class: 'code'}, ` ${record.code}`) : ''),
            this.#buttons(kind, held),
            facts(kind, record),
            ...networkOf[kind] ? [served(kind, record, this.#asking.signal)] : [],
            ...config.kinds[kind].history ? [history(kind, record.id)] : []);
        if (historyOpen && body.querySelector('#history')) {
            body.querySelector('#history').open = true; // which asks for it anew
        }
        this.#actions.shown(record, kind);
        document.documentElement.dataset.record = `${kind}/${record.id}@${record.revision}`;
    }

    #buttons(kind, held) {
        const {record} = held;
        const copied = h('span', {class: 'quiet', role: 'status'});
        return h('p', {class: 'drawer-actions'},
            record.geometry ? h('button', {type: 'button', class: 'text-button', onclick: () => this.#actions.goTo(record)}, icon('crosshair'), words.showOnMap) : null,
            h('button', {type: 'button', class: 'text-button', onclick: () => copyLink(copied)}, icon('link'), words.copyLink),
            config.kinds[kind].change ? h('button', {type: 'button', class: 'text-button', id: 'edit', onclick: () => this.#edit(kind, held)}, icon('pencil'), words.edit) : null,
            copied);
    }

    #edit(kind, held) {
        const {body} = this.#elements;
        const done = (now) => {
            this.#draw(kind, now ?? held);
            this.#elements.drawer.focus({preventScroll: true});
            if (now) {
                this.#actions.changed();
            }
        };
        body.replaceChildren(editForm(kind, held, done));
        body.querySelector('input, select, textarea')?.focus();
    }
}

async function copyLink(status) {
    try {
        await navigator.clipboard.writeText(location.href);
        status.textContent = words.copied;
    } catch {
        status.textContent = location.href; // the browser does not let pages write there: to be copied by hand
    }
}

function facts(kind, record) {
    const rows = config.kinds[kind].fields
        .filter(({name}) => !notFacts.has(name))
        .map((field) => [field, valueText(kind, field.name, record[field.name])])
        .filter(([, text]) => text !== '')
        .flatMap(([field, text]) => [h('dt', {}, field.label), h('dd', {class: field.name.endsWith('code') && !field.refers ? 'code' : ''}, text)]);
    const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
    if (at) {
        const mark = record.approximate === true ? h('span', {class: 'quiet'}, ` (${words.approximate})`) : '';
        rows.push(h('dt', {}, words.position), h('dd', {}, h('span', {class: 'code'}, `${number(at[1], 6)}; ${number(at[0], 6)}`), mark));
    }
    return h('dl', {class: 'facts', id: 'facts'}, ...rows);
}

/** People whom this point serves, of the registry's own territory. */
function served(kind, record, signal) {
    const box = h('div', {class: 'drawer-group', id: 'record-served'}, h('h3', {}, words.served), h('p', {class: 'quiet'}, words.loading));
    getJSON(`served/${networkOf[kind]}`, {unit: config.unit}, signal).then((answer) => {
        const point = answer.access?.points?.find(({id}) => id === record.id);
        box.hidden = !point;
        if (point) {
            box.replaceChildren(h('h3', {}, words.served), h('p', {},
                figure(`${number(point.serves.people)} ${words.peopleUnit}`, () => explained(answer), {id: 'record-people'})),
            h('p', {class: 'quiet'}, fill(words.servedMean, {mean: length(point.serves.mean_m), p90: length(point.serves.p90_m)})));
        }
    }).catch(() => {
        box.hidden = true; // the record stands without it
    });
    return box;
}

function explained({provenance, as_of: day}) {
    return [h('p', {}, words.servedMeans), h('dl', {class: 'facts'}, ...[
        [words.method, inLanguage(provenance.method)], [words.surface, inLanguage(provenance.surface)],
        [words.model, `${provenance.model} ${provenance.version}`.trim()], [words.computed, date(day)],
    ].filter(([, value]) => value).flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]))];
}

/** The changes of a record, asked for when the reader opens them. */
function history(kind, id) {
    const list = h('ol', {class: 'history'}, h('li', {class: 'quiet'}, words.loading));
    const box = h('details', {class: 'drawer-group', id: 'history'}, h('summary', {}, icon('history'), words.history), list);
    box.addEventListener('toggle', async () => {
        if (!box.open) {
            return;
        }
        try {
            const {items} = await getJSON(`${kind}/${encodeURIComponent(id)}/history`, {limit: 50});
            list.replaceChildren(...items.length ? items.map((change) => changeOf(kind, change)) : [h('li', {class: 'quiet'}, words.noHistory)]);
        } catch (error) {
            list.replaceChildren(h('li', {class: 'error'}, error.message));
        }
    });
    return box;
}

const operations = {create: words.created, update: words.changed, delete: words.removed};

function changeOf(kind, change) {
    const when = new Date(change.at);
    const differences = (change.differences ?? []).filter(({field}) => field !== 'id' && field !== 'revision');
    return h('li', {},
        h('p', {}, h('b', {}, `${operations[change.operation] ?? change.operation}`), ` · ${localTime(when)} · ${change.actor}`),
        change.reason ? h('p', {class: 'quiet'}, change.reason) : null,
        h('dl', {class: 'facts'}, ...differences.flatMap((d) => [
            h('dt', {}, d.label ?? fieldLabel(kind, d.field)),
            h('dd', {}, ...differenceOf(kind, change.operation, d))])));
}

function differenceOf(kind, operation, {field, before, after, omitted}) {
    if (omitted) {
        return ['…'];
    }
    const was = valueText(kind, field, before) || words.notStated;
    const is = valueText(kind, field, after) || words.notStated;
    return operation === 'create' ? [is] : [h('del', {}, was), ' → ', h('ins', {}, is)];
}

function localTime(when) {
    const two = (n) => String(n).padStart(2, '0');
    return `${two(when.getDate())}/${two(when.getMonth() + 1)}/${when.getFullYear()} ${two(when.getHours())}:${two(when.getMinutes())}`;
}
