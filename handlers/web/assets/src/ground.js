// What lies under everything on the map: land, water, rivers and roads where
// they were imported, and the units of the registry with their boundaries and
// names. The desk's map and those of the other pages stand on it.

import {describeBasemap, describeTiles, tileSource} from './tiles.js';

/** @typedef {Record<string, string>} Colours */

const colourNames = [
    'ground', 'land', 'line', 'outline', 'hover', 'tinted', 'selected', 'text', 'halo', 'postal', 'radio', 'water', 'river', 'road', 'border', 'place', 'bad',
];

/** The colours that the style sheet gives the map. */
export function readColours() {
    const css = getComputedStyle(document.documentElement);
    return Object.fromEntries(colourNames.map((name) => [name, css.getPropertyValue(`--map-${name}`).trim()]));
}

/**
 * What the service has to draw the ground from.
 * @param {Record<string, string>} [question] the day
 * @returns {Promise<{layers: string[], attribution: string, deepest: number, bounds: number[]|null}>}
 */
export async function describeGround(question = {}) {
    const [basemap, units] = await Promise.all([describeBasemap(), describeTiles('units', question).catch(() => ({}))]);
    return {...basemap, bounds: units.bounds ?? null};
}

/** The sources of the ground. Units are known by their codes, for hover and tint. */
export function groundSources(described, question = {}) {
    return {
        ...described.layers.length ? {basemap: tileSource('basemap', {}, {maxzoom: described.deepest})} : {},
        units: tileSource('units', question, {promoteId: 'code'}),
        units_label: tileSource('units_label', question),
    };
}

/**
 * How the corners of lines are drawn. Where lines are thin nobody sees a round
 * corner, whose triangles make up half of what a border costs to draw.
 */
const corners = ['step', ['zoom'], 'miter', 12, 'round'];

const atLevel = (level) => ['==', ['get', 'level'], level];

const schematic = ['==', ['get', 'schematic'], true];

/**
 * Where neighbours share a schematic boundary each draws it, with dashes of its
 * own: the gaps are long enough to be left where two fall together.
 */
const schematicDashes = [2.5, 4];

const dashes = ['case', schematic, ['literal', schematicDashes], ['literal', [1, 0]]];

const communeLine = (colours) => ({'line-color': colours.line, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 12, 1.6]});

/** The layers that lie below everything else. */
export function groundLayers(colours, described, selected = '') {
    return [...basemapLayers(colours, described), ...unitLayers(colours, described, selected)];
}

function basemapLayers(colours, {layers}) {
    const has = (name, layer) => layers.includes(name) ? [{source: 'basemap', 'source-layer': name, ...layer}] : [];
    const byZoom = (...stops) => ['interpolate', ['linear'], ['zoom'], ...stops];
    return [
        {id: 'ground', type: 'background', paint: {'background-color': layers.includes('land') ? colours.water : colours.ground}},
        ...has('land', {id: 'land', type: 'fill', paint: {'fill-color': colours.ground}}),
    ].concat(
        has('water', {id: 'water', type: 'fill', paint: {'fill-color': colours.water}}),
        has('rivers', {id: 'rivers', type: 'line', layout: {'line-join': corners, 'line-cap': 'round'},
            paint: {'line-color': colours.river, 'line-width': byZoom(7, 0.8, 12, 2)}}),
        has('roads', {id: 'roads', type: 'line', layout: {'line-join': corners, 'line-cap': 'round'}, filter: ['!=', ['get', 'class'], 'ferry'],
            paint: {'line-color': colours.road, 'line-width': ['interpolate', ['linear'], ['zoom'],
                7, ['match', ['get', 'class'], ['motorway', 'trunk'], 1.4, 0.8],
                14, ['match', ['get', 'class'], ['motorway', 'trunk', 'primary'], 4, ['secondary', 'tertiary'], 2.5, 1.2]]}}),
        has('borders', {id: 'borders', type: 'line', filter: ['match', ['get', 'class'], ['country', 'province', 'maritime'], true, false],
            paint: {'line-color': colours.border, 'line-width': 1, 'line-dasharray': [6, 2, 1, 2]}}));
}

function unitLayers(colours, described, selected) {
    const state = (name) => ['boolean', ['feature-state', name], false];
    const over = described.layers.length > 0; // the land shows through where it is drawn
    return [
        {id: 'units-fill', type: 'fill', source: 'units', 'source-layer': 'units', filter: atLevel('commune'), paint: {
            'fill-color': ['case', state('hover'), colours.hover, state('tinted'), colours.tinted, colours.land],
            'fill-opacity': over ? ['case', state('hover'), 0.75, state('tinted'), 0.75, 0.45] : 1,
            'fill-antialias': false, // the borders are drawn over the edges
        }},
        // Dashes cost more to draw than lines: only what needs them has them.
        {id: 'units-line', type: 'line', source: 'units', 'source-layer': 'units', filter: ['all', atLevel('commune'), ['!', schematic]],
            layout: {'line-join': corners}, paint: communeLine(colours)},
        {id: 'units-line-schematic', type: 'line', source: 'units', 'source-layer': 'units', filter: ['all', atLevel('commune'), schematic],
            layout: {'line-join': corners}, paint: {...communeLine(colours), 'line-dasharray': schematicDashes}},
        {id: 'province-line', type: 'line', source: 'units', 'source-layer': 'units', filter: atLevel('province'), layout: {'line-join': corners},
            paint: {'line-color': colours.outline, 'line-width': 1.6, 'line-dasharray': dashes}},
        {id: 'units-selected', type: 'line', source: 'units', 'source-layer': 'units', filter: ['==', ['get', 'code'], selected], layout: {'line-join': 'round'},
            paint: {'line-color': colours.selected, 'line-width': 3, 'line-dasharray': dashes}},
    ];
}

/** A name as maps write it: a xã without its kind, wards and townships with a letter. */
const shortName = ['let', 'name', ['coalesce', ['get', 'name'], ''], ['case',
    begins('Xã '), ['slice', ['var', 'name'], 3],
    begins('Phường '), ['concat', 'P. ', ['slice', ['var', 'name'], 7]],
    begins('Thị trấn '), ['concat', 'TT. ', ['slice', ['var', 'name'], 9]],
    begins('Đặc khu '), ['concat', 'ĐK. ', ['slice', ['var', 'name'], 8]],
    ['var', 'name']]];

function begins(word) {
    return ['==', ['slice', ['var', 'name'], 0, word.length], word];
}

/** The names: places beyond the province where there are any, and the units; the most people first. */
export function labelLayers(colours, {layers}) {
    const text = (size) => ({
        'text-font': ['Be Vietnam Pro'], 'text-max-width': 7, 'text-padding': 1, 'text-size': size, 'text-justify': 'auto',
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'],
        'text-radial-offset': 0.9,
    });
    const units = {id: 'units-label', type: 'symbol', source: 'units_label', 'source-layer': 'units_label', filter: atLevel('commune'), layout: {
        ...text(['interpolate', ['linear'], ['zoom'], 8, 10.5, 12, 14]), 'text-field': shortName,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]],
    }, paint: {'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': 1.4}};
    if (!layers.includes('places')) {
        return [units];
    }
    return [{id: 'places', type: 'symbol', source: 'basemap', 'source-layer': 'places', filter: ['<=', ['get', 'rank'], 8], layout: {
        ...text(['interpolate', ['linear'], ['zoom'], 6, 11, 12, 15]), 'text-field': ['get', 'name'], 'symbol-sort-key': ['get', 'rank'],
    }, paint: {'text-color': colours.place, 'text-halo-color': colours.halo, 'text-halo-width': 1.4}}, units];
}


/** West, south, east and north of everything in a collection; null of nothing. */
export function boundsOf(features) {
    let bounds = null;
    const take = (coordinates) => {
        if (typeof coordinates?.[0] === 'number') {
            const [x, y] = coordinates;
            bounds = bounds ? [Math.min(bounds[0], x), Math.min(bounds[1], y), Math.max(bounds[2], x), Math.max(bounds[3], y)] : [x, y, x, y];
        } else {
            coordinates?.forEach(take);
        }
    };
    features.forEach((feature) => take(feature.geometry?.coordinates));
    return bounds;
}
