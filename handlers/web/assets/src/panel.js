// The panel: the served figures of one network in one unit.

import {words, fill, inLanguage} from './config.js';
import {h, bar} from './dom.js';
import {number, length, percent, date, sentence} from './format.js';
import {figure} from './explain.js';
import * as why from './explanations.js';
import {pointTable} from './table.js';

/** How many communes the list of the worst holds. */
const worstShown = 8;

/**
 * @typedef {object} Actions
 * @property {(lon: number, lat: number) => void} flyTo
 * @property {(code: string) => void} flyToUnit
 * @property {import('./table.js').TableView} tableView
 */

/**
 * The content of the panel.
 * @param {any} served an answer of api/v1/served
 * @param {Actions} actions
 * @returns {Node[]}
 */
export function panelOf(served, actions) {
    return [
        heading(served),
        official(served),
        shares(served),
        published(served),
        access(served),
        declared(served),
        worst(served, actions),
        points(served, actions),
        notes(served),
    ].filter(Boolean);
}

function section(title, ...children) {
    return h('section', {class: 'group'}, h('h3', {}, title), ...children);
}

function heading(served) {
    return h('h2', {class: 'unit-name'}, served.unit.name, h('small', {}, fill(words.asOf, {date: date(served.as_of)})));
}

function withUnit(value, decimals, unit) {
    return value === null ? '–' : `${number(value, decimals)} ${unit}`;
}

function official(served) {
    const o = served.official;
    return section(words.official,
        h('div', {class: 'tiles'},
            tile(words.circle, figure(withUnit(o.radius_circle_km, 3, 'km'), () => why.radius(served, 'circle'), {id: 'radius-circle'})),
            tile(words.perPoint, figure(withUnit(o.people_per_point, 0, words.peopleUnit), () => why.perPoint(served), {id: 'people-per-point'}))),
        h('dl', {class: 'rows'},
            row(words.halfSquare, figure(withUnit(o.radius_half_square_km, 3, 'km'), () => why.radius(served, 'half-square'), {id: 'radius-half-square'})),
            row(words.points, figure(number(o.n), () => why.count(served), {id: 'count'})),
            row(words.area, figure(withUnit(o.area_km2.value, 2, 'km²'), () => why.input(words.area, o.area_km2, 2, 'km²'), {id: 'area'})),
            row(words.people, figure(withUnit(o.people.value, 0, words.peopleUnit), () => why.input(words.people, o.people, 0, words.peopleUnit), {id: 'people'}))),
        countsOf(o), reasonOf(o));
}

/** What N counts and what it leaves out, in sight: a bare number of BTS could be any of three. */
function countsOf(o) {
    return h('p', {class: 'quiet'}, why.countsIn(o).map(([name, list]) => `${name}: ${list}.`).join(' '));
}

function reasonOf(o) {
    const reason = inLanguage(o.why);
    return reason ? h('p', {class: 'quiet'}, sentence(reason)) : null;
}

function tile(name, value) {
    return h('div', {class: 'tile'}, h('span', {class: 'tile-name'}, name), value);
}

function row(name, ...value) {
    return h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
}

function shares(served) {
    if (!served.shares?.length) {
        return null;
    }
    return section(words.shares, h('ul', {class: 'bars'}, ...served.shares.map((s) => h('li', {},
        h('span', {class: 'bar-name'}, sentence(inLanguage(s.name))),
        figure(`${number(s.part)}/${number(s.whole)} = ${s.percent === null ? '–' : `${number(s.percent, 1)} %`}`, () => why.share(served, s)),
        bar((s.percent ?? 0) / 100)))));
}

function published(served) {
    if (!served.published?.length) {
        return null;
    }
    const sources = [...new Set(served.published.map((p) => p.source).filter(Boolean))];
    return section(words.published,
        h('ul', {class: 'comparisons'}, ...served.published.map((p) => h('li', {},
            h('b', {}, `${sentence(inLanguage(p.name))}: ${fill(words.printed, {value: p.printed})}`),
            h('p', {}, sentence(inLanguage(p.finding))),
            sources.length > 1 && p.source ? sourceOf(p.source) : null))),
        sources.length === 1 ? sourceOf(sources[0]) : null);
}

function sourceOf(source) {
    return h('p', {class: 'quiet'}, `${words.source}: ${source}`);
}

function access(served) {
    if (!served.access) {
        return section(words.reference, h('p', {class: 'quiet'}, words.noAccess));
    }
    const {total, bands_m: bands} = served.access;
    const stat = (name, metres, meaning, id) => h('div', {class: 'stat'}, h('span', {class: 'stat-name'}, name),
        figure(length(metres), () => why.distance(served, meaning, total.people), {id}));
    return section(words.reference,
        h('p', {class: 'quiet'}, words.refIntro),
        h('div', {class: 'stats'},
            stat(words.mean, total.mean_m, words.meanMeans, 'mean'),
            stat(words.p50, total.p50_m, words.p50Means, 'p50'),
            stat(words.p90, total.p90_m, words.p90Means, 'p90'),
            stat(words.r95, total.r95_m, words.r95Means, 'r95'),
            stat(words.max, total.max_m, words.maxMeans, 'max')),
        h('ul', {class: 'bars'}, ...bands.map((metres, i) => within(served, metres, total.within[i]))));
}

function within(served, metres, share) {
    const km = number(metres / 1000);
    return h('li', {},
        h('span', {class: 'bar-name'}, fill(words.within, {km})),
        figure(percent(share), () => why.distance(served, fill(words.withinMeans, {km}), served.access.total.people), {id: `within-${metres}`}),
        bar(share));
}

function declared(served) {
    const d = served.declared;
    if (!d) {
        return null;
    }
    return section(words.declared,
        h('dl', {class: 'rows'},
            row(words.covered, figure(`${number(d.people)} ${words.peopleUnit} (${percent(d.share)})`, () => why.declared(served))),
            row(words.coveredArea, `${number(d.area_km2, 2)} km²`)),
        h('p', {class: 'quiet'}, fill(words.declaredOf, {points: number(d.points), without: number(d.without)})));
}

function worst(served, actions) {
    const communes = served.access?.communes ?? [];
    if (communes.length < 2) {
        return null;
    }
    const shown = communes.slice(0, worstShown);
    const longest = shown[0].serves.mean_m || 1;
    return section(words.worst, h('p', {class: 'quiet'}, words.worstHelp), h('ul', {class: 'bars'}, ...shown.map((c) => h('li', {},
        h('button', {type: 'button', class: 'bar-name link', onclick: () => actions.flyToUnit(c.unit.code)}, c.unit.name),
        h('span', {class: 'bar-value'}, length(c.serves.mean_m)),
        bar(c.serves.mean_m / longest)))));
}

function points(served, actions) {
    if (served.official.n === 0 && !served.access?.points.length) {
        return section(words.pointTable, h('p', {class: 'quiet'}, words.noPoints));
    }
    return served.access ? section(words.pointTable, pointTable(served, actions)) : null;
}

function notes(served) {
    const {provenance} = served;
    const texts = [
        ...(served.notes ?? []).map(inLanguage),
        named(words.method, inLanguage(provenance.method)),
        named(words.surface, inLanguage(provenance.surface)),
    ].filter(Boolean);
    return texts.length ? section(words.notes, h('ul', {class: 'notes'}, ...texts.map((text) => h('li', {}, `${sentence(text)}.`)))) : null;
}

function named(name, text) {
    return text && `${name}: ${text}`;
}
