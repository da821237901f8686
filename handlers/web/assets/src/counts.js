// Totals for the legend, from the lists of the API: as many as the list would
// count by the same question.

import {getJSON} from './api.js';

/** Remembers totals for as long as the registry stays as it is. */
export class Counts {
    #held = new Map();

    /** Forgets everything: the registry has changed. */
    forget() {
        this.#held.clear();
    }

    /** How many records of a kind the question is answered with. */
    total(kind, question) {
        const key = `${kind}?${new URLSearchParams(question)}`;
        if (!this.#held.has(key)) {
            const asked = getJSON(kind, {...question, limit: 1, geometry: false, format: 'json'}).then(({total}) => total);
            asked.catch(() => this.#held.delete(key)); // it may work the next time
            this.#held.set(key, asked);
        }
        return this.#held.get(key);
    }

    /** The totals of some questions added, those of others taken away. */
    async sum(kind, [added, taken]) {
        const [plus, minus] = await Promise.all([added, taken].map((questions) => Promise.all(questions.map((q) => this.total(kind, q)))));
        return plus.reduce((sum, n) => sum + n, 0) - minus.reduce((sum, n) => sum + n, 0);
    }
}
