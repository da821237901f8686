// What each figure consists of: the content of its explanation.

import {words, fill, inLanguage} from './config.js';
import {h} from './dom.js';
import {number, date} from './format.js';

/** @param {[string, string][]} rows */
function facts(rows) {
    return h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
}

function inputRow(name, input, decimals, unit) {
    const source = [inLanguage(input.source) || words.noSource, input.year].filter(Boolean).join(', ');
    const value = input.value === null ? '–' : `${number(input.value, decimals)} ${unit}`;
    return [name, `${value} (${source})`];
}

function countRows(official) {
    return [[words.points, number(official.n)], ...countsIn(official)];
}

/**
 * What N counts, and what stands beside it.
 * @returns {[string, string][]}
 */
export function countsIn(official) {
    const list = (counted) => official.counts
        .filter((c) => c.counted === counted && c.n > 0)
        .map((c) => `${number(c.n)} ${inLanguage(c.label)}`).join(' · ');
    return [[words.counted, list(true)], [words.notCounted, list(false)]].filter(([, text]) => text);
}

/** Why there is no figure, where there is none. */
function whyRows(official, value) {
    const why = inLanguage(official.why);
    return value === null && why ? [[words.notes, why]] : [];
}

/** The mean radius by either formula, with S, N and their sources. */
export function radius(served, formula) {
    const {official} = served;
    const circle = formula === 'circle';
    const value = circle ? official.radius_circle_km : official.radius_half_square_km;
    const s = number(official.area_km2.value, 2);
    const n = number(official.n);
    const filled = circle ? `√(${s} ⁄ (π × ${n}))` : `½ √(${s} ⁄ ${n})`;
    return [
        h('p', {class: 'formula'}, circle ? 'R = √(S ⁄ (π N))' : 'R = ½ √(S ⁄ N)'),
        value === null ? null : h('p', {class: 'formula'}, `= ${filled} = ${number(value, 3)} km`),
        facts([
            inputRow(words.area, official.area_km2, 2, 'km²'),
            ...countRows(official),
            ...whyRows(official, value),
            [words.computed, date(served.as_of)],
        ]),
    ].filter(Boolean);
}

/** People per point, with P, N and their sources. */
export function perPoint(served) {
    const {official} = served;
    const value = official.people_per_point;
    return [
        h('p', {class: 'formula'}, 'P ⁄ N'),
        value === null ? null : h('p', {class: 'formula'},
            `= ${number(official.people.value)} ⁄ ${number(official.n)} = ${number(value)}`),
        facts([
            inputRow(words.people, official.people, 0, words.peopleUnit),
            ...countRows(official),
            ...whyRows(official, value),
            [words.computed, date(served.as_of)],
        ]),
    ].filter(Boolean);
}

/** What N counts. */
export function count(served) {
    return [facts([...countRows(served.official), [words.computed, date(served.as_of)]])];
}

/** An input as it stands: where it comes from, of which year. */
export function input(name, value, decimals, unit) {
    return [facts([inputRow(name, value, decimals, unit)])];
}

/** A share: part and whole. */
export function share(served, of) {
    return [
        h('p', {class: 'formula'}, `${number(of.part)} ⁄ ${number(of.whole)}${of.percent === null ? '' : ` = ${number(of.percent, 3)} %`}`),
        facts([[words.formula, words.shareMeans], [words.computed, date(served.as_of)]]),
    ];
}

/** A distance for reference: what it means, by what method, over which people. */
export function distance(served, meaning, people) {
    const {provenance} = served;
    return [
        h('p', {}, meaning),
        facts([
            [words.people, `${number(people)} ${words.peopleUnit}`],
            [words.method, inLanguage(provenance.method)],
            [words.surface, inLanguage(provenance.surface)],
            [words.model, `${provenance.model} ${provenance.version}`.trim()],
            [words.sequence, number(provenance.registry_seq)],
            [words.computed, date(served.as_of)],
        ].filter(([, value]) => value)),
    ];
}

/** The union of declared radii. */
export function declared(served) {
    const {points, without} = served.declared;
    return [
        ...distance(served, words.unionMeans, served.declared.people),
        h('p', {class: 'quiet'}, fill(words.declaredOf, {points: number(points), without: number(without)})),
    ];
}
