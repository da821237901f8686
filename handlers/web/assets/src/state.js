// What the page shows, kept in its URL: a link shows the same.
//
//   unit=62  network=bts  layers=units,sites  view=zoom/lon/lat  at=lon,lat

/** The layers that can be shown, in the order of the legend. */
export const layerNames = ['units', 'postal', 'sites', 'radio'];

/** The networks with served figures. */
export const networkNames = ['postal', 'bts', 'radio'];

/**
 * @typedef {object} State
 * @property {string} unit
 * @property {string} network
 * @property {string[]} layers
 * @property {{zoom: number, lon: number, lat: number}|null} view
 * @property {{lon: number, lat: number}|null} at
 */

/**
 * Reads a state from a URL's query; what is missing or makes no sense is left at
 * its default.
 * @param {string} search
 * @returns {State}
 */
export function parse(search) {
    const query = new URLSearchParams(search);
    const network = query.get('network');
    const layers = query.get('layers');
    return {
        unit: query.get('unit') ?? '',
        network: networkNames.includes(network) ? network : 'postal',
        layers: layers === null ? [...layerNames] : layerNames.filter((name) => layers.split(',').includes(name)),
        view: parseView(query.get('view')),
        at: parsePlace(query.get('at')),
    };
}

function parseView(text) {
    const parts = (text ?? '').split('/').map(Number);
    if (!text || parts.length !== 3 || parts.some((part) => !Number.isFinite(part))) {
        return null;
    }
    const [zoom, lon, lat] = parts;
    return zoom >= 0 && zoom <= 24 && onEarth(lon, lat) ? {zoom, lon, lat} : null;
}

function parsePlace(text) {
    const parts = (text ?? '').split(',').map(Number);
    if (!text || parts.length !== 2) {
        return null;
    }
    const [lon, lat] = parts;
    return onEarth(lon, lat) ? {lon, lat} : null;
}

function onEarth(lon, lat) {
    return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

/**
 * Writes a state as a query, defaults left out. Parameters that are not the
 * state's, such as lang, are kept.
 * @param {State} state
 * @param {string} search the query so far
 */
export function format(state, search) {
    const query = new URLSearchParams(search);
    const put = (name, value) => value ? query.set(name, value) : query.delete(name);
    put('unit', state.unit);
    put('network', state.network === 'postal' ? '' : state.network);
    put('view', state.view && `${round(state.view.zoom, 2)}/${round(state.view.lon, 5)}/${round(state.view.lat, 5)}`);
    put('at', state.at && `${round(state.at.lon, 6)},${round(state.at.lat, 6)}`);
    if (state.layers.length === layerNames.length) {
        query.delete('layers');
    } else {
        query.set('layers', state.layers.join(','));
    }
    // Slashes and commas mean nothing in a query and read better as they are.
    const text = query.toString().replace(/%2F/g, '/').replace(/%2C/g, ',');
    return text ? `?${text}` : '';
}

function round(value, decimals) {
    return Number(value.toFixed(decimals));
}

/**
 * The state of this page: changing it changes the URL and tells the listeners.
 */
export class PageState {
    #state = parse(location.search);
    #listeners = [];

    constructor() {
        addEventListener('popstate', () => {
            this.#state = parse(location.search);
            this.#tell();
        });
    }

    /** @returns {State} */
    get now() {
        return this.#state;
    }

    /** Calls back after every change, with the state. */
    onChange(listener) {
        this.#listeners.push(listener);
    }

    /**
     * Changes the state. A step is something that the back button undoes;
     * anything else, such as moving the map, replaces the address in place.
     * @param {Partial<State>} change
     * @param {boolean} [step]
     */
    set(change, step = false) {
        this.#state = {...this.#state, ...change};
        const search = format(this.#state, location.search);
        if (search !== location.search) {
            const url = location.pathname + search;
            if (step) {
                history.pushState(null, '', url);
            } else {
                history.replaceState(null, '', url);
            }
        }
        this.#tell();
    }

    #tell() {
        for (const listener of this.#listeners) {
            listener(this.#state);
        }
    }
}
