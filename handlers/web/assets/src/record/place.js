// A small map of where the record stands, which paper gets a picture of.

import {words} from '../config.js';
import {h} from '../dom.js';
import {createBaseMap} from '../basemap.js';
import {onPaper} from '../paper.js';

const overlayName = 'record';

export function createPlace() {
    const box = h('div', {id: 'record-map', class: 'record-map'});
    const picture = h('div', {class: 'record-picture', 'aria-hidden': 'true'});
    let making = null;
    let map = null;

    async function make() {
        map = await createBaseMap(box).catch(() => null);
        if (!map) {
            box.replaceChildren(h('p', {class: 'quiet'}, words.noWebGL));
            return null;
        }
        globalThis.hatang = {map: map.library};
        map.overlay(overlayName, layersOf);
        return map;
    }

    async function draw(record) {
        making ??= make();
        const made = await making;
        if (!made) {
            return;
        }
        const feature = {type: 'Feature', geometry: record.geometry, properties: {}};
        made.resize();
        made.set(overlayName, {type: 'FeatureCollection', features: [feature]});
        made.fit([feature], 12);
        await made.drawn();
        document.documentElement.dataset.map = 'ready';
    }

    // The canvas keeps no picture between frames: it is drawn and copied at once.
    addEventListener('beforeprint', () => {
        if (map) {
            map.library.redraw();
            picture.replaceChildren(onPaper(map.library.getCanvas()));
        }
    });
    addEventListener('afterprint', () => picture.replaceChildren());

    return {
        /** The section with the map; nothing for what stands nowhere. */
        show(kind, record) {
            if (!record.geometry) {
                return '';
            }
            draw(record);
            return h('section', {'aria-label': words.map, class: 'place-of-record'}, box, picture);
        },
        recolour: () => map?.recolour(),
    };
}

function layersOf() {
    return [
        {id: 'record-area', type: 'fill', filter: ['==', ['geometry-type'], 'Polygon'], paint: {'fill-color': '#0b7285', 'fill-opacity': 0.25}},
        {id: 'record-outline', type: 'line', filter: ['==', ['geometry-type'], 'Polygon'], paint: {'line-color': '#0b7285', 'line-width': 2}},
        {id: 'record-point', type: 'circle', filter: ['==', ['geometry-type'], 'Point'],
            paint: {'circle-radius': 7, 'circle-color': '#0b7285', 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 2}},
    ];
}
