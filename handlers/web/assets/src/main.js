// The map page: brings its parts together.

import {config, words, fill} from './config.js';
import {number} from './format.js';
import {getFeatures} from './api.js';
import {PageState} from './state.js';
import {Figures} from './figures.js';
import {createLegend} from './layers.js';
import {createHere} from './here.js';
import {createMap, drawable} from './map.js';
import {readColours} from './style.js';
import {followTheme} from './appearance.js';
import {unitOptions} from './units.js';
import {watch} from './live.js';

const byId = (id) => document.getElementById(id);
const state = new PageState();
const legend = createLegend(byId('layers'), state);
const here = createHere(
    {card: byId('here'), title: byId('here-title'), body: byId('here-body'), close: byId('here-close')},
    {flyTo, showUnit, closed: () => state.set({at: null})});

const figures = new Figures(byId('figures'), {flyTo: choose, flyToUnit, retry: showPage, counted});

/** The map, once there is one. */
let map = null;

/** The mark that was clicked last, and the place that the card shows, "lon,lat". */
let clickedThing = null;
let placeShown = '';

/** Whether the first features of every layer have come, or failed to. */
let loaded = false;

/** The features of each layer, as they came. */
const collections = {};

/** The features that layers are drawn from. */
const layerQueries = {
    units: ['units', {level: 'commune'}],
    province: ['units', {level: 'province'}],
    postal: ['postal', {}],
    sites: ['sites', {}],
    radio: ['radio', {}],
};

/** The unit whose figures are shown: the URL's, else the registry's own. */
function unitNow() {
    return state.now.unit || config.unit || collections.province?.features[0]?.properties.code || '';
}

/** Goes to a place; where the figures stand below the map, back up to the map too. */
function flyTo(lon, lat) {
    map?.flyTo(lon, lat);
    showMapPane();
}

function flyToUnit(code) {
    map?.fitUnit(code);
    showMapPane();
}

/** Goes to a point and tells what is there. */
function choose(lon, lat) {
    flyTo(lon, lat);
    clicked({lon, lat}, null);
}

function showMapPane() {
    if (map && matchMedia('(max-width: 999px)').matches) {
        byId('map-pane').scrollIntoView({block: 'start'});
    }
}

function showUnit(code) {
    state.set({unit: code === config.unit ? '' : code}, true);
    map?.fitUnit(code);
}

async function startMap() {
    const legendBox = byId('legend');
    if (matchMedia('(max-width: 600px)').matches) {
        legendBox.open = false;
    }
    if (!drawable()) {
        withoutMap();
        return;
    }
    try {
        map = await createMap(byId('map'), state.now.view, {
            moved: (view) => state.set({view}),
            clicked: (at, thing) => clicked(at, thing),
            padding: paddingOfMap,
        });
    } catch (error) {
        console.warn('map', error);
        withoutMap();
        return;
    }
    globalThis.hatang = {map: map.library};
    map.mark(state.now.at);
    byId('here-centre').addEventListener('click', () => clicked(map.centre(), null));
}

/** The edges of the map, and the legend where the map is wide enough to spare its room. */
function paddingOfMap() {
    const edge = 24;
    const legendBox = byId('legend');
    const beside = legendBox.open && byId('map').offsetWidth > 800;
    return {top: edge, right: edge, bottom: edge, left: beside ? legendBox.offsetWidth + edge : edge};
}

function withoutMap() {
    byId('no-map').hidden = false;
    document.documentElement.dataset.map = 'none';
}

function clicked(at, thing) {
    clickedThing = thing;
    state.set({at}, true);
}

async function loadLayers() {
    await Promise.all(Object.entries(layerQueries).map(async ([name, [kind, parameters]]) => {
        try {
            const collection = await getFeatures(kind, parameters);
            collections[name] = collection;
            legend.setData(name, collection);
            await mapReady;
            map?.setData(name, collection);
        } catch (error) {
            byId('live').textContent = fill(words.failed, {why: error.message});
        }
    }));
    unitOptions(byId('unit'), collections.province?.features ?? [], collections.units?.features ?? []);
    byId('unit').onchange = (event) => showUnit(event.target.value);
}

/** Shows what the state says. */
async function showPage() {
    const now = state.now;
    const unit = unitNow();
    byId('unit').value = unit;
    byId('switch-language').search = languageSearch();
    showTabs(now.network);
    showOnMap(now, unit);
    showPlace(now.at);
    await figures.show(now.network, unit);
}

function languageSearch() {
    const query = new URLSearchParams(location.search);
    query.set('lang', config.lang === 'en' ? 'vi' : 'en');
    return `?${query}`.replace(/%2F/g, '/').replace(/%2C/g, ',');
}

function showOnMap(now, unit) {
    if (!map) {
        return;
    }
    map.showLayers(now.layers);
    map.select(unit);
    if (now.view) {
        map.jumpTo(now.view);
    } else if (!map.fitted) {
        map.fitUnit(unit, false);
    }
    if (loaded) {
        map.drawn().then(() => document.documentElement.dataset.map = 'ready');
    }
}

function showPlace(at) {
    const key = at ? `${at.lon},${at.lat}` : '';
    if (key === placeShown) {
        return;
    }
    placeShown = key;
    map?.mark(at);
    if (at) {
        here.show(at, clickedThing);
    } else {
        here.hide();
    }
    clickedThing = null;
}

function wireTabs() {
    const tabs = [...byId('networks').querySelectorAll('[role=tab]')];
    tabs.forEach((tab, i) => {
        tab.addEventListener('click', () => state.set({network: tab.dataset.network}, true));
        tab.addEventListener('keydown', (event) => {
            const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
            if (step) {
                const next = tabs[(i + step + tabs.length) % tabs.length];
                next.focus();
                next.click();
            }
        });
    });
}

function showTabs(network) {
    for (const tab of byId('networks').querySelectorAll('[role=tab]')) {
        const chosen = tab.dataset.network === network;
        tab.setAttribute('aria-selected', String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
        if (chosen) {
            byId('figures').setAttribute('aria-labelledby', tab.id);
        }
    }
}

/** Says on a network's tab how many points it has. */
function counted(network, n) {
    byId(`tab-${network}`).querySelector('.count').textContent = number(n);
}

/** The registry changed elsewhere: everything on the page may have. */
async function refresh() {
    await Promise.all([loadLayers(), figures.refresh(state.now.network, unitNow())]);
}

legend.setColours(readColours());
followTheme(byId('theme'), () => {
    legend.setColours(readColours());
    map?.recolour(readColours());
});
wireTabs();
watch(byId('live'), refresh);
state.onChange(showPage);
const mapReady = startMap();
showPage(); // figures are asked for while the map is made
await Promise.all([loadLayers(), mapReady]);
loaded = true;
showPage();
