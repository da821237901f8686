// What the page shows, kept in its query: the tab, and what the tab is about.

import {followAddress} from '../frame.js';

/** Parameters that stay when another tab is chosen. */
const kept = ['lang'];

export class Address {
    #listeners = [];

    constructor() {
        addEventListener('popstate', () => this.#tell());
    }

    /** The parameters by name. */
    get now() {
        return Object.fromEntries(new URLSearchParams(location.search));
    }

    /** Goes to another tab or thing; only what is named, and the language, is kept. */
    go(parameters) {
        const now = this.now;
        const next = {...Object.fromEntries(kept.filter((name) => name in now).map((name) => [name, now[name]])), ...parameters};
        this.#write(next, true);
    }

    /**
     * Changes some parameters; '' and null take one away.
     * @param {Record<string, string|null>} changes
     * @param {boolean} [push] whether the back button leads here
     */
    set(changes, push = true) {
        this.#write({...this.now, ...changes}, push);
    }

    onChange(told) {
        this.#listeners.push(told);
    }

    #write(parameters, push) {
        const query = new URLSearchParams();
        for (const [name, value] of Object.entries(parameters)) {
            if (value !== null && value !== undefined && value !== '') {
                query.set(name, value);
            }
        }
        const search = `?${query}`.replace(/%2C/g, ',').replace(/%3A/g, ':');
        if (search === (location.search || '?')) {
            return;
        }
        history[push ? 'pushState' : 'replaceState'](null, '', search);
        this.#tell();
    }

    #tell() {
        followAddress();
        for (const told of this.#listeners) {
            told();
        }
    }
}
