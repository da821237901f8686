// The map page: brings its parts together.

import {config, words, fill} from './config.js';
import {number} from './format.js';
import {getRecord} from './api.js';
import {PageState, sortFields} from './state.js';
import {showPart} from './rail.js';
import {dayOf, layerQuestions, questionOf, sectorsCannotFollow} from './question.js';
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
import {createPicking} from './picking.js';
import {roomAround} from './room.js';
import {boundsOfUnit, boxOf, isCommune, isProvince} from './unit_bounds.js';
import {createLookups} from './lookups.js';
import {wireDesk} from './wiring.js';
import {watch} from './live.js';

const byId = (id) => document.getElementById(id);
const state = new PageState();

/** The map, once there is one, and the ground that it stands on. */
let map = null;
let ground = null;

/** The mark that was clicked last, and the place that the card shows, "lon,lat". */
let clickedThing = null;
let placeShown = '';

/** How often the page was drawn. */
let round = 0;

const yearNow = () => Number((state.now.asOf || new Date().toISOString()).slice(0, 4));
const lookups = createLookups(byId('unit'), state);
const questionFor = (kind) => questionOf(state.now, kind, isCommune);
const legend = createLegend(byId('layers'), state, questionFor, yearNow);
const overlays = createOverlays(byId('overlays'), state, () => lookups.operators);
const panes = createPanes({sheet: byId('sheet-handle'), panes: byId('panes')}, () => map?.resize());
const here = createHere(
    {card: byId('here'), title: byId('here-title'), body: byId('here-body'), close: byId('here-close')},
    {flyTo, showUnit, openRecord, closed: () => state.set({at: null}), day: () => dayOf(state.now)});

const figures = new Figures(byId('figures'), {flyTo: choose, flyToUnit, retry: showPage, counted});

const picking = createPicking(state, () => map, {
    year: yearNow, question: questionFor, unit: flyToUnit, alone: () => panes.alone, light: (isIt) => list.light(isIt),
});

const list = new List(byId('list-pane'), state, {
    select: (record) => picking.pick(state.now.pane, record, true), open: openRecord, hover: picking.hover, isCommune,
    opensAtOnce: () => !map || panes.alone,
    communes: () => lookups.communes,
    operators: (kind) => lookups.operators.filter(({sector}) => sector === (kind === 'postal' ? 'postal' : 'mobile')),
    colours: readColours,
});

const drawer = new Drawer(
    {drawer: byId('drawer'), title: byId('drawer-title'), body: byId('drawer-body'), close: byId('drawer-close')},
    {closed: () => state.set({record: null}, true), goTo: goToRecord, shown: (record, kind) => picking.pick(kind, record), changed: refresh});

const tools = createTools(state, () => map);

/** Goes to a place; where the list is seen instead of the map, to the map. */
function flyTo(lon, lat) {
    map?.flyTo(lon, lat);
    panes.show('map');
}

async function flyToUnit(code) {
    map?.fit(await boundsOfUnit(code, dayOf(state.now), ground?.bounds ?? null));
    panes.show('map');
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
        const bounds = now.view || !isCommune(unit) ? ground.bounds : boxOf(await boundsOfUnit(unit, dayOf(now), ground.bounds)) ?? ground.bounds;
        map = await createMap(byId('map'), {described: ground, questions: layerQuestions(state.now, isCommune), style: now.style, year: yearNow(), selected: isProvince(unit) ? '' : unit},
            {view: now.view, bounds}, {moved: (view) => state.set({view}), clicked, pointed: picking.pointed, padding: () => roomAround(panes.covers)});
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
    picking.again();
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

/** Opens a record in the drawer. */
function openRecord(kind, id) {
    state.set({record: {kind, id}, at: null}, true);
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

/** Shows what the state says. */
async function showPage() {
    const now = state.now;
    const unit = lookups.unitNow();
    byId('unit').value = unit;
    desk.showTabs(now.network);
    showPart(now);
    picking.letGo(now);
    showPlace(now.at);
    panes.offerRecord(now.record);
    const shown = showOnMap(now, unit);
    try {
        await Promise.all([
            lookups.loadUnits(), now.pane ? null : figures.show(now.network, unit, now.asOf), list.show(), drawer.show(now.record),
            legend.show(), overlays.show(), picking.tint(now), shown,
        ]);
    } catch (error) {
        byId('live').textContent = fill(words.failed, {why: error.message});
    }
}

/** Lets the map show what the state says, and says on the page when it does. */
async function showOnMap(now, unit) {
    if (!map) {
        return;
    }
    const mine = ++round;
    document.documentElement.dataset.map = 'busy';
    map.ask(layerQuestions(now, isCommune));
    map.classify(now.style, yearNow());
    map.showLayers(now.layers, sectorsCannotFollow(now, isCommune));
    if (!picking.isUnit) {
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
        lookups.loadUnits(true), lookups.loadOperators(), legend.renew(), overlays.renew(), list.refresh(), drawer.refresh(), tools.renew(),
        pane ? null : figures.refresh(network, lookups.unitNow(), asOf), map?.drawn(),
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
await Promise.all([lookups.loadOperators(), lookups.loadUnits(), started]);
showPage();
