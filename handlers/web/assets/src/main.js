// The map page: brings its parts together.

import {config, words, fill} from './config.js';
import {number} from './format.js';
import {getAll, getFeatures, getJSON, getRecord} from './api.js';
import {PageState, format, sortFields} from './state.js';
import {dayOf, filters, questionOf} from './question.js';
import {List} from './list.js';
import {Drawer} from './drawer.js';
import {createSheet} from './print.js';
import {Figures} from './figures.js';
import {createLegend} from './layers.js';
import {createOverlays} from './overlays.js';
import {createHere} from './here.js';
import {createMap, drawable} from './map.js';
import {createTools} from './tools.js';
import {createPanes} from './panes.js';
import {loadLibrary} from './canvas.js';
import {describeGround, readColours} from './ground.js';
import {imageOf} from './symbology.js';
import {unitOptions} from './units.js';
import {wireDesk} from './wiring.js';
import {watch} from './live.js';

const byId = (id) => document.getElementById(id);
const state = new PageState();

/** Communes have five figures, districts three and provinces two (QĐ 124/2004/QĐ-TTg). */
const isCommune = (code) => /^\d{5}$/.test(code);
const isProvince = (code) => /^\d{2}$/.test(code);

/** The map, once there is one, and the ground that it stands on. */
let map = null;
let ground = null;

/** Who owns what is listed, for the filters; the units of the day, without shapes. */
let operators = [];
let units = [];
let unitsDay = null;

/** Those of the units that are communes, by name. */
let communes = [];

/** The mark that was clicked last, and the place that the card shows, "lon,lat". */
let clickedThing = null;
let placeShown = '';

/** Whether communes are tinted, and how often the page was drawn. */
let tinted = false;
let round = 0;

/** The record that is picked out on the map, {kind, record}. */
let picked = null;

const yearNow = () => Number((state.now.asOf || new Date().toISOString()).slice(0, 4));
const {compare} = new Intl.Collator('vi');
const byName = (a, b) => compare(a.name, b.name);
const questionFor = (kind) => questionOf(state.now, kind, isCommune);
const legend = createLegend(byId('layers'), state, questionFor, yearNow);
const overlays = createOverlays(byId('overlays'), state, () => operators);
const panes = createPanes({sheet: byId('sheet-handle'), panes: byId('panes')}, () => map?.resize());
const here = createHere(
    {card: byId('here'), title: byId('here-title'), body: byId('here-body'), close: byId('here-close')},
    {flyTo, showUnit, openRecord, closed: () => state.set({at: null}), day: () => dayOf(state.now)});

const figures = new Figures(byId('figures'), {flyTo: choose, flyToUnit, retry: showPage, counted});

const list = new List(byId('list-pane'), state, {
    select: (record) => pick(state.now.pane, record, true), open: openRecord, hover: lightOnMap, isCommune,
    opensAtOnce: () => !map || panes.alone,
    communes: () => communes,
    operators: (kind) => operators.filter(({sector}) => sector === (kind === 'postal' ? 'postal' : 'mobile')),
    colours: readColours,
});

const drawer = new Drawer(
    {drawer: byId('drawer'), title: byId('drawer-title'), body: byId('drawer-body'), close: byId('drawer-close')},
    {closed: () => state.set({record: null}, true), goTo: goToRecord, shown: (record, kind) => pick(kind, record), changed: refresh});

const tools = createTools(state, () => map);

/** What each layer of the map is asked by: what the list is, where its kind is listed. */
function questions() {
    const sites = questionFor('sites');
    const {as_of, operator_code, technologies, unit} = sites;
    const sectors = Object.fromEntries(Object.entries({as_of, operator_code, technology: technologies, unit}).filter(([, value]) => value));
    return {units: dayOf(state.now), sites, sectors, postal: questionFor('postal'), radio: questionFor('radio')};
}

/** Whether the list leaves sites out that the sectors, which are of stations, cannot be asked to leave out. */
function sectorsCannotFollow() {
    const {q, state: state_, structure} = questionFor('sites');
    return Boolean(q || state_ || structure);
}

/** The unit whose figures are shown: the URL's, else the registry's own. */
function unitNow() {
    return state.now.unit || config.unit || units.find(({level}) => level === 'province')?.code || '';
}

/** Goes to a place; where the list is seen instead of the map, to the map. */
function flyTo(lon, lat) {
    map?.flyTo(lon, lat);
    panes.show('map');
}

async function flyToUnit(code) {
    map?.fit(await boundsOfUnit(code));
    panes.show('map');
}

/** West, south, east and north of a unit; features where it has no shape itself but its parts have. */
async function boundsOfUnit(code) {
    if (!code || isProvince(code)) {
        return ground?.bounds ?? null;
    }
    try {
        const own = await getFeatures('units', {code, ...dayOf(state.now)});
        const shaped = own.features.filter(({geometry}) => geometry);
        return shaped.length ? shaped : (await getFeatures('units', {parent_code: code, ...dayOf(state.now)})).features;
    } catch {
        return ground?.bounds ?? null; // what it is of the registry's own, the panel says
    }
}

/** Goes to a point and tells what is there. */
function choose(lon, lat) {
    flyTo(lon, lat);
    clicked({lon, lat}, null);
}

function showUnit(code) {
    state.set({unit: code === config.unit ? '' : code}, true);
    flyToUnit(code);
}

async function startMap() {
    if (matchMedia('(max-width: 999px)').matches) {
        byId('legend').open = false;
    }
    if (!drawable()) {
        withoutMap();
        return;
    }
    try {
        loadLibrary(); // while the ground is asked for
        ground = await describeGround(dayOf(state.now));
        const now = state.now;
        const unit = state.now.unit || config.unit;
        const bounds = now.view || !isCommune(unit) ? ground.bounds : boxOf(await boundsOfUnit(unit)) ?? ground.bounds;
        map = await createMap(byId('map'), {described: ground, questions: questions(), style: now.style, year: yearNow(), selected: isProvince(unit) ? '' : unit},
            {view: now.view, bounds}, {moved: (view) => state.set({view}), clicked, pointed, padding: paddingOfMap});
    } catch (error) {
        console.warn('map', error);
        withoutMap();
        return;
    }
    globalThis.hatang = {map: map.library};
    map.mark(state.now.at);
    if (ground.attribution) {
        byId('attribution').textContent = ground.attribution;
        byId('attribution').hidden = false;
    }
    byId('here-centre').addEventListener('click', () => clicked(map.centre(), null));
    overlays.setMap(map);
    tools.show();
    if (picked) {
        pick(picked.kind, picked.record);
    }
}

function boxOf(features) {
    const coordinates = Array.isArray(features) ? features.flatMap(({geometry}) => geometry?.coordinates.flat(Infinity) ?? []) : [];
    const [xs, ys] = [0, 1].map((odd) => coordinates.filter((_, i) => i % 2 === odd));
    const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
    return xs.length ? [least(xs), least(ys), -least(xs.map((x) => -x)), -least(ys.map((y) => -y))] : null;
}

/** The edges of the map, and the legend where the map is wide enough to spare its room. */
function paddingOfMap() {
    const edge = 24;
    const legendBox = byId('legend');
    const wide = byId('map').offsetWidth;
    const beside = legendBox.open && wide > 800;
    const drawn = byId('drawer');
    const covered = !drawn.hidden && wide > drawn.offsetWidth * 1.5 ? drawn.offsetWidth + edge : edge;
    return {top: edge, right: covered, bottom: edge + panes.covers, left: beside ? legendBox.offsetWidth + edge : edge};
}

function withoutMap() {
    byId('no-map').hidden = false;
    document.documentElement.dataset.map = 'none';
    panes.show('list');
}

function clicked(at, thing) {
    if (!tools.take(at)) {
        clickedThing = thing;
        state.set({at, record: null}, true);
    }
}

/** Lights the row of what is under the pointer on the map, where it is listed. */
function pointed(thing) {
    list.light(thing?.kind === state.now.pane ? (record) => isIt(record, thing) : null);
}

/** Marks of small scales do not name their record; then it is the one that stands there. */
function isIt(record, {at, properties}) {
    const near = 3;
    return properties.id ? record.id === properties.id : Boolean(record.geometry) && map.apart(record.geometry.coordinates, at) < near;
}

/** Opens a record in the drawer. */
function openRecord(kind, id) {
    state.set({record: {kind, id}, at: null}, true);
}

/** Picks a record out on the map; a unit is outlined, or brought into view. */
function pick(kind, record, reveal = false) {
    picked = {kind, record};
    const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
    if (kind === 'units') {
        map?.select(record.code);
        if (reveal && !panes.alone) {
            flyToUnit(record.code);
        }
        return;
    }
    if (at && reveal) {
        map?.reveal(at[0], at[1]);
    }
    map?.ring('selected', at, imageOf(kind, record, state.now.style, yearNow()));
}

function lightOnMap(record) {
    if (state.now.pane === 'units') {
        map?.hoverUnit(record?.code ?? '');
        return;
    }
    const at = record?.geometry?.coordinates ?? null;
    map?.ring('pointed', at, at ? imageOf(state.now.pane, record, state.now.style, yearNow()) : undefined);
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
    panes.show(pane || !panes.alone ? 'list' : 'map');
    panes.slide(true);
}

/** Asks for the units of the day, for the choices of units. */
async function loadUnits(again = false) {
    const day = state.now.asOf;
    if (day === unitsDay && !again) {
        return;
    }
    unitsDay = day;
    units = await getAll('units', dayOf(state.now));
    communes = units.filter(({level}) => level === 'commune').sort(byName);
    const at = (wanted) => units.filter(({level}) => level === wanted).map((properties) => ({properties}));
    unitOptions(byId('unit'), at('province'), at('commune'));
    byId('unit').value = unitNow();
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
async function tintUnits(now) {
    const question = questionFor('units');
    const wanted = now.pane === 'units' && filters(question);
    if (!map || (!wanted && !tinted)) {
        return;
    }
    tinted = wanted;
    map.tint(wanted ? (await getAll('units', {level: 'commune', ...question})).map(({code}) => code) : []);
}

/** Shows what the state says. */
async function showPage() {
    const now = state.now;
    const unit = unitNow();
    byId('unit').value = unit;
    byId('switch-language').search = languageSearch();
    desk.showTabs(now.network);
    showPane(now);
    showPlace(now.at);
    panes.offerRecord(now.record);
    const shown = showOnMap(now, unit);
    try {
        await Promise.all([
            loadUnits(), now.pane ? null : figures.show(now.network, unit, now.asOf), list.show(), drawer.show(now.record),
            legend.show(), overlays.show(), tintUnits(now), shown,
        ]);
    } catch (error) {
        byId('live').textContent = fill(words.failed, {why: error.message});
    }
}

/** Which part of the desk is seen, and where the rail leads from here. */
function showPane(now) {
    for (const link of byId('rail').querySelectorAll('a[data-pane]')) {
        const pane = link.dataset.pane;
        link.href = format({...now, pane, q: '', filters: {}, sort: '', page: 1, at: null, record: null}, location.search) || '?';
        if (pane === now.pane) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    for (const part of [byId('networks'), byId('figures'), byId('panel').querySelector('.panel-head')]) {
        part.hidden = now.pane !== '';
    }
    if (!now.record && picked && picked.kind !== now.pane) {
        picked = null;
        map?.ring('selected', null);
    }
    document.documentElement.dataset.pane = now.pane || 'figures';
}

function languageSearch() {
    const query = new URLSearchParams(location.search);
    query.set('lang', config.lang === 'en' ? 'vi' : 'en');
    return `?${query}`.replace(/%2F/g, '/').replace(/%2C/g, ',');
}

/** Lets the map show what the state says, and says on the page when it does. */
async function showOnMap(now, unit) {
    if (!map) {
        return;
    }
    const mine = ++round;
    document.documentElement.dataset.map = 'busy';
    map.ask(questions());
    map.classify(now.style, yearNow());
    map.showLayers(now.layers, sectorsCannotFollow());
    if (picked?.kind !== 'units') {
        map.select(isProvince(unit) ? '' : unit); // the outline of the whole is drawn anyway
    }
    if (now.view) {
        map.jumpTo(now.view);
    }
    tools.show();
    await map.drawn();
    if (mine === round) {
        document.documentElement.dataset.map = 'ready';
        performance.mark('map ready'); // for the timings
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
        panes.show('map');
    } else {
        here.hide();
    }
    clickedThing = null;
}

/** Says on a network's tab how many points it has. */
function counted(network, n) {
    byId(`tab-${network}`).querySelector('.count').textContent = number(n);
}

/** The registry changed elsewhere: everything on the page may have. */
async function refresh() {
    const {pane, network, asOf} = state.now;
    map?.renew();
    await Promise.all([
        loadUnits(true), loadOperators(), legend.renew(), overlays.renew(), list.refresh(), drawer.refresh(), tools.renew(),
        pane ? null : figures.refresh(network, unitNow(), asOf), map?.drawn(),
    ]);
}

/** Opens what the search found, and shows where it is. */
async function openFound(kind, record) {
    openRecord(kind, record.id);
    if (kind === 'units') {
        flyToUnit(record.code);
        return;
    }
    const at = (await getRecord(kind, record.id)).record.geometry?.coordinates;
    if (at) {
        map?.flyTo(at[0], at[1]);
    }
}

const desk = wireDesk(state, {
    print: createSheet(byId('sheet'), () => map, tools.onto),
    go, openFound, choose, resized: () => map?.resize(), step: (by) => list.step(by), showUnit,
    themed() {
        legend.draw();
        map?.recolour();
        tools.recolour();
    },
    close: () => tools.stop() || (state.now.record ? state.set({record: null}, true) : state.now.at && here.close()),
});
panes.show(state.now.pane && !state.now.at ? 'list' : 'map');
watch(byId('live'), refresh);
state.onChange(showPage);
const started = startMap();
showPage(); // figures and list are asked for while the map is made
await Promise.all([loadOperators(), loadUnits(), started]);
showPage();
