// Addresses of the service's own vector tiles, below the page. A question is
// written into them as the lists of the API take it, so that the map holds what
// the list holds.

import {config} from './config.js';
import {ApiError} from './api.js';

const root = new URL('tiles/', document.baseURI);

/** From which zoom on every point is drawn by itself. */
export const clustersBelow = 10;

/** The deepest zoom of which there are tiles; closer by, its tiles are enlarged. */
export const deepest = 14;

/** Pixels of the cells in which points are drawn as one, below that zoom. */
const cellPx = {sites: 64, postal: 32, radio: 32};

/**
 * The address of a layer's tiles, with {z}, {x} and {y} in it.
 * @param {string} layer
 * @param {Record<string, string>} [question]
 */
export function tileAddress(layer, question = {}) {
    return `${new URL(`${layer}/`, root).href}{z}/{x}/{y}.mvt${queryOf(layer, question)}`;
}

function queryOf(layer, question) {
    const query = new URLSearchParams(question);
    if (cellPx[layer]) {
        query.set('cluster', cellPx[layer]);
    }
    const text = query.toString();
    return text ? `?${text}` : '';
}

/** A source of a layer, as the map's style has it. */
export function tileSource(layer, question = {}, more = {}) {
    return {type: 'vector', tiles: [tileAddress(layer, question)], minzoom: 0, maxzoom: deepest, ...more};
}

/**
 * What the service says of a layer: {bounds, vector_layers, attribution}, in
 * TileJSON.
 * @param {string} layer
 * @param {Record<string, string>} [question]
 */
export async function describeTiles(layer, question = {}) {
    const query = new URLSearchParams({...question, lang: config.lang});
    const answer = await fetch(new URL(`${layer}.json?${query}`, root));
    if (!answer.ok) {
        throw new ApiError(`${answer.status} ${answer.statusText}`.trim());
    }
    return answer.json();
}

/** What was imported to lie under everything: the names of its layers, and whom to name for them. */
export async function describeBasemap() {
    try {
        const {vector_layers: layers, attribution = '', maxzoom = deepest} = await describeTiles('basemap');
        return {layers: layers.map(({id}) => id), attribution, deepest: maxzoom};
    } catch {
        return {layers: [], attribution: '', deepest}; // the map does without
    }
}
