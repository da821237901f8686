// What the page shows, as the address has it: the back button goes back, a link
// shows the same.

import {config} from '../config.js';
import {followAddress} from '../frame.js';

/** What stands in the address, in its order there. */
const names = ['view', 'mine', 'overdue', 'state', 'operator', 'q', 'id', 'as', 'new', 'edit', 'tab', 'position', 'check', 'open', 'finding', 'try', 'do'];

/** What belongs to one dossier alone and goes when another is opened. */
const ofDossier = ['as', 'new', 'edit', 'tab', 'position', 'check', 'open', 'finding', 'try', 'do'];

const listeners = [];

/** @returns {Record<string, string>} every name, '' when the address is silent */
export function state() {
    const query = new URLSearchParams(location.search);
    return Object.fromEntries(names.map((name) => [name, query.get(name) ?? '']));
}

/** The address with these changes. */
export function hrefOf(changes) {
    const now = {...state(), ...'id' in changes ? Object.fromEntries(ofDossier.map((name) => [name, ''])) : {}, ...changes};
    const query = new URLSearchParams();
    if (config.lang === 'en') {
        query.set('lang', 'en');
    }
    for (const name of names) {
        if (now[name]) {
            query.set(name, now[name]);
        }
    }
    const text = query.toString().replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%3B/g, ';');
    return text ? `?${text}` : location.pathname;
}

/**
 * Goes there.
 * @param {Record<string, string>} changes
 * @param {boolean} [replace] without a step for the back button
 */
export function go(changes, replace = false) {
    const href = hrefOf(changes);
    if (new URL(href, location.href).search === location.search) {
        return;
    }
    history[replace ? 'replaceState' : 'pushState'](null, '', href);
    tell();
}

/** Calls listener whenever the address says something else. */
export function onState(listener) {
    listeners.push(listener);
}

function tell() {
    followAddress();
    listeners.forEach((listener) => listener(state()));
}

addEventListener('popstate', tell);

/** Lets a link be followed within the page. */
export function within(changes, properties = {}) {
    return {...properties, href: hrefOf(changes), onclick: (event) => {
        if (!event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
            event.preventDefault();
            go(changes);
        }
    }};
}
