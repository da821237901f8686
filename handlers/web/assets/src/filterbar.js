// What a list is filtered and sorted by: a field for text, a choice for each
// field, and a chip for each value that is asked for.

import {words, fill, fieldOf} from './config.js';
import {h, icon} from './dom.js';
import {filterFields, sortFields} from './state.js';
import {fieldLabel} from './values.js';

const typingMs = 200;

/** The filters of one kind's list. */
export class FilterBar {
    #kind;
    #state;
    #actions;
    #communes = null;

    /** The elements, in the order in which they stand. */
    input;
    selects = h('div', {class: 'filter-selects', role: 'group', 'aria-label': words.filters});
    chips = h('ul', {id: 'chips', class: 'chips'});

    /**
     * @param {string} kind
     * @param {import('./state.js').PageState} state
     * @param {import('./list.js').ListActions} actions
     */
    constructor(kind, state, actions) {
        this.#kind = kind;
        this.#state = state;
        this.#actions = actions;
        const typed = debounced(typingMs, (text) => state.set({q: text.trim()}, true));
        this.input = h('input', {type: 'search', id: 'list-text', autocomplete: 'off', placeholder: words.filterText,
            'aria-label': words.filterText, value: state.now.q, oninput: (event) => typed(event.target.value)});
    }

    /** Draws what the state says. */
    draw() {
        const {filters, sort, q} = this.#state.now;
        if (document.activeElement !== this.input) {
            this.input.value = q;
        }
        const focused = this.selects.contains(document.activeElement) ? document.activeElement.id : '';
        const fields = filterFields[this.#kind].map((name) => this.#select(name, fieldLabel(this.#kind, name), this.#options(name), filters[name] ?? []));
        this.selects.replaceChildren(...fields, this.#kind === 'units' ? '' : this.#communeSelect(), this.#sortSelect(sort));
        if (focused) {
            document.getElementById(focused)?.focus();
        }
        this.chips.replaceChildren(...this.#chips());
        this.chips.hidden = this.chips.children.length === 0;
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
        return h('select', {id: `filter-${name}`, 'aria-label': label, onchange: (event) => this.#add(name, event.target.value)},
            h('option', {value: ''}, label), // what is chosen are the chips
            ...options.filter(({code}) => !chosen.includes(code)).map((o) => h('option', {value: o.code}, o.name)));
    }

    /** The choice of communes; made anew only when they are others: there may be hundreds. */
    #communeSelect() {
        const offered = this.#actions.communes();
        if (this.#communes?.offered !== offered) {
            const select = h('select', {id: 'filter-unit', 'aria-label': words.commune,
                onchange: (event) => this.#state.set({unit: event.target.value}, true)},
            h('option', {value: ''}, words.commune),
            ...offered.map((c) => h('option', {value: c.code}, c.name)));
            this.#communes = {offered, select};
        }
        const {unit} = this.#state.now;
        this.#communes.select.value = this.#actions.isCommune(unit) ? unit : '';
        return this.#communes.select;
    }

    #sortSelect(sort) {
        const select = h('select', {id: 'list-sort', 'aria-label': words.sort, title: words.sort, onchange: (event) => this.#state.set({sort: event.target.value}, true)},
            ...sortFields[this.#kind].map((name) => h('option', {value: name},
                `${name.startsWith('-') ? '↓' : '↑'} ${fieldLabel(this.#kind, name.replace(/^-/, ''))}`)));
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

    /** Lists everything again. */
    clear() {
        this.input.value = '';
        this.#state.set({filters: {}, q: '', unit: ''}, true);
    }

    #chips() {
        const {filters, q, unit} = this.#state.now;
        const chips = Object.entries(filters).flatMap(([name, values]) => values.map((value) => {
            const shown = this.#options(name).find(({code}) => code === value)?.name ?? value;
            return chip(`${fieldLabel(this.#kind, name)}: ${shown}`, () => this.#remove(name, value));
        }));
        if (q) {
            chips.push(chip(`“${q}”`, () => {
                this.input.value = '';
                this.#state.set({q: ''}, true);
            }));
        }
        const commune = this.#kind !== 'units' && this.#actions.communes().find(({code}) => code === unit);
        if (commune) {
            chips.push(chip(commune.name, () => this.#state.set({unit: ''}, true)));
        }
        if (chips.length > 1) {
            chips.push(h('li', {}, h('button', {type: 'button', class: 'link', id: 'clear-filters', onclick: () => this.clear()}, words.clearAll)));
        }
        return chips;
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
