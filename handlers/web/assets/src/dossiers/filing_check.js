// Checks a filing while it is written, whenever the hand rests; an answer that
// comes after the next question is not heard.

import {precheck} from './service.js';

export class FilingCheck {
    #form;
    #resting = 0;
    #asking = null;

    /** @param {{question: () => any|null, found: (result: any) => void, refused: (error: any) => void}} form question: null while there is nothing to ask */
    constructor(form) {
        this.#form = form;
    }

    /** Asks after a while, unless something changes before. */
    after(ms) {
        clearTimeout(this.#resting);
        this.#resting = setTimeout(() => this.#ask(), ms);
    }

    stop() {
        clearTimeout(this.#resting);
        this.#asking?.abort();
    }

    async #ask() {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        const question = this.#form.question();
        if (!question) {
            return;
        }
        try {
            const result = await precheck(question, asking.signal);
            if (!asking.signal.aborted) {
                this.#form.found(result);
            }
        } catch (error) {
            if (!asking.signal.aborted) {
                this.#form.refused(error);
            }
        }
    }
}
