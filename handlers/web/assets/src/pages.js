// The pages of a list by their numbers, over an API that goes from cursor to
// cursor.

import {getPage} from './api.js';

/** Records a page. */
export const pageSize = 50;

/** The most records that the way to a distant page asks for at once. */
const strideRecords = 1000;

/** The pages of one question. */
export class Pages {
    #kind;
    #parameters;
    /** By page number, where it begins; the first begins at no cursor. */
    #begins = new Map([[1, null]]);

    /** The number of the page that is shown; 0: none yet. */
    shown = 0;

    constructor(kind, parameters) {
        this.#kind = kind;
        this.#parameters = parameters;
    }

    /** Forgets where pages begin: the registry has changed. */
    forget() {
        this.#begins = new Map([[1, null]]);
    }

    /** A page; empty beyond the last. Points come with their positions. */
    async get(number, signal) {
        const cursor = await this.#begin(number, signal);
        if (cursor === undefined) {
            const {total} = await getPage(this.#kind, {...this.#parameters, limit: 1}, signal);
            return {items: [], total, next: null};
        }
        const page = await getPage(this.#kind, {...this.#parameters, limit: pageSize, cursor, geometry: this.#kind !== 'units'}, signal);
        if (page.next !== null) {
            this.#begins.set(number + 1, page.next);
        }
        return page;
    }

    /** Where a page begins; undefined when there are not so many. */
    async #begin(number, signal) {
        let known = number;
        while (!this.#begins.has(known)) {
            known--;
        }
        let cursor = this.#begins.get(known);
        while (known < number) {
            const stride = Math.min(number - known, strideRecords / pageSize);
            const {next} = await getPage(this.#kind, {...this.#parameters, limit: stride * pageSize, cursor}, signal);
            if (next === null) {
                return undefined;
            }
            known += stride;
            cursor = next;
            this.#begins.set(known, cursor);
        }
        return cursor;
    }
}
