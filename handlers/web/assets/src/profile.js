// The terrain between two clicks: ground, sight, first Fresnel zone, what stands
// in the way. The ends and the heights of the antennas are in the address.

import {config, inLanguage, words} from './config.js';
import {h} from './dom.js';
import {length, number} from './format.js';
import {getJSON} from './api.js';
import {debounced} from './filterbar.js';
import {chartOf, obstructed} from './chart.js';

const typingMs = 300;

/**
 * @param {{button: HTMLElement, card: HTMLElement, close: HTMLElement, form: HTMLFormElement, body: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 * @param {() => void} started ends what else the clicks could mean
 */
export function createProfile({button, card, close, form, body}, state, map, started) {
    let on = state.now.profile.length > 0;
    let asking = null;
    let shown = null;
    const [from, to] = form.querySelectorAll('input');

    function set(now) {
        on = now;
        shown = null;
        if (on) {
            started();
            show();
        } else {
            state.set({profile: []}, true);
        }
    }

    async function show() {
        const {profile: ends, heights} = state.now;
        on ||= ends.length > 0;
        const key = `${on} ${JSON.stringify([ends, heights])}`;
        if (key === shown) {
            return;
        }
        shown = key;
        asking?.abort();
        button.setAttribute('aria-pressed', String(on));
        card.hidden = !on;
        if (document.activeElement !== from && document.activeElement !== to) {
            [from.value, to.value] = heights.map((m) => number(m, Number.isInteger(m) ? 0 : 1));
        }
        map()?.draw('profile', featuresOf(ends, null));
        if (ends.length < 2) {
            body.replaceChildren(h('p', {class: 'quiet'}, words.profileHelp));
            return;
        }
        asking = new AbortController();
        const {signal} = asking;
        try {
            const path = await getJSON('coverage/profile', {from: placeText(ends[0]), to: placeText(ends[1]), from_height: heights[0], to_height: heights[1]}, signal);
            if (!signal.aborted) {
                body.replaceChildren(chartOf(path), factsOf(path));
                map()?.draw('profile', featuresOf(ends, path));
                document.documentElement.dataset.profile = `${Math.round(path.distance_m)} ${path.line_of_sight}`;
            }
        } catch (error) {
            if (!signal.aborted) {
                body.replaceChildren(h('p', {class: 'quiet', role: 'alert'}, `${error.message}. `, error.hint ? h('code', {}, error.hint) : null));
            }
        }
    }

    const typed = debounced(typingMs, () => {
        const heights = [from, to].map((input) => Number(input.value.replace(',', '.')));
        [from, to].forEach((input, i) => input.setAttribute('aria-invalid', String(!(heights[i] > 0 && heights[i] <= 1000))));
        if (heights.every((m) => m > 0 && m <= 1000)) {
            state.set({heights});
        }
    });
    form.addEventListener('input', typed);
    form.addEventListener('submit', (event) => event.preventDefault());
    button.addEventListener('click', () => set(!on));
    close.addEventListener('click', () => set(false));
    card.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
            event.preventDefault();
            set(false);
            button.focus();
        }
    });
    state.onChange(show);

    return {
        /** Whether clicks are ends of a profile. */
        get on() {
            return on;
        },
        /** Takes a click: the second end, or the first of another profile. */
        add(at) {
            const {profile} = state.now;
            state.set({profile: profile.length === 1 ? [profile[0], at] : [at]}, true);
        },
        show,
        /** Ends the tool. */
        stop: () => set(false),
    };
}

const placeText = ({lon, lat}) => `${lon.toFixed(6)},${lat.toFixed(6)}`;

/** The line on the map, its ends, and where it is cut off. */
function featuresOf(ends, path) {
    const coordinates = ends.map(({lon, lat}) => [lon, lat]);
    const point = (at, properties = {}) => ({type: 'Feature', geometry: {type: 'Point', coordinates: at}, properties});
    const features = coordinates.map((at) => point(at));
    if (coordinates.length > 1) {
        features.push({type: 'Feature', geometry: {type: 'LineString', coordinates}, properties: {}});
    }
    for (const {at_m: at} of path ? obstructed(path) : []) {
        const share = at / path.distance_m; // along some tens of kilometres the chord on the map serves
        features.push(point([0, 1].map((i) => coordinates[0][i] + share * (coordinates[1][i] - coordinates[0][i])), {bad: true}));
    }
    return features;
}

function factsOf(path) {
    const share = `${number(path.clearance_of_fresnel * 100)} %`;
    const rows = [
        [words.profileDistance, `${length(path.distance_m)} · ${number(path.azimuth_deg, 1)}°`],
        [words.profileSight, `${path.line_of_sight ? `✓ ${words.profileClear}` : `✕ ${words.profileBlocked}`} · ${number(path.clearance_m, 1)} m (${share}) ${words.profileAt} ${length(path.clearance_at_m)}`],
        [words.profileFrequency, `${number(path.frequency_mhz, 1)} MHz`],
        ...path.loss ? [[words.profileLoss, `${number(path.loss.loss_db, 1)} dB · ${path.loss.name ?? path.loss.model}`]] : [],
        [words.source, [...new Set((path.terrain ?? []).map((tile) => inLanguage(tile.source) || tile.name || tile.file).filter(Boolean))].join(', ')],
    ];
    return h('dl', {class: 'facts', lang: config.lang}, ...rows.filter(([, value]) => value).flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]));
}
