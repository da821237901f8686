// What the marks of sites tell apart: operator, technology, state or age. Each
// class has an image, a name in the legend, and the question that counts it.

import {words, fill, label} from './config.js';
import {operators, operatorOf} from './icons.js';

/** The codes under which registries know the operators with a mark of their own. */
const operatorCodes = {
    viettel: ['viettel'], vinaphone: ['vnpt', 'vinaphone', 'vnpt-vinaphone', 'vina'], mobifone: ['mobifone'],
    vietnamobile: ['vietnamobile'], gmobile: ['gmobile'],
};

const operatorNames = {
    viettel: 'Viettel', vinaphone: 'VinaPhone', mobifone: 'MobiFone', vietnamobile: 'Vietnamobile', gmobile: 'Gmobile',
    other: words.otherOwner,
};

/** The name of the operator's mark, in the legend and where a site is described. */
export function operatorName(code) {
    const name = operatorOf(code);
    return name === 'other' ? code ?? words.otherOwner : operatorNames[name];
}

const technologies = ['5G', '4G', '3G', '2G'];
const states = ['on_air', 'built', 'approved', 'proposed', 'rejected', 'withdrawn', 'dismantled'];

/** From how many years in service on each class of age begins. */
const ages = [0, 5, 10, 15];

const hollow = ['case', ['==', ['get', 'approximate'], true], '-hollow', ''];

/**
 * The image of a site, as an expression of the map library.
 * @param {string} style one of styleNames
 * @param {number} year in which ages are told
 */
export function siteImage(style, year) {
    return ['concat', {
        operator: () => ['match', ['get', 'operator_code'], ...operators.flatMap((name) => [operatorCodes[name], name]), 'other'],
        technology: () => ['match', ['get', 'technology'], ...technologies.flatMap((name) => [name, `tech-${name}`]), 'tech-none'],
        state: () => ['match', ['get', 'state'], ...states.flatMap((name) => [name, `state-${name}`]), 'other'],
        age: () => ['case', ['has', 'built'],
            ['step', ['-', year, ['get', 'built']], 'age-0', ...ages.slice(1).flatMap((from) => [from, `age-${from}`])], 'age-none'],
    }[style](), hollow];
}

/** The colour of an operator's wedge, by its code. */
export function operatorColours(colourOf) {
    return ['match', ['get', 'operator_code'], ...operators.flatMap((name) => [operatorCodes[name], colourOf(name)]), colourOf('other')];
}

/** The image of a cluster: its ring tells the operators' shares where marks tell operators. */
export function clusterImage(style) {
    if (style !== 'operator') {
        return 'ring/';
    }
    const tenths = operators.map((name) => ['to-string', ['round', ['/', ['*', 10,
        ['+', 0, ...operatorCodes[name].map((code) => ['coalesce', ['get', `count_${code}`], 0])]], ['get', 'count']]]]);
    return ['concat', 'ring/', ...tenths.flatMap((share, i) => i ? [',', share] : [share])];
}

/**
 * The classes of a style, in the order of the legend.
 * @param {string} style
 * @param {number} year
 * @returns {{image: string, name: string, counts: (question: Record<string, string>) => Record<string, string>[][]|null}[]}
 *   counts: the questions whose totals are added, and those whose totals are taken away; null where they cannot be had
 */
export function classesOf(style, year) {
    return {operator: operatorClasses, technology: technologyClasses, state: stateClasses, age: () => ageClasses(year)}[style]();
}

/** The question narrowed to some values of a field; null when it asks for none of them. */
function narrowed(question, field, values) {
    const asked = question[field]?.split(',');
    const left = asked ? values.filter((value) => asked.includes(value)) : values;
    return left.length ? {...question, [field]: left.join(',')} : null;
}

const only = (question) => [question ? [question] : [], []];

function operatorClasses() {
    const known = operators.flatMap((name) => operatorCodes[name]);
    return [
        ...operators.map((name) => ({image: name, name: operatorNames[name], counts: (q) => only(narrowed(q, 'operator_code', operatorCodes[name]))})),
        {image: 'other', name: operatorNames.other, counts: (q) => [[q], [narrowed(q, 'operator_code', known)].filter(Boolean)]},
    ];
}

/** The highest technology: those that have it or a higher one, without those that have a higher one. */
function technologyClasses() {
    return [...technologies.map((name, i) => ({image: `tech-${name}`, name, counts: (q) => q.technologies ? null : [
        [{...q, technologies: technologies.slice(0, i + 1).join(',')}], i ? [{...q, technologies: technologies.slice(0, i).join(',')}] : [],
    ]})), {image: 'tech-none', name: words.notStated, counts: (q) => q.technologies ? null : [[{...q, 'technologies.null': 'true'}], []]}];
}

function stateClasses() {
    return states.map((name) => ({image: `state-${name}`, name: label('sites', 'state', name), counts: (q) => only(narrowed(q, 'state', [name]))}));
}

/** By the year on air, or the year in which the mast was built where that is not stated. */
function ageClasses(year) {
    const within = (field, from, to) => ({[`${field}.lte`]: `${year - from}-12-31`, ...to === undefined ? {} : {[`${field}.gte`]: `${year - to + 1}-01-01`}});
    return [...ages.map((from, i) => {
        const to = ages[i + 1];
        const upTo = i ? (field) => within(field, from, to) : (field) => ({[`${field}.gte`]: `${year - to + 1}-01-01`});
        return {
            image: `age-${from}`, name: to === undefined ? fill(words.ageFrom, {from}) : fill(words.ageBetween, {from, to: to - 1}),
            counts: (q) => [[{...q, ...upTo('commissioned')}, {...q, 'commissioned.null': 'true', ...upTo('built_date')}], []],
        };
    }), {image: 'age-none', name: words.notStated, counts: (q) => only({...q, 'commissioned.null': 'true', 'built_date.null': 'true'})}];
}

/**
 * The image of a record, as its mark on the map.
 * @param {string} kind
 * @param {any} record
 * @param {string} style
 * @param {number} year
 */
export function imageOf(kind, record, style, year) {
    const suffix = record.approximate === true ? '-hollow' : '';
    if (kind !== 'sites') {
        return kind + suffix;
    }
    const built = Number((record.commissioned ?? record.built_date ?? '').slice(0, 4));
    return {
        operator: () => operatorOf(record.operator_code),
        technology: () => `tech-${technologies.find((name) => record.technologies?.includes(name)) ?? 'none'}`,
        state: () => states.includes(record.state) ? `state-${record.state}` : 'other',
        age: () => built ? `age-${ages.findLast((from) => from <= Math.max(0, year - built))}` : 'age-none',
    }[style]() + suffix;
}
