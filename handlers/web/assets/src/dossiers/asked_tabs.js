// The tabs that ask the service only when they are opened: documents, and what is
// watched after approval.

import {words} from '../config.js';
import {h} from '../dom.js';
import {papersTab} from './papers.js';
import {getDocuments, getWatch} from './service.js';
import {watchedOf, watchTable} from './watching.js';

export class AskedTabs {
    #panel;
    #papers = null;
    #watch = null;

    constructor(panel) {
        this.#panel = panel;
    }

    /** Forgets what was answered: the dossier is another, or has changed. */
    forget() {
        this.#papers = this.#watch = null;
    }

    /**
     * The documents.
     * @param {any} dossier
     * @param {AbortSignal} signal
     * @param {() => boolean} wanted whether the tab still is open, for the same dossier
     */
    async papers(dossier, signal, wanted) {
        if (this.#papers) {
            if (!this.#panel.querySelector('.papers')) {
                this.#panel.replaceChildren(...papersTab(dossier, this.#papers));
            }
            return;
        }
        const items = await this.#asked(() => getDocuments(dossier.application.id, signal));
        if (items && wanted()) {
            this.#papers = items;
            this.#panel.replaceChildren(...papersTab(dossier, items));
        }
    }

    /** What is watched of the dossier. */
    async watch(dossier, signal, wanted) {
        this.#watch ??= await this.#asked(() => getWatch(signal));
        if (this.#watch && wanted()) {
            this.#panel.replaceChildren(watchTable(watchedOf(this.#watch, dossier)));
        }
    }

    /** The items of an answer, while the panel says that they are on the way; null where there are none to be had. */
    async #asked(ask) {
        this.#panel.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading));
        try {
            return (await ask()).items;
        } catch (error) {
            this.#panel.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
            return null;
        }
    }
}
