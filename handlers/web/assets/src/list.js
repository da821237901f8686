// The list of a kind: filters as chips, a page of records, the way to files.
// The state of the page says what is listed; the API lists it.

import {words, fill, fieldOf} from './config.js';
import {h, icon} from './dom.js';
import {number} from './format.js';
import {address, getPage} from './api.js';
import {drawMark, operatorOf} from './icons.js';
import {filterFields, questionOf, sortFields} from './state.js';
import {fieldLabel, kindName, titleOf, valueText} from './values.js';
import {operatorName} from './layers.js';

const pageSize = 50;
const typingMs = 200;
const exportFormats = ['xlsx', 'csv', 'geojson', 'gpkg'];

/** What a row says of a record beside its code, name and commune. */
const detailOf = {
    sites: (r) => [operatorName(r.operator_code), valueText('sites', 'technologies', r.technologies)],
    postal: (r) => [valueText('postal', 'class', r.class)],
    radio: (r) => [valueText('radio', 'technology', r.technology), valueText('radio', 'state', r.state)],
    units: (r) => [valueText('units', 'type', r.type), r.population === undefined ? '' : `${number(r.population)} ${words.peopleUnit}`],
};

/**
 * @typedef {object} ListActions
 * @property {(record: any) => void} select shows where a record is
 * @property {(kind: string, id: string) => void} open
 * @property {(record: any|null) => void} hover
 * @property {(code: string) => boolean} isCommune
 * @property {() => {code: string, name: string}[]} communes
 * @property {() => {code: string, name: string}[]} operators
 * @property {() => object} colours
 */

/** The list pane. */
export class List {
    #pane;
    #state;
    #actions;
    #asking = null;
    #kind = '';
    #question = '';
    #cursor = null;
    #from = 1;
    #page = null;
    #everything = {};
    #parts = null;
    #selected = '';

    /**
     * @param {HTMLElement} pane
     * @param {import('./state.js').PageState} state
     * @param {ListActions} actions
     */
    constructor(pane, state, actions) {
        this.#pane = pane;
        this.#state = state;
        this.#actions = actions;
    }

    /** Shows what the state says; nothing where no kind is listed. */
    async show() {
        const now = this.#state.now;
        this.#pane.hidden = now.pane === '';
        if (now.pane === '') {
            this.#kind = '';
            return;
        }
        if (this.#kind !== now.pane) {
            this.#kind = now.pane;
            this.#question = '';
            this.#frame();
        }
        const question = JSON.stringify([this.#parameters(), now.sort]);
        this.#drawFilters();
        this.#mark(now.record?.kind === now.pane ? now.record.id : this.#selected);
        if (question !== this.#question) {
            this.#question = question;
            this.#cursor = null;
            this.#from = 1;
            await this.#load();
        }
    }

    /** Asks again, such as after a change of the registry. */
    async refresh() {
        this.#everything = {};
        if (this.#kind) {
            await this.#load();
        }
    }

    #parameters() {
        const question = questionOf(this.#state.now, this.#kind, this.#actions.isCommune);
        return this.#kind === 'units' ? {level: 'commune', ...question} : question;
    }

    #filtered() {
        return Object.keys(questionOf(this.#state.now, this.#kind, this.#actions.isCommune)).length > 0;
    }

    #frame() {
        const typed = debounced(typingMs, (text) => this.#state.set({q: text.trim()}, true));
        const input = h('input', {type: 'search', id: 'list-text', autocomplete: 'off', placeholder: words.filterText,
            'aria-label': words.filterText, value: this.#state.now.q, oninput: (event) => typed(event.target.value)});
        const parts = {
            input,
            count: h('span', {id: 'list-count', class: 'list-count', role: 'status'}),
            selects: h('div', {class: 'filter-selects', role: 'group', 'aria-label': words.filters}),
            chips: h('ul', {id: 'chips', class: 'chips'}),
            rows: h('ol', {id: 'records', class: 'records', 'aria-label': kindName(this.#kind)}),
            foot: h('div', {class: 'list-foot'}),
        };
        this.#parts = parts;
        this.#pane.replaceChildren(
            h('div', {class: 'list-head'}, h('h2', {}, kindName(this.#kind)), parts.count),
            input, parts.selects, parts.chips, parts.rows, parts.foot);
        this.#skeleton();
    }

    #skeleton() {
        this.#parts.rows.replaceChildren(...Array.from({length: 8}, () => h('li', {class: 'skeleton', 'aria-hidden': 'true'})));
    }

    #drawFilters() {
        const {filters, sort, q} = this.#state.now;
        const {selects, chips, input} = this.#parts;
        if (document.activeElement !== input) {
            input.value = q;
        }
        const focused = selects.contains(document.activeElement) ? document.activeElement.id : '';
        const fields = filterFields[this.#kind].map((name) => this.#select(name, fieldLabel(this.#kind, name), this.#options(name), filters[name] ?? []));
        selects.replaceChildren(...fields, this.#kind === 'units' ? '' : this.#communeSelect(), this.#sortSelect(sort));
        if (focused) {
            document.getElementById(focused)?.focus();
        }
        chips.replaceChildren(...this.#chips());
        chips.hidden = chips.children.length === 0;
    }

    #options(name) {
        const field = fieldOf(this.#kind, name);
        if (field?.refers === 'operators') {
            return this.#actions.operators(this.#kind);
        }
        return field?.type === 'boolean' ? [{code: 'true', name: words.yes}, {code: 'false', name: words.no}]
            : (field?.codes ?? []).map(({code, label}) => ({code, name: label}));
    }

    #select(name, label, options, chosen) {
        const any = fill(words.any, {name: label});
        return h('select', {id: `filter-${name}`, 'aria-label': label, onchange: (event) => this.#add(name, event.target.value)},
            h('option', {value: ''}, chosen.length ? label : any),
            ...options.filter(({code}) => !chosen.includes(code)).map((o) => h('option', {value: o.code}, o.name)));
    }

    #communeSelect() {
        const {unit} = this.#state.now;
        const select = h('select', {id: 'filter-unit', 'aria-label': words.commune,
            onchange: (event) => this.#state.set({unit: event.target.value}, true)},
        h('option', {value: ''}, fill(words.any, {name: words.commune})),
        ...this.#actions.communes().map((c) => h('option', {value: c.code}, c.name)));
        select.value = this.#actions.isCommune(unit) ? unit : '';
        return select;
    }

    #sortSelect(sort) {
        const select = h('select', {id: 'list-sort', 'aria-label': words.sort, onchange: (event) => this.#state.set({sort: event.target.value}, true)},
            ...sortFields[this.#kind].map((name) => h('option', {value: name},
                `${words.sort}: ${fieldLabel(this.#kind, name.replace(/^-/, ''))}${name.startsWith('-') ? ' ↓' : ''}`)));
        select.value = sort;
        return select;
    }

    #add(name, value) {
        const {filters} = this.#state.now;
        this.#state.set({filters: {...filters, [name]: [...filters[name] ?? [], value]}}, true);
    }

    #remove(name, value) {
        const filters = {...this.#state.now.filters};
        filters[name] = filters[name].filter((v) => v !== value);
        if (filters[name].length === 0) {
            delete filters[name];
        }
        this.#state.set({filters}, true);
    }

    #chips() {
        const {filters, q, unit} = this.#state.now;
        const chips = Object.entries(filters).flatMap(([name, values]) => values.map((value) => {
            const shown = this.#options(name).find(({code}) => code === value)?.name ?? value;
            return chip(`${fieldLabel(this.#kind, name)}: ${shown}`, () => this.#remove(name, value));
        }));
        if (q) {
            chips.push(chip(`“${q}”`, () => {
                this.#parts.input.value = '';
                this.#state.set({q: ''}, true);
            }));
        }
        const commune = this.#kind !== 'units' && this.#actions.communes().find(({code}) => code === unit);
        if (commune) {
            chips.push(chip(commune.name, () => this.#state.set({unit: ''}, true)));
        }
        if (chips.length > 1) {
            chips.push(h('li', {}, h('button', {type: 'button', class: 'link', id: 'clear-filters', onclick: () => {
                this.#parts.input.value = '';
                this.#state.set({filters: {}, q: '', unit: ''}, true);
            }}, words.clearAll)));
        }
        return chips;
    }

    async #load() {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        const parameters = {...this.#parameters(), sort: this.#state.now.sort, limit: pageSize, cursor: this.#cursor};
        try {
            const [page, total] = await Promise.all([getPage(this.#kind, parameters, asking.signal), this.#total(asking.signal)]);
            if (!asking.signal.aborted) {
                this.#page = page;
                this.#draw(total ?? page.total);
            }
        } catch (error) {
            if (!asking.signal.aborted) {
                this.#page = null;
                this.#parts.count.textContent = '';
                this.#parts.rows.replaceChildren(h('li', {class: 'error', role: 'alert'}, fill(words.failed, {why: error.message})));
                this.#parts.foot.replaceChildren(h('button', {type: 'button', class: 'text-button', onclick: () => this.#load()}, words.retry));
            }
        }
    }

    /** How many records there are without any filter; null: as many as are listed. */
    async #total(signal) {
        if (!this.#filtered()) {
            return null;
        }
        const level = this.#kind === 'units' ? {level: 'commune'} : {};
        this.#everything[this.#kind] ??= (await getPage(this.#kind, {...level, limit: 1}, signal)).total;
        return this.#everything[this.#kind];
    }

    #draw(everything) {
        const {items, total} = this.#page;
        const {rows, count} = this.#parts;
        count.textContent = fill(words.countOf, {n: number(total), total: number(everything)});
        const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.id : '';
        rows.replaceChildren(...items.map((record) => this.#row(record)));
        if (items.length === 0) {
            rows.replaceChildren(h('li', {class: 'quiet empty'}, everything === 0 ? words.listEmpty : words.listNone));
        }
        if (focused) {
            rows.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
        }
        this.#mark(this.#selected);
        this.#drawFoot(total, items.length);
        document.documentElement.dataset.list = `${this.#kind} ${total}`;
    }

    #row(record) {
        const detail = detailOf[this.#kind](record).filter(Boolean).join(' · ');
        const link = h('a', {
            class: 'record', 'data-id': record.id, href: this.#link(record),
            onclick: (event) => {
                if (event.ctrlKey || event.metaKey || event.shiftKey) {
                    return;
                }
                event.preventDefault();
                this.#choose(record);
                this.#actions.open(this.#kind, record.id);
            },
            onmouseenter: () => this.#actions.hover(record), onmouseleave: () => this.#actions.hover(null),
        }, this.#markOf(record),
        h('span', {class: 'record-name'}, titleOf(record)), h('span', {class: 'record-code code'}, record.code ?? ''),
        h('span', {class: 'record-detail'}, detail), h('span', {class: 'record-place'}, record.commune ?? record.parent_name ?? ''));
        return h('li', {}, link);
    }

    /** The row as a link of its own, for another tab. */
    #link(record) {
        const query = new URLSearchParams(location.search);
        query.set('record', `${this.#kind}/${record.id}`);
        return `?${query}`;
    }

    #markOf(record) {
        if (this.#kind === 'units') {
            return h('span', {class: 'swatch', 'aria-hidden': 'true'});
        }
        const canvas = drawMark(this.#kind === 'sites' ? operatorOf(record.operator_code) : this.#kind, record.approximate === true, this.#actions.colours());
        canvas.className = 'swatch';
        canvas.setAttribute('aria-hidden', 'true');
        return canvas;
    }

    #drawFoot(total, n) {
        const {next, previous} = this.#page;
        const go = (cursor, from) => {
            this.#cursor = cursor;
            this.#from = Math.max(1, from);
            this.#parts.rows.scrollTop = 0;
            this.#load();
        };
        this.#parts.foot.replaceChildren(
            this.#exports(),
            h('span', {class: 'quiet', id: 'list-range'}, n ? fill(words.rangeOf, {from: number(this.#from), to: number(this.#from + n - 1), n: number(total)}) : ''),
            h('button', {type: 'button', class: 'icon-button', id: 'page-before', 'aria-label': words.pageBefore, title: words.pageBefore,
                disabled: !previous, onclick: () => go(previous, this.#from - pageSize)}, icon('chevron-left')),
            h('button', {type: 'button', class: 'icon-button', id: 'page-after', 'aria-label': words.pageAfter, title: words.pageAfter,
                disabled: !next, onclick: () => go(next, this.#from + pageSize)}, icon('chevron-right')));
    }

    #exports() {
        const parameters = {...this.#parameters(), sort: this.#state.now.sort};
        return h('details', {class: 'menu', id: 'export'}, h('summary', {class: 'text-button'}, icon('download'), words.export),
            h('ul', {class: 'card'}, ...exportFormats.map((format) => h('li', {}, h('a', {
                href: address(this.#kind, {...parameters, format, ...format === 'geojson' ? {limit: 'all'} : {}}).href, download: '',
            }, format.toUpperCase())))));
    }

    #choose(record) {
        this.#mark(record.id);
        this.#actions.select(record);
    }

    #mark(id) {
        this.#selected = id ?? '';
        for (const row of this.#parts?.rows.querySelectorAll('.record') ?? []) {
            if (row.dataset.id === id) {
                row.setAttribute('aria-current', 'true');
            } else {
                row.removeAttribute('aria-current');
            }
        }
    }

    /** Lights up the row of the record that is under the pointer on the map. */
    light(id) {
        for (const row of this.#parts?.rows.querySelectorAll('.record') ?? []) {
            row.classList.toggle('lit', row.dataset.id === id);
        }
    }

    /** Goes to the next row, or with -1 to the one before. */
    step(by) {
        const items = this.#page?.items ?? [];
        if (!this.#kind || items.length === 0) {
            return;
        }
        const at = items.findIndex(({id}) => id === this.#selected);
        const record = items[Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + by))];
        this.#choose(record);
        const row = this.#parts.rows.querySelector(`[data-id="${CSS.escape(record.id)}"]`);
        row?.focus();
        row?.scrollIntoView({block: 'nearest'});
    }
}

function chip(text, remove) {
    return h('li', {}, h('button', {type: 'button', class: 'chip', 'aria-label': fill(words.remove, {name: text}), onclick: remove}, text, icon('x')));
}

/** Calls once the calls have ceased for a while, with the last argument. */
export function debounced(ms, fn) {
    let timer = 0;
    return (value) => {
        clearTimeout(timer);
        timer = setTimeout(() => fn(value), ms);
    };
}
