// The findings of a position: a row a clause, what fails first; the numbers in
// line; the clause and what went into a figure on hover or Enter.

import {words, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {figure, hide} from '../explain.js';
import {getJSON} from '../api.js';
import {aligned, datumName, datumText, decimalsOf, gravity, kindOf, mark, tally} from './verdict.js';
import {placeWords} from './evidence.js';
import {operatorName} from '../layers.js';

/**
 * The rows of an assessment in the order in which they are shown.
 * @returns {{key: string, check: any, finding: any}[]}
 */
export function rowsOf(assessment, {check: only, open}) {
    const groups = assessment.checks.filter((c) => !only || c.check === only)
        .map((check, i) => ({check, i})).sort((a, b) => gravity[kindOf(a.check)] - gravity[kindOf(b.check)] || a.i - b.i);
    return groups.flatMap(({check}) => check.findings
        .map((finding, n) => ({key: `${check.check}.${n}`, check, finding}))
        .filter(({finding}) => !open || finding.verdict !== 'met')
        .sort((a, b) => gravity[kindOf(a.finding)] - gravity[kindOf(b.finding)]));
}

/** How many checks came to what. */
export function countsOf(assessment) {
    const counts = {};
    for (const check of assessment.checks) {
        counts[kindOf(check)] = (counts[kindOf(check)] ?? 0) + 1;
    }
    return counts;
}

/** How many checks came to what over all positions: each by the position where it stands worst. */
export function overallCounts({positions}) {
    const worst = new Map();
    for (const check of positions.flatMap(({checks}) => checks)) {
        const held = worst.get(check.check);
        if (!held || gravity[kindOf(check)] < gravity[kindOf(held)]) {
            worst.set(check.check, check);
        }
    }
    return countsOf({checks: [...worst.values()]});
}

/**
 * The table.
 * @param {any} assessment
 * @param {{check: string, open: boolean, finding: string, before: any}} view before: the assessment as filed, while something else is tried
 * @param {(key: string) => void} select
 */
export function findingsTable(assessment, view, select) {
    hide();
    const rows = rowsOf(assessment, view);
    const groups = [];
    for (const row of rows) {
        if (groups.at(-1)?.check !== row.check) {
            groups.push({check: row.check, rows: []});
        }
        groups.at(-1).rows.push(row);
    }
    return h('table', {class: 'findings'}, h('caption', {class: 'visually-hidden'}, words.findings),
        h('thead', {}, h('tr', {}, ...[['', ''], [words.demand, ''], [words.numberHead, 'number'], [words.threshold, 'number'], [words.margin, 'number'], ['', ''], [words.clause, '']]
            .map(([title, name]) => title === '' ? h('td', {}) : h('th', {scope: 'col', class: name}, title)))),
        ...groups.map(({check, rows: own}) => group(check, own, {...view, room: roomOf(rows)}, select)));
}

/** How many decimals the figures of the table have at the most. */
const roomOf = (rows) => Math.max(0, ...rows.filter((r) => r.finding.number !== undefined || r.finding.threshold !== undefined).map((r) => decimalsOf(r.finding)));

function group(check, rows, view, select) {
    const before = view.before?.checks.find((c) => c.check === check.check);
    const changed = before && kindOf(before) !== kindOf(check);
    return h('tbody', {'data-check': check.check},
        h('tr', {class: 'group-head'}, h('td', {}, mark(kindOf(check))),
            h('th', {scope: 'rowgroup', colSpan: 6}, inLanguage(check.label), changed ? h('span', {class: 'was'}, ` ${words.wasBefore} `, mark(kindOf(before), true)) : null)),
        ...rows.flatMap((row) => findingRows(row, view, select)));
}

function findingRows({key, finding}, view, select) {
    const selected = view.finding === key;
    const decimals = decimalsOf(finding);
    const row = h('tr', {class: `finding ${selected ? 'selected' : ''}`, 'data-finding': key, 'data-verdict': kindOf(finding), tabIndex: selected ? 0 : -1,
        'aria-current': selected ? 'true' : null,
        onclick: (event) => event.target.closest('button, a') || select(key),
        onkeydown: (event) => {
            if ((event.key === 'Enter' || event.key === ' ') && event.target === row) {
                event.preventDefault();
                select(key);
            }
        }},
    h('td', {}, mark(kindOf(finding))),
    h('td', {class: 'demand'}, inLanguage(finding.summary)),
    numberCell(finding, decimals, view.room),
    h('td', {class: 'number'}, aligned(finding.threshold, decimals, view.room)),
    h('td', {class: 'number margin'}, aligned(finding.margin, decimals, view.room)),
    h('td', {class: 'unit'}, finding.number === undefined ? '' : finding.unit ?? ''),
    h('td', {class: 'cite'}, clauseOf(finding.clause)));
    return selected ? [row, detail(finding)].filter(Boolean) : [row];
}

function numberCell(finding, decimals, room) {
    const cell = h('td', {class: 'number'});
    if (finding.number === undefined) {
        return cell;
    }
    const button = figure('', () => inputsOf(finding));
    button.append(aligned(finding.number, decimals, room));
    cell.append(button);
    return cell;
}

function inputsOf(finding) {
    return [h('p', {}, h('b', {}, words.wentIn)), h('dl', {class: 'facts'}, ...(finding.inputs ?? []).flatMap((input) => [
        h('dt', {}, datumName(input.name)), h('dd', {}, datumText(input), input.source ? h('span', {class: 'quiet'}, ` (${words[`source_${input.source}`] ?? input.source})`) : '')]))];
}

/** A clause by its citation; on hover what it demands. */
function clauseOf(clause) {
    const cite = inLanguage(clause.cite);
    if (!cite) {
        return h('span', {class: 'quiet'}, words.noClause);
    }
    return h('span', {}, figure(cite, () => clauseText(clause), {class: 'clause'}), clause.verified ? null : h('span', {class: 'unverified', title: words.unverifiedHelp}, ` ${words.unverified}`));
}

const sets = new Map();

function clauseText(clause) {
    const text = h('p', {}, words.loading);
    const verified = clause.verified ? '' : words.unverifiedHelp;
    sets.has(clause.rule_set) || sets.set(clause.rule_set, clause.rule_set ? getJSON(`rules/${encodeURIComponent(clause.rule_set)}`, {}) : Promise.resolve(null));
    sets.get(clause.rule_set).then((set) => {
        const found = set?.clauses.find((c) => c.id === clause.clause);
        text.textContent = inLanguage(found?.text) || inLanguage(clause.cite);
        if (set) {
            text.after(h('p', {class: 'quiet'}, `${inLanguage(set.citation)} · `, h('span', {class: 'code'}, `${clause.rule_set} ${clause.clause}`)));
        }
    }).catch((error) => {
        sets.delete(clause.rule_set);
        text.textContent = error.message;
    });
    return [h('p', {}, h('b', {}, inLanguage(clause.cite))), text, verified ? h('p', {class: 'warn-text'}, verified) : ''];
}

/** What more there is to say of the finding that is looked at. */
function detail(finding) {
    const near = finding.neighbours?.slice(0, mostNear) ?? [];
    const parts = [
        finding.consequence && finding.verdict !== 'met' ? h('p', {}, h('b', {}, `${words.consequence}: `), words[`consequence_${finding.consequence}`] ?? finding.consequence) : null,
        finding.missing?.length ? h('p', {}, h('b', {}, `${words.missing}: `), finding.missing.map(datumName).join(', ')) : null,
        finding.also?.length ? h('p', {}, h('b', {}, `${words.also}: `), finding.also.map((c) => inLanguage(c.cite)).join('; ')) : null,
        near.length ? h('ul', {class: 'near'}, ...near.map((m) => h('li', {}, mark(kindOf(m)), h('span', {class: 'code'}, ` ${m.code} `), `${operatorName(m.operator)}, ${placeWords(m)}`,
            m.threshold_m !== undefined ? h('span', {class: 'quiet'}, ` (≥ ${m.threshold_m} m)`) : null))) : null,
        finding.evidence ? null : h('p', {class: 'quiet'}, icon('map'), ` ${words.noEvidence}`),
    ].filter(Boolean);
    return parts.length ? h('tr', {class: 'finding-detail'}, h('td', {}), h('td', {colSpan: 6}, ...parts)) : null;
}

const mostNear = 4;

/** Chips that keep to one check, or to what is open. */
export function findingFilters(assessment, view, change) {
    const chip = (pressed, text, act, verdict) => h('button', {type: 'button', class: 'filter-chip', 'aria-pressed': String(pressed), onclick: act}, verdict ? mark(verdict) : null, text);
    return h('div', {class: 'finding-filters'}, tally(countsOf(assessment)),
        chip(view.open, words.onlyOpen, () => change({open: view.open ? '' : '1'})),
        h('select', {'aria-label': words.checkFilter, onchange: (event) => change({check: event.target.value})},
            h('option', {value: ''}, words.allChecks),
            ...assessment.checks.map((c) => h('option', {value: c.check, selected: c.check === view.check}, `${{met: '✓', not_met: '✕', undecided: '?', officer: '!'}[kindOf(c)]} ${inLanguage(c.label)}`))));
}
