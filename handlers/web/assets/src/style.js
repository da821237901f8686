// How the map looks: its layers, in the colours of the theme.

import {operatorOf} from './icons.js';

/** @typedef {Record<string, string>} Colours */

/** The colours that the style sheet gives the map. */
export function readColours() {
    const css = getComputedStyle(document.documentElement);
    const of = (name) => css.getPropertyValue(`--map-${name}`).trim();
    return {
        ground: of('ground'), land: of('land'), line: of('line'), outline: of('outline'), hover: of('hover'), tinted: of('tinted'),
        selected: of('selected'), text: of('text'), halo: of('halo'), postal: of('postal'), radio: of('radio'),
    };
}

/** The layers that a click or the pointer finds, topmost first. */
export const pointLayers = ['postal', 'radio', 'sites'];

/** The map layers that each entry of the legend shows or hides. */
export const layersOf = {
    units: ['units-fill', 'units-tinted', 'units-line', 'units-label'],
    postal: ['postal'],
    sites: ['sites'],
    radio: ['radio'],
};

const empty = {type: 'FeatureCollection', features: []};

/** Marks grow with the zoom, so that a whole province is not one blot. */
const markSize = (least, most) => ['interpolate', ['linear'], ['zoom'], 7, least, 10, (least + most) / 2, 14, most];

const hollowed = (name) => ['case', ['==', ['get', 'approximate'], true], `${name}-hollow`, name];

/** Schematic boundaries are dashed. */
const dashes = ['case', ['==', ['get', 'schematic'], true], ['literal', [3, 2]], ['literal', [1, 0]]];

/** @param {Colours} colours */
export function styleOf(colours) {
    return {
        version: 8,
        sources: Object.fromEntries(['units', 'boundaries', 'labels', 'province', 'postal', 'sites', 'radio', 'selected', 'pointed', 'measure']
            .map((name) => [name, {type: 'geojson', data: empty}])),
        layers: [
            {id: 'ground', type: 'background', paint: {'background-color': colours.ground}},
            ...unitLayers(colours),
            mark('sites', ['get', 'mark'], markSize(0.42, 1), {'icon-ignore-placement': true}),
            labels(colours), // below the larger marks, which are placed first, so that names keep clear of them
            mark('radio', hollowed('radio'), markSize(0.5, 1)),
            mark('postal', hollowed('postal'), markSize(0.5, 1)),
            {id: 'measure-line', type: 'line', source: 'measure', paint: {'line-color': colours.selected, 'line-width': 2.5}},
            {id: 'measure-points', type: 'circle', source: 'measure', filter: ['==', ['geometry-type'], 'Point'],
                paint: {'circle-radius': 4, 'circle-color': colours.halo, 'circle-stroke-color': colours.selected, 'circle-stroke-width': 2}},
            ring('pointed', colours.selected, 10, 2),
            ring('selected', colours.selected, 12, 3.5),
        ],
    };
}

/** The base alone: land, communes with their boundaries and names. */
export function styleOfBase(colours) {
    return {
        version: 8,
        sources: Object.fromEntries(['units', 'boundaries', 'labels', 'province'].map((name) => [name, {type: 'geojson', data: empty}])),
        layers: [{id: 'ground', type: 'background', paint: {'background-color': colours.ground}}, ...unitLayers(colours), labels(colours)],
    };
}

function unitLayers(colours) {
    return [
        {id: 'units-fill', type: 'fill', source: 'units', paint: {'fill-color': colours.land}},
        {id: 'units-tinted', type: 'fill', source: 'units', filter: ['==', ['get', 'code'], ''], paint: {'fill-color': colours.tinted}},
        {id: 'units-hover', type: 'fill', source: 'units', filter: ['==', ['get', 'code'], ''], paint: {'fill-color': colours.hover}},
        {id: 'units-line', type: 'line', source: 'boundaries', layout: {'line-join': 'round'},
            paint: {'line-color': colours.line, 'line-width': ['interpolate', ['linear'], ['zoom'], 7, 0.7, 12, 1.6], 'line-dasharray': dashes}},
        {id: 'province-line', type: 'line', source: 'province', layout: {'line-join': 'round'},
            paint: {'line-color': colours.outline, 'line-width': 1.6, 'line-dasharray': dashes}},
        {id: 'units-selected', type: 'line', source: 'units', filter: ['==', ['get', 'code'], ''], layout: {'line-join': 'round'},
            paint: {'line-color': colours.selected, 'line-width': 3, 'line-dasharray': dashes}},
    ];
}

function ring(name, colour, radius, width) {
    return {id: name, type: 'circle', source: name, paint: {
        'circle-radius': radius, 'circle-color': 'rgba(0, 0, 0, 0)', 'circle-stroke-color': colour, 'circle-stroke-width': width,
    }};
}

function mark(name, image, size, more = {}) {
    return {id: name, type: 'symbol', source: name, layout: {
        'icon-image': image, 'icon-size': size, 'icon-allow-overlap': true, 'icon-padding': 0, ...more,
    }};
}

function labels(colours) {
    return {id: 'units-label', type: 'symbol', source: 'labels', layout: {
        'text-field': ['get', 'label'], 'text-font': ['Be Vietnam Pro'], 'text-max-width': 7,
        'text-size': ['interpolate', ['linear'], ['zoom'], 8, 10.5, 12, 14],
        'symbol-sort-key': ['get', 'rank'], 'text-padding': 1,
        'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right', 'top-left', 'top-right', 'bottom-left', 'bottom-right'],
        'text-radial-offset': 0.9, 'text-justify': 'auto',
    }, paint: {'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': 1.4}};
}

/** Gives a map that is there the colours of another theme. */
export function recolour(map, colours) {
    recolourLayers(map, styleOf(colours).layers);
}

/** The same for the base alone. */
export function recolourBase(map, colours) {
    recolourLayers(map, styleOfBase(colours).layers);
}

function recolourLayers(map, layers) {
    for (const layer of layers) {
        for (const [name, value] of Object.entries(layer.paint ?? {})) {
            if (name.endsWith('-color')) {
                map.setPaintProperty(layer.id, name, value);
            }
        }
    }
}

/** Sites with the name of their mark, which the style reads. */
export function withMarks(collection) {
    return {type: 'FeatureCollection', features: collection.features.map((feature) => ({...feature, properties: {
        ...feature.properties,
        mark: operatorOf(feature.properties.operator_code) + (feature.properties.approximate === true ? '-hollow' : ''),
    }}))};
}

/**
 * One label a unit, at the middle of its largest part; the most people first,
 * where there is not room for all.
 */
export function labelsOf(collection) {
    const features = [];
    for (const {geometry, properties} of collection.features) {
        const middle = middleOf(geometry);
        if (middle) {
            features.push({type: 'Feature', geometry: {type: 'Point', coordinates: middle},
                properties: {label: shortName(properties.name), rank: -(properties.population ?? 0)}});
        }
    }
    return {type: 'FeatureCollection', features};
}

/**
 * The boundaries of units. Neighbours share a line; where it is dashed it is
 * drawn once, or the dashes of one would fill the gaps of the other.
 */
export function boundariesOf(collection) {
    const drawn = new Set();
    const features = [];
    for (const {geometry, properties} of collection.features) {
        const polygons = geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.coordinates ?? [];
        const schematic = properties.schematic === true;
        const lines = schematic ? polygons.flat().flatMap((ring) => newSegments(ring, drawn)) : polygons.flat();
        features.push({type: 'Feature', geometry: {type: 'MultiLineString', coordinates: lines}, properties: {schematic}});
    }
    return {type: 'FeatureCollection', features};
}

/** The pieces of a ring that are not drawn yet, as lines as long as can be. */
function newSegments(ring, drawn) {
    const lines = [];
    let line = null;
    for (let i = 1; i < ring.length; i++) {
        const ends = [ring[i - 1].join(), ring[i].join()].sort().join(' ');
        if (drawn.has(ends)) {
            line = null;
            continue;
        }
        drawn.add(ends);
        if (line) {
            line.push(ring[i]);
        } else {
            line = [ring[i - 1], ring[i]];
            lines.push(line);
        }
    }
    return lines;
}

/** Names as maps write them: a xã without its kind, wards and townships with a letter. */
export function shortName(name) {
    return (name ?? '').replace(/^Xã /, '').replace(/^Phường /, 'P. ').replace(/^Thị trấn /, 'TT. ').replace(/^Đặc khu /, 'ĐK. ');
}

/** The centroid of the largest ring; good enough to stand a name on. */
function middleOf(geometry) {
    const polygons = geometry?.type === 'Polygon' ? [geometry.coordinates] : geometry?.coordinates ?? [];
    let best = null;
    for (const [ring] of polygons) {
        const centroid = ring && centroidOf(ring);
        if (centroid && (!best || centroid.area > best.area)) {
            best = centroid;
        }
    }
    return best?.at ?? null;
}

function centroidOf(ring) {
    const [x0, y0] = ring[0];
    let area = 0;
    let x = 0;
    let y = 0;
    for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = [ring[i - 1][0] - x0, ring[i - 1][1] - y0];
        const [bx, by] = [ring[i][0] - x0, ring[i][1] - y0];
        const cross = ax * by - bx * ay;
        area += cross;
        x += (ax + bx) * cross;
        y += (ay + by) * cross;
    }
    return area === 0 ? null : {at: [x0 + x / (3 * area), y0 + y / (3 * area)], area: Math.abs(area)};
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
