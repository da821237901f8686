// The norms of postal service: what each text asks, from which year to which.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {badge, getSetting, heading, lastChange, numeric, row, table} from './parts.js';
import {documentEditor} from './document.js';

export async function show(state) {
    const held = await getSetting('planning_norms');
    const year = new Date().getFullYear();
    const rows = held.in_force.map((norm) => row([
        h('span', {}, inLanguage(norm.title), h('span', {class: 'quiet admin-under'}, inLanguage(norm.note))),
        norm.citation, words[`scope_${norm.scope}`] ?? norm.scope,
        numeric(`${norm.relation === 'at_most' ? '≤' : '≥'} ${number(norm.value, String(norm.value).split('.')[1]?.length ?? 0)} ${words[`measure_${norm.measure}`] ?? ''}`),
        numeric(`${norm.from}–${norm.to ?? ''}`), norm.due ? fill(words.dueBy, {year: norm.due}) : '',
        norm.from <= year && (!norm.to || year <= norm.to) ? badge('ok', words.holds) : badge('quiet', words.holdsNot),
        norm.verified ? '' : badge('warn', words.unverified),
    ]));
    return {element: h('div', {}, heading(words.tabNorms), lastChange(held), h('p', {class: 'quiet'}, words.normsHelp),
        table([words.norm, words.citation, words.scope, {text: words.value, number: true}, {text: words.years, number: true}, '', words.state, words.source], rows, words.tabNorms),
        documentEditor(held, () => state.go({})))};
}
