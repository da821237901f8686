// The map itself. Where WebGL is missing there is none, and the page does
// without it.

import {words, label} from './config.js';
import {h} from './dom.js';
import {allMarks} from './icons.js';
import {operatorName} from './layers.js';
import {boundariesOf, boundsOf, labelsOf, layersOf, pointLayers, readColours, recolour, styleOf, withMarks} from './style.js';

/** Tells whether the browser can draw the map. */
export function drawable() {
    try {
        return document.createElement('canvas').getContext('webgl2') !== null;
    } catch {
        return false;
    }
}


/** How long the map takes to get to a new place; none for readers who want less motion. */
const motionMs = 150;

/**
 * Makes the map.
 * @param {HTMLElement} container
 * @param {{zoom: number, lon: number, lat: number}|null} view
 * @param {{moved: (view: object) => void, clicked: (at: object, thing: object|null) => void, padding: () => object}} actions
 *   what to do when the map moved or was clicked, and how much of its edges is covered
 */
export async function createMap(container, view, actions) {
    const library = await import('../maplibre/maplibre-gl.mjs');
    // Names are drawn with the page's font, so the part of it with Vietnamese
    // letters must be there before the first name.
    await document.fonts.load('24px "Be Vietnam Pro"', 'Đắk Pék ưỡ');
    const map = new library.Map({
        container, style: styleOf(readColours()), attributionControl: false, maplibreLogo: false, dragRotate: false,
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
    return new PageMap(map, library, actions);
}

class PageMap {
    #map;
    #library;
    #actions;
    #marker = null;
    #data = {};
    #fitted = false;

    constructor(map, library, actions) {
        this.#map = map;
        this.#library = library;
        this.#actions = actions;
        this.#addMarks(readColours());
        this.#listen();
    }

    /** The library's map, for tests and the console. */
    get library() {
        return this.#map;
    }

    #addMarks(colours) {
        for (const [name, image] of Object.entries(allMarks(colours))) {
            if (this.#map.hasImage(name)) {
                this.#map.updateImage(name, image);
            } else {
                this.#map.addImage(name, image, {pixelRatio: 2});
            }
        }
    }

    #listen() {
        const map = this.#map;
        map.on('moveend', () => {
            const {lng, lat} = map.getCenter();
            this.#actions.moved({zoom: map.getZoom(), lon: lng, lat});
        });
        map.on('click', (event) => this.#click(event));
        map.getCanvas().addEventListener('keydown', (event) => {
            if (event.key === 'Enter') {
                this.#actions.clicked(this.centre(), null);
            }
        });
        this.#followPointer();
    }

    #click(event) {
        const thing = this.#thingAt(event.point);
        const position = thing?.geometry.coordinates;
        const at = position ? {lon: position[0], lat: position[1]} : {lon: event.lngLat.lng, lat: event.lngLat.lat};
        this.#actions.clicked(at, thing ? {kind: thing.source, properties: thing.properties} : null);
    }

    /** The topmost mark within reach of the pointer. */
    #thingAt(point) {
        const reach = 5;
        const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
        return this.#map.queryRenderedFeatures(box, {layers: pointLayers})[0] ?? null;
    }

    #followPointer() {
        const map = this.#map;
        const tip = new this.#library.Popup({closeButton: false, closeOnClick: false, offset: 12, className: 'tip', focusAfterOpen: false});
        map.on('mousemove', (event) => {
            const thing = this.#thingAt(event.point);
            map.getCanvas().style.cursor = thing ? 'pointer' : '';
            if (thing) {
                tip.setLngLat(thing.geometry.coordinates).setDOMContent(tipOf(thing)).addTo(map);
            } else {
                tip.remove();
            }
            const [unit] = map.queryRenderedFeatures(event.point, {layers: ['units-fill']});
            this.hoverUnit(unit?.properties.code ?? '');
            this.#actions.pointed(thing && {kind: thing.source, id: thing.properties.id});
        });
        map.on('mouseout', () => {
            tip.remove();
            this.hoverUnit('');
            this.#actions.pointed(null);
        });
    }

    /** Tints the unit of that code as the one under the pointer. */
    hoverUnit(code) {
        this.#map.setFilter('units-hover', ['==', ['get', 'code'], code]);
    }

    /** Where the middle of the map is. */
    centre() {
        const {lng, lat} = this.#map.getCenter();
        return {lon: lng, lat};
    }

    /** Takes the features of a layer. */
    setData(name, collection) {
        this.#data[name] = collection;
        for (const feature of collection.features) {
            feature.properties.id = feature.id; // the library gives back what stands among the properties
        }
        this.#map.getSource(name).setData(name === 'sites' ? withMarks(collection) : collection);
        if (name === 'units') {
            this.#map.getSource('labels').setData(labelsOf(collection));
            this.#map.getSource('boundaries').setData(boundariesOf(collection));
        }
    }

    /** Shows the layers of the legend that are named, and no other. */
    showLayers(shown) {
        for (const [name, layers] of Object.entries(layersOf)) {
            for (const layer of layers) {
                this.#map.setLayoutProperty(layer, 'visibility', shown.includes(name) ? 'visible' : 'none');
            }
        }
    }

    /** Outlines the unit of that code. */
    select(code) {
        this.#map.setFilter('units-selected', ['==', ['get', 'code'], code]);
    }

    /** Tints the units of these codes. */
    tint(codes) {
        this.#map.setFilter('units-tinted', ['in', ['get', 'code'], ['literal', codes]]);
    }

    /** Rings a place: 'selected', or 'pointed' at in the list; null: none. */
    ring(name, at) {
        this.#map.getSource(name).setData({type: 'FeatureCollection', features: at
            ? [{type: 'Feature', geometry: {type: 'Point', coordinates: at}, properties: {}}] : []});
    }

    /** Draws the line that is measured. */
    measure(points) {
        const coordinates = points.map(({lon, lat}) => [lon, lat]);
        const features = coordinates.map((at) => ({type: 'Feature', geometry: {type: 'Point', coordinates: at}, properties: {}}));
        if (coordinates.length > 1) {
            features.push({type: 'Feature', geometry: {type: 'LineString', coordinates}, properties: {}});
        }
        this.#map.getSource('measure').setData({type: 'FeatureCollection', features});
    }

    /** Draws the map at once and gives its canvas, which keeps the picture until the next task. */
    draw() {
        this.#map.redraw();
        return this.#map.getCanvas();
    }

    /** How wide the map is on the screen, pixels. */
    get width() {
        return this.#map.getContainer().offsetWidth;
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

    /** Brings the unit of that code into view; the whole map when it has no shape. */
    fitUnit(code, animate = true) {
        const all = [...this.#data.units?.features ?? [], ...this.#data.province?.features ?? []];
        const own = all.filter(({properties: p}) => p.code === code);
        const within = all.filter(({properties: p}) => p.parent_code === code || p.province_code === code);
        const bounds = boundsOf(own) ?? boundsOf(within) ?? boundsOf(all);
        if (bounds) {
            this.#map.fitBounds(bounds, {padding: this.#actions.padding(), maxZoom: 13, animate, duration: motionMs, linear: true});
            this.#fitted = true;
        }
    }

    /** Whether the view was ever brought to the data. */
    get fitted() {
        return this.#fitted;
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

    /** Follows a change of theme. */
    recolour(colours) {
        recolour(this.#map, colours);
        this.#addMarks(colours);
    }

    /** Resolves when everything asked for so far is drawn. */
    async drawn() {
        if (this.#map.loaded() && !this.#map.isMoving()) {
            return;
        }
        await new Promise((idle) => this.#map.once('idle', idle));
    }
}

function tipOf({source, properties: p}) {
    const kind = {
        postal: () => label('postal', 'class', p.class),
        sites: () => operatorName(p.operator_code),
        radio: () => label('radio', 'technology', p.technology),
    }[source]();
    return h('div', {}, h('b', {}, p.name || p.code), kind ? h('span', {}, kind) : null);
}
