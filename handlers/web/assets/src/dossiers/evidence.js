// What is drawn of a dossier: features for the map out of what the appraisal
// says.

import {fill, inLanguage, words} from '../config.js';
import {number} from '../format.js';
import {operatorOf} from '../icons.js';
import {bearing, metres} from './verdict.js';

const point = (coordinates, properties) => ({type: 'Feature', geometry: {type: 'Point', coordinates}, properties});

/** The positions of a result, the chosen one larger. */
export function positionFeatures(result, code) {
    return result.positions.filter((a) => a.point).map((a) => point(a.point, {
        role: 'position', code: a.code, label: a.code, verdict: a.verdict, selected: a.code === code,
    }));
}

/** The masts that the spacing check looked at, as surroundings. */
function mastFeatures(assessment) {
    const masts = new Map();
    for (const check of assessment.checks) {
        for (const finding of check.findings) {
            for (const mast of [...finding.neighbours ?? [], ...finding.candidates ?? []]) {
                masts.set(mast.id || `${mast.point}`, mast);
            }
        }
    }
    return [...masts.values()].map((m) => point(m.point, {role: 'mast', code: m.code, kind: m.kind ?? '', id: m.id ?? '', mark: markOf(m.operator, m.state)}));
}

/** Masts that do not stand yet are hollow. */
const markOf = (operator, state) => operatorOf(operator) + (['on_air', 'built'].includes(state) ? '' : '-hollow');

/**
 * What is drawn of a position, with the evidence of a finding.
 * @returns {{features: object[], inView: object[]}}
 */
export function drawingOf(result, assessment, finding) {
    const positions = positionFeatures(result, assessment?.code);
    if (!assessment?.point) {
        return {features: positions, inView: positions};
    }
    const own = positions.filter((f) => f.properties.code === assessment.code);
    const evidence = finding ? evidenceOf(finding) : [];
    const told = new Set(evidence.filter((f) => f.properties.code).map((f) => f.properties.code));
    const masts = mastFeatures(assessment).filter((f) => !told.has(f.properties.code));
    const around = evidence.filter((f) => f.properties.role !== 'mast');
    return {features: [...masts, ...evidence, ...positions], inView: around.length > 0 ? [...around, ...own] : own};
}

/** The features of a finding's evidence with the words on them. */
function evidenceOf(finding) {
    const features = (finding.evidence?.features ?? []).filter((f) => f.properties.role !== 'position');
    const deciding = decidingOf(features.filter((f) => f.properties.role === 'distance'));
    const out = [];
    for (const feature of features) {
        const p = feature.properties;
        const isPair = p.role === 'distance' || p.role === 'neighbour';
        if (isPair && !deciding.has(p.code)) {
            if (p.role === 'neighbour') {
                out.push({...feature, properties: {...p, role: 'mast', mark: markOf(p.operator, p.state)}});
            }
            continue;
        }
        const drawn = {...p, verdict: p.verdict ?? finding.verdict, mark: markOf(p.operator, p.state)};
        if (feature.geometry.type === 'LineString') {
            out.push({...feature, properties: drawn}, point(middleOf(feature.geometry.coordinates), {...drawn, role: 'line_label', label: labelOf(p)}));
        } else {
            out.push({...feature, properties: {...drawn, label: labelOf(p)}});
        }
        if (p.role === 'buffer') {
            out.push(point(northOf(feature.geometry), {role: 'ring_label', verdict: finding.verdict, label: fill(words.ringOf, {m: metres(p.radius_m)})}));
        }
    }
    return out;
}

/** Where the words of a line stand. */
const middleOf = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/** Neighbours that are drawn with their line: those that fail, else those that may, else the nearest. */
function decidingOf(lines) {
    const of = (verdict) => lines.filter((f) => f.properties.verdict === verdict).sort(nearer).slice(0, mostLines);
    const deciding = [of('not_met'), of('undecided'), of('met').slice(0, 1)].find((found) => found.length > 0) ?? [];
    return new Set(deciding.map((f) => f.properties.code));
}

const mostLines = 5;
const nearer = (a, b) => a.properties.distance_m - b.properties.distance_m;

function labelOf(p) {
    switch (p.role) {
    case 'distance':
        return `${metres(p.distance_m)} · ${bearing(p.bearing_deg)}`;
    case 'to_declared_commune':
        return `${metres(p.distance_m)} → ${p.commune ?? ''}`;
    case 'zone':
        return p.name || p.code;
    case 'gap':
        return `${p.name ? `${p.name}: ` : ''}${number(p.people)} ${words.peopleUnit}`;
    case 'emf_box':
        return fill(words.emfBox, {front: number(p.front_m, 1), side: number(p.side_m, 1)});
    case 'worst_place':
        return fill(words.worstPlace, {ratio: number(p.ratio, 4)});
    case 'planned':
        return fill(words.plannedAs, {code: p.code});
    case 'in_other_zone':
        return fill(words.inOtherZone, {epsg: p.epsg, commune: p.commune});
    }
    return p.code ?? '';
}

/** The northernmost corner of a ring, where its label stands. */
function northOf(geometry) {
    const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0];
    return ring.reduce((best, at) => at[1] > best[1] ? at : best);
}

/** The moves that would pass, as lines. */
export function alternativeFeatures(assessment) {
    return (assessment?.alternatives ?? []).filter((a) => a.to && assessment.point).flatMap((a) => [
        {type: 'Feature', geometry: {type: 'LineString', coordinates: [assessment.point, a.to]}, properties: {role: 'move'}},
        point(middleOf([assessment.point, a.to]), {role: 'line_label', verdict: 'met', label: `${metres(a.distance_m)} · ${bearing(a.bearing_deg)}`}),
        point(a.to, {role: 'alternative', label: words.passesHere}),
    ]);
}

/** What is said of a neighbour or candidate in one line. */
export const placeWords = (m) => `${metres(m.distance_m)} · ${bearing(m.bearing_deg)}`;

/** The reasons of a candidate, or of a neighbour's verdict. */
export const reasons = (m) => [...m.reasons ?? [], ...m.why?.vi ? [m.why] : []].map(inLanguage).join('; ');

/** Positions of which nothing is found yet. */
export function filedFeatures(positions, isSelected) {
    return positions.filter((p) => p.geometry).map((p) => ({type: 'Feature', geometry: p.geometry, properties: {role: 'position', code: p.code, label: p.code, selected: isSelected(p)}}));
}
