// Making a map of the library's, as every page has it.

import {words} from './config.js';

/** Tells whether the browser can draw a map. */
export function drawable() {
    try {
        return document.createElement('canvas').getContext('webgl2') !== null;
    } catch {
        return false;
    }
}

/** How long a map takes to get to a new place; none for readers who want less motion. */
export const motionMs = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150;

/** Where a map begins that is told nothing else: the middle of the country. */
const somewhere = {center: [106.5, 16.2], zoom: 5};

/** The map library, and the letters that its names are drawn with. */
export async function loadLibrary() {
    const [library] = await Promise.all([
        import('../maplibre/maplibre-gl.mjs'),
        // Names are drawn with the page's font, so the part of it with Vietnamese
        // letters must be there before the first name.
        document.fonts.load('24px "Be Vietnam Pro"', 'Đắk Pék ưỡ'),
    ]);
    return library;
}

/**
 * A map in a container, when its style is there.
 * @param {any} library
 * @param {HTMLElement} container
 * @param {any} style
 * @param {{view?: {zoom: number, lon: number, lat: number}|null, bounds?: number[]|null, padding?: any, interactive?: boolean, marked?: (map: any) => void}} more
 *   marked is called with the map before anything is drawn
 */
export async function newMap(library, container, style, {view, bounds, padding, interactive = true, marked}) {
    const where = view ? {center: [view.lon, view.lat], zoom: view.zoom}
        : bounds ? {bounds, fitBoundsOptions: {padding, maxZoom: 13}} : somewhere;
    const map = new library.Map({
        container, style, ...where, interactive, attributionControl: false, maplibreLogo: false, dragRotate: false,
        pitchWithRotate: false, touchPitch: false, maxZoom: 18, minZoom: 4, fadeDuration: 0,
        locale: {
            'Map.Title': `${words.map}. ${words.mapHelp}`,
            'NavigationControl.ZoomIn': words.zoomIn, 'NavigationControl.ZoomOut': words.zoomOut,
        },
    });
    marked?.(map);
    if (interactive) {
        map.touchZoomRotate.disableRotation();
        map.keyboard.disableRotation();
        map.addControl(new library.NavigationControl({showCompass: false}), 'bottom-right');
        map.addControl(new library.ScaleControl({unit: 'metric'}), 'bottom-right');
    }
    await new Promise((ready) => map.once('style.load', ready));
    return map;
}

/** Gives a map the paint that its layers have in another theme. */
export function repaint(map, layers) {
    for (const layer of layers) {
        for (const [property, value] of Object.entries(layer.paint ?? {})) {
            map.setPaintProperty(layer.id, property, value);
        }
    }
}

/**
 * Resolves when everything that a map was asked for is drawn: with the first
 * frame that has it all. The library draws the same picture once more before it
 * says that it is idle.
 */
export async function drawn(map) {
    if (map.loaded() && !map.isMoving()) {
        return;
    }
    do {
        await new Promise((rendered) => map.once('render', rendered));
    } while (map.isMoving() || !Object.keys(map.getStyle().sources).every((source) => map.isSourceLoaded(source)));
}

/** Asks again for the tiles of a source; those that are as they were cost next to nothing. */
export function renew(map, source) {
    const look = holdFrames(map, source);
    map.refreshTiles(source);
    look(); // none may be on their way: a source need not have tiles at every zoom
}

/** The longest that a map keeps its picture while tiles are on their way. */
const holdMs = 250;

/** By map, the sources whose tiles its next frame waits for, and how to look whether they are there. */
const held = new WeakMap();

/**
 * Lets a map keep its picture until the tiles of a source that are asked for
 * again are there, or until its reader moves it. Otherwise it would draw anew
 * with each tile that comes, and where the processor does what a graphics
 * processor should, each of these frames keeps the last one waiting for a tenth
 * of a second.
 * @returns {() => void} looks whether they are there
 */
function holdFrames(map, source) {
    const waiting = held.get(map);
    if (waiting) {
        waiting.sources.add(source);
        return waiting.look;
    }
    const sources = new Set([source]);
    let wanted = false;
    map.triggerRepaint = () => { // every frame is asked for by it
        wanted = true;
    };
    const release = () => {
        clearTimeout(limit);
        map.off('sourcedata', look);
        map.off('movestart', release);
        map.off('resize', release);
        held.delete(map);
        delete map.triggerRepaint; // the library's own is beneath
        if (wanted) {
            map.triggerRepaint();
        }
    };
    const look = () => {
        if ([...sources].every((name) => map.isSourceLoaded(name))) {
            release();
        }
    };
    const limit = setTimeout(release, holdMs);
    map.on('sourcedata', look);
    map.on('movestart', release);
    map.on('resize', release);
    held.set(map, {sources, look});
    return look;
}
