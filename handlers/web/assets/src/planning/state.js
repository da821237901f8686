// What the page shows, as its address says it. Everything is in the query: a
// link shows the same, and going back undoes a step.

import {followAddress} from '../frame.js';

/** @returns {PlanState} */
export function createState() {
    return new PlanState();
}

/** The parameters of the address, changed a few at a time. */
export class PlanState {
    #query = new URLSearchParams(location.search);
    #listeners = [];

    constructor() {
        addEventListener('popstate', () => {
            this.#query = new URLSearchParams(location.search);
            this.#tell();
        });
    }

    /** A parameter; '' when the address does not have it. */
    get(name) {
        return this.#query.get(name) ?? '';
    }

    has(name) {
        return this.#query.has(name);
    }

    /**
     * Changes parameters; empty ones are dropped.
     * @param {Record<string, string|number|null|undefined>} changes
     * @param {{push?: boolean, quiet?: boolean}} [how] push: a step to go back over; quiet: nobody is told
     */
    set(changes, {push = false, quiet = false} = {}) {
        const address = this.link(changes);
        if (address !== this.link({})) {
            this.#query = new URLSearchParams(address.slice(1));
            history[push ? 'pushState' : 'replaceState'](null, '', address === '?' ? location.pathname : address);
            followAddress();
            if (!quiet) {
                this.#tell();
            }
        }
    }

    /** The address with these changes, for links. */
    link(changes) {
        const query = new URLSearchParams(this.#query);
        for (const [name, value] of Object.entries(changes)) {
            if (value === '' || value === null || value === undefined) {
                query.delete(name);
            } else {
                query.set(name, String(value));
            }
        }
        return `?${query}`.replace(/%2F/g, '/').replace(/%2C/g, ',').replace(/%3A/g, ':').replace(/%21/g, '!').replace(/%7E/g, '~');
    }

    /** Names of the parameters that are there. */
    names() {
        return [...this.#query.keys()];
    }

    onChange(listener) {
        this.#listeners.push(listener);
    }

    #tell() {
        this.#listeners.forEach((listener) => listener());
    }
}
