// One dossier: its head, the findings and the other tabs, the map beside them,
// and at the foot what may be done now.

import {words, may} from '../config.js';
import {h, icon} from '../dom.js';
import {getAppraisal, getDossier, precheck} from './service.js';
import {go, state} from './state.js';
import {dossierHead, duplicatesNote} from './head.js';
import {drawTabs, tabsOf} from './tabs.js';
import {rowsOf} from './findings.js';
import {FindingsPanel, assessmentsOf, positionChoice, whyNone} from './findings_panel.js';
import {alternativeFeatures, drawingOf, filedFeatures} from './evidence.js';
import {positionsTab} from './positions.js';
import {neighboursTab} from './neighbours.js';
import {attachmentsTab} from './attachments.js';
import {commentsTab, historyTab} from './history.js';
import {actionBar} from './actions.js';
import {AskedTabs} from './asked_tabs.js';
import {TrialDesk} from './trial_desk.js';
import {requestOf} from './request.js';

/** The dossier that is open. */
export class Dossier {
    #elements;
    #place;
    #inbox;
    #workflow = null;
    #dossier = null;
    #found = null; // {result, basis}
    #trial;
    #findings;
    #asked;
    #asking = new AbortController();
    #drawn = '';
    #drawnMap = '';
    #as = '';

    constructor(elements, place, inbox) {
        this.#elements = elements;
        this.#place = place;
        this.#inbox = inbox;
        this.#trial = new TrialDesk(elements.trial, place, {found: () => this.#draw(state()), kept: (dossier) => this.acted(dossier)});
        this.#findings = new FindingsPanel(elements.panel);
        this.#asked = new AskedTabs(elements.panel);
    }

    /** The dossier as it was read; null when none is open. */
    get held() {
        return this.#dossier;
    }

    /** What was found about it; null while it is not known. */
    get found() {
        return this.#found?.result ?? null;
    }

    get workflow() {
        return this.#workflow;
    }

    /** Opens the dossier of that ID, or draws what the address wants of it. */
    async show(now, workflow) {
        this.#workflow = workflow;
        const known = this.#dossier && [this.#dossier.application.id, this.#dossier.application.code].includes(now.id);
        if (!known || this.#as !== now.as) {
            this.#as = now.as;
            await this.#open(now.id);
            return;
        }
        this.#draw(now);
    }

    async #open(id) {
        this.close();
        this.#asking = new AbortController();
        const {signal} = this.#asking;
        const {head, panel} = this.#elements;
        head.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading));
        panel.replaceChildren();
        try {
            await this.#take(await getDossier(id, signal), signal);
        } catch (error) {
            if (!signal.aborted) {
                head.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message), h('button', {type: 'button', class: 'text-button', onclick: () => go({id: ''})}, icon('arrow-left'), words.backToInbox));
                this.#elements.foot.replaceChildren();
            }
        }
    }

    /** Forgets the dossier. */
    close() {
        this.#asking.abort();
        this.#dossier = this.#found = null;
        this.#asked.forget();
        this.#drawn = '';
        this.#findings.reset();
        this.#trial.close();
        for (const element of [this.#elements.head, this.#elements.tabs, this.#elements.panel, this.#elements.foot]) {
            element.replaceChildren();
        }
        delete document.documentElement.dataset.dossier;
    }

    /** Takes the dossier as the service answered with it, and asks what it comes to. */
    async #take(dossier, signal = this.#asking.signal) {
        this.#dossier = dossier;
        this.#asked.forget();
        this.#draw(state());
        try {
            this.#found = await this.#appraise(dossier, signal);
        } catch (error) {
            if (signal.aborted) {
                return;
            }
            this.#found = {result: null, fault: error};
        }
        this.#trial.forget();
        this.#drawn = '';
        this.#draw(state());
        document.documentElement.dataset.dossier = `${dossier.application.code}@${dossier.revision}`;
    }

    /** The findings on record, or those of now; for whom these are internal, their own precheck. */
    async #appraise(dossier, signal) {
        const own = dossier.me.startsWith('operator:') && !dossier.decision?.signed;
        if (own) {
            const request = requestOf(dossier);
            return {result: request.positions.length && may('compute', 'precheck') ? await precheck(request, signal) : null, basis: 'own'};
        }
        const answer = await getAppraisal(dossier.application.id, signal);
        return {result: answer.result, basis: answer.on_record ? 'kept' : 'now'};
    }

    /** Takes what an action answered with. */
    async acted(dossier) {
        await this.#take(dossier);
        this.#inbox.refresh();
    }

    /** Asks anew, such as after a change elsewhere; what is being written stays. */
    async refresh() {
        if (!this.#dossier || this.#elements.panel.querySelector('form')?.contains(document.activeElement)) {
            return;
        }
        const now = await getDossier(this.#dossier.application.id, this.#asking.signal);
        if (now.revision !== this.#dossier.revision || now.events.length !== this.#dossier.events.length || now.attachments.length !== this.#dossier.attachments.length) {
            await this.#take(now);
        }
    }

    #item() {
        return this.#inbox.itemOf(this.#dossier.application.id);
    }

    #draw(now) {
        const d = this.#dossier;
        if (!d) {
            return;
        }
        const {head, note, tabs, foot} = this.#elements;
        head.replaceChildren(...dossierHead(d, this.#item()));
        note.replaceChildren(duplicatesNote(d));
        note.hidden = !note.firstChild?.nodeType || note.textContent === '';
        const tab = now.tab || 'findings';
        drawTabs(tabs, tabsOf(d, this.#found?.result), tab, (name) => go({tab: name === 'findings' ? '' : name}, true));
        this.#elements.panel.setAttribute('aria-labelledby', `tab-${tab}`);
        foot.replaceChildren(...actionBar(d, this.#workflow, (action) => go(action.id === 'amend' ? {edit: '1'} : {do: action.id})));
        this.#trial.follow(d, now, this.#assessments(now).filed, this.#asking.signal);
        this.#drawPanel(tab, now);
        this.#drawMap(now);
    }

    /** What was found about the chosen position, as filed and as tried. */
    #assessments(now) {
        return assessmentsOf(this.#found?.result, this.#trial.result, now);
    }

    #drawPanel(tab, now) {
        const {panel} = this.#elements;
        const of = this.#assessments(now);
        const d = this.#dossier;
        const still = (name) => () => d === this.#dossier && (state().tab || 'findings') === name;
        if (['comments', 'files'].includes(tab) && panel.querySelector('form')?.contains(document.activeElement) && this.#drawn === `${tab} ${d.revision}`) {
            return; // somebody is writing
        }
        this.#drawn = `${tab} ${d.revision}`;
        switch (tab) {
        case 'positions':
            panel.replaceChildren(...positionsTab(d, this.#found?.result, now.position, (code) => go({position: code}, true)));
            break;
        case 'neighbours':
            panel.replaceChildren(...of.shown ? [positionChoice(this.#found.result, of.filed), ...neighboursTab(of.shown)] : whyNone(this.#found));
            break;
        case 'files':
            panel.replaceChildren(...attachmentsTab(d, this.#found?.result, () => this.#reread()));
            break;
        case 'comments':
            panel.replaceChildren(...commentsTab(d, (after) => this.acted(after)));
            break;
        case 'papers':
            this.#asked.papers(d, this.#asking.signal, still('papers'));
            break;
        case 'history':
            panel.replaceChildren(...historyTab(d, this.#workflow));
            break;
        case 'watch':
            this.#asked.watch(d, this.#asking.signal, still('watch'));
            break;
        default:
            if (of.shown) {
                this.#findings.draw(this.#found.result, this.#found.basis, of, now);
            } else {
                panel.replaceChildren(...whyNone(this.#found));
            }
        }
        document.documentElement.dataset.tab = tab;
    }

    async #reread() {
        this.#drawn = '';
        document.activeElement?.blur?.();
        await this.#take(await getDossier(this.#dossier.application.id));
    }

    #drawMap(now) {
        const {filed, shown, tried} = this.#assessments(now);
        if (!shown) {
            const positions = filedFeatures(this.#dossier.positions, (p) => p.code === now.position);
            this.#place.draw(positions, positions, 15);
            return;
        }
        const row = now.finding ? rowsOf(shown, {check: '', open: false}).find((r) => r.key === now.finding) : null;
        const {features, inView} = drawingOf(tried ? this.#trial.result : this.#found.result, shown, row?.finding);
        const key = `${filed.code} ${now.finding} ${this.#dossier.revision}`;
        const moves = this.#drawnMap !== key;
        this.#drawnMap = key;
        this.#place.draw([...features, ...tried ? alternativeFeatures(tried) : []], moves ? inView : [], row ? 18 : 15);
    }

    /** Moves to the next or previous finding. */
    step(by) {
        const now = state();
        const {shown} = this.#assessments(now);
        if (shown && (now.tab || 'findings') === 'findings') {
            this.#findings.step(by, shown, now);
        }
    }
}
