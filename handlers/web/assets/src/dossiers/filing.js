// Filing a dossier, or changing one that lies with the applicant: a form, the
// positions with what a check before filing says of each, and the map.

import {words, config, fill} from '../config.js';
import {h} from '../dom.js';
import {toast} from '../toast.js';
import {FilingCheck} from './filing_check.js';
import {act, file} from './service.js';
import {go, state} from './state.js';
import {positionFields, readApplication} from './filing_fields.js';
import {filingFrame} from './filing_frame.js';
import {markChips, positionChips, positionTally} from './filing_positions.js';
import {showFaults} from './filing_faults.js';
import {amendmentOf, filingOf, questionOf, stripped} from './filing_request.js';
import {drawingOf, filedFeatures} from './evidence.js';
import {countsOf, findingsTable} from './findings.js';
import {tally} from './verdict.js';

const restMs = 500;

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
    #check = new FilingCheck({question: () => this.#question(), found: (result) => this.#found(result), refused: (error) => this.#refused(error)});
    #open = false;

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
        this.#result = null;
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
        this.#check.after(0);
    }

    /** Leaves the form. */
    close() {
        if (this.#open) {
            this.#open = false;
            this.#check.stop();
            this.#place.onClick(() => {});
            delete document.documentElement.dataset.filing;
        }
    }

    #draw() {
        const {panel} = this.#elements;
        Object.assign(this, filingFrame(this.#elements, {
            dossier: this.#dossier, application: this.#application, operators: this.operators,
        }, {
            leave: () => this.#leave(), changed: () => this.#changed(), take: (positions, problems) => this.#take(positions, problems),
            amend: () => this.#amend(), file: (draft) => this.#file(draft),
        }));
        this.#drawPositions();
        panel.querySelector('select, input')?.focus();
    }

    #drawPositions() {
        this.list.replaceChildren(...positionChips(this.#held, {choose: (to) => this.#choose(to), add: () => {
            this.#positions.push({code: ''});
            this.#choose(this.#positions.length - 1);
            this.#changed();
        }}));
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
        this.#check.after(restMs);
    }

    /** What a check is asked; null, and said, while no position says anything. */
    #question() {
        readApplication(this.#application, this.#elements.panel);
        if (this.#positions.some((p) => p.geometry || p.given_coordinates || p.code)) {
            return questionOf(this.#application, this.#dossier, this.#positions);
        }
        this.findings.replaceChildren(h('p', {class: 'quiet'}, words.fillPosition));
        document.documentElement.dataset.filing = 'empty';
        return null;
    }

    #found(result) {
        this.#result = result;
        result.positions.forEach((a, i) => {
            if (a.point && !this.#positions[i].geometry) {
                this.#positions[i].geometry = {type: 'Point', coordinates: a.point};
            }
        });
        this.#faults = [];
        this.#checked();
    }

    #refused(error) {
        this.#result = null;
        this.#complain(error);
        this.#checked();
    }

    #checked() {
        this.#drawChips();
        this.#drawFindings();
        this.#map(false);
        document.documentElement.dataset.filing = `${this.#positions.length} ${this.#result ? this.#result.positions.map((a) => a.verdict).join(' ') : 'faulty'}`;
    }

    #drawChips() {
        markChips(this.list, this.#held);
        this.tally.replaceChildren(...positionTally(this.#result));
    }

    /** What the form holds, for what draws it. */
    get #held() {
        return {positions: this.#positions, at: this.#at, result: this.#result, faults: this.#faults};
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
            this.#place.draw(filedFeatures(this.#positions, (p) => p === this.#positions[this.#at]));
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
        showFaults(error, this.problem, {panel: this.#elements.panel, fields: this.fields, at: this.#at, positions: this.#positions}, (i) => this.#choose(i));
    }

    async #file(draft) {
        readApplication(this.#application, this.#elements.panel);
        await this.#send(async () => {
            const made = await file(filingOf(this.#application, this.#positions, draft), ['officer', 'administrator'].includes(config.role) ? this.#application.operator_code : '');
            toast(fill(draft ? words.draftSaved : words.filed, {code: made.application.code}));
            return made;
        });
    }

    async #amend() {
        readApplication(this.#application, this.#elements.panel);
        const amendment = amendmentOf(this.#application, this.#dossier.application, this.#positions, this.#was);
        if (!amendment) {
            toast(words.nothingToDo);
            this.#leave();
            return;
        }
        await this.#send(async () => {
            const now = await act(this.#dossier, 'amend', {amendment});
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
