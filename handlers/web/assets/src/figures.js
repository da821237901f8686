// The served figures: asked for, kept, and drawn into the panel.

import {words, fill} from './config.js';
import {h} from './dom.js';
import {hide as hideExplanation} from './explain.js';
import {getJSON} from './api.js';
import {panelOf} from './panel.js';
import {networkNames} from './state.js';
import {newTableView} from './table.js';

/**
 * @typedef {object} FigureActions
 * @property {(lon: number, lat: number) => void} flyTo
 * @property {(code: string) => void} flyToUnit
 * @property {() => void} retry
 * @property {(network: string, n: number) => void} counted
 */

/** The figures of each network in the unit that the page shows. */
export class Figures {
    #panel;
    #actions;
    /** By network: the unit and the round of asking, and the answer once it is there. */
    #held = {};
    /** Counts the versions of the registry that the page has seen. */
    #round = 0;
    /** The answer that the panel shows, so as not to draw it twice. */
    #shown = null;
    #network = '';
    /** How the reader sorted and searched each table, kept when it is drawn anew. */
    #tables = Object.fromEntries(networkNames.map((name) => [name, newTableView()]));

    /**
     * @param {HTMLElement} panel
     * @param {FigureActions} actions
     */
    constructor(panel, actions) {
        this.#panel = panel;
        this.#actions = actions;
    }

    /** Shows one network's figures as of a day, and asks for the others' too, for their counts. */
    async show(network, unit, asOf = '') {
        this.#network = network;
        if (this.#held[network]?.unit !== unit || this.#held[network].asOf !== asOf) {
            this.#panel.replaceChildren(h('p', {class: 'quiet loading', role: 'status'}, words.loading));
            this.#shown = null;
        }
        await Promise.all(networkNames.map((name) => this.#load(name, unit, asOf)));
    }

    /** Asks for everything again; what is shown stays until the answer is there. */
    async refresh(network, unit, asOf = '') {
        this.#round++;
        await this.show(network, unit, asOf);
    }

    /** Asks for a network's figures unless they are held, or on their way. */
    async #load(network, unit, asOf) {
        const held = this.#held[network];
        const same = held?.unit === unit && held.asOf === asOf;
        if (!same || held.round !== this.#round) {
            const asked = {unit, asOf, round: this.#round, body: same ? held.body : null};
            this.#held[network] = asked;
            try {
                asked.body = await getJSON(`served/${network}`, {unit, as_of: asOf});
            } catch (error) {
                this.#fail(network, asked, error);
                return;
            }
            if (this.#held[network] !== asked) {
                return; // the reader went on to another unit meanwhile
            }
        }
        this.#draw(network);
    }

    #draw(network) {
        const {body, unit} = this.#held[network];
        if (!body) {
            return;
        }
        this.#actions.counted(network, body.official.n);
        if (network !== this.#network || this.#shown === body) {
            return;
        }
        this.#shown = body;
        const focused = this.#panel.contains(document.activeElement) ? document.activeElement.id : '';
        hideExplanation();
        this.#panel.replaceChildren(...panelOf(body, {...this.#actions, tableView: this.#tables[network]}));
        if (focused) {
            document.getElementById(focused)?.focus({preventScroll: true});
        }
        document.documentElement.dataset.panel = `${network} ${unit}`;
    }

    #fail(network, asked, error) {
        if (this.#held[network] !== asked) {
            return;
        }
        this.#held[network] = undefined;
        if (network === this.#network) {
            this.#shown = null;
            this.#panel.replaceChildren(
                h('p', {class: 'error', role: 'alert'}, fill(words.failed, {why: error.message})),
                h('button', {type: 'button', class: 'text-button', onclick: this.#actions.retry}, words.retry));
        }
    }
}
