// Taking an action: what it needs on the left, and beside it what will be
// recorded and the document that follows, before anything is.

import {words, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {getPage} from '../api.js';
import {toast} from '../toast.js';
import {act, foresee, preview} from './service.js';
import {consequence, stateName} from './actions.js';
import {complete, needsOf} from './needs.js';
import {diffOf} from './diff.js';
import {sheet} from './sheet.js';

/** How long the hand rests before the preview is asked for. */
const restMs = 350;

/** The document that goes out with an action. */
const papers = {receive: 'receipt', propose: 'decision', sign: 'decision'};
const paperOf = (action) => papers[action.does] ?? (action.needs?.includes('missing') ? 'supplement' : '');

let operators = null;

/** Operators that masts may belong to. */
async function knownOperators() {
    operators ??= (await getPage('operators', {limit: 200})).items;
    return operators;
}

/** The dialog in which actions are taken. */
export class ActDialog {
    #dialog;
    #done;
    #closed;
    #seen = null;
    #asking = null;
    #resting = 0;
    #open = '';

    /**
     * @param {HTMLDialogElement} dialog
     * @param {{done: (dossier: any) => Promise<void>, closed: () => void}} actions
     */
    constructor(dialog, {done, closed}) {
        this.#dialog = dialog;
        this.#done = done;
        this.#closed = closed;
        dialog.addEventListener('cancel', (event) => {
            event.preventDefault();
            this.#dismiss();
        });
        // What the browser closes by itself. The event comes late: by then the
        // dialog may be open for another action.
        dialog.addEventListener('close', () => this.#open && !dialog.open && this.#dismiss());
    }

    /** Closes it, such as when the address goes elsewhere. */
    close() {
        this.#open = '';
        clearTimeout(this.#resting);
        this.#asking?.abort();
        if (this.#dialog.open) {
            this.#dialog.close();
        }
    }

    /** Closes it without anything being done. */
    #dismiss() {
        this.close();
        this.#closed();
    }

    /**
     * Opens it for an action.
     * @param {any} action
     * @param {{dossier: any, result: any, workflow: any, officers: string[]}} about
     */
    async open(action, about) {
        const key = `${about.dossier.application.id} ${action.id}`;
        if (this.#open === key) {
            return; // what is being written stays
        }
        this.#open = key;
        const needs = needsOf(action, {...about, operators: await knownOperators()});
        if (this.#open !== key) {
            return; // closed, or opened for another, meanwhile
        }
        this.#draw(action, about, needs);
        if (!this.#dialog.open) {
            this.#dialog.showModal();
        }
        this.#ask(action, about, needs, 0);
    }

    #draw(action, about, needs) {
        const paper = paperOf(action);
        const problem = h('div', {class: 'error', role: 'alert', id: 'act-problem', hidden: true});
        const confirm = h('button', {type: 'submit', class: 'text-button primary', id: 'act-confirm'}, icon('check'), inLanguage(action.label));
        this.#dialog.replaceChildren(h('form', {id: 'act-form', class: paper ? 'with-paper' : '', noValidate: true,
            oninput: () => this.#ask(action, about, needs, restMs),
            onsubmit: (event) => {
                event.preventDefault();
                this.#take(action, about, needs, confirm);
            }},
        h('header', {}, h('h2', {id: 'act-title'}, inLanguage(action.label), h('span', {class: 'code'}, ` ${about.dossier.application.code}`)),
            h('p', {class: 'quiet'}, consequence(action, about.workflow)),
            h('button', {type: 'button', class: 'icon-button', 'aria-label': words.close, onclick: () => this.#dismiss()}, icon('x'))),
        h('div', {class: 'act-needs'}, ...needs.flatMap((n) => n.elements)),
        h('section', {class: 'act-diff', 'aria-label': words.willRecord, tabIndex: 0}, h('h3', {}, words.willRecord), h('div', {id: 'act-preview', 'aria-live': 'polite'}, h('p', {class: 'quiet'}, words.fillFirst))),
        paper ? h('section', {class: 'act-paper', 'aria-label': words.theDocument, tabIndex: 0}, h('h3', {}, words.theDocument), h('div', {id: 'act-paper'}, h('p', {class: 'quiet'}, words.fillFirst))) : null,
        h('footer', {}, problem, h('button', {type: 'button', class: 'text-button', onclick: () => this.#dismiss()}, words.cancel), confirm)));
    }

    #request(needs) {
        return Object.assign({}, ...needs.map((n) => n.read()));
    }

    #ask(action, about, needs, afterMs) {
        clearTimeout(this.#resting);
        this.#seen = null;
        this.#resting = setTimeout(() => this.#preview(action, about, needs), afterMs);
    }

    async #preview(action, about, needs) {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        const request = this.#request(needs);
        if (action.does === 'amend' || !complete(action, request)) {
            this.#say('act-preview', h('p', {class: 'quiet'}, words.fillFirst));
            return;
        }
        // A preview may be had before number and name are written.
        const shown = request.signature ? {...request, signature: {...request.signature, number: request.signature.number || '…', signer: request.signature.signer || '…'}} : request;
        const {id} = about.dossier.application;
        try {
            const seen = await preview(id, action.id, shown, asking.signal);
            if (asking.signal.aborted) {
                return;
            }
            this.#seen = {request: JSON.stringify(shown), hash: seen.hash};
            this.#say('act-preview', ...diffOf(seen, (code) => stateName(code, about.workflow)));
            this.#complain(null);
            document.documentElement.dataset.preview = `${action.id} ${seen.hash}`;
        } catch (error) {
            if (!asking.signal.aborted) {
                this.#say('act-preview', h('p', {class: 'error'}, error.message), ...error.errors.map((e) => h('p', {class: 'error'}, e.message)));
                this.#bar(error);
            }
            return;
        }
        await this.#readPaper(action, id, shown, asking.signal);
    }

    async #readPaper(action, id, request, signal) {
        const paper = paperOf(action);
        if (!paper) {
            return;
        }
        try {
            const document = await foresee(id, action.id, paper, request, signal);
            if (!signal.aborted) {
                this.#say('act-paper', sheet(document));
                globalThis.document.documentElement.dataset.foreseen = `${action.id} ${paper}`;
            }
        } catch (error) {
            if (!signal.aborted) {
                this.#say('act-paper', h('p', {class: 'quiet'}, error.message));
            }
        }
    }

    /** Who may not take the action at all is told so, and cannot try. */
    #bar(error) {
        if (error.status === 403) {
            this.#complain(error);
            document.getElementById('act-confirm').disabled = true;
        }
    }

    #say(id, ...content) {
        document.getElementById(id)?.replaceChildren(...content);
    }

    async #take(action, about, needs, confirm) {
        const request = this.#request(needs);
        confirm.disabled = true;
        try {
            if (request.signature && !await this.#read(action, about, needs, request)) {
                confirm.disabled = false;
                return;
            }
            clearTimeout(this.#resting);
            this.#asking?.abort(); // afterwards there is nothing to preview
            const now = await act(about.dossier, action.id, request);
            this.close();
            toast(fill(words.actionDone, {action: inLanguage(action.label)}));
            await this.#done(now);
        } catch (error) {
            confirm.disabled = error.status === 403;
            this.#complain(error);
        }
    }

    /**
     * What is signed is what was read: names the preview that stands there. When
     * it is another than what would be signed, it is had anew, to be read first.
     */
    async #read(action, about, needs, request) {
        if (this.#seen?.request !== JSON.stringify(request)) {
            clearTimeout(this.#resting);
            await this.#preview(action, about, needs);
            if (this.#seen) {
                this.#complain(Object.assign(new Error(words.readAgain), {errors: []}));
            }
            return false;
        }
        request.signature.preview = this.#seen.hash;
        return true;
    }

    /** Says what is wrong: at the field where it has one, else at the foot. */
    #complain(error) {
        const problem = document.getElementById('act-problem');
        for (const fault of this.#dialog.querySelectorAll('[data-field] > .error')) {
            fault.hidden = true;
        }
        for (const input of this.#dialog.querySelectorAll('[aria-invalid]')) {
            input.removeAttribute('aria-invalid');
        }
        problem.hidden = !error;
        if (!error) {
            return;
        }
        const rest = error.errors.filter((e) => !this.#complainAt(e.field ?? '', e.message));
        problem.replaceChildren(h('p', {}, error.message), ...rest.map((e) => h('p', {}, e.message)));
    }

    #complainAt(name, message) {
        const place = this.#dialog.querySelector(`[data-field="${CSS.escape(name)}"]`);
        const fault = place?.querySelector(':scope > .error');
        if (!fault) {
            return false;
        }
        fault.textContent = message;
        fault.hidden = false;
        const input = place.querySelector('input, textarea, select');
        input?.setAttribute('aria-invalid', 'true');
        input?.setAttribute('aria-describedby', fault.id);
        return true;
    }
}
