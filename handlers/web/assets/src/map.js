// The desk's map. Where WebGL is missing there is none, and the page does
// without it.

import {h} from './dom.js';
import {drawn, loadLibrary, motionMs, newMap, renew, repaint} from './canvas.js';
import {boundsOf} from './ground.js';
import {imageNamed} from './icons.js';
import {drawable, layersIn, layersOf, pointLayers, readColours, styleOf} from './style.js';
import {clusterImage, siteImage} from './symbology.js';
import {deepest, tileAddress} from './tiles.js';
import {followPointer} from './pointer.js';

export {drawable};

/** The sources that are drawn from tiles of the registry, by whose question each is asked. */
const tiled = {units: 'units', units_label: 'units', sites: 'sites', sectors: 'sectors', postal: 'postal', radio: 'radio'};

/**
 * Makes the map.
 * @param {HTMLElement} container
 * @param {import('./style.js').Look} look
 * @param {{view: object|null, bounds: number[]|null}} at
 * @param {{moved: (view: object) => void, clicked: (at: object, thing: object|null) => void, pointed: (thing: object|null) => void, padding: () => object}} actions
 *   what to do when the map moved or was clicked, and how much of its edges is covered
 */
export async function createMap(container, look, {view, bounds}, actions) {
    const library = await loadLibrary();
    const map = await newMap(library, container, styleOf(readColours(), look), {view, bounds, padding: actions.padding(), marked: addMarks});
    return new PageMap(map, library, look, actions);
}

/** Draws a map's marks, and the rings of its clusters, when they are first needed. */
export function addMarks(map) {
    map.setMissingStyleImageResolver(async (name) => {
        if (!map.hasImage(name)) {
            map.addImage(name, imageNamed(name, readColours()), {pixelRatio: 2});
        }
    });
}

function redrawMarks(map) {
    const colours = readColours();
    for (const name of map.listImages()) {
        map.updateImage(name, imageNamed(name, colours));
    }
}

export class PageMap {
    #map;
    #library;
    #look;
    #actions;
    #marker = null;
    #hovered = '';
    #tinted = [];
    /** By source, the address of the tiles that were asked for last. */
    #addresses = {};

    constructor(map, library, look, actions) {
        this.#map = map;
        this.#library = library;
        this.#look = {...look};
        this.#actions = actions;
        for (const [source, name] of Object.entries(tiled)) {
            this.#addresses[source] = tileAddress(source, look.questions[name]);
        }
        this.#listen();
    }

    /** The library's map, for tests and the console. */
    get library() {
        return this.#map;
    }

    /** The library's own classes. */
    get classes() {
        return this.#library;
    }

    #listen() {
        const map = this.#map;
        map.on('moveend', () => this.#actions.moved(this.view));
        map.on('click', (event) => this.#click(event));
        map.getCanvas().addEventListener('keydown', (event) => {
            if (event.key === 'Enter') {
                this.#actions.clicked(this.centre(), null);
            }
        });
        followPointer(map, this.#library, {thingAt: (point) => this.#thingAt(point), hoverUnit: (code) => this.hoverUnit(code), pointed: this.#actions.pointed});
    }

    /** Where the map is. */
    get view() {
        const {lng, lat} = this.#map.getCenter();
        return {zoom: this.#map.getZoom(), lon: lng, lat};
    }

    #click(event) {
        const thing = this.#thingAt(event.point);
        if (thing?.layer === 'sites-clusters' || thing?.properties.count > 1) {
            const [lon, lat] = thing.at;
            this.#map.easeTo({center: [lon, lat], zoom: Math.min(this.#map.getZoom() + 2, 18), duration: motionMs});
            return;
        }
        const at = thing ? {lon: thing.at[0], lat: thing.at[1]} : {lon: event.lngLat.lng, lat: event.lngLat.lat};
        this.#actions.clicked(at, thing);
    }

    /** The topmost mark within reach of the pointer. */
    #thingAt(point) {
        const reach = 5;
        const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
        const [feature] = this.#map.queryRenderedFeatures(box, {layers: pointLayers});
        return feature ? {kind: feature.source, layer: feature.layer.id, at: feature.geometry.coordinates, properties: feature.properties} : null;
    }

    /** Tints the unit of that code as the one under the pointer. */
    hoverUnit(code) {
        if (code === this.#hovered) {
            return;
        }
        this.#unitState(this.#hovered, {hover: false});
        this.#hovered = code;
        this.#unitState(code, {hover: true});
    }

    /** Tints the units of these codes. */
    tint(codes) {
        this.#tinted.forEach((code) => this.#unitState(code, {tinted: false}));
        this.#tinted = codes;
        codes.forEach((code) => this.#unitState(code, {tinted: true}));
    }

    #unitState(code, state) {
        if (code) {
            this.#map.setFeatureState({source: 'units', sourceLayer: 'units', id: code}, state);
        }
    }

    /** Where the middle of the map is. */
    centre() {
        const {lng, lat} = this.#map.getCenter();
        return {lon: lng, lat};
    }

    /** Asks for the tiles of each layer by these questions, if they are others than before. */
    ask(questions) {
        for (const [source, name] of Object.entries(tiled)) {
            const address = tileAddress(source, questions[name]);
            if (this.#addresses[source] !== address) {
                this.#addresses[source] = address;
                this.#askAt(source, address);
            }
        }
        this.#look.questions = questions;
    }

    /**
     * Lets a source ask at another address. What is drawn stays until the new
     * tiles are there, which spares drawing an empty map in between; where tiles
     * of the address before are still on their way, they are dropped instead.
     */
    #askAt(name, address) {
        const source = this.#map.getSource(name);
        if (this.#map.isSourceLoaded(name)) {
            source.tiles = [address];
            renew(this.#map, name);
        } else {
            source.setTiles([address]);
        }
    }

    /** Asks for the registry's tiles again, after a change of it. */
    renew() {
        for (const source of Object.keys(tiled)) {
            renew(this.#map, source);
        }
    }

    /** Lets the marks of sites tell something else apart. */
    classify(style, year) {
        if (style === this.#look.style && year === this.#look.year) {
            return;
        }
        Object.assign(this.#look, {style, year});
        this.#map.setLayoutProperty('sites', 'icon-image', siteImage(style, year));
        this.#map.setLayoutProperty('sites-clusters', 'icon-image', clusterImage(style));
    }

    /** Shows the layers of the legend that are named, and no other. */
    showLayers(shown, withoutSectors) {
        for (const [name, layers] of Object.entries(layersOf)) {
            for (const layer of layers) {
                const visible = shown.includes(name) && !(withoutSectors && layer.startsWith('sectors'));
                const wanted = visible ? 'visible' : 'none';
                if ((this.#map.getLayoutProperty(layer, 'visibility') ?? 'visible') !== wanted) {
                    this.#map.setLayoutProperty(layer, 'visibility', wanted);
                }
            }
        }
    }

    /** Outlines the unit of that code. */
    select(code) {
        if (code !== this.#look.selected) {
            this.#look.selected = code;
            this.#map.setFilter('units-selected', ['==', ['get', 'code'], code]);
        }
    }

    /**
     * Picks out a place: 'selected', or 'pointed' at in the list; null: none.
     * @param {string} name
     * @param {number[]|null} at
     * @param {string} [image] the mark that is drawn there above all others
     */
    ring(name, at, image = undefined) {
        this.draw(name, at ? [{type: 'Feature', geometry: {type: 'Point', coordinates: at}, properties: image ? {image} : {}}] : []);
    }

    /** Draws features of a source that the page holds itself. */
    draw(source, features) {
        this.#map.getSource(source).setData({type: 'FeatureCollection', features});
    }

    /** Draws the map at once and gives its canvas, which keeps the picture until the next task. */
    picture() {
        this.#map.redraw();
        return this.#map.getCanvas();
    }

    /** How wide the map is on the screen, pixels. */
    get width() {
        return this.#map.getContainer().offsetWidth;
    }

    /** How far apart two places are on the screen, pixels. */
    apart([ax, ay], [bx, by]) {
        const a = this.#map.project([ax, ay]);
        const b = this.#map.project([bx, by]);
        return Math.hypot(a.x - b.x, a.y - b.y);
    }

    /** Goes to a place only if it is not seen. */
    reveal(lon, lat) {
        if (!this.#map.getBounds().contains([lon, lat])) {
            this.flyTo(lon, lat);
        }
    }

    /** Follows a change of the room that the page gives it. */
    resize() {
        this.#map.resize();
    }

    /** Brings features or a box into view. */
    fit(what, animate = true) {
        const bounds = Array.isArray(what) && typeof what[0] === 'number' ? what : boundsOf(what);
        if (bounds) {
            this.#map.fitBounds(bounds, {padding: this.#actions.padding(), maxZoom: 13, animate, duration: motionMs, linear: true});
        }
    }

    /** Goes to a view at once, such as one of the URL. */
    jumpTo({zoom, lon, lat}) {
        const at = this.#map.getCenter();
        if (Math.abs(at.lng - lon) > 1e-4 || Math.abs(at.lat - lat) > 1e-4 || Math.abs(this.#map.getZoom() - zoom) > 0.01) {
            this.#map.jumpTo({center: [lon, lat], zoom});
        }
    }

    flyTo(lon, lat) {
        this.#map.easeTo({center: [lon, lat], zoom: Math.max(this.#map.getZoom(), 11), duration: motionMs});
    }

    /** Marks the place that the card speaks of; null: none. */
    mark(at) {
        this.#marker?.remove();
        this.#marker = at && new this.#library.Marker({element: h('div', {class: 'here-mark', 'aria-hidden': 'true'})})
            .setLngLat([at.lon, at.lat]).addTo(this.#map);
    }

    /** Lays a picture in tiles over the ground, below everything that stands on it; '' takes it away. */
    lay(name, address, below) {
        if ((this.#addresses[name] ?? '') === address) {
            return;
        }
        if (this.#addresses[name]) {
            this.#map.removeLayer(name);
            this.#map.removeSource(name);
        }
        this.#addresses[name] = address;
        if (address) {
            this.#map.addSource(name, {type: 'raster', tiles: [address], tileSize: 256, maxzoom: deepest});
            this.#map.addLayer({id: name, type: 'raster', source: name, paint: {'raster-resampling': 'nearest', 'raster-fade-duration': 0}}, below);
        }
    }

    /** The style as another day would have it, for a map beside this one. */
    styleOn(question) {
        const style = structuredClone(this.#map.getStyle());
        for (const [source, name] of Object.entries(tiled)) {
            style.sources[source].tiles = [tileAddress(source, {...this.#look.questions[name], ...question})];
        }
        return style;
    }

    /** Follows a change of theme. */
    recolour() {
        repaint(this.#map, layersIn(readColours(), this.#look));
        redrawMarks(this.#map);
    }

    /** Resolves when everything asked for so far is drawn. */
    async drawn() {
        await drawn(this.#map);
    }
}
