// What can be laid over the map: computed coverage with its legend, gaps,
// service areas of postal points, conflicts between masts. What is not computed
// says how it comes to be.

import {config, inLanguage, may, words} from './config.js';
import {h} from './dom.js';
import {date, number} from './format.js';
import {address, getJSON} from './api.js';
import {askAgain, isComputed, notComputed} from './computed.js';
import {readColours} from './ground.js';
import {conflictFeatures, coloured} from './laid.js';
import {coverageTechnologies, coverageViews, overNames} from './state.js';
import {dayOf} from './question.js';
import {operatorName} from './symbology.js';
import {aboveGround} from './style.js';

/** What this reader may lay over: masts too close are told to those with an account. */
const offered = overNames.filter((name) => name !== 'conflicts' || may('read', 'precheck'));

/**
 * The part of the legend with what can be laid over.
 * @param {HTMLElement} into
 * @param {import('./state.js').PageState} state
 * @param {() => {code: string, name: string, sector: string}[]} operators
 */
export function createOverlays(into, state, operators) {
    let map = null;
    let version = 0; // of the registry and of what is computed, as this page counts them
    let shown = '';
    const parts = {controls: h('div', {class: 'over-controls'}), key: h('div', {class: 'over-key', 'aria-live': 'polite'})};
    into.replaceChildren(parts.controls, parts.key);

    function controls() {
        const {coverage, over} = state.now;
        const focused = into.contains(document.activeElement) ? document.activeElement.id : '';
        parts.controls.replaceChildren(
            select('coverage-technology', words.coverage, [['', words.coverageNone], ...coverageTechnologies.map((t) => [t, t === 'all' ? words.coverageAll : t])],
                coverage?.technology ?? '', (technology) => set(technology ? {view: coverageViews[0], operator: '', ...coverage, technology} : null)),
            coverage ? select('coverage-view', words.coverageView, coverageViews.map((v) => [v, words[`coverage_${v}`]]), coverage.view, (view) => set({...coverage, view})) : '',
            coverage ? select('coverage-operator', words.operator, [['', words.coverageEvery], ...operators().filter(({sector}) => sector === 'mobile').map(({code, name}) => [code, name])],
                coverage.operator, (operator) => set({...coverage, operator})) : '',
            h('ul', {class: 'layer-list'}, ...offered.map((name) => h('li', {}, h('label', {}, h('input', {type: 'checkbox', id: `over-${name}`, checked: over.includes(name),
                onchange: (event) => state.set({over: overNames.filter((n) => n === name ? event.target.checked : over.includes(n))}, true)}),
            swatchOf(name), h('span', {class: 'layer-name'}, words[`over_${name}`]))))));
        if (focused) {
            document.getElementById(focused)?.focus();
        }
    }

    function set(coverage) {
        state.set({coverage}, true);
    }

    async function show() {
        const {coverage, over, asOf} = state.now;
        const asked = JSON.stringify([coverage, over, asOf, operators().length, Boolean(map), version]);
        if (asked === shown) {
            return;
        }
        shown = asked;
        controls();
        const current = () => shown === asked;
        const notes = await Promise.all([
            layCoverage('coverage', coverage, coverage?.view, current),
            layCoverage('gaps', over.includes('gaps') ? {technology: coverage?.technology ?? '4G', operator: coverage?.operator ?? ''} : null, 'gaps', current),
            layFeatures('areas', over.includes('areas') ? () => getJSON('plans/areas', {format: 'geojson', ...dayOf(state.now)}) : null, coloured, current),
            layFeatures('conflicts', over.includes('conflicts') && offered.includes('conflicts') ? () => getJSON('conflicts', {...dayOf(state.now)}) : null, conflictFeatures, current),
        ]);
        if (current()) {
            parts.key.replaceChildren(...notes.flat().filter(Boolean));
            document.documentElement.dataset.over = [coverage?.technology ?? '', ...over].filter(Boolean).join(' ');
        }
    }

    /** Lays pictures of what is computed over the ground, and gives their legend. */
    async function layCoverage(name, coverage, view, current) {
        if (!coverage) {
            map?.lay(name, '');
            return [];
        }
        const {technology, operator} = coverage;
        if (!await isComputed()) {
            map?.lay(name, '');
            return [notComputed(words[name === 'gaps' ? 'over_gaps' : 'coverage'])];
        }
        try {
            const key = await getJSON('coverage/legend', {technology, operator, view});
            if (current()) {
                const tiles = address(`coverage/tiles/${technology}/Z/X/Y.png`, {operator, view});
                map?.lay(name, decodeURI(tiles.href).replace('Z/X/Y', '{z}/{x}/{y}'), aboveGround);
            }
            return keyOf(key, view);
        } catch (error) {
            map?.lay(name, '');
            return [failed(error, words[name === 'gaps' ? 'over_gaps' : 'coverage'])];
        }
    }

    async function layFeatures(name, ask, made, current) {
        if (!ask) {
            map?.draw(name, []);
            return [];
        }
        try {
            const collection = await ask();
            if (current()) {
                map?.draw(name, made(collection.features ?? []));
            }
            return [h('p', {class: 'remark', 'data-over': name}, `${words[`over_${name}`]}: ${number((collection.features ?? []).length)}`)];
        } catch (error) {
            map?.draw(name, []);
            return [failed(error, words[`over_${name}`])];
        }
    }

    return {
        /** Takes the map once there is one. */
        setMap(made) {
            map = made;
            return show();
        },
        show,
        /** Asks anew: the registry, or what is computed of it, has changed. */
        renew() {
            version++;
            askAgain();
            return show();
        },
    };
}

function select(id, name, options, value, chosen) {
    const element = h('select', {id, class: 'legend-select', 'aria-label': name, onchange: (event) => chosen(event.target.value)},
        ...options.map(([code, text]) => h('option', {value: code}, `${name}: ${text}`)));
    element.value = value;
    return element;
}

function swatchOf(name) {
    return h('span', {class: `swatch-over swatch-${name}`, 'aria-hidden': 'true'});
}

/** The legend of coverage: what each colour means, of what model and day it is, and what to mind. */
function keyOf(key, view) {
    const unit = key.unit ? ` ${key.unit}` : '';
    const level = (item) => item.from === undefined || item.from === null ? '' : `≥ ${number(item.from)}${unit}`;
    const computed = key.computed_at ? date(key.computed_at) : '';
    return [
        h('h3', {}, view === 'gaps' ? words.over_gaps : `${words.coverage} ${key.technology === 'all' ? words.coverageAll : key.technology}`),
        h('ul', {class: 'owner-list band-list', 'data-key': view}, ...(key.items ?? []).map((item) => h('li', {}, colourSwatch(item),
            h('span', {class: 'layer-name'}, view === 'best' && !key.operator ? operatorName(item.key) : inLanguage(item.label)), h('span', {class: 'layer-count'}, level(item))))),
        h('p', {class: 'remark'}, [key.models?.join(', '), computed && `${words.computedOn} ${computed}`, key.current === false ? words.outdated : ''].filter(Boolean).join(' · ')),
        ...(key.warnings ?? []).map((warning) => h('p', {class: 'remark warn'}, inLanguage(warning.text))),
    ];
}

function colourSwatch({colour, opacity = 1, hatch}) {
    const swatch = h('span', {class: `swatch-band${hatch ? ' hatch' : ''}`, 'aria-hidden': 'true'});
    swatch.style.setProperty('--band', colour || readColours().text);
    swatch.style.setProperty('--band-opacity', String(opacity || 1));
    return swatch;
}

/** What is wrong and, where the service says so, what to run. */
function failed(error, of) {
    return h('p', {class: 'remark empty-over', role: 'status'}, `${of}: ${error.message}. `, error.hint ? h('code', {lang: config.lang}, error.hint) : null);
}
