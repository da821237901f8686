// Filing a dossier, or changing one that lies with the applicant: a form, the
// positions with what a check before filing says of each, and the map.

import {words, config, fieldOf, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {toast} from '../toast.js';
import {act, file, precheck} from './service.js';
import {go, state} from './state.js';
import {applicationFields, positionFields, readApplication} from './filing_fields.js';
import {sheetLoader} from './filing_sheet.js';
import {drawingOf} from './evidence.js';
import {findingsTable} from './findings.js';
import {kindOf, mark, tally} from './verdict.js';
import {countsOf} from './findings.js';

const restMs = 500;

/** What an amendment may change of the dossier itself. */
const amendable = ['title', 'plan_code', 'sharing_plan', 'submitter', 'contact', 'note'];

/** Members of a position that the program sets itself. */
const kept = ['id', 'revision', 'valid_from', 'valid_to', 'application_id', 'operator_code', 'state', 'site_id', 'built'];

const stripped = (position) => Object.fromEntries(Object.entries(position).filter(([name]) => !kept.includes(name)));

/** The form. */
export class Filing {
    #elements;
    #place;
    #done;
    #dossier = null;
    #application = {};
    #positions = [];
    #was = [];
    #at = 0;
    #result = null;
    #faults = [];
    #resting = 0;
    #asking = null;
    #open = false;
    #problem = null;

    /**
     * @param {{head: HTMLElement, panel: HTMLElement, foot: HTMLElement, tabs: HTMLElement}} elements
     * @param {import('./place.js').Place} place
     * @param {{filed: (dossier: any) => Promise<void>, operators: () => Promise<any[]>}} actions
     */
    constructor(elements, place, actions) {
        this.#elements = elements;
        this.#place = place;
        this.#done = actions;
    }

    /** Whether the form is open. */
    get open() {
        return this.#open;
    }

    /** Opens the form for a new dossier, or for the one given. */
    async show(dossier) {
        if (this.#open) {
            return;
        }
        this.#open = true;
        this.#dossier = dossier;
        this.#application = dossier ? {...dossier.application} : {type: 'position', operator_code: config.operator ?? '', province_code: config.unit};
        this.#positions = dossier ? dossier.positions.filter((p) => p.state !== 'withdrawn').map(stripped) : [{code: ''}];
        this.#was = this.#positions.map((p) => ({...p}));
        this.#at = 0;
        this.#result = this.#problem = null;
        this.#faults = [];
        this.operators = await this.#done.operators();
        if (!this.#open || this.#dossier !== dossier) {
            return; // it was left meanwhile
        }
        this.#place.drag(null);
        this.#place.onClick((at, feature) => this.#clicked(at, feature));
        this.#draw();
        if (!dossier) {
            this.#place.whole();
        }
        this.#check(0);
    }

    /** Leaves the form. */
    close() {
        if (this.#open) {
            this.#open = false;
            clearTimeout(this.#resting);
            this.#asking?.abort();
            this.#place.onClick(() => {});
            delete document.documentElement.dataset.filing;
        }
    }

    #draw() {
        const {head, panel, foot, tabs, note} = this.#elements;
        tabs.replaceChildren();
        note.replaceChildren();
        note.hidden = true;
        head.replaceChildren(h('button', {type: 'button', class: 'icon-button', 'aria-label': words.cancel, title: words.cancel, onclick: () => this.#leave()}, icon('arrow-left')),
            h('div', {class: 'head-name'}, h('h2', {}, this.#dossier ? fill(words.amendTitle, {code: this.#dossier.application.code}) : words.newDossier), h('p', {class: 'quiet'}, words.filingHelp)));
        this.list = h('div', {class: 'position-choice', role: 'group', 'aria-label': words.positions});
        this.fields = h('div', {id: 'filing-position'});
        this.findings = h('div', {id: 'filing-findings', 'aria-live': 'polite'});
        panel.replaceChildren(h('form', {id: 'filing-form', noValidate: true, onsubmit: (event) => event.preventDefault()},
            h('section', {}, h('h3', {}, words.dossier), applicationFields(this.#application, this.operators, Boolean(this.#dossier), () => this.#changed())),
            h('section', {}, h('h3', {}, words.positions), this.list,
                sheetLoader({operator: () => this.#application.operator_code, take: (positions, problems) => this.#take(positions, problems)}), this.fields),
            h('section', {}, h('h3', {}, words.precheckTitle), h('p', {class: 'quiet'}, words.basis_own), this.findings)));
        this.problem = h('div', {class: 'error', role: 'alert', id: 'filing-problem', hidden: true});
        foot.replaceChildren(this.problem, this.tally = h('span', {class: 'filing-tally', role: 'status'}), ...this.#buttons());
        this.#drawPositions();
        panel.querySelector('select, input')?.focus();
    }

    #buttons() {
        const button = (id, name, title, act, primary) => h('button', {type: 'button', id, class: `text-button ${primary ? 'primary' : ''}`, onclick: act}, icon(name), title);
        return this.#dossier ? [button('filing-save', 'save', words.saveChanges, () => this.#amend(), true)]
            : [button('filing-draft', 'save', words.saveDraft, () => this.#file(true), false), button('filing-file', 'send', words.fileNow, () => this.#file(false), true)];
    }

    #drawPositions() {
        this.list.replaceChildren(...this.#positions.map((p, i) => {
            const found = this.#result?.positions[i];
            const faulty = this.#faults.some((f) => f.item === i + 1);
            return h('button', {type: 'button', class: `filter-chip ${faulty ? 'faulty' : ''}`, 'aria-pressed': String(i === this.#at), 'data-position': p.code, onclick: () => this.#choose(i)},
                found ? mark(kindOf(found)) : null, h('span', {class: 'code'}, p.code || fill(words.positionN, {n: i + 1})));
        }), h('button', {type: 'button', class: 'filter-chip', id: 'add-position', onclick: () => {
            this.#positions.push({code: ''});
            this.#choose(this.#positions.length - 1);
            this.#changed();
        }}, icon('plus'), words.addPosition));
        this.fields.replaceChildren(positionFields(this.#positions[this.#at], this.#faults.filter((f) => f.item === this.#at + 1), {
            changed: () => this.#changed(),
            remove: this.#positions.length > 1 ? () => this.#remove() : null,
        }));
    }

    #choose(i) {
        this.#at = i;
        this.#drawPositions();
        this.#drawFindings();
        this.#map(true);
        this.fields.querySelector('input')?.focus();
    }

    #remove() {
        this.#positions.splice(this.#at, 1);
        this.#at = Math.max(0, this.#at - 1);
        this.#result = null;
        this.#drawPositions();
        this.#changed();
    }

    /** Takes the positions of a sheet in place of an empty form, or after those that stand there. */
    #take(positions, problems) {
        const empty = this.#positions.length === 1 && Object.values(this.#positions[0]).every((v) => v === '' || v === undefined);
        this.#positions = [...empty ? [] : this.#positions, ...positions];
        this.#at = empty ? 0 : this.#positions.length - positions.length;
        this.#result = null;
        this.#drawPositions();
        this.#changed();
        toast(fill(words.sheetRead, {n: positions.length, problems: problems.length}));
    }

    #clicked(at, feature) {
        if (feature?.role === 'position') {
            const i = this.#positions.findIndex((p) => p.code === feature.code);
            if (i >= 0) {
                this.#choose(i);
            }
            return;
        }
        const p = this.#positions[this.#at];
        p.geometry = {type: 'Point', coordinates: [Math.round(at.lon * 1e6) / 1e6, Math.round(at.lat * 1e6) / 1e6]};
        delete p.given_coordinates;
        delete p.given_crs;
        this.#drawPositions();
        this.#changed();
    }

    #changed() {
        this.#faults = [];
        this.problem.hidden = true;
        this.#check(restMs);
    }

    #check(afterMs) {
        clearTimeout(this.#resting);
        this.#resting = setTimeout(() => this.#precheck(), afterMs);
    }

    async #precheck() {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        readApplication(this.#application, this.#elements.panel);
        const told = this.#positions.map((p) => p.geometry || p.given_coordinates || p.code);
        if (!told.some(Boolean)) {
            this.findings.replaceChildren(h('p', {class: 'quiet'}, words.fillPosition));
            document.documentElement.dataset.filing = 'empty';
            return;
        }
        try {
            const result = await precheck(this.#question(), asking.signal);
            if (asking.signal.aborted) {
                return;
            }
            this.#result = result;
            result.positions.forEach((a, i) => {
                if (a.point && !this.#positions[i].geometry) {
                    this.#positions[i].geometry = {type: 'Point', coordinates: a.point};
                }
            });
            this.#faults = [];
        } catch (error) {
            if (asking.signal.aborted) {
                return;
            }
            this.#result = null;
            this.#complain(error);
        }
        this.#drawChips();
        this.#drawFindings();
        this.#map(false);
        document.documentElement.dataset.filing = `${this.#positions.length} ${this.#result ? this.#result.positions.map((a) => a.verdict).join(' ') : 'faulty'}`;
    }

    #question() {
        const {type, title, operator_code, province_code, plan_code, sharing_plan} = this.#application;
        const application = Object.fromEntries(Object.entries({type, title, operator_code, province_code, plan_code, sharing_plan}).filter(([, v]) => v !== undefined && v !== null && v !== ''));
        return {province: province_code ?? '', application, ...this.#dossier ? {attached: this.#dossier.attachments.map((a) => a.class)} : {},
            positions: this.#positions.map((p, i) => ({...clean(p), ...operator_code ? {operator_code} : {}, ...this.#identity(p, i)}))};
    }

    /** A position that is on record is not its own neighbour. */
    #identity(p) {
        const filed = this.#dossier?.positions.find((q) => q.code === p.code);
        return filed ? {id: filed.id, application_id: this.#dossier.application.id} : {};
    }

    /** The verdicts on the chips, without touching what is being written. */
    #drawChips() {
        const chips = this.list.querySelectorAll('[data-position]');
        this.#positions.forEach((p, i) => {
            const found = this.#result?.positions[i];
            chips[i]?.replaceChildren(...found ? [mark(kindOf(found))] : [], h('span', {class: 'code'}, p.code || fill(words.positionN, {n: i + 1})));
            chips[i]?.classList.toggle('faulty', this.#faults.some((f) => f.item === i + 1));
        });
        const counts = {};
        this.#result?.positions.forEach((a) => {
            counts[kindOf(a)] = (counts[kindOf(a)] ?? 0) + 1;
        });
        this.tally.replaceChildren(this.#result ? `${words.positions}: ` : '', tally(counts));
    }

    #drawFindings() {
        const found = this.#result?.positions[this.#at];
        const selected = state().finding;
        this.findings.replaceChildren(...found ? [tally(countsOf(found)), findingsTable(found, {check: '', open: false, finding: selected, before: null}, (key) => {
            go({finding: key === state().finding ? '' : key}, true);
            this.#drawFindings();
            this.#map(true);
        })] : []);
    }

    #map(moves) {
        const found = this.#result?.positions[this.#at];
        if (!this.#result) {
            const features = this.#positions.filter((p) => p.geometry).map((p) => ({type: 'Feature', geometry: p.geometry, properties: {role: 'position', code: p.code, label: p.code, selected: p === this.#positions[this.#at]}}));
            this.#place.draw(features);
            return;
        }
        const [check, n] = state().finding.split('.');
        const finding = found?.checks.find((c) => c.check === check)?.findings[Number(n)];
        const {features, inView} = drawingOf(this.#result, found, finding);
        this.#place.draw(features, moves || !this.drawn ? inView : [], finding ? 18 : 15);
        this.drawn = true;
    }

    /** Every fault where it belongs: at the position's field, or below. */
    #complain(error) {
        this.#faults = error.errors ?? [];
        const rest = this.#faults.filter((f) => !f.item || !fieldOf('positions', f.field) && f.field !== 'geometry');
        for (const f of this.#faults) {
            const place = f.item ? f.item === this.#at + 1 && this.fields.querySelector(`[data-field="${CSS.escape(f.field)}"] > .error`)
                : this.#elements.panel.querySelector(`[data-field="${CSS.escape(f.field)}"] > .error`);
            if (place) {
                place.textContent = f.message;
                place.hidden = false;
            }
        }
        this.problem.hidden = false;
        this.problem.replaceChildren(h('p', {}, error.message), h('ul', {}, ...this.#faults.filter((f) => f.item).map((f) => h('li', {},
            h('button', {type: 'button', class: 'link', onclick: () => this.#choose(f.item - 1)}, this.#positions[f.item - 1]?.code || fill(words.positionN, {n: f.item})), `: ${fieldOf('positions', f.field)?.label ?? f.field}: ${f.message}`)),
        ...rest.filter((f) => !f.item).map((f) => h('li', {}, `${fieldOf('applications', f.field)?.label ?? f.field}: ${f.message}`))));
    }

    async #file(draft) {
        readApplication(this.#application, this.#elements.panel);
        const {type, title, operator_code, province_code, plan_code, sharing_plan, submitter, contact, note} = this.#application;
        const filing = Object.fromEntries(Object.entries({type, title: title ?? '', operator_code: operator_code ?? '', province_code, plan_code, sharing_plan, submitter, contact, note}).filter(([, v]) => v !== undefined && v !== null));
        await this.#send(async () => {
            const made = await file({...filing, draft, positions: this.#positions.map(clean)}, ['officer', 'administrator'].includes(config.role) ? operator_code : '');
            toast(fill(draft ? words.draftSaved : words.filed, {code: made.application.code}));
            return made;
        });
    }

    async #amend() {
        readApplication(this.#application, this.#elements.panel);
        const application = Object.fromEntries(amendable.filter((name) => (this.#application[name] ?? null) !== (this.#dossier.application[name] ?? null)).map((name) => [name, this.#application[name] ?? null]));
        const positions = {};
        for (const p of this.#positions) {
            const was = this.#was.find((q) => q.code === p.code);
            const changes = was ? differences(was, p) : clean(p);
            if (Object.keys(changes).length > 0) {
                positions[p.code] = changes;
            }
        }
        for (const q of this.#was.filter((w) => !this.#positions.some((p) => p.code === w.code))) {
            positions[q.code] = null;
        }
        if (Object.keys(application).length + Object.keys(positions).length === 0) {
            toast(words.nothingToDo);
            this.#leave();
            return;
        }
        await this.#send(async () => {
            const now = await act(this.#dossier, 'amend', {amendment: {...Object.keys(application).length ? {application} : {}, ...Object.keys(positions).length ? {positions} : {}}});
            toast(words.saved);
            return now;
        });
    }

    /** Sends, or says everything that is wrong; nothing is ever half kept. */
    async #send(sending) {
        const buttons = this.#elements.foot.querySelectorAll('button');
        buttons.forEach((b) => (b.disabled = true));
        try {
            const dossier = await sending();
            this.close();
            await this.#done.filed(dossier);
        } catch (error) {
            this.#complain(error);
            this.#drawChips();
            this.problem.scrollIntoView({block: 'nearest'});
        } finally {
            buttons.forEach((b) => (b.disabled = false));
        }
    }

    #leave() {
        this.close();
        go(this.#dossier ? {edit: ''} : {new: '', id: ''});
    }
}

function clean(position) {
    return Object.fromEntries(Object.entries(position).filter(([, value]) => value !== undefined && value !== null && value !== ''));
}

/** The members that differ; null takes a value away. */
function differences(was, now) {
    const names = new Set([...Object.keys(was), ...Object.keys(now)]);
    return Object.fromEntries([...names].filter((name) => JSON.stringify(was[name] ?? null) !== JSON.stringify(now[name] ?? null)).map((name) => [name, now[name] ?? null]));
}
