// What is tried with a position of the open dossier: the card, the marker that is
// dragged and, after a rest, what would be found. Nothing of it is kept.

import {words, fill} from '../config.js';
import {toast} from '../toast.js';
import {act, precheck} from './service.js';
import {requestOf} from './request.js';
import {go, state} from './state.js';
import {amendmentOf, trialCard, trialOf, trialText, withTrial} from './trial.js';

/** How long the hand rests before what is tried is asked about. */
const restMs = 180;

export class TrialDesk {
    #card;
    #place;
    #told;
    #tried = null; // {text, result, fault}
    #pending = '';
    #resting = 0;
    #dossier = null;
    #signal;

    /**
     * @param {HTMLElement} card
     * @param {import('./place.js').Place} place
     * @param {{found: () => void, kept: (dossier: any) => Promise<void>}} told found: what is tried has been appraised
     */
    constructor(card, place, told) {
        this.#card = card;
        this.#place = place;
        this.#told = told;
    }

    /** What came of it; null while nothing is tried. */
    get result() {
        return this.#tried?.result ?? null;
    }

    /** Forgets what was found, such as when the dossier has changed. */
    forget() {
        this.#tried = null;
    }

    /** Ends with the dossier. */
    close() {
        clearTimeout(this.#resting);
        this.#tried = this.#dossier = null;
        this.#place.drag(null);
        this.#card.hidden = true;
    }

    /**
     * Follows what the address tries.
     * @param {any} dossier
     * @param {any} now the state of the address
     * @param {any} filed what was found about the position as filed
     * @param {AbortSignal} signal
     */
    follow(dossier, now, filed, signal) {
        this.#dossier = dossier;
        this.#signal = signal;
        const changes = trialOf(now.try);
        const position = dossier.positions.find((p) => p.code === filed?.code);
        if (!changes || !position) {
            clearTimeout(this.#resting);
            this.#tried = null;
            this.#card.hidden = true;
            this.#place.drag(null);
            this.#place.keepFree(0);
            return;
        }
        if (position.geometry) {
            this.#place.drag(changes.at ?? position.geometry.coordinates, (at) => go({try: trialText({...trialOf(state().try), at})}, true));
        }
        const text = `${position.code} ${now.try}`;
        this.#draw(position, changes, filed);
        if (this.#tried?.text !== text && this.#pending !== text) {
            this.#pending = text;
            clearTimeout(this.#resting);
            this.#resting = setTimeout(() => this.#ask(text, position, changes), restMs);
        }
    }

    async #ask(text, position, changes) {
        const of = this.#dossier;
        let found;
        try {
            const request = requestOf(of, (p) => p.code === position.code ? withTrial(p, changes) : p);
            found = {text, result: await precheck({...request, alternatives: true}, this.#signal), fault: null};
        } catch (error) {
            found = {text, result: null, fault: error};
        }
        if (this.#pending === text && of === this.#dossier) {
            this.#tried = found;
            this.#pending = '';
            this.#told.found();
            document.documentElement.dataset.tried = text;
        }
    }

    #draw(position, changes, filed) {
        const card = this.#card;
        const inside = card.contains(document.activeElement) ? document.activeElement : null;
        const typed = inside?.tagName === 'INPUT' ? {value: inside.value, start: inside.selectionStart} : null;
        const after = this.result?.positions.find((a) => a.code === position.code) ?? null;
        card.replaceChildren(...trialCard({position, changes, before: filed, after, fault: this.#tried?.fault ?? null, mayAmend: this.#dossier.actions.some((a) => a.id === 'amend')}, {
            set: (next) => go({try: trialText(next)}, true),
            stop: () => go({try: ''}, true),
            keep: () => this.#keep(position, changes),
        }));
        card.hidden = false;
        this.#place.keepFree(getComputedStyle(card).position === 'absolute' ? card.offsetHeight : 0);
        if (inside?.id) {
            const again = document.getElementById(inside.id);
            again?.focus({preventScroll: true});
            if (typed && again) {
                again.value = typed.value;
                again.setSelectionRange?.(typed.start, typed.start);
            }
        }
    }

    async #keep(position, changes) {
        try {
            const now = await act(this.#dossier, 'amend', {amendment: {positions: {[position.code]: amendmentOf(changes)}}});
            go({try: ''}, true);
            await this.#told.kept(now);
            toast(fill(words.trialKept, {code: position.code}));
        } catch (error) {
            toast([error.message, ...error.errors.map((e) => e.message)].join(' '));
        }
    }
}
