// The map page: brings its parts together.

import {config, words, fill} from './config.js';
import {h} from './dom.js';
import {number} from './format.js';
import {hide as hideExplanation} from './explain.js';
import {getFeatures, getVersioned} from './api.js';
import {PageState, networkNames} from './state.js';
import {createLegend} from './layers.js';
import {createHere} from './here.js';
import {createMap, drawable} from './map.js';
import {panelOf} from './panel.js';
import {readColours} from './style.js';
import {followTheme} from './appearance.js';
import {newTableView} from './table.js';
import {unitOptions} from './units.js';
import {watch} from './live.js';

const byId = (id) => document.getElementById(id);
const state = new PageState();
const legend = createLegend(byId('layers'), state);
const here = createHere(
    {card: byId('here'), title: byId('here-title'), body: byId('here-body'), close: byId('here-close')},
    {flyTo, showUnit, closed: () => state.set({at: null})});

/** The map, once there is one. */
let map = null;

/** Served figures by network, with the unit and version they are of. */
const figures = {};

/** How the reader sorted and searched each network's table, kept when it is drawn anew. */
const tableViews = Object.fromEntries(networkNames.map((name) => [name, newTableView()]));

/** What the panel shows now, "network unit version", so as not to draw it twice. */
let panelShows = '';

/** The features that layers are drawn from. */
const layerQueries = {
    units: ['units', {level: 'commune'}],
    province: ['units', {level: 'province'}],
    postal: ['postal', {}],
    sites: ['sites', {}],
    radio: ['radio', {}],
};

legend.setColours(readColours());
followTheme(byId('theme'), () => {
    legend.setColours(readColours());
    map?.recolour(readColours());
});
wireTabs();
const mapReady = startMap();
const collections = {};
await Promise.all([loadLayers(), mapReady]);
await showPage();
state.onChange(showPage);
watch(byId('live'), watched);

/** The unit whose figures are shown: the URL's, else the registry's own. */
function unitNow() {
    return state.now.unit || config.unit || collections.province?.features[0]?.properties.code || '';
}

function flyTo(lon, lat) {
    map?.flyTo(lon, lat);
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
        });
    } catch (error) {
        console.warn('map', error);
        withoutMap();
        return;
    }
    globalThis.hatang = {map: map.library};
    byId('here-centre').addEventListener('click', () => clicked(map.centre(), null));
}

function withoutMap() {
    byId('no-map').hidden = false;
    document.documentElement.dataset.map = 'none';
}

let clickedThing = null;

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
    await showFigures(now.network, unit);
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
    map.drawn().then(() => document.documentElement.dataset.map = 'ready');
}

let placeShown = '';

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

/** Shows the network's figures, and asks for those of the others for their counts. */
async function showFigures(network, unit) {
    if (!unit) {
        return;
    }
    if (figures[network]?.unit !== unit) {
        byId('figures').replaceChildren(h('p', {class: 'quiet loading', role: 'status'}, words.loading));
        panelShows = '';
    }
    await Promise.all(networkNames.map((name) => loadFigures(name, unit)));
}

async function loadFigures(network, unit) {
    if (figures[network]?.unit !== unit) {
        figures[network] = {unit, version: '', body: null};
        try {
            const {version, body} = await getVersioned(`served/${network}`, {unit}, '');
            takeFigures(network, unit, version, body);
        } catch (error) {
            figures[network] = undefined;
            showFailure(network, error);
            return;
        }
    }
    drawFigures(network);
}

/** Keeps an answer, unless the reader went on to another unit meanwhile. */
function takeFigures(network, unit, version, body) {
    if (unit === unitNow()) {
        figures[network] = {unit, version, body};
    }
}

function drawFigures(network) {
    const held = figures[network];
    if (!held?.body) {
        return;
    }
    byId(`tab-${network}`).querySelector('.count').textContent = number(held.body.official.n);
    const shows = `${network} ${held.unit} ${held.version}`;
    if (network !== state.now.network || shows === panelShows) {
        return;
    }
    panelShows = shows;
    const focused = byId('figures').contains(document.activeElement) ? document.activeElement.id : '';
    hideExplanation();
    byId('figures').replaceChildren(...panelOf(held.body, {
        flyTo, flyToUnit: (code) => map?.fitUnit(code), tableView: tableViews[network],
    }));
    if (focused) {
        document.getElementById(focused)?.focus({preventScroll: true});
    }
    document.documentElement.dataset.panel = `${network} ${held.unit}`;
}

function showFailure(network, error) {
    if (network !== state.now.network) {
        return;
    }
    panelShows = '';
    byId('figures').replaceChildren(
        h('p', {class: 'error', role: 'alert'}, fill(words.failed, {why: error.message})),
        h('button', {type: 'button', class: 'text-button', onclick: showPage}, words.retry));
}

/** What is watched for changes: the figures in the panel. */
function watched() {
    const {network} = state.now;
    const held = figures[network];
    if (!held?.body) {
        return null;
    }
    return {path: `served/${network}`, parameters: {unit: held.unit}, version: held.version, changed(version, body) {
        takeFigures(network, held.unit, version, body);
        drawFigures(network);
        refreshOthers(network);
    }};
}

/** The registry changed: everything else on the page may have too. */
function refreshOthers(network) {
    for (const name of networkNames) {
        if (name !== network) {
            figures[name] = undefined;
            loadFigures(name, unitNow());
        }
    }
    loadLayers();
}
