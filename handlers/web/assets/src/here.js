// Who is here: the unit a place lies in, what serves it, and who covers it.

import {words, label} from './config.js';
import {h} from './dom.js';
import {length, number} from './format.js';
import {getJSON, getRecord} from './api.js';
import {isComputed, notComputed} from './computed.js';
import {operatorName} from './symbology.js';
import {titleOf, valueText} from './values.js';

/** How many sites the card lists. */
const sitesShown = 5;

/** How near a clicked mark its record must be, metres, where the mark does not name it: marks of small scales stand on a grid. */
const samePlaceM = 400;

/**
 * The card of a place.
 * @param {{card: HTMLElement, title: HTMLElement, body: HTMLElement, close: HTMLElement}} elements
 * @param {{flyTo: (lon: number, lat: number) => void, showUnit: (code: string) => void, openRecord: (kind: string, id: string) => void, closed: () => void, day: () => Record<string, string>}} actions
 */
export function createHere({card, title, body, close}, actions) {
    let asking = null;

    function hide() {
        asking?.abort();
        card.hidden = true;
        actions.closed();
    }

    close.addEventListener('click', hide);
    card.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
            hide();
        }
    });

    /**
     * Shows the place, and the thing that was clicked there, if any.
     * @param {{lon: number, lat: number}} at
     * @param {{kind: string, properties: any}|null} thing
     */
    async function show(at, thing) {
        asking?.abort();
        asking = new AbortController();
        const {signal} = asking;
        card.hidden = false;
        title.textContent = thing ? thing.properties.name || thing.properties.code || words[thing.kind] : words.here;
        const covered = h('div', {class: 'here-group', id: 'here-coverage'});
        body.replaceChildren(coordinates(at), h('p', {class: 'quiet'}, words.loading));
        try {
            const place = {lon: at.lon.toFixed(6), lat: at.lat.toFixed(6)};
            const [answer, record] = await Promise.all([getJSON('at', {...place, ...actions.day()}, signal), recordOf(thing, signal)]);
            const clicked = thing && (record ?? nearestOf(thing.kind, answer));
            if (clicked) {
                title.textContent = titleOf(clicked);
            }
            body.replaceChildren(coordinates(at), ...clicked ? [describe(thing.kind, clicked), opener(thing.kind, clicked, actions)] : [],
                ...served(answer, actions), covered);
            await showCoverage(covered, place, signal);
        } catch (error) {
            if (!signal.aborted) {
                body.replaceChildren(coordinates(at), h('p', {class: 'error'}, error.message));
            }
        }
    }

    return {
        show,
        /** Closes the card. */
        close: hide,
        /** Closes the card without telling. */
        hide() {
            asking?.abort();
            card.hidden = true;
        },
    };
}

/** The record of a clicked mark, where the mark names it. */
async function recordOf(thing, signal) {
    return thing?.properties.id ? (await getRecord(thing.kind, thing.properties.id, signal)).record : null;
}

function nearestOf(kind, answer) {
    const hit = kind === 'sites' ? answer.sites?.[0] : answer[kind];
    return hit && hit.distance_m <= samePlaceM ? hit.record : null;
}

function coordinates({lon, lat}) {
    return h('p', {class: 'code quiet'}, `${number(Math.abs(lat), 5)}°${lat < 0 ? 'S' : 'N'} ${number(Math.abs(lon), 5)}°${lon < 0 ? 'W' : 'E'}`);
}

function opener(kind, record, actions) {
    return h('button', {type: 'button', class: 'text-button', id: 'open-record', onclick: () => actions.openRecord(kind, record.id)}, words.openRecord);
}

function describe(kind, r) {
    const rows = {
        postal: [[words.class, label('postal', 'class', r.class)]],
        sites: [[words.operator, operatorName(r.operator_code)], [words.technology, valueText('sites', 'technologies', r.technologies)],
            [words.state, label('sites', 'state', r.state)], [words.heightM, valueText('sites', 'height_m', r.height_m)]],
        radio: [[words.technology, label('radio', 'technology', r.technology)], [words.state, label('radio', 'state', r.state)]],
    }[kind] ?? [];
    const shown = [[words.code, r.code], ...rows, [words.commune, r.commune]].filter(([, value]) => value);
    if (r.approximate === true) {
        shown.push(['', r.approximate_reason || words.approximate]);
    }
    return facts(shown);
}

function facts(rows) {
    return h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
}

function served(answer, actions) {
    const {commune} = answer;
    return [
        commune ? communeOf(commune, actions) : h('p', {}, words.hereNone),
        nearest(words.nearestPostal, answer.postal ? [answer.postal] : [], titleOf, actions),
        nearest(words.nearestSites, (answer.sites ?? []).slice(0, sitesShown), (s) => `${operatorName(s.operator_code)} ${s.code ?? ''}`, actions),
        nearest(words.communeRadio, answer.radio ? [answer.radio] : [], titleOf, actions),
    ];
}

function communeOf(commune, actions) {
    return h('div', {class: 'here-commune'},
        h('b', {}, commune.name), commune.parent_name ? `, ${commune.parent_name}` : '',
        commune.population === undefined ? null
            : h('p', {class: 'quiet'}, `${words.population}: ${number(commune.population)}${commune.population_year ? ` (${commune.population_year})` : ''}`),
        h('button', {type: 'button', class: 'text-button', onclick: () => actions.showUnit(commune.code)}, words.showFigures));
}

function nearest(title, hits, name, actions) {
    return h('div', {class: 'here-group'}, h('h3', {}, title), hits.length === 0 ? h('p', {class: 'quiet'}, words.nothing)
        : h('ul', {class: 'hits'}, ...hits.map(({distance_m: metres, record}) => h('li', {},
            h('button', {type: 'button', class: 'link', onclick: () => goTo(record, actions)}, name(record)),
            h('span', {class: 'bar-value'}, length(metres))))));
}

function goTo(record, actions) {
    const position = record.geometry?.coordinates;
    if (position) {
        actions.flyTo(position[0], position[1]);
    }
}

/** The computed signal of each network: operator, technology, level, band. */
async function showCoverage(into, place, signal) {
    if (!await isComputed()) {
        into.replaceChildren(notComputed(words.coverage));
        return;
    }
    try {
        const {networks, inside} = await getJSON('coverage/at', place, signal);
        const rows = [...networks ?? []].sort((a, b) => a.operator.localeCompare(b.operator) || a.technology.localeCompare(b.technology));
        into.replaceChildren(h('h3', {}, words.coverage), inside && rows.length ? signals(rows) : h('p', {class: 'quiet'}, words.coverageOutside));
    } catch (error) {
        if (!signal.aborted) {
            into.replaceChildren(h('h3', {}, words.coverage), h('p', {class: 'quiet'}, `${error.message}. `, error.hint ? h('code', {}, error.hint) : null));
        }
    }
}

function signals(rows) {
    return h('table', {class: 'signals'}, h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.operator), h('th', {scope: 'col'}, ''), h('th', {scope: 'col', class: 'number'}, words.level), h('th', {scope: 'col'}, ''))),
        h('tbody', {}, ...rows.map((n) => h('tr', {}, h('th', {scope: 'row'}, operatorName(n.operator)), h('td', {}, n.technology),
            h('td', {class: 'number'}, n.level === null || n.level === undefined ? '–' : `${number(n.level)} ${n.unit}`),
            h('td', {}, `${n.usable ? '✓' : '✕'} ${words[`band_${n.band}`] ?? n.band ?? ''}`)))));
}
