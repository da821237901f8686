// What every page beside the map shares: search, keys, theme, language, and the
// watch over the registry. The map's page does the same by its own means.

import {config} from './config.js';
import {createSearch} from './search.js';
import {followKeys} from './keys.js';
import {followTheme} from './appearance.js';
import {watch} from './live.js';

const byId = (id) => document.getElementById(id);

/** The address of the map's page with these parameters, in the reader's language. */
export function deskAddress(parameters) {
    const query = new URLSearchParams(parameters);
    if (config.lang === 'en') {
        query.set('lang', 'en');
    }
    return `./?${query}`.replace(/%2F/g, '/').replace(/%2C/g, ',');
}

/** Lets the switch of languages lead to what is shown now. Call it whenever the address changed. */
export function followAddress() {
    const query = new URLSearchParams(location.search);
    query.set('lang', config.lang === 'en' ? 'vi' : 'en');
    byId('switch-language').search = `?${query}`;
}

/**
 * Starts the frame.
 * @param {{step?: (by: number) => void, close?: () => void, themed?: () => void, changed?: () => Promise<void>, found?: object}} [actions]
 *   what j and k, Esc, another theme and a change of the registry do on this page;
 *   found replaces what choosing something that was searched for does
 */
export function startFrame({step = () => {}, close = () => {}, themed = () => {}, changed = async () => {}, found = {}} = {}) {
    createSearch({box: byId('search'), input: byId('search-text'), results: byId('search-results')}, {
        openRecord: (kind, record) => location.assign(deskAddress({pane: kind, record: `${kind}/${record.id}`})),
        openPlace: (lon, lat) => location.assign(deskAddress({at: `${lon},${lat}`, view: `12/${lon}/${lat}`})),
        openList: (kind, q) => location.assign(deskAddress({pane: kind, q})),
        ...found,
    });
    byId('show-keys').addEventListener('click', () => byId('keys').showModal());
    followKeys({search: () => byId('search-text').focus(), step, close, help: () => byId('keys').showModal()});
    followTheme(byId('theme'), themed);
    watch(byId('live'), changed);
    followAddress();
}
