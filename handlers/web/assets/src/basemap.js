// A map for the pages beside the desk's own: the quiet base, and above it
// whatever the page lays over it.

import {drawable, drawn, loadLibrary, motionMs, newMap, renew, repaint} from './canvas.js';
import {boundsOf, describeGround, groundLayers, groundSources, labelLayers, readColours} from './ground.js';

const empty = {type: 'FeatureCollection', features: []};

/**
 * Makes a map of the province.
 * @param {HTMLElement} container
 * @param {{view?: {zoom: number, lon: number, lat: number}, padding?: number|object, asOf?: string}} [options]
 *   padding is free room in pixels, of every edge or {top, right, bottom, left};
 *   asOf is the day of the units, '' for today
 * @returns {Promise<BaseMap|null>} null where the browser cannot draw: the page then does without
 */
export async function createBaseMap(container, {view, padding = 24, asOf = ''} = {}) {
    if (!drawable()) {
        return null;
    }
    const day = asOf ? {as_of: asOf} : {};
    const [library, described] = await Promise.all([loadLibrary(), describeGround(day)]);
    const map = await newMap(library, container, {
        version: 8, sources: groundSources(described, day), layers: layersOf(readColours(), described),
    }, {view, bounds: described.bounds, padding});
    return new BaseMap(map, library, described, padding);
}

function layersOf(colours, described) {
    return [...groundLayers(colours, described), ...labelLayers(colours, described)];
}

/** The map of a page; its library's map is at hand for what is not said here. */
export class BaseMap {
    #map;
    #library;
    #described;
    #padding;
    #overlays = new Map();

    constructor(map, library, described, padding) {
        this.#map = map;
        this.#library = library;
        this.#described = described;
        this.#padding = padding;
    }

    /** The library's map. */
    get library() {
        return this.#map;
    }

    /** The library's own classes: Marker, Popup. */
    get classes() {
        return this.#library;
    }

    /** Draws the units as they are now, after a change of the registry. */
    async loadUnits() {
        for (const source of ['units', 'units_label']) {
            renew(this.#map, source);
        }
    }

    /**
     * Lays something over the base: a source of GeoJSON of that name, and layers
     * that read it. The layers may depend on the theme's colours.
     * @param {string} name of the source
     * @param {(colours: Record<string, string>) => object[]} layersOf layers without their source
     * @param {{underNames?: boolean}} [options] underNames: names of places stay readable above it
     */
    overlay(name, layersOf, {underNames = false} = {}) {
        this.#overlays.set(name, layersOf);
        this.#map.addSource(name, {type: 'geojson', data: empty});
        const below = underNames ? labelLayers(readColours(), this.#described)[0].id : undefined;
        for (const layer of layersOf(readColours())) {
            this.#map.addLayer({source: name, ...layer}, below);
        }
    }

    /** Gives an overlay its features; null: none. */
    set(name, collection) {
        this.#map.getSource(name).setData(collection ?? empty);
    }

    /** Brings features, or the whole province, into view. */
    fit(features = [], maxZoom = 14) {
        const bounds = boundsOf(features) ?? this.#described.bounds;
        if (bounds) {
            this.#map.fitBounds(bounds, {padding: this.#padding, maxZoom, duration: motionMs, linear: true});
        }
    }

    /** Goes to a place. */
    flyTo(lon, lat, zoom = 12) {
        this.#map.easeTo({center: [lon, lat], zoom: Math.max(this.#map.getZoom(), zoom), duration: motionMs});
    }

    /**
     * Tells where the map is clicked and what of the named layers is there.
     * @param {string[]} layers
     * @param {(at: {lon: number, lat: number}, feature: object|null) => void} told
     */
    onClick(layers, told) {
        this.#map.on('click', (event) => {
            const [feature] = this.#map.queryRenderedFeatures(event.point, {layers});
            told({lon: event.lngLat.lng, lat: event.lngLat.lat}, feature ?? null);
        });
    }

    /** Follows a change of theme. */
    recolour() {
        const colours = readColours();
        repaint(this.#map, layersOf(colours, this.#described));
        for (const overlayOf of this.#overlays.values()) {
            repaint(this.#map, overlayOf(colours));
        }
    }

    /** Follows a change of the room that the page gives it. */
    resize() {
        this.#map.resize();
    }

    /** Resolves when everything asked for so far is drawn. */
    async drawn() {
        await drawn(this.#map);
    }
}
