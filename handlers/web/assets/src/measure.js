// Measures on the map: clicks add points, the service computes on the ellipsoid.
// The points are in the address, so that a link shows the same line.

import {words} from './config.js';
import {h} from './dom.js';
import {length, number} from './format.js';
import {getJSON} from './api.js';

/**
 * @param {{button: HTMLElement, result: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 * @param {() => void} started ends what else the clicks could mean
 */
export function createMeasure({button, result}, state, map, started) {
    let on = state.now.measure.length > 0;
    let asking = null;
    let shown = null;

    function set(now) {
        on = now;
        shown = null;
        if (on) {
            started();
            show();
        } else {
            state.set({measure: []}, true);
        }
    }

    async function show() {
        const points = state.now.measure;
        on ||= points.length > 0;
        const key = `${on} ${JSON.stringify(points)}`;
        if (key === shown) {
            return;
        }
        shown = key;
        asking?.abort();
        button.setAttribute('aria-pressed', String(on));
        result.hidden = !on;
        map()?.draw('measure', featuresOf(points));
        if (points.length < 2) {
            result.replaceChildren(h('p', {class: 'quiet'}, words.measureHelp));
            return;
        }
        asking = new AbortController();
        const {signal} = asking;
        try {
            const answer = await getJSON('measure', {points: points.map(({lon, lat}) => `${lon.toFixed(6)},${lat.toFixed(6)}`).join('_')}, signal);
            result.replaceChildren(...figures(answer), clear());
        } catch (error) {
            if (!signal.aborted) {
                result.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message), clear());
            }
        }
    }

    function clear() {
        return h('button', {type: 'button', class: 'text-button', id: 'measure-clear', onclick: () => state.set({measure: []}, true)}, words.measureClear);
    }

    button.addEventListener('click', () => set(!on));
    state.onChange(show);

    return {
        /** Whether clicks measure. */
        get on() {
            return on;
        },
        /** Adds a point to the line. */
        add(at) {
            state.set({measure: [...state.now.measure, at]}, true);
        },
        /** Shows what the address says. */
        show,
        /** Ends measuring. */
        stop: () => set(false),
    };
}

function figures(answer) {
    const last = answer.legs.at(-1);
    const rows = [[words.measureTotal, length(answer.length_m)],
        [words.measureLast, `${length(last.distance_m)} · ${number(last.bearing_deg, 1)}°`]];
    if (answer.area_m2 !== null) {
        rows.push([words.measureArea, areaText(answer.area_m2)], [words.measurePerimeter, length(answer.perimeter_m)]);
    }
    return [h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]))];
}

/** Hectares below one square kilometre. */
function areaText(m2) {
    return m2 < 1e6 ? `${number(m2 / 1e4, 2)} ha` : `${number(m2 / 1e6, 2)} km²`;
}

/** The points, the line through them and, from three on, the surface that they enclose. */
function featuresOf(points) {
    const coordinates = points.map(({lon, lat}) => [lon, lat]);
    const feature = (type, at) => ({type: 'Feature', geometry: {type, coordinates: at}, properties: {}});
    return [
        ...coordinates.map((at) => feature('Point', at)),
        ...coordinates.length > 1 ? [feature('LineString', coordinates)] : [],
        ...coordinates.length > 2 ? [feature('Polygon', [[...coordinates, coordinates[0]]])] : [],
    ];
}
