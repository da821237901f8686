// A record in the drawer: its facts in the words of its schema, whom it serves,
// what became of it.

import {words, config} from './config.js';
import {h, icon} from './dom.js';
import {getRecord} from './api.js';
import {editForm} from './edit.js';
import {facts, recordPage, served, serves} from './facts.js';
import {historyBox} from './history.js';
import {kindName, titleOf} from './values.js';

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
            ...serves(kind) ? [served(kind, record, this.#asking.signal)] : [],
            ...config.kinds[kind].history ? [historyBox(kind, record.id)] : []);
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
            h('a', {class: 'text-button', id: 'open-page', href: recordPage(kind, record.id)}, icon('file-text'), words.openPage),
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
