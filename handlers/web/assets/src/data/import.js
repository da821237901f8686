// The import wizard: a file, its columns, where it lies, what is wrong, and the
// writing. What the server keeps of the import says how it stands; the address
// says which import and which step.

import {words, fill, config} from '../config.js';
import {h, icon} from '../dom.js';
import {percent} from '../format.js';
import {getJSON, send} from '../api.js';
import {toast} from '../toast.js';
import {errorBox} from './parts.js';
import {fileStep} from './file.js';
import {columnsStep} from './columns.js';
import {PlaceStep} from './place.js';
import {CheckStep} from './check.js';
import {saveStep} from './save.js';

const steps = [
    {name: 'file', title: words.stepFile},
    {name: 'columns', title: words.stepColumns},
    {name: 'place', title: words.stepPlace},
    {name: 'check', title: words.stepCheck},
    {name: 'save', title: words.stepSave},
];

const askEveryMs = 400;

export class ImportTab {
    element = h('div', {class: 'wizard'});
    #address;
    #import = null;
    #error = null;
    #body = h('div', {class: 'step-body', id: 'step-body'});
    #status = h('p', {class: 'quiet', role: 'status', id: 'import-status'});
    #place = new PlaceStep(this);
    #check = new CheckStep(this);
    #timer = 0;
    #drawn = '';
    #working = false;

    /** Why the file is imported, kept while steps are drawn anew. */
    reason = '';

    constructor(address) {
        this.#address = address;
        this.element.append(h('nav', {id: 'steps', 'aria-label': words.impSteps}), this.#status, this.#body);
    }

    /** The import as the server has it; null before a file was sent. */
    get held() {
        return this.#import;
    }

    /** The options by which the file was read last. */
    get asked() {
        return this.#import.options;
    }

    /** Whether the server is asked to read or write, and has not answered. */
    get working() {
        return this.#working;
    }

    async show() {
        const {import: id} = this.#address.now;
        if (id && this.#import?.id !== id) {
            await this.#load(() => getJSON(`imports/${id}`));
        } else if (!id) {
            this.#import = null;
            this.#error = null;
            this.#draw();
        } else {
            this.#draw();
        }
    }

    themed() {
        this.#place.recolour();
    }

    /** The step that is shown: the address's, as far as the import has come. */
    #stepNow() {
        if (!this.#import) {
            return 'file';
        }
        const {step} = this.#address.now;
        const known = steps.some(({name}) => name === step) ? step : 'columns';
        return known === 'place' && !this.placed() ? 'check' : known;
    }

    /** Whether the kind's records stand somewhere. */
    placed() {
        return this.#import?.preview?.targets.some(({name}) => name === 'lon' || name === 'wkt') ?? false;
    }

    goTo(step) {
        this.#address.set({step});
        this.#body.querySelector('h2')?.focus();
    }

    /** Sends a file. */
    async upload(file, kind) {
        const form = new FormData();
        form.append('file', file);
        form.append('kind', kind);
        this.#status.textContent = words.impSending;
        try {
            const made = await send('POST', 'imports', form);
            this.#import = made;
            this.#error = null;
            this.reason = '';
            this.#address.set({import: made.id, step: 'columns', tab: 'import'});
            this.#settle();
        } catch (error) {
            this.#error = error;
            this.#draw();
        }
    }

    /** Reads the file by other options. */
    async read(changes) {
        this.#busy();
        await this.#load(() => send('POST', `imports/${this.#import.id}`, {...this.asked, ...changes}));
    }

    async commit(reason) {
        this.#busy();
        await this.#load(() => send('POST', `imports/${this.#import.id}/commit`, {reason}));
    }

    async drop() {
        const {id} = this.#import;
        try {
            await send('DELETE', `imports/${id}`);
        } catch (error) {
            toast(error.message);
        }
        this.#address.go({tab: 'import'});
    }

    /** Begins anew with another file. */
    another() {
        this.#address.go({tab: 'import'});
    }

    #busy() {
        clearTimeout(this.#timer);
        this.#working = true;
        this.#status.textContent = fill(words.impReading, {share: ''});
        document.documentElement.dataset.import = 'busy';
    }

    async #load(ask) {
        try {
            this.#import = await ask();
            this.#error = null;
        } catch (error) {
            this.#error = error;
            if (error.status === 404) {
                this.#import = null;
                this.#error.message = words.impGone;
            }
        }
        this.#settle();
    }

    /** Draws what came; while the server works, asks again. */
    #settle() {
        clearTimeout(this.#timer);
        const {state, share, id} = this.#import ?? {};
        if (state === 'reading' || state === 'saving') {
            this.#status.textContent = fill(state === 'reading' ? words.impReading : words.impSaving, {share: percent(share)});
            this.#working = true;
            document.documentElement.dataset.import = 'busy';
            this.#timer = setTimeout(() => this.#load(() => getJSON(`imports/${id}`)), askEveryMs);
            return;
        }
        this.#working = false;
        this.#place.renew();
        this.#check.renew();
        this.#draw();
    }

    #draw() {
        const step = this.#stepNow();
        this.#drawSteps(step);
        if (!this.#working) {
            this.#status.textContent = '';
        }
        const content = {
            file: () => fileStep(this), columns: () => columnsStep(this), place: () => this.#place.draw(), check: () => this.#check.draw(), save: () => saveStep(this),
        }[step]();
        const {id} = document.activeElement ?? {};
        this.#body.replaceChildren(...[this.#error && errorBox(this.#error), this.#unreadable(), ...[content].flat()].filter(Boolean));
        this.#body.append(this.#foot(step));
        if (id && document.activeElement === document.body) {
            document.getElementById(id)?.focus({preventScroll: true});
        }
        if (this.#drawn && this.#drawn !== step) {
            this.#body.querySelector('h2')?.focus({preventScroll: true});
        }
        this.#drawn = step;
        document.documentElement.dataset.import = this.#working ? 'busy' : `${step} ${this.#import?.state ?? 'none'}`;
    }

    #unreadable() {
        const failure = this.#import?.failure;
        return failure && h('div', {class: 'error', role: 'alert'}, h('p', {}, words.impUnread),
            h('p', {}, failure.message[config.lang], ' ', failure.hint[config.lang]),
            h('ul', {class: 'plain'}, ...failure.errors.map((e) => h('li', {}, `${e.column} ${e.value}: ${e.message[config.lang]}`))));
    }

    #drawSteps(now) {
        const at = steps.findIndex(({name}) => name === now);
        this.element.querySelector('#steps').replaceChildren(h('ol', {class: 'steps'}, ...steps
            .filter(({name}) => name !== 'place' || !this.#import || this.placed())
            .map(({name, title}, i) => h('li', {}, h('button', {
                type: 'button', id: `step-${name}`, 'aria-current': name === now ? 'step' : undefined,
                class: steps.findIndex((s) => s.name === name) < at ? 'done' : '',
                disabled: !this.#import && name !== 'file' || this.#import?.state === 'saved' && name !== 'save', onclick: () => this.goTo(name),
            }, h('span', {class: 'step-number'}, String(i + 1)), title)))));
    }

    #foot(step) {
        if (!this.#import || this.#import.state === 'saved') {
            return '';
        }
        const order = steps.map(({name}) => name).filter((name) => name !== 'place' || this.placed());
        const at = order.indexOf(step);
        return h('p', {class: 'step-foot'},
            at > 0 ? h('button', {type: 'button', class: 'text-button', id: 'step-back', onclick: () => this.goTo(order[at - 1])}, icon('arrow-left'), words.impBack) : null,
            at < order.length - 1 ? h('button', {type: 'button', class: 'text-button primary', id: 'step-next', onclick: () => this.goTo(order[at + 1])}, words.impNext, icon('arrow-right')) : null,
            h('button', {type: 'button', class: 'text-button', id: 'import-drop', onclick: () => this.drop()}, icon('trash-2'), words.impCancel));
    }
}
