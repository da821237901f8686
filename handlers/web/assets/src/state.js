// What the page shows, kept in its URL: a link shows the same.
//
//   unit=62  network=bts  layers=units,sites  view=zoom/lon/lat  at=lon,lat
//   measure=lon,lat_lon,lat  profile=lon,lat_lon,lat  heights=30,1.5
//   style=operator  coverage=4G/band/viettel  over=gaps,areas,conflicts
//   as_of=2020-12-31  compare=2018-12-31 or plan:ID  left=plan:ID  bar=50
//   pane=sites  q=kon ray  state=on_air,built  sort=-height_m  page=3  record=sites/ID
//
// What is filtered by is written as the API takes it, so that list, map, counts
// and exports ask the same question.

/** The layers that can be shown, in the order of the legend. */
export const layerNames = ['units', 'postal', 'sites', 'radio'];

/** What the marks of sites can tell apart, the first one unless told otherwise. */
export const styleNames = ['operator', 'technology', 'state', 'age'];

/** What can be laid over the map beside its layers, none unless told otherwise. */
export const overNames = ['gaps', 'areas', 'conflicts'];

/** The technologies that coverage is computed for. */
export const coverageTechnologies = ['2G', '3G', '4G', '5G', 'all'];

/** How coverage can be shown, the first one unless told otherwise. */
export const coverageViews = ['band', 'best', 'servers'];

/** Where the map is divided unless told otherwise, per cent. */
const middle = 50;

/** The antennas of a profile above ground in metres, unless told otherwise: a mast and a hand. */
export const profileHeights = [30, 1.5];

/** The networks with served figures. */
export const networkNames = ['postal', 'bts', 'radio'];

/** The kinds with a list, and the fields that each is filtered by. */
export const filterFields = {
    sites: ['operator_code', 'technologies', 'state', 'structure'],
    postal: ['class', 'operator_code', 'public'],
    radio: ['technology', 'state'],
    units: ['type'],
};

/** The orders that a list can be in, the first one unless told otherwise. */
export const sortFields = {
    sites: ['code', 'name', 'commune', '-height_m'],
    postal: ['code', 'name', 'commune'],
    radio: ['code', 'name', 'commune'],
    units: ['name', 'code', '-population'],
};

const allFilters = [...new Set(Object.values(filterFields).flat())];

/**
 * @typedef {object} State
 * @property {string} unit
 * @property {string} network
 * @property {string[]} layers
 * @property {{zoom: number, lon: number, lat: number}|null} view
 * @property {{lon: number, lat: number}|null} at
 * @property {{lon: number, lat: number}[]} measure the points of the line that is measured
 * @property {string} pane the kind that is listed, '' for the figures
 * @property {string} q the text that the list is filtered by
 * @property {Record<string, string[]>} filters by field, the values of which a record has one
 * @property {string} sort
 * @property {number} page of the list, from 1
 * @property {{kind: string, id: string}|null} record the one that is open
 * @property {string} style one of styleNames
 * @property {{technology: string, view: string, operator: string}|null} coverage the computed coverage that is shown
 * @property {string[]} over some of overNames
 * @property {{lon: number, lat: number}[]} profile the ends of the terrain profile, two at most
 * @property {number[]} heights of its antennas
 * @property {string} asOf the day that everything is shown as of, '' for today
 * @property {string} compare what is to the right of the divided map: a day, or plan:ID for a planning scenario; '' for no division
 * @property {number} bar where the map is divided, per cent of its width
 * @property {string} left the planning scenario to its left, as plan:ID; '' for none
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
    const pane = query.get('pane') in filterFields ? query.get('pane') : '';
    return {
        pane,
        q: pane ? (query.get('q') ?? '').trim() : '',
        filters: parseFilters(query, pane),
        sort: sortFields[pane]?.includes(query.get('sort')) ? query.get('sort') : sortFields[pane]?.[0] ?? '',
        page: parsePage(query.get('page')),
        record: parseRecord(query.get('record')),
        style: oneOf(styleNames, query.get('style')),
        coverage: parseCoverage(query.get('coverage')),
        over: overNames.filter((name) => (query.get('over') ?? '').split(',').includes(name)),
        profile: (query.get('profile') ?? '').split('_').map(parsePlace).filter(Boolean).slice(0, 2),
        heights: parseHeights(query.get('heights')),
        asOf: parseDay(query.get('as_of')),
        compare: parseDay(query.get('compare')) || parseScenario(query.get('compare')),
        bar: parseBar(query.get('bar')),
        left: query.get('compare') ? parseScenario(query.get('left')) : '',
        unit: query.get('unit') ?? '',
        network: networkNames.includes(network) ? network : 'postal',
        layers: layers === null ? [...layerNames] : layerNames.filter((name) => layers.split(',').includes(name)),
        view: parseView(query.get('view')),
        at: parsePlace(query.get('at')),
        measure: (query.get('measure') ?? '').split('_').map(parsePlace).filter(Boolean),
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

function parseFilters(query, pane) {
    const filters = {};
    for (const name of filterFields[pane] ?? []) {
        const values = (query.get(name) ?? '').split(',').filter(Boolean);
        if (values.length) {
            filters[name] = values;
        }
    }
    return filters;
}

function oneOf(names, text) {
    return names.includes(text) ? text : names[0];
}

function parsePage(text) {
    const page = Number(text);
    return Number.isInteger(page) && page > 1 ? page : 1;
}

function parseCoverage(text) {
    const [technology, view, operator] = (text ?? '').split('/');
    return coverageTechnologies.includes(technology) ? {technology, view: oneOf(coverageViews, view), operator: operator ?? ''} : null;
}

function parseHeights(text) {
    const heights = (text ?? '').split(',').map(Number);
    return text && heights.length === 2 && heights.every((m) => m > 0 && m <= 1000) ? heights : [...profileHeights];
}

/** A day that there is, written 2020-12-31; else ''. */
export function parseDay(text) {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text ?? '')) {
        return '';
    }
    const day = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? text : '';
}

function parseBar(text) {
    const bar = text ? Number(text) : middle;
    return bar >= 0 && bar <= 100 ? bar : middle;
}

/** A planning scenario, written plan:ID; else ''. */
function parseScenario(text) {
    return /^plan:[\w.:-]{1,100}$/.test(text ?? '') ? text : '';
}

function parseRecord(text) {
    const slash = (text ?? '').indexOf('/');
    const [kind, id] = [text?.slice(0, slash), text?.slice(slash + 1)];
    return slash > 0 && kind in filterFields && id ? {kind, id} : null;
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
    put('pane', state.pane);
    put('q', state.q);
    for (const name of allFilters) {
        put(name, state.filters[name]?.join(','));
    }
    put('sort', state.sort === sortFields[state.pane]?.[0] ? '' : state.sort);
    put('page', state.page > 1 ? String(state.page) : '');
    put('record', state.record && `${state.record.kind}/${state.record.id}`);
    put('measure', placesText(state.measure));
    put('profile', placesText(state.profile));
    put('heights', state.profile.length && state.heights.join() !== profileHeights.join() ? state.heights.join(',') : '');
    put('style', state.style === styleNames[0] ? '' : state.style);
    put('coverage', coverageText(state.coverage));
    put('over', state.over.join(','));
    put('as_of', state.asOf);
    put('compare', state.compare);
    put('left', state.compare && state.left);
    put('bar', state.compare && state.bar !== middle && String(Math.round(state.bar)));
    put('view', state.view && `${round(state.view.zoom, 2)}/${round(state.view.lon, 5)}/${round(state.view.lat, 5)}`);
    put('at', state.at && `${round(state.at.lon, 6)},${round(state.at.lat, 6)}`);
    if (state.layers.length === layerNames.length) {
        query.delete('layers');
    } else {
        query.set('layers', state.layers.join(','));
    }
    // Slashes, commas and colons mean nothing in a query and read better as they are.
    const text = query.toString().replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':');
    return text ? `?${text}` : '';
}

function placesText(places) {
    return places.map(({lon, lat}) => `${round(lon, 6)},${round(lat, 6)}`).join('_');
}

function coverageText(coverage) {
    if (!coverage) {
        return '';
    }
    const {technology, view, operator} = coverage;
    const parts = [technology, ...view === coverageViews[0] && !operator ? [] : [view], ...operator ? [operator] : []];
    return parts.join('/');
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
        this.#state = {...this.#state, ...listChanged(change) ? {page: 1} : {}, ...change};
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

/** Whether a change is one of what is listed, which begins at its first page again. */
function listChanged(change) {
    return ['pane', 'q', 'filters', 'sort', 'unit', 'asOf'].some((name) => name in change);
}
