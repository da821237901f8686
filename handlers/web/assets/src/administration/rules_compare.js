// Two rule sets side by side: clauses that only one of them has, and those that
// ask something else.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {getJSON} from '../api.js';
import {button, heading, row, table} from './parts.js';
import {checkName, condition, demand} from './clauses.js';

/**
 * What differs between two sets, clause by clause.
 * @returns {{id: string, before: any, after: any}[]}
 */
export function differences(before, after) {
    const ids = [...new Set([...before.clauses, ...after.clauses].map(({id}) => id))];
    return ids.map((id) => ({id, before: before.clauses.find((c) => c.id === id), after: after.clauses.find((c) => c.id === id)}))
        .filter(({before: a, after: b}) => JSON.stringify(a) !== JSON.stringify(b));
}

/** The table of differences. */
export function differenceTable(before, after) {
    const found = differences(before, after);
    if (!found.length) {
        return h('p', {class: 'admin-empty'}, words.compareSame);
    }
    const side = (clause, set) => clause ? h('td', {}, h('b', {class: 'clause-value'}, demand(clause, set.clauses)), ' ', inLanguage(clause.text),
        h('span', {class: 'clause-conditions'}, ...condition(clause))) : h('td', {class: 'quiet'}, words.compareAbsent);
    return table([words.clause, inLanguage(before.name), inLanguage(after.name)], found.map(({id, before: a, after: b}) => row([
        h('span', {}, checkName((a ?? b).check), h('span', {class: 'code quiet admin-under'}, id)), side(a, before), side(b, after),
    ], {class: a && b ? 'differs' : a ? 'gone' : 'come'})), words.compare);
}

/** The page of two sets. */
export async function compared(state, one, other, sets) {
    const [before, after] = await Promise.all([one, other].map((code) => getJSON(`rules/${encodeURIComponent(code)}`)));
    const name = (code) => inLanguage(sets.find((s) => s.code === code)?.name) || code;
    return h('div', {}, heading(fill(words.compareOf, {a: name(one), b: name(other)})),
        h('p', {}, button(words.back, () => state.go({with: null}), {sign: 'arrow-left'}), ' ',
            fill(words.compareCount, {n: differences(before, after).length})),
        differenceTable(before, after));
}
