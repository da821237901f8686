// A map for the pages beside the desk's own: the quiet base, and above it
// whatever the page lays over it.

import {words} from './config.js';
import {getFeatures} from './api.js';
import {drawable} from './map.js';
import {boundariesOf, boundsOf, labelsOf, readColours, recolourBase, styleOfBase} from './style.js';

const motionMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150;
const empty = {type: 'FeatureCollection', features: []};

/**
 * Makes a map of the province.
 * @param {HTMLElement} container
 * @param {{view?: {zoom: number, lon: number, lat: number}, padding?: number}} [options]
 * @returns {Promise<BaseMap|null>} null where the browser cannot draw: the page then does without
 */
export async function createBaseMap(container, {view, padding = 24} = {}) {
    if (!drawable()) {
        return null;
    }
    const library = await import('../maplibre/maplibre-gl.mjs');
    await document.fonts.load('24px "Be Vietnam Pro"', 'Đắk Pék ưỡ');
    const map = new library.Map({
        container, style: styleOfBase(readColours()), attributionControl: false, maplibreLogo: false, dragRotate: false,
        pitchWithRotate: false, touchPitch: false, maxZoom: 18, minZoom: 4, fadeDuration: 0,
        center: view ? [view.lon, view.lat] : [107.9, 14.6], zoom: view?.zoom ?? 8,
        locale: {
            'Map.Title': `${words.map}. ${words.mapHelp}`,
            'NavigationControl.ZoomIn': words.zoomIn, 'NavigationControl.ZoomOut': words.zoomOut,
        },
    });
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new library.NavigationControl({showCompass: false}), 'bottom-right');
    map.addControl(new library.ScaleControl({unit: 'metric'}), 'bottom-right');
    await new Promise((ready) => map.once('load', ready));
    const base = new BaseMap(map, library, padding);
    await base.loadUnits();
    return base;
}

/** The map of a page; its library's map is at hand for what is not said here. */
export class BaseMap {
    #map;
    #library;
    #padding;
    #overlays = new Map();
    #units = [];

    constructor(map, library, padding) {
        this.#map = map;
        this.#library = library;
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

    /** Draws the communes as they are now. */
    async loadUnits() {
        const units = await getFeatures('units', {level: 'commune'});
        this.#units = units.features;
        this.#map.getSource('units').setData(units);
        this.#map.getSource('boundaries').setData(boundariesOf(units));
        this.#map.getSource('labels').setData(labelsOf(units));
    }

    /**
     * Lays something over the base: a source of GeoJSON of that name, and layers
     * that read it. The layers may depend on the theme's colours.
     * @param {string} name of the source
     * @param {(colours: Record<string, string>) => object[]} layersOf layers without their source
     */
    overlay(name, layersOf) {
        this.#overlays.set(name, layersOf);
        this.#map.addSource(name, {type: 'geojson', data: empty});
        for (const layer of layersOf(readColours())) {
            this.#map.addLayer({source: name, ...layer});
        }
    }

    /** Gives an overlay its features; null: none. */
    set(name, collection) {
        this.#map.getSource(name).setData(collection ?? empty);
    }

    /** Brings features, or the whole province, into view. */
    fit(features = this.#units, maxZoom = 14) {
        const bounds = boundsOf(features) ?? boundsOf(this.#units);
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
        recolourBase(this.#map, colours);
        for (const layersOf of this.#overlays.values()) {
            for (const layer of layersOf(colours)) {
                for (const [property, value] of Object.entries(layer.paint ?? {})) {
                    this.#map.setPaintProperty(layer.id, property, value);
                }
            }
        }
    }

    /** Follows a change of the room that the page gives it. */
    resize() {
        this.#map.resize();
    }

    /** Resolves when everything asked for so far is drawn. */
    async drawn() {
        if (!this.#map.loaded() || this.#map.isMoving()) {
            await new Promise((idle) => this.#map.once('idle', idle));
        }
    }
}
