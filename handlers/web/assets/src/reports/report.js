// The report as it is printed, each number explaining itself, with what does not
// agree in the margin beside the sentence that it concerns.

import {words, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {address, getJSON} from '../api.js';
import {explained} from './explained.js';

const formats = [['docx', 'Word'], ['pdf', 'PDF'], ['xlsx', 'Excel'], ['text', 'TXT']];

/** @param {import('./state.js').ReportPage} page */
export async function report(page, signal) {
    const {unit, period} = page.now;
    const [made, forms] = await Promise.all([
        getJSON('reports', {unit, period}, signal),
        getJSON('reports/forms', {}, signal).catch(() => []),
    ]);
    return [
        h('div', {class: 'report-tools'},
            h('span', {class: 'quiet'}, words.saveAs),
            ...formats.map(([format, name]) => h('a', {class: 'text-button', 'data-format': format, download: '',
                href: address('reports/document', {unit, period, format}).href}, icon('download'), name)),
            ...forms.map((form) => h('a', {class: 'text-button', 'data-form': form.code, download: '', title: form.verified ? '' : words.formUnverified,
                href: address('reports/document', {unit, period, format: 'xlsx', form: form.code}).href}, icon('file-spreadsheet'), inLanguage(form.title))),
            h('button', {type: 'button', class: 'text-button', onclick: () => print()}, icon('printer'), words.printReport)),
        h('article', {class: 'report'},
            h('h2', {}, inLanguage(made.title)),
            h('p', {class: 'report-of'}, `${made.unit.name} – ${inLanguage(made.period_name)}`),
            ...made.sections.map((section) => sectionOf(section, made.figures)),
            figuresOf(made.rows)),
    ];
}

function sectionOf(section, figures) {
    return h('section', {}, h('h3', {}, inLanguage(section.title)), ...section.lines.map((line) => lineOf(line, figures)));
}

function lineOf(line, figures) {
    const notes = line.deviations ?? [];
    return h('div', {class: 'report-line'},
        notes.length ? h('aside', {class: 'report-margin', 'aria-label': words.marginTitle},
            ...notes.map((note) => h('p', {}, inLanguage(note)))) : null,
        h('p', {}, ...withFigures(inLanguage(line.noted), figures)));
}

/** A sentence in which every number[note] is a figure that explains itself. */
function withFigures(text, figures) {
    const out = [];
    let from = 0;
    for (const found of text.matchAll(/([-−+]?\d[\d.,]*|–)\[(\d+)\]/g)) {
        const of = figures[Number(found[2]) - 1];
        out.push(...withParts(text.slice(from, found.index), of), of ? explained(of, found[1], {'data-code': of.code}) : found[1]);
        from = found.index + found[0].length;
    }
    return [...out, text.slice(from).replace(/\[\d+\]/g, '')];
}

/** What stands before a figure, in which its parts are explained by it too: "Viettel 353, MobiFone 234". */
function withParts(text, of) {
    const parts = new Set((of?.parts ?? []).map(({value}) => number(value)));
    return text.split(/(?<= )(\d[\d.,]*\d|\d)(?=[,;.]|$)/).map((piece, i) =>
        i % 2 && parts.has(piece) ? explained(of, piece, {'data-code': of.code}) : piece);
}

function figuresOf(rows) {
    const body = rows.map(({figure, previous, plan}) => h('tr', {'data-code': figure.code},
        h('th', {scope: 'row'}, inLanguage(figure.name)),
        h('td', {class: 'number'}, explained(figure)),
        h('td', {}, inLanguage(figure.measure)),
        h('td', {class: 'number'}, number(previous, figure.decimals)),
        h('td', {class: 'number'}, number(plan, figure.decimals))));
    return h('section', {}, h('h3', {}, words.everyFigure), h('div', {class: 'table-wrap'}, h('table', {},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.indicator), h('th', {scope: 'col', class: 'number'}, words.valueOf),
            h('th', {scope: 'col'}, words.measureOf), h('th', {scope: 'col', class: 'number'}, words.previousPeriod), h('th', {scope: 'col', class: 'number'}, words.plan))),
        h('tbody', {}, ...body))));
}
