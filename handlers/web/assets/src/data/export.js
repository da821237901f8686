// Downloads: which kind, which records, which fields, as which file. What is
// asked is kept in the address as the API takes it.

import {words, config, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {address, getPage} from '../api.js';
import {debounced} from '../list.js';
import {errorBox, kindsFor, labelled, redraw, select} from './parts.js';
import {conditionRows, conditionsIn} from './conditions.js';

const formats = [['xlsx', 'Excel (.xlsx)'], ['csv-excel', words.expCSVExcel], ['csv', 'CSV'], ['geojson', 'GeoJSON'], ['gpkg', 'GeoPackage'], ['kml', 'KML'], ['pdf', words.expPDF]];
const typingMs = 250;

export class ExportTab {
    element = h('div', {class: 'export'});
    #address;
    #form = h('div', {class: 'export-form'});
    #foot = h('div', {class: 'export-foot', role: 'status'});
    #counted = '';
    #typed = debounced(typingMs, (changes) => this.#address.set(changes, false));

    constructor(address_) {
        this.#address = address_;
        this.element.append(h('h2', {tabIndex: -1}, words.expTitle), this.#form, this.#foot);
    }

    show() {
        this.#draw();
        this.#count();
    }

    changed() {
        this.#counted = '';
        this.#count();
    }

    #kind() {
        const kinds = kindsFor('export');
        const {kind} = this.#address.now;
        return kinds.some(([k]) => k === kind) ? kind : 'sites';
    }

    /** What list and file are asked by. */
    #question() {
        const now = this.#address.now;
        const kind = this.#kind();
        return {q: now.q, unit: now.unit, as_of: now.as_of, ...Object.fromEntries(conditionsIn(kind, now))};
    }

    #draw() {
        const now = this.#address.now;
        const kind = this.#kind();
        const set = (changes) => this.#address.set(changes);
        redraw(this.#form,
            h('div', {class: 'row-of-fields'},
                labelled(words.dataKind, select('export-kind', kindsFor('export'), kind, (value) => this.#address.go({tab: 'export', kind: value, format: now.format}))),
                labelled(words.expFormat, select('export-format', formats, now.format ?? 'xlsx', (format) => set({format}))),
                labelled(words.expAsOf, h('input', {type: 'date', id: 'export-as-of', value: now.as_of ?? '', onchange: (event) => set({as_of: event.target.value})}))),
            h('fieldset', {}, h('legend', {}, words.expFilter),
                h('div', {class: 'row-of-fields'},
                    labelled(words.expText, h('input', {type: 'search', id: 'export-q', value: now.q ?? '', autocomplete: 'off', oninput: (event) => this.#typed({q: event.target.value.trim()})})),
                    labelled(words.expUnit, h('input', {type: 'text', id: 'export-unit', value: now.unit ?? '', inputMode: 'numeric', autocomplete: 'off', oninput: (event) => this.#typed({unit: event.target.value.trim()})}))),
                conditionRows(kind, now, set)),
            this.#fields(kind, now, set));
    }

    #fields(kind, now, set) {
        const all = config.kinds[kind].fields.map(({name}) => name);
        const chosen = now.fields ? now.fields.split(',') : all;
        const write = (names) => set({fields: names.length === all.length ? '' : names.join(',')});
        const details = h('details', {class: 'group', id: 'export-fields', open: this.#form.querySelector('#export-fields')?.open ?? false},
            h('summary', {}, `${words.expFields}: ${chosen.length === all.length ? words.expAllFields : fill(words.expChosen, {n: chosen.length})}`),
            h('p', {class: 'actions'},
                h('button', {type: 'button', class: 'text-button', id: 'fields-all', onclick: () => write(all)}, words.expEvery),
                h('button', {type: 'button', class: 'text-button', id: 'fields-none', onclick: () => write([all[0]])}, words.expNone)),
            h('div', {class: 'field-boxes'}, ...config.kinds[kind].fields.map(({name, label}) => h('label', {class: 'tick'},
                h('input', {type: 'checkbox', id: `field-${name}`, checked: chosen.includes(name), onchange: (event) => {
                    const next = all.filter((n) => n === name ? event.target.checked : chosen.includes(n));
                    write(next.length ? next : [name]);
                }}), label))));
        return details;
    }

    async #count() {
        const kind = this.#kind();
        const question = this.#question();
        const {format = 'xlsx', fields} = this.#address.now;
        const key = JSON.stringify([kind, question, format, fields]);
        if (key === this.#counted) {
            return;
        }
        this.#counted = key;
        try {
            const [page, all] = await Promise.all([getPage(kind, {...question, limit: 1}), getPage(kind, {limit: 1})]);
            if (this.#counted !== key) {
                return;
            }
            const href = address(kind, {...question, fields, format, ...format === 'geojson' ? {limit: 'all'} : {}}).href;
            const name = formats.find(([code]) => code === format)?.[1] ?? format;
            redraw(this.#foot, h('p', {id: 'export-count'}, fill(words.expCount, {n: number(page.total), total: number(all.total)})),
                page.total ? h('a', {class: 'text-button primary', id: 'export-download', href, download: ''}, icon('download'), fill(words.expButton, {n: number(page.total), format: name}))
                    : h('p', {class: 'quiet'}, words.expEmpty),
                format === 'pdf' ? null : h('p', {class: 'quiet'}, words.expBack));
            document.documentElement.dataset.export = `${kind} ${page.total}`;
        } catch (error) {
            redraw(this.#foot, errorBox(error));
        }
    }
}
