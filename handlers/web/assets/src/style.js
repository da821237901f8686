// How the desk's map looks above the ground: marks, wedges, clusters, what is
// picked out, what the tools draw.

import {drawable} from './canvas.js';
import {groundLayers, groundSources, labelLayers, readColours} from './ground.js';
import {operatorColour} from './icons.js';
import {clusterImage, operatorColours, siteImage} from './symbology.js';
import {tileSource} from './tiles.js';

export {drawable, readColours};

/** The layers that a click or the pointer finds, topmost first. */
export const pointLayers = ['sites-clusters', 'postal', 'radio', 'sites'];

/** The map layers that each entry of the legend shows or hides. */
export const layersOf = {
    units: ['units-fill', 'units-line', 'units-line-schematic', 'units-label'],
    postal: ['postal'],
    sites: ['sites', 'sites-clusters', 'sectors-fill', 'sectors-line'],
    radio: ['radio'],
};

/** What is drawn from features that the page itself holds. */
const heldSources = ['areas', 'conflicts', 'selected', 'pointed', 'measure', 'profile'];

const empty = {type: 'FeatureCollection', features: []};

/** Marks grow with the zoom, so that a whole province is not one blot. */
const markSize = (least, most) => ['interpolate', ['linear'], ['zoom'], 7, least, 10, (least + most) / 2, 14, most];

const hollowed = (name) => ['case', ['==', ['get', 'approximate'], true], `${name}-hollow`, name];

/** A number as the reader writes it. */
const countText = ['number-format', ['get', 'count'], {locale: document.documentElement.lang}];

/**
 * @typedef {object} Look
 * @property {any} described what the service has for the ground
 * @property {Record<string, Record<string, string>>} questions by layer, what its tiles are asked by
 * @property {string} style what the marks of sites tell apart
 * @property {number} year in which ages are told
 * @property {string} selected the code of the unit that is outlined
 */

/**
 * The whole style.
 * @param {Record<string, string>} colours
 * @param {Look} look
 */
export function styleOf(colours, look) {
    return {
        version: 8,
        sources: {
            ...groundSources(look.described, look.questions.units),
            sites: tileSource('sites', look.questions.sites),
            sectors: tileSource('sectors', look.questions.sectors, {minzoom: 13}),
            postal: tileSource('postal', look.questions.postal),
            radio: tileSource('radio', look.questions.radio),
            ...Object.fromEntries(heldSources.map((name) => [name, {type: 'geojson', data: empty}])),
        },
        layers: layersIn(colours, look),
    };
}

/** Every layer, lowest first. */
export function layersIn(colours, look) {
    return [
        ...groundLayers(colours, look.described, look.selected),
        ...areaLayers(colours),
        ...sectorLayers(),
        ...conflictLayers(colours),
        siteMarks(look),
        ...labelLayers(colours, look.described), // below the larger marks, which are placed first, so that names keep clear of them
        badge('radio', colours),
        badge('postal', colours),
        siteClusters(colours, look), // above the badges, which would hide how many they count
        ...toolLayers(colours, 'measure'),
        ...toolLayers(colours, 'profile'),
        ...pickedLayers(colours),
    ];
}

/** The layer below which pictures of coverage are laid: above the land, below everything that stands on it. */
export const aboveGround = 'areas-fill';

function siteMarks({style, year}) {
    return {id: 'sites', type: 'symbol', source: 'sites', 'source-layer': 'sites', filter: ['==', ['get', 'count'], 1], layout: {
        'icon-image': siteImage(style, year), 'icon-size': markSize(0.5, 1), 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'icon-padding': 0,
    }};
}

function siteClusters(colours, {style}) {
    return {id: 'sites-clusters', type: 'symbol', source: 'sites', 'source-layer': 'sites', filter: ['>', ['get', 'count'], 1], layout: {
        'icon-image': clusterImage(style), 'icon-allow-overlap': true, 'icon-padding': 0,
        'icon-size': ['step', ['get', 'count'], 0.72, 10, 0.8, 100, 0.95, 1000, 1.2],
        'text-field': countText, 'text-font': ['Be Vietnam Pro'], 'text-allow-overlap': true,
        'text-size': ['step', ['get', 'count'], 11, 1000, 12], 'symbol-sort-key': ['get', 'count'],
    }, paint: {'text-color': colours.text}};
}

/** A mark that says beside it how many it stands for, where they are more than one. */
function badge(name, colours) {
    return {id: name, type: 'symbol', source: name, 'source-layer': name, filter: ['>', ['get', 'count'], 0], layout: {
        'icon-image': hollowed(name), 'icon-size': markSize(0.5, 1), 'icon-allow-overlap': true, 'icon-padding': 0,
        'text-field': ['case', ['>', ['get', 'count'], 1], countText, ''], 'text-font': ['Be Vietnam Pro'], 'text-size': 11,
        'text-anchor': 'left', 'text-offset': [0.8, -0.6], 'text-allow-overlap': true, 'text-optional': true,
    }, paint: {'text-color': colours[name], 'text-halo-color': colours.halo, 'text-halo-width': 1.6}};
}

function sectorLayers() {
    const layer = {source: 'sectors', 'source-layer': 'sectors', minzoom: 13};
    const colour = operatorColours(operatorColour);
    return [
        {id: 'sectors-fill', type: 'fill', ...layer, paint: {'fill-color': colour, 'fill-opacity': 0.18}},
        {id: 'sectors-line', type: 'line', ...layer, paint: {'line-color': colour, 'line-width': 1.2,
            'line-dasharray': ['case', ['==', ['get', 'nominal'], true], ['literal', [3, 2]], ['literal', [1, 0]]]}},
    ];
}

/** Service areas: neighbours differ by the colour that the page gives each. */
function areaLayers(colours) {
    return [
        {id: 'areas-fill', type: 'fill', source: 'areas', paint: {'fill-color': ['get', 'colour'], 'fill-opacity': 0.32}},
        {id: 'areas-line', type: 'line', source: 'areas', paint: {'line-color': colours.outline, 'line-width': 0.8}},
    ];
}

function conflictLayers(colours) {
    return [
        {id: 'conflicts-line', type: 'line', source: 'conflicts', layout: {'line-cap': 'round'},
            paint: {'line-color': colours.bad, 'line-width': 2.5, 'line-dasharray': ['case', ['==', ['get', 'verdict'], 'undecided'], ['literal', [2, 2]], ['literal', [1, 0]]]}},
        {id: 'conflicts-points', type: 'circle', source: 'conflicts', filter: ['==', ['get', 'end'], true],
            paint: {'circle-radius': 9, 'circle-color': 'rgba(0, 0, 0, 0)', 'circle-stroke-color': colours.bad, 'circle-stroke-width': 2}},
        {id: 'conflicts-label', type: 'symbol', source: 'conflicts', minzoom: 11, filter: ['!=', ['get', 'end'], true], layout: {
            'symbol-placement': 'line-center', 'text-field': ['get', 'label'], 'text-font': ['Be Vietnam Pro'], 'text-size': 11,
            'text-offset': [0, -0.9], 'text-allow-overlap': true,
        }, paint: {'text-color': colours.bad, 'text-halo-color': colours.halo, 'text-halo-width': 1.6}},
    ];
}

/** The lines, surfaces and ends that a tool draws. */
function toolLayers(colours, name) {
    return [
        {id: `${name}-fill`, type: 'fill', source: name, filter: ['==', ['geometry-type'], 'Polygon'], paint: {'fill-color': colours.selected, 'fill-opacity': 0.12}},
        {id: `${name}-line`, type: 'line', source: name, filter: ['==', ['geometry-type'], 'LineString'], paint: {'line-color': colours.selected, 'line-width': 2.5}},
        {id: `${name}-points`, type: 'circle', source: name, filter: ['==', ['geometry-type'], 'Point'], paint: {
            'circle-radius': ['case', ['==', ['get', 'small'], true], 3, 4.5], 'circle-color': colours.halo,
            'circle-stroke-color': ['case', ['==', ['get', 'bad'], true], colours.bad, colours.selected], 'circle-stroke-width': 2}},
    ];
}

/** What is pointed at or selected: a halo, and its mark above all others. */
function pickedLayers(colours) {
    const ring = (name, radius, width, fill) => ({id: name, type: 'circle', source: name, paint: {
        'circle-radius': radius, 'circle-color': colours.selected, 'circle-opacity': fill, 'circle-stroke-color': colours.selected, 'circle-stroke-width': width,
    }});
    const mark = (name) => ({id: `${name}-mark`, type: 'symbol', source: name, filter: ['has', 'image'], layout: {
        'icon-image': ['get', 'image'], 'icon-size': markSize(0.7, 1.1), 'icon-allow-overlap': true, 'icon-ignore-placement': true,
    }});
    return [ring('pointed', 11, 2, 0.15), mark('pointed'), ring('selected', 13, 3, 0.25), mark('selected')];
}
