// Verdicts: a sign, a word and a colour each, so that none stands alone; numbers
// beside them in line on their decimal.

import {words, fieldOf} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {codeName} from './names.js';

const signs = {met: '✓', not_met: '✕', undecided: '?', officer: '!'};
const names = {met: words.met, not_met: words.notMet, undecided: words.undecided, officer: words.forOfficer};

/** What a finding or check is shown as: an undecided one that lacks nothing is the officer's. */
export const kindOf = ({verdict, officer}) => verdict === 'undecided' && officer ? 'officer' : verdict;

/** Verdicts from what most needs to be looked at to what does not. */
export const gravity = {not_met: 0, undecided: 1, officer: 2, met: 3};

/** The sign of a verdict, with its word for those who do not see it. */
export function mark(verdict, withWord = false) {
    return h('span', {class: `verdict ${verdict}`, title: names[verdict]},
        h('span', {'aria-hidden': 'true', class: 'sign'}, signs[verdict] ?? '·'),
        h('span', {class: withWord ? '' : 'visually-hidden'}, names[verdict] ?? verdict));
}

/** How many of each, such as ✕ 2  ? 3  ✓ 11. */
export function tally(counts) {
    return h('span', {class: 'tally'}, ...['not_met', 'undecided', 'officer', 'met'].filter((verdict) => counts[verdict]).map((verdict) =>
        h('span', {class: `verdict ${verdict}`, title: `${names[verdict]}: ${counts[verdict]}`},
            h('span', {'aria-hidden': 'true', class: 'sign'}, signs[verdict]),
            h('span', {class: 'visually-hidden'}, `${names[verdict]}: `), String(counts[verdict]))));
}

/** The most decimals that are shown. */
export const mostDecimals = 3;

/**
 * A number in a cell, in line with those above and below it on the decimal.
 * Where it decides, as many decimals are shown as it takes to see it.
 * @param {number|null|undefined} value
 * @param {number} decimals
 * @param {number} [room] how many decimals the column has at the most
 */
export function aligned(value, decimals, room = mostDecimals) {
    if (value === undefined || value === null) {
        return '';
    }
    const text = number(value, decimals);
    const comma = text.search(/[.,]\d*$/);
    const shown = decimals > 0 && comma >= 0 ? text.length - comma - 1 : 0;
    const zeros = '0'.repeat(Math.max(0, room - shown));
    return h('span', {class: 'aligned'}, text, zeros ? h('span', {class: 'room', 'aria-hidden': 'true'}, shown ? zeros : `,${zeros}`) : '');
}

/** How many decimals a finding's figures take. */
export function decimalsOf({number: value, threshold, margin}) {
    const given = [value, threshold].filter((n) => n !== undefined && n !== null);
    if (given.every(Number.isInteger)) {
        return 0;
    }
    const small = Math.min(...given.filter((n) => n !== 0).map(Math.abs));
    if (small < 0.001) {
        return Math.min(6, Math.ceil(-Math.log10(small)));
    }
    const close = margin !== undefined && Math.abs(margin) < 1;
    return close || small < 10 ? 3 : 1;
}

/** What a datum that is missing, or went into a finding, is called. */
export function datumName(name) {
    return words[`datum_${name}`] ?? fieldOf('positions', name)?.label
        ?? fieldOf('applications', name.replace(/^application\./, ''))?.label ?? name;
}

/** A value that went into a finding, as people write it. */
export function datumText({name, value, unit}) {
    if (value === null || value === undefined || value === '') {
        return words.notStated;
    }
    let text = String(value);
    if (typeof value === 'number') {
        text = number(value, Number.isInteger(value) ? 0 : mostDecimals);
    } else if (typeof value === 'boolean') {
        text = value ? words.yes : words.no;
    } else if (Array.isArray(value)) {
        text = value.map((v) => typeof v === 'object' ? JSON.stringify(v) : v).join(', ') || words.nothing;
    } else if (typeof value === 'object') {
        text = JSON.stringify(value);
    } else {
        text = words[`datum_${name}_${value}`] ?? codeName('positions', name, text);
    }
    return unit ? `${text} ${unit}` : text;
}

/** A bearing in whole degrees. */
export const bearing = (degrees) => `${number(((degrees % 360) + 360) % 360)}°`;

/** A distance that a rule may turn on: to the decimetre, under a metre to the millimetre. */
export const metres = (value) => `${number(value, value < 1 ? 3 : 1)} m`;
