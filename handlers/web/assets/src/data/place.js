// Step 3: the reference system of the coordinates, and where the rows would lie
// by it, drawn before anything is written.

import {words, config, fill} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getJSON} from '../api.js';
import {createBaseMap} from '../basemap.js';
import {labelled, select} from './parts.js';

const overlayName = 'import-points';
const outcomes = ['created', 'changed', 'unchanged', 'repeated', 'rejected'];

/** Colours by outcome; errors are hollow too, so that colour is not alone. */
const colourOf = () => ['match', ['get', 'outcome'], 'created', '#1a7a3c', 'changed', '#1f5fa8', 'rejected', '#b3261e', '#767676'];

export class PlaceStep {
    #tab;
    #box = h('div', {id: 'import-map', class: 'import-map'});
    #count = h('p', {class: 'quiet', role: 'status', id: 'import-points'});
    #map = null;
    #making = null;
    #points = null;

    constructor(tab) {
        this.#tab = tab;
    }

    /** The import was read anew: its points are others. */
    renew() {
        this.#points = null;
        delete document.documentElement.dataset.points;
    }

    recolour() {
        this.#map?.recolour();
    }

    draw() {
        const {preview} = this.#tab.held;
        if (!preview) {
            return [h('h2', {tabIndex: -1}, words.crsTitle)];
        }
        queueMicrotask(() => this.#showPoints());
        const none = preview.systems.length === 0 && preview.points === 0 && !preview.metres && preview.look.rows.length > 0;
        return [
            h('h2', {tabIndex: -1}, words.crsTitle),
            h('p', {class: preview.metres && !this.#tab.asked.crs ? 'warn' : 'quiet'}, none ? words.crsNone : preview.metres ? words.crsMetres : words.crsDegrees),
            h('div', {class: 'place'}, h('div', {}, this.#systems(preview), this.#other()), h('section', {'aria-label': words.crsMap}, this.#box, this.#legend(), this.#count)),
        ];
    }

    /** The systems by which rows lie in communes, and how many of them do. */
    #systems({systems}) {
        if (systems.length === 0) {
            return null;
        }
        const now = this.#tab.asked.crs ?? '';
        return h('div', {class: 'table-wrap'}, h('table', {id: 'systems'},
            h('caption', {class: 'visually-hidden'}, words.crsTitle),
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.crsSystem), h('th', {scope: 'col', class: 'number'}, words.crsInCommune), h('th', {scope: 'col', class: 'number'}, words.crsInside))),
            h('tbody', {}, ...systems.slice(0, 8).map((fit, i) => h('tr', {},
                h('th', {scope: 'row'}, h('label', {class: 'tick'}, h('input', {type: 'radio', name: 'system', id: `system-${i}`, value: fit.crs,
                    checked: now === fit.crs || now === '' && fit.epsg === 4326, onchange: () => this.#choose(fit.crs)}), systemName(fit))),
                h('td', {class: 'number'}, `${number(fit.in_commune)} / ${number(fit.of)}`),
                h('td', {class: 'number'}, `${number(fit.inside)} / ${number(fit.of)}`))))));
    }

    /** Every system, for files that lie elsewhere. */
    #other() {
        const all = [
            ['', words.colUnknown], ['EPSG:4326', 'WGS 84'], ['EPSG:4756', 'VN-2000 (độ)'],
            ...config.zones.map((zone) => [`vn2000:${zone.meridian}`, fill(words.crsMeridian, {meridian: meridian(zone.meridian)})]),
            ['EPSG:3405', 'VN-2000 / UTM 48N'], ['EPSG:3406', 'VN-2000 / UTM 49N'],
        ];
        return labelled(words.crsOther, select('import-crs', all, this.#tab.asked.crs ?? '', (crs) => this.#choose(crs)));
    }

    #choose(crs) {
        this.#tab.read({crs});
    }

    #legend() {
        return h('ul', {class: 'outcome-legend'}, ...outcomes.map((outcome) => h('li', {}, h('span', {class: `dot ${outcome}`, 'aria-hidden': 'true'}), outcomeWord(outcome))));
    }

    async #showPoints() {
        const {id} = this.#tab.held;
        this.#making ??= this.#make();
        this.#points ??= getJSON(`imports/${id}/points`);
        const [map, points] = await Promise.all([this.#making, this.#points]).catch(() => [null, null]);
        if (!points || this.#tab.held?.id !== id) {
            return;
        }
        const n = points.features.length;
        this.#count.textContent = n ? fill(words.crsPoints, {n: number(n)}) : words.crsNoPoints;
        if (map) {
            map.resize();
            map.set(overlayName, points);
            map.fit(n ? points.features : undefined);
            await map.drawn();
        }
        document.documentElement.dataset.points = String(n);
    }

    async #make() {
        this.#map = await createBaseMap(this.#box).catch(() => null);
        if (!this.#map) {
            this.#box.replaceChildren(h('p', {class: 'quiet'}, words.noWebGL));
            return null;
        }
        globalThis.hatang = {map: this.#map.library};
        this.#map.overlay(overlayName, () => [{
            id: overlayName, type: 'circle', paint: {
                'circle-radius': 5, 'circle-color': ['case', ['==', ['get', 'outcome'], 'rejected'], 'rgba(255,255,255,0.6)', colourOf()],
                'circle-stroke-color': colourOf(), 'circle-stroke-width': 2,
            },
        }]);
        return this.#map;
    }
}

/** What becomes of a row, in a word. */
export function outcomeWord(outcome) {
    return {created: words.outCreated, changed: words.outChanged, unchanged: words.outUnchanged, rejected: words.outRejected, repeated: words.outRepeated}[outcome];
}

function systemName(fit) {
    return fit.crs.startsWith('vn2000:') ? fill(words.crsMeridian, {meridian: meridian(fit.meridian)}) : fit.name;
}

/** 107.5 as 107°30′. */
function meridian(deg) {
    const minutes = Math.round(deg * 60);
    return `${Math.floor(minutes / 60)}°${String(minutes % 60).padStart(2, '0')}′`;
}
