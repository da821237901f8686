// The map page: brings its parts together.

import {config, words, fill} from './config.js';
import {number} from './format.js';
import {getFeatures, getJSON, getPage, getRecord} from './api.js';
import {PageState, format, questionOf, sortFields} from './state.js';
import {List} from './list.js';
import {Drawer} from './drawer.js';
import {createSearch} from './search.js';
import {followKeys} from './keys.js';
import {createSplit} from './split.js';
import {createMeasure} from './measure.js';
import {createSheet} from './print.js';
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
    {flyTo, showUnit, openRecord, closed: () => state.set({at: null})});

const figures = new Figures(byId('figures'), {flyTo: choose, flyToUnit, retry: showPage, counted});

const list = new List(byId('list-pane'), state, {
    select: showWhere, open: openRecord, hover: (record) => lightOnMap(record), isCommune,
    communes: () => (collections.units?.features ?? []).map(({properties: {code, name}}) => ({code, name})).sort((a, b) => a.name.localeCompare(b.name, 'vi')),
    operators: (kind) => operators.filter(({sector}) => sector === (kind === 'postal' ? 'postal' : 'mobile')),
    colours: readColours,
});

const drawer = new Drawer(
    {drawer: byId('drawer'), title: byId('drawer-title'), body: byId('drawer-body'), close: byId('drawer-close')},
    {closed: () => state.set({record: null}, true), goTo: goToRecord, shown: (record, kind) => lightRecord(record, kind), changed: refresh});

/** Who owns what is listed, for the filters. */
let operators = [];

/** The map, once there is one. */
let map = null;

/** The mark that was clicked last, and the place that the card shows, "lon,lat". */
let clickedThing = null;
let placeShown = '';

const measure = createMeasure({button: byId('measure'), result: byId('measure-result')}, state, () => map);

/** Whether communes may be tinted. */
let tinted = false;

/** Whether the first features of every layer have come, or failed to. */
let loaded = false;

/** The features of each layer, as they came. */
const collections = {};

/** The features that layers are drawn from, where nothing is filtered. */
const layerQueries = {
    units: ['units', {level: 'commune'}],
    province: ['units', {level: 'province'}],
    postal: ['postal', {}],
    sites: ['sites', {}],
    radio: ['radio', {}],
};

/** What each layer was last asked for, so as to ask again only for something else. */
const asked = {};

/** Communes have five figures, districts three and provinces two (QĐ 124/2004/QĐ-TTg). */
function isCommune(code) {
    return /^\d{5}$/.test(code);
}

/** The parameters of a layer's features: those of the list, where its kind is listed. */
function layerQuery(name) {
    const [kind, parameters] = layerQueries[name];
    return kind === 'units' ? parameters : {...parameters, ...questionOf(state.now, kind, isCommune)};
}

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
            pointed: (thing) => list.light(thing && thing.kind === state.now.pane ? thing.id : ''),
            padding: paddingOfMap,
        });
    } catch (error) {
        console.warn('map', error);
        withoutMap();
        return;
    }
    globalThis.hatang = {map: map.library};
    map.mark(state.now.at);
    map.measure(state.now.measure);
    byId('here-centre').addEventListener('click', () => clicked(map.centre(), null));
}

/** The edges of the map, and the legend where the map is wide enough to spare its room. */
function paddingOfMap() {
    const edge = 24;
    const legendBox = byId('legend');
    const beside = legendBox.open && byId('map').offsetWidth > 800;
    const drawn = byId('drawer');
    const covered = !drawn.hidden && byId('map').offsetWidth > drawn.offsetWidth * 1.5 ? drawn.offsetWidth + edge : edge;
    return {top: edge, right: covered, bottom: edge, left: beside ? legendBox.offsetWidth + edge : edge};
}

function withoutMap() {
    byId('no-map').hidden = false;
    document.documentElement.dataset.map = 'none';
}

function clicked(at, thing) {
    if (measure.on) {
        measure.add(at);
        return;
    }
    clickedThing = thing;
    state.set({at, record: null}, true);
}

/** Opens a record in the drawer. */
function openRecord(kind, id) {
    state.set({record: {kind, id}, at: null}, true);
}

/** Where a record stands, as the map has it. */
function positionOf(kind, id) {
    return collections[kind]?.features.find((feature) => feature.id === id)?.geometry?.coordinates ?? null;
}

/** Shows where a listed record is, without opening it. */
function showWhere(record) {
    const kind = state.now.pane;
    if (kind === 'units') {
        map?.fitUnit(record.code);
        return;
    }
    const at = positionOf(kind, record.id);
    if (at) {
        map?.reveal(at[0], at[1]);
        map?.ring('selected', at);
    }
}

function lightOnMap(record) {
    if (state.now.pane === 'units') {
        map?.hoverUnit(record?.code ?? '');
        return;
    }
    map?.ring('pointed', record && positionOf(state.now.pane, record.id));
}

/** Rings the mark of the record that the drawer shows; a unit is outlined. */
async function lightRecord(record, kind) {
    await mapReady; // the record may be there before the map is
    if (kind === 'units') {
        map?.select(record.code);
        return;
    }
    map?.ring('selected', record.geometry?.type === 'Point' ? record.geometry.coordinates : null);
}

function goToRecord(record) {
    if (record.geometry?.type === 'Point') {
        flyTo(...record.geometry.coordinates);
    } else {
        flyToUnit(record.code);
    }
}

/** Shows another part of the desk, or another kind in it. */
function go(pane, more = {}) {
    state.set({pane, q: '', filters: {}, sort: sortFields[pane]?.[0] ?? '', ...more}, true);
}

/** Asks for the features of every layer, or of those whose question is another than before. */
async function loadLayers(again = true) {
    const names = Object.keys(layerQueries).filter((name) => again || asked[name] !== JSON.stringify(layerQuery(name)));
    await Promise.all([...names.map(loadLayer), again ? loadOperators() : null]);
    if (names.includes('units')) {
        unitOptions(byId('unit'), collections.province?.features ?? [], collections.units?.features ?? []);
        byId('unit').onchange = (event) => showUnit(event.target.value);
    }
}

async function loadLayer(name) {
    const [kind] = layerQueries[name];
    const parameters = layerQuery(name);
    const question = JSON.stringify(parameters);
    asked[name] = question;
    try {
        const collection = await getFeatures(kind, parameters);
        if (asked[name] !== question) {
            return; // the reader filters by something else meanwhile
        }
        collections[name] = collection;
        legend.setData(name, collection);
        await mapReady;
        map?.setData(name, collection);
    } catch (error) {
        byId('live').textContent = fill(words.failed, {why: error.message});
    }
}

async function loadOperators() {
    try {
        const {items} = await getJSON('operators', {limit: 200});
        operators = items.map(({code, name, short_name: short, sector}) => ({code, name: short || name, sector}));
    } catch {
        operators = []; // the filter then offers none
    }
}

/** Tints the communes that the list holds, where it is filtered. */
async function tintUnits() {
    const question = questionOf(state.now, 'units', isCommune);
    let codes = [];
    if (Object.keys(question).length) {
        const page = await getPage('units', {level: 'commune', ...question, limit: 1000});
        codes = page.items.map(({code}) => code);
    }
    await mapReady;
    map?.tint(codes);
}

/** Shows what the state says. */
async function showPage() {
    const now = state.now;
    const unit = unitNow();
    byId('unit').value = unit;
    byId('switch-language').search = languageSearch();
    showTabs(now.network);
    showPane(now);
    showOnMap(now, unit);
    showPlace(now.at);
    await Promise.all([
        now.pane ? null : figures.show(now.network, unit), list.show(), drawer.show(now.record), followFilters(now),
    ]);
}

/** Which part of the desk is seen, and where the rail leads from here. */
function showPane(now) {
    for (const link of byId('rail').querySelectorAll('a[data-pane]')) {
        const pane = link.dataset.pane;
        link.href = format({...now, pane, q: '', filters: {}, sort: '', at: null, record: null}, location.search) || '?';
        if (pane === now.pane) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    for (const part of [byId('networks'), byId('figures'), byId('panel').querySelector('.panel-head')]) {
        part.hidden = now.pane !== '';
    }
    if (!now.record && !now.pane) {
        map?.ring('selected', null);
    }
    document.documentElement.dataset.pane = now.pane || 'figures';
}

/** Lets the map hold what the list holds. */
async function followFilters(now) {
    if (!loaded) {
        return;
    }
    try {
        await Promise.all([loadLayers(false), now.pane === 'units' || tinted ? tintUnits() : null]);
        tinted = now.pane === 'units';
    } catch (error) {
        byId('live').textContent = fill(words.failed, {why: error.message});
    }
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
    await Promise.all([loadLayers(), list.refresh(), drawer.refresh(), state.now.pane ? null : figures.refresh(state.now.network, unitNow())]);
}

function wireDesk() {
    byId('rail').addEventListener('click', (event) => {
        const link = event.target.closest('a[data-pane]');
        if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            go(link.dataset.pane);
        }
    });
    byId('show-keys').addEventListener('click', () => byId('keys').showModal());
    byId('print').addEventListener('click', () => print());
    createSheet(byId('sheet'), () => map);
    createSplit(byId('split'), () => map?.resize());
    createSearch({box: byId('search'), input: byId('search-text'), results: byId('search-results')}, {
        openRecord: (kind, record) => openFound(kind, record), openPlace: choose, openList: (kind, q) => go(kind, {q}),
    });
    followKeys({
        search: () => byId('search-text').focus(), step: (by) => list.step(by),
        close: () => measure.on ? measure.stop() : state.now.record ? state.set({record: null}, true) : state.now.at && here.close(),
        help: () => byId('keys').showModal(),
    });
}

/** Opens what the search found, and shows where it is. */
async function openFound(kind, record) {
    openRecord(kind, record.id);
    if (kind === 'units') {
        flyToUnit(record.code);
        return;
    }
    const at = positionOf(kind, record.id) ?? (await getRecord(kind, record.id)).record.geometry?.coordinates;
    if (at) {
        flyTo(at[0], at[1]);
    }
}

legend.setColours(readColours());
followTheme(byId('theme'), () => {
    legend.setColours(readColours());
    map?.recolour(readColours());
});
wireTabs();
wireDesk();
watch(byId('live'), refresh);
state.onChange(showPage);
const mapReady = startMap();
showPage(); // figures are asked for while the map is made
await Promise.all([loadLayers(), mapReady]);
loaded = true;
measure.show();
showPage();
