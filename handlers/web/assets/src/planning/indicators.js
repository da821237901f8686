// The indicators of a network as rows of a table, each figure with what it was
// made of.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {date, length, number, percent} from '../format.js';
import {figure} from '../explain.js';

/**
 * @typedef {object} Indicator
 * @property {string} id
 * @property {string} name
 * @property {(figures: any) => number|null} of
 * @property {(value: number) => string} show
 * @property {number} good 1: more is better, -1: less is better, 0: neither
 * @property {(figures: any, value: number|null) => Node[]} why
 */

const km = (value) => `${number(value, 2)} km`;
const count = (value) => number(value);
const ratio = (value) => number(value, 3);

/** A way: metres, or seconds where the plan travels. */
export function way(value, unit) {
    return unit === 's' ? `${number(value / 60, 1)} ${words.minutesUnit}` : length(value);
}

const facts = (rows) => h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
const formula = (text) => h('p', {class: 'formula'}, text);
const missing = () => h('p', {class: 'quiet'}, words.unknownWhy);

function inputs(f) {
    return facts([[words.areaS, f.area_km2 === null ? '–' : `${number(f.area_km2, 2)} km²`], [words.peopleS, f.people === null ? '–' : number(f.people)], [words.pointsN, number(f.counted)]]);
}

function radius(id, name, key, letters, filled) {
    return {id, name, of: (f) => f[key], show: km, good: -1, why: (f, value) => [
        formula(letters), value === null ? missing() : formula(`= ${filled(number(f.area_km2, 2), number(f.counted))} = ${number(value, 3)} km`), inputs(f),
    ]};
}

const meaning = (text, rows = []) => [h('p', {}, text), ...rows.length ? [facts(rows)] : []];

function ways(unit) {
    const show = (value) => way(value, unit);
    const row = (id, name, key) => ({id, name, of: (f) => f.access[key], show, good: -1, why: (f) => meaning(words.wayMeans, [
        [words.people, number(f.access.people)], [words.unreached, number(f.access.unreached)]])});
    return [row('mean', words.wayMean, 'mean'), row('p50', words.wayP50, 'p50'), row('p90', words.wayP90, 'p90'), row('p95', words.wayP95, 'p95'), row('max', words.wayMax, 'max')];
}

function bands(before, unit) {
    return before.access.within.map(({limit}, i) => ({
        id: `within-${limit}`, name: fill(words.within, {limit: way(limit, unit)}), good: 1, show: percent, of: (f) => f.access.within[i]?.share ?? null,
        why: (f, value) => [formula(`${number(f.access.within[i]?.people)} ⁄ ${number(f.access.people)} = ${number(value * 100, 3)} %`), ...meaning(words.withinMeans2)],
    }));
}

function coverage() {
    return [{id: 'covered', name: words.covered, of: (f) => f.coverage?.share ?? null, show: percent, good: 1, why: (f, value) => [
        formula(`${number(f.coverage?.people)} ⁄ ${number(f.access.people)} = ${number(value * 100, 3)} %`), ...meaning(inLanguage(f.coverage?.method)),
    ]}];
}

/** The indicators that the figures of a result have. @returns {Indicator[]} */
export function indicatorsOf(before) {
    const {unit} = before.access;
    return [
        {id: 'points', name: words.pointsN, of: (f) => f.counted, show: count, good: 0, why: (f) => [facts([[words.pointsAll, number(f.points)], [words.pointsN, number(f.counted)]])]},
        radius('radius-circle', words.radiusCircle, 'radius_circle_km', 'R = √(S ⁄ (π N))', (s, n) => `√(${s} ⁄ (π × ${n}))`),
        radius('radius-half', words.radiusHalf, 'radius_half_square_km', 'R = ½ √(S ⁄ N)', (s, n) => `½ √(${s} ⁄ ${n})`),
        {id: 'people-per-point', name: words.peoplePer, of: (f) => f.people_per_point, show: count, good: -1, why: (f, value) => [
            formula('P ⁄ N'), value === null ? missing() : formula(`= ${number(f.people)} ⁄ ${number(f.counted)} = ${number(value)}`), inputs(f)]},
        ...before.coverage ? coverage() : [],
        ...ways(unit), ...bands(before, unit),
        ...before.access.unreached > 0 ? [{id: 'unreached', name: words.unreached, of: (f) => f.access.unreached, show: count, good: -1, why: () => meaning(words.unreachedMeans)}] : [],
        {id: 'communes-with', name: words.communesWith, of: (f) => f.communes_with, show: count, good: 1, why: () => meaning(words.communesMeans)},
        {id: 'communes-without', name: words.communesNone, of: (f) => f.communes_without, show: count, good: -1, why: () => meaning(words.communesMeans)},
        {id: 'worst', name: words.worstMean, of: (f) => f.worst[0]?.ways.mean ?? null, show: (v) => way(v, unit), good: -1, why: (f) => [
            facts(f.worst.slice(0, 5).map(({unit: commune, ways: w}) => [commune.name, w.mean === null ? '–' : way(w.mean, unit)]))]},
        {id: 'gini', name: words.gini, of: (f) => f.equity.gini, show: ratio, good: -1, why: () => meaning(words.giniMeans)},
        {id: 'palma', name: words.palma, of: (f) => f.equity.palma, show: ratio, good: -1, why: () => meaning(words.palmaMeans)},
    ];
}

/** A figure of an indicator that explains itself. */
export function cell(indicator, figures, provenance, properties = {}) {
    const value = indicator.of(figures);
    if (value === null || value === undefined) {
        return figure('–', () => [missing()], properties);
    }
    return figure(indicator.show(value), () => [
        ...indicator.why(figures, value),
        facts([
            [words.method, inLanguage(provenance.method)], [words.surface, inLanguage(provenance.surface)],
            [words.model, `${provenance.model} ${provenance.version}`.trim()], [words.sequence, number(provenance.registry_seq)],
            ...provenance.day ? [[words.computed, date(provenance.day)]] : [],
        ].filter(([, text]) => text)),
    ], {'aria-label': `${indicator.name}: ${indicator.show(value)}`, ...properties});
}

/** How a value differs from another: signed, in the indicator's unit, and whether that is good. */
export function difference(indicator, before, after) {
    if (before === null || after === null || before === undefined || after === undefined) {
        return h('span', {class: 'quiet'}, '–');
    }
    const by = after - before;
    const text = indicator.show === percent ? `${number(Math.abs(by) * 100, 1)} ${words.pctPoints}` : indicator.show(Math.abs(by));
    if (!/[1-9]/.test(text)) {
        return h('span', {class: 'quiet'}, '0');
    }
    const good = indicator.good * Math.sign(by);
    return h('span', {class: good > 0 ? 'better' : good < 0 ? 'worse' : ''}, `${by > 0 ? '+' : '−'}${text}`,
        good ? h('span', {class: 'visually-hidden'}, ` (${good > 0 ? words.better : words.worse})`) : null);
}
