// Step 4: what would become of the rows, and everything that is wrong.

import {words, fill, inLanguage, config} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {address, getJSON} from '../api.js';
import {errorBox, labelled, pager, redraw, select, tile} from './parts.js';

const pageSize = 50;
const longestExample = 140;

export class CheckStep {
    #tab;
    #list = h('div', {id: 'faults'});
    #offset = 0;
    #severity = '';

    constructor(tab) {
        this.#tab = tab;
    }

    /** The import was read anew. */
    renew() {
        this.#offset = 0;
    }

    draw() {
        const {preview} = this.#tab.held;
        if (!preview) {
            return [h('h2', {tabIndex: -1}, words.stepCheck)];
        }
        this.#load();
        return [h('h2', {tabIndex: -1}, words.stepCheck), ...summary(preview), this.#list];
    }

    async #load() {
        const {id} = this.#tab.held;
        try {
            const page = await getJSON(`imports/${id}/errors`, {severity: this.#severity, limit: pageSize, offset: this.#offset});
            redraw(this.#list, this.#frame(id), this.#table(page));
            document.documentElement.dataset.faults = String(page.total);
        } catch (error) {
            this.#list.replaceChildren(errorBox(error));
        }
    }

    #frame(id) {
        const {preview} = this.#tab.held;
        if (preview.faults + preview.warnings === 0) {
            return h('p', {class: 'quiet'}, words.chkNoProblems);
        }
        const file = (format) => h('a', {id: `faults-${format}`, download: '', href: address(`imports/${id}/errors`, {format, severity: this.#severity, lang: config.lang}).href}, format.toUpperCase());
        return h('div', {class: 'row-of-fields'},
            labelled(words.chkShow, select('faults-severity', [['', words.chkAll], ['error', words.chkOnlyFaults], ['warning', words.chkOnlyWarns]], this.#severity, (severity) => {
                this.#severity = severity;
                this.#offset = 0;
                this.#load();
            })),
            h('p', {class: 'downloads'}, words.chkDownload, ' ', file('csv'), ' ', file('xlsx')));
    }

    #table({items, total, unlisted, offset}) {
        if (total === 0) {
            return null;
        }
        const go = (to) => () => {
            this.#offset = to;
            this.#load();
        };
        return h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': words.chkList}, h('table', {},
            h('caption', {class: 'visually-hidden'}, words.chkList),
            h('thead', {}, h('tr', {}, h('th', {scope: 'col', class: 'number'}, words.impRow), ...[words.chkColumn, words.chkValue, words.chkSeverity, words.chkExpected].map((t) => h('th', {scope: 'col'}, t)))),
            h('tbody', {}, ...items.map((f) => h('tr', {},
                h('td', {class: 'number'}, f.row ? String(f.row) : '–'), h('td', {}, f.column), h('td', {class: 'code'}, f.value),
                h('td', {class: `nowrap ${f.severity === 'error' ? 'bad' : 'warn'}`}, f.severity === 'error' ? words.chkError : words.chkWarning), h('td', {}, inLanguage(f.message)))))),
        pager({name: 'faults', from: offset + 1, shown: items.length, total, before: offset > 0 ? go(Math.max(0, offset - pageSize)) : null,
            after: offset + items.length < total ? go(offset + pageSize) : null}),
        unlisted ? h('p', {class: 'quiet'}, fill(words.chkUnlisted, {n: number(unlisted)})) : null);
    }
}

/** The counts, the verdict, the kinds of problems. */
function summary(preview) {
    return [
        h('div', {class: 'tiles outcome-tiles', id: 'outcome'},
            tile(words.chkRows, preview.rows), tile(words.outCreated, preview.created), tile(words.outChanged, preview.changed),
            tile(words.outUnchanged, preview.unchanged), tile(words.outRejected, preview.rejected), tile(words.outRepeated, preview.repeated)),
        h('p', {class: preview.faults ? 'bad' : 'ok', id: 'verdict'}, preview.faults ? fill(words.chkNotYet, {n: number(preview.faults)}) : words.chkClean,
            preview.warnings ? ` ${fill(words.chkWarnings, {n: number(preview.warnings)})}.` : ''),
        ...(preview.related ?? []).map((r) => h('p', {class: 'quiet'}, fill(words.chkRelated, {n: number(r.created), kind: config.kinds[r.kind]?.label ?? r.kind, why: inLanguage(r.why)}))),
        preview.summary.length > 1 ? h('details', {class: 'group', open: true}, h('summary', {}, words.chkGroups), h('ul', {class: 'notes'}, ...preview.summary.slice(0, 12).map((g) => h('li', {},
            h('span', {class: g.severity === 'error' ? 'bad' : 'warn'}, `${number(g.count)} × ${g.severity === 'error' ? words.chkError : words.chkWarning}`),
            ` ${g.column ? `${g.column}: ` : ''}${short(inLanguage(g.example))}`)))) : null,
    ];
}

/** The beginning of a long text; the table below has it whole. */
function short(text) {
    return text.length > longestExample ? `${text.slice(0, longestExample)}…` : text;
}
