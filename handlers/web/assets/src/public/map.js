// The map of the public view: the province's postal points and radio stations, the
// chosen place, and what answers for it.

import {words} from '../config.js';
import {h} from '../dom.js';
import {getFeatures} from '../api.js';
import {createBaseMap} from '../basemap.js';

/**
 * @param {HTMLElement} container
 * @param {(at: {lon: number, lat: number}) => void} choose
 */
export async function createPublicMap(container, choose) {
    const base = await createBaseMap(container, {padding: {top: 24, right: 24, bottom: 52, left: 24}}); // the legend lies below
    if (!base) {
        container.replaceChildren(h('p', {class: 'no-map'}, words.noMap));
        return null;
    }
    base.overlay('things', (colours) => [{
        id: 'things', type: 'circle', paint: {
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 6, 1.4, 8, 2.5, 13, 6], 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 6, 0.3, 8, 1], 'circle-stroke-color': colours.halo,
            'circle-color': ['match', ['get', 'kind'], 'radio', colours.radio, colours.postal],
        },
    }], {underNames: true});
    base.overlay('reach', (colours) => [{id: 'reach', type: 'line', paint: {'line-color': colours.selected, 'line-width': 2, 'line-dasharray': [2, 2]}}]);
    base.overlay('chosen', (colours) => [
        {id: 'chosen', type: 'circle', paint: {'circle-radius': 9, 'circle-color': colours.selected, 'circle-opacity': 0.35, 'circle-stroke-width': 3, 'circle-stroke-color': colours.selected}},
    ]);
    container.append(h('p', {class: 'card map-legend'}, h('span', {}, words.postalDots), h('span', {class: 'of-radio'}, words.radioDots)));
    base.onClick([], choose);
    base.fit();
    things().then((features) => base.set('things', {type: 'FeatureCollection', features})).catch(() => {});
    return {
        recolour: () => base.recolour(),
        /** Marks the chosen place. */
        mark(at, move) {
            base.set('reach', null);
            base.set('chosen', at && {type: 'FeatureCollection', features: [pointAt([at.lon, at.lat])]});
            if (at && move) {
                base.flyTo(at.lon, at.lat, 12);
            }
        },
        /** Draws the ways to what answers for the place. */
        answer(at, {postal, radio}, move) {
            const ends = [postal, radio].map((hit) => hit?.record.geometry?.coordinates).filter(Boolean);
            const lines = ends.map((end) => ({type: 'Feature', properties: {}, geometry: {type: 'LineString', coordinates: [[at.lon, at.lat], end]}}));
            base.set('reach', {type: 'FeatureCollection', features: lines});
            if (move && lines.length) {
                base.fit(lines, 13);
            }
        },
    };
}

const pointAt = (coordinates) => ({type: 'Feature', properties: {}, geometry: {type: 'Point', coordinates}});

/** The postal points and radio stations. */
async function things() {
    const [postal, radio] = await Promise.all(['postal', 'radio'].map((kind) => getFeatures(kind)));
    const of = (kind, {features}) => features.filter((f) => f.geometry).map((f) => ({type: 'Feature', properties: {kind}, geometry: f.geometry}));
    return [...of('postal', postal), ...of('radio', radio)];
}
