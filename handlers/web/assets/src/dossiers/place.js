// The map of the page: the positions of the dossier, the masts around them and
// the evidence of the finding that is looked at.

import {words} from '../config.js';
import {h} from '../dom.js';
import {createBaseMap} from '../basemap.js';
import {imageNamed, operators} from '../icons.js';
import {readColours} from '../style.js';
import {layersOf} from './evidence_layers.js';
import {keyEntries} from './map_key.js';

const nothing = {type: 'FeatureCollection', features: []};

/** The map, or the word that there is none. */
export class Place {
    #base = null;
    #making = null;
    #container;
    #shown = nothing;
    #marker = null;
    #key = h('ul', {class: 'card map-key', 'aria-label': words.legend, hidden: true});
    #dragged = () => {};
    #clicked = () => {};

    constructor(container) {
        this.#container = container;
    }

    /** Makes the map when it is first needed; null where the browser cannot draw. */
    async #ready() {
        this.#making ??= this.#make();
        return this.#making;
    }

    async #make() {
        const base = await createBaseMap(this.#container, {padding: 56});
        if (!base) {
            this.#container.replaceChildren(h('p', {class: 'no-map'}, words.noMapHere));
            document.documentElement.dataset.map = 'none';
            return null;
        }
        this.#addMarks(base);
        base.overlay('evidence', layersOf);
        base.onClick(['evidence-mark', 'evidence-position'], (at, feature) => this.#clicked(at, feature?.properties ?? null));
        this.#container.after(this.#key);
        this.#base = base;
        document.documentElement.dataset.map = 'ready';
        return base;
    }

    #addMarks(base) {
        const colours = readColours();
        for (const name of [...operators, 'other'].flatMap((operator) => [operator, `${operator}-hollow`])) {
            const image = imageNamed(name, colours);
            if (base.library.hasImage(name)) {
                base.library.updateImage(name, image);
            } else {
                base.library.addImage(name, image, {pixelRatio: 2});
            }
        }
    }

    /**
     * Draws features.
     * @param {object[]} features as evidence.js makes them
     * @param {object[]} [inView] those to be brought into view; none: the map stays
     * @param {number} [maxZoom] how near it goes at the most
     */
    async draw(features, inView = [], maxZoom = 17) {
        this.#shown = {type: 'FeatureCollection', features};
        const base = await this.#ready();
        if (!base) {
            return;
        }
        base.set('evidence', this.#shown);
        this.#key.replaceChildren(...keyEntries(features));
        this.#key.hidden = !this.#key.children.length;
        if (inView.length > 0) {
            base.fit(inView, maxZoom);
        }
        document.documentElement.dataset.evidence = [...new Set(features.map((f) => f.properties.role))].sort().join(' ');
    }

    /** Lets a position be dragged, or moved by the arrow keys; null: none is. */
    async drag(at, moved) {
        const base = await this.#ready();
        if (!base) {
            return;
        }
        if (!at) {
            this.#marker?.remove();
            this.#marker = null;
            return;
        }
        this.#dragged = moved;
        if (!this.#marker) {
            this.#marker = this.#newMarker(base);
        }
        this.#marker.setLngLat(at);
    }

    #newMarker(base) {
        const element = h('button', {type: 'button', class: 'try-marker', 'aria-label': words.dragHelp, title: words.dragHelp});
        const marker = new base.classes.Marker({element, draggable: true}).setLngLat([0, 0]).addTo(base.library);
        element.tabIndex = 0;
        const tell = () => {
            const {lng, lat} = marker.getLngLat();
            this.#dragged([round(lng), round(lat)]);
        };
        marker.on('dragend', tell);
        element.addEventListener('keydown', (event) => {
            const by = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]}[event.key];
            if (!by) {
                return;
            }
            event.preventDefault();
            event.stopPropagation();
            const step = stepDeg * (event.shiftKey ? 10 : 1);
            const {lng, lat} = marker.getLngLat();
            marker.setLngLat([lng + by[0] * step, lat + by[1] * step]);
            tell();
        });
        return marker;
    }

    /** Calls clicked(at, properties of the feature there or null) on a click. */
    onClick(clicked) {
        this.#clicked = clicked;
    }

    /** Goes to a place. */
    async flyTo([lon, lat]) {
        (await this.#ready())?.flyTo(lon, lat, 15);
    }

    /** Shows the whole province. */
    async whole() {
        (await this.#ready())?.fit();
    }

    /** Keeps so many pixels at the foot of the map free of what is looked at. */
    async keepFree(bottom) {
        const base = await this.#ready();
        if (base && base.library.getPadding().bottom !== bottom) {
            base.library.setPadding({top: 0, left: 0, right: 0, bottom});
        }
    }

    /** Follows another theme. */
    recolour() {
        if (this.#base) {
            this.#addMarks(this.#base);
            this.#base.recolour();
        }
    }

    /** Follows a change of the room it has. */
    resize() {
        this.#base?.resize();
    }

    /** The map's library, for those who look at what is drawn. */
    get library() {
        return this.#base?.library ?? null;
    }
}

/** An arrow key moves a position by about a metre. */
const stepDeg = 0.00001;

/** A tenth of a metre is as fine as anybody drags. */
const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
