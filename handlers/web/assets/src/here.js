// Who is here: the unit a place lies in, and what serves it.

import {words, label} from './config.js';
import {h} from './dom.js';
import {length, number} from './format.js';
import {getJSON} from './api.js';
import {operatorName} from './layers.js';

/** How many sites the card lists. */
const sitesShown = 5;

/**
 * The card of a place.
 * @param {{card: HTMLElement, title: HTMLElement, body: HTMLElement, close: HTMLElement}} elements
 * @param {{flyTo: (lon: number, lat: number) => void, showUnit: (code: string) => void, openRecord: (kind: string, id: string) => void, closed: () => void}} actions
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

    return {
        /**
         * Shows the place, and the thing that was clicked there, if any.
         * @param {{lon: number, lat: number}} at
         * @param {{kind: string, properties: any}|null} thing
         */
        async show(at, thing) {
            asking?.abort();
            asking = new AbortController();
            const {signal} = asking;
            card.hidden = false;
            title.textContent = thing ? thing.properties.name || thing.properties.code : words.here;
            const head = [coordinates(at), thing && describe(thing), thing && opener(thing, actions)].filter(Boolean);
            body.replaceChildren(...head, h('p', {class: 'quiet'}, words.loading));
            try {
                const answer = await getJSON('at', {lon: at.lon.toFixed(6), lat: at.lat.toFixed(6)}, signal);
                body.replaceChildren(...head, ...served(answer, actions));
            } catch (error) {
                if (!signal.aborted) {
                    body.replaceChildren(...head, h('p', {class: 'error'}, error.message));
                }
            }
        },
        /** Closes the card. */
        close: hide,
        /** Closes the card without telling. */
        hide() {
            asking?.abort();
            card.hidden = true;
        },
    };
}

function coordinates({lon, lat}) {
    return h('p', {class: 'code quiet'}, `${number(Math.abs(lat), 5)}°${lat < 0 ? 'S' : 'N'} ${number(Math.abs(lon), 5)}°${lon < 0 ? 'W' : 'E'}`);
}

function opener({kind, properties}, actions) {
    return h('button', {type: 'button', class: 'text-button', id: 'open-record', onclick: () => actions.openRecord(kind, properties.id)}, words.openRecord);
}

function describe({kind, properties: p}) {
    const rows = {
        postal: [[words.class, label('postal', 'class', p.class)], [words.commune, p.commune]],
        sites: [[words.operator, operatorName(p.operator_code)], [words.technology, listed(p.technologies)],
            [words.state, label('sites', 'state', p.state)], [words.heightM, p.height_m === undefined ? '' : `${number(p.height_m, 1)} m`],
            [words.commune, p.commune]],
        radio: [[words.technology, label('radio', 'technology', p.technology)], [words.state, label('radio', 'state', p.state)], [words.commune, p.commune]],
    }[kind] ?? [];
    const shown = [[words.code, p.code], ...rows].filter(([, value]) => value);
    if (p.approximate === true) {
        shown.push(['', p.approximate_reason || words.approximate]);
    }
    return facts(shown);
}

/** The map library hands lists over as JSON text. */
function listed(value) {
    const list = typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : value;
    return Array.isArray(list) ? list.join(', ') : list ?? '';
}

function facts(rows) {
    return h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
}

function served(answer, actions) {
    const {commune} = answer;
    return [
        commune ? communeOf(commune, actions) : h('p', {}, words.hereNone),
        nearest(words.nearestPostal, answer.postal ? [answer.postal] : [], (p) => p.name || p.code, actions),
        nearest(words.nearestSites, (answer.sites ?? []).slice(0, sitesShown), (s) => `${operatorName(s.operator_code)} ${s.code ?? ''}`, actions),
        nearest(words.communeRadio, answer.radio ? [answer.radio] : [], (r) => r.name || r.code, actions),
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
