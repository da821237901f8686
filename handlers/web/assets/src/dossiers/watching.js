// What somebody has to see to after approval: of all dossiers, or of one.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {date, number} from '../format.js';
import {operatorName} from '../layers.js';

/** @param {any[]} items of the watch list */
export function watchTable(items) {
    if (items.length === 0) {
        return h('p', {class: 'quiet empty-line'}, words.nothingWatched);
    }
    return h('table', {class: 'watch'}, h('caption', {class: 'visually-hidden'}, words.watchList),
        h('thead', {}, h('tr', {}, ...[words.dueDate, words.about, words.operator, words.what].map((title) => h('th', {scope: 'col'}, title)))),
        h('tbody', {}, ...items.map((item) => h('tr', {},
            h('td', {}, h('span', {class: `badge ${item.days < 0 ? 'late' : item.days <= 30 ? 'near' : 'far'}`}, date(item.due)),
                h('span', {class: 'quiet watch-days'}, fill(item.days < 0 ? words.daysPast : words.daysTo, {n: number(Math.abs(item.days))}))),
            h('td', {}, words[`watch_${item.class}`] ?? item.class),
            h('td', {}, operatorName(item.operator_code)),
            h('th', {scope: 'row'}, inLanguage(item.message))))));
}

/** Those that concern a dossier: its number, its positions, the sites they became. */
export function watchedOf(items, dossier) {
    const own = new Set([dossier.application.id, dossier.application.code, ...dossier.positions.flatMap((p) => [p.id, p.site_id])].filter(Boolean));
    return items.filter((item) => own.has(item.id) || own.has(item.code));
}
