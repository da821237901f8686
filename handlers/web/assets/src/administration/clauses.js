// The clauses of a rule set as people read them: what is asked, of what, where it
// stands.

import {words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {badge, row, table} from './parts.js';

const checks = ['completeness', 'licences', 'coordinates', 'plan', 'area', 'zones', 'structure', 'spacing', 'sharing', 'hosts', 'safety', 'emf', 'aviation', 'land', 'need', 'procedure'];
const signs = {min_distance: '≥', at_least: '≥', at_most: '≤', below: '<', within: '≤', exposure: '≤'};

/** What a check is called. */
export const checkName = (check) => words[`check_${check}`] ?? check;

/** What a clause asks, with sign and unit; '' when it asks no number. */
export function demand(clause, all) {
    const value = valueOf(clause, all);
    if (value === undefined || value === null) {
        return '';
    }
    return `${signs[clause.kind] ?? ''} ${number(value, String(value).split('.')[1]?.length ?? 0)} ${clause.unit ?? ''}`.trim();
}

/** The value of a clause, by way of the one that it takes it from. */
function valueOf(clause, all) {
    return clause.same_as ? all.find(({id}) => id === clause.same_as)?.value : clause.value;
}

/** When a clause applies: its predicates as they stand. */
export function condition(clause) {
    return [['when', words.clauseWhen], ['exempt', words.clauseExempt], ['require', words.clauseRequire], ['unless', words.clauseUnless], ['number', words.clauseNumber]]
        .filter(([name]) => clause[name]).map(([name, word]) => h('span', {class: 'clause-if'}, `${word} `, h('code', {}, clause[name])));
}

/**
 * A table of clauses, by what they are about.
 * @param {any[]} clauses
 * @param {any[]} all of the set
 * @param {(clause: any) => HTMLElement|string} [valueCell] what stands in the column of values
 */
export function clauseTable(clauses, all, valueCell = (clause) => demand(clause, all)) {
    const groups = checks.map((check) => [check, clauses.filter((c) => c.check === check)]).filter(([, own]) => own.length);
    const rows = groups.flatMap(([check, own]) => [
        h('tr', {class: 'clause-group'}, h('th', {colSpan: 4, scope: 'rowgroup'}, checkName(check))),
        ...own.map((clause) => row([
            h('span', {}, inLanguage(clause.cite), h('span', {class: 'code quiet admin-under'}, clause.id)),
            h('span', {}, inLanguage(clause.text), clause.unverified ? badge('warn', words.unverified) : null, h('span', {class: 'clause-conditions'}, ...condition(clause))),
            h('td', {class: 'number'}, valueCell(clause)),
            clause.consequence ? words[`consequence_${clause.consequence}`] ?? clause.consequence : '',
        ], {'data-clause': clause.id})),
    ]);
    return table([words.clause, words.demands, {text: words.value, number: true}, words.otherwise], rows, words.clauses);
}
