// The public view: a place is searched for, clicked or had from the device, and
// what is there is said in words. The address says which place.

import {config, words} from '../config.js';
import {getRecord} from '../api.js';
import {followAddress, startFrame} from '../frame.js';
import {boundsOf} from '../ground.js';
import {showAnswers} from './answers.js';
import {createPublicMap} from './map.js';
import {showOpenData} from './opendata.js';

const byId = (id) => document.getElementById(id);
const said = byId('ask-said');
let map = null;
let asking = null;

/** The place that the address names, null for none. */
function placeNow() {
    const [lon, lat] = (new URLSearchParams(location.search).get('at') ?? '').split(',').map(Number);
    return Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? {lon, lat} : null;
}

/** Chooses a place: it goes into the address, and what is there is said. */
function choose({lon, lat}) {
    const query = new URLSearchParams(location.search);
    query.set('at', `${lon.toFixed(5)},${lat.toFixed(5)}`);
    history.pushState(null, '', `?${query.toString().replace('%2C', ',')}`);
    show(true);
}

function forget() {
    const query = new URLSearchParams(location.search);
    query.delete('at');
    history.pushState(null, '', query.size ? `?${query}` : location.pathname.split('/').pop());
    show(false);
}

async function show(move) {
    asking?.abort();
    asking = new AbortController();
    followAddress();
    said.textContent = '';
    delete document.documentElement.dataset.answered;
    const at = placeNow();
    map?.mark(at, move);
    const answer = await showAnswers(byId('answers'), at, asking.signal);
    if (answer) {
        map?.answer(at, answer, move);
        document.documentElement.dataset.answered = `${at.lon},${at.lat}`;
    }
}

/** Goes where a record is. */
async function openRecord(kind, {id}) {
    const {record} = await getRecord(kind, id);
    const bounds = record.geometry && boundsOf([{geometry: record.geometry}]);
    if (!bounds) {
        location.assign(`./record?kind=${kind}&id=${encodeURIComponent(id)}`);
        return;
    }
    const [west, south, east, north] = bounds;
    choose({lon: (west + east) / 2, lat: (south + north) / 2});
}

function locate() {
    if (!navigator.geolocation) {
        said.textContent = words.locateNone;
        return;
    }
    said.textContent = words.locating;
    navigator.geolocation.getCurrentPosition(
        ({coords}) => choose({lon: coords.longitude, lat: coords.latitude}),
        () => {
            said.textContent = words.locateFailed;
        },
        {enableHighAccuracy: true, timeout: 15000, maximumAge: 60000},
    );
}

// The frame's own search is the large one of this page.
const search = byId('search');
byId('ask-search').append(search);
byId('search-text').placeholder = words.searchBig;
startFrame({
    close: forget, themed: () => map?.recolour(), changed: async () => show(false),
    found: {openRecord, openPlace: (lon, lat) => choose({lon, lat})},
});
byId('my-place').addEventListener('click', locate);
addEventListener('popstate', () => show(true));
document.documentElement.lang = config.lang;
show(false);
showOpenData(byId('open-body'));
map = await createPublicMap(byId('public-map'), choose);
document.documentElement.dataset.map = map ? 'ready' : 'none';
const at = placeNow();
if (at) {
    show(true);
}
