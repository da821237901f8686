// One dossier: its head, the findings and the other tabs, the map beside them,
// and at the foot what may be done now.

import {words, fill, may} from '../config.js';
import {h, icon} from '../dom.js';
import {toast} from '../toast.js';
import {act, getAppraisal, getDocuments, getDossier, getWatch, precheck} from './service.js';
import {go, state} from './state.js';
import {dossierHead, duplicatesNote} from './head.js';
import {drawTabs} from './tabs.js';
import {countsOf, findingFilters, findingsTable, rowsOf} from './findings.js';
import {kindOf, mark, tally} from './verdict.js';
import {alternativeFeatures, drawingOf} from './evidence.js';
import {positionsTab} from './positions.js';
import {neighboursTab} from './neighbours.js';
import {attachmentsTab} from './attachments.js';
import {commentsTab, historyTab} from './history.js';
import {papersTab} from './papers.js';
import {watchedOf, watchTable} from './watching.js';
import {actionBar} from './actions.js';
import {amendmentOf, trialCard, trialOf, trialText, withTrial} from './trial.js';
import {requestOf} from './request.js';

/** How long the hand rests before what is tried is asked about. */
const restMs = 180;

/** The dossier that is open. */
export class Dossier {
    #elements;
    #place;
    #inbox;
    #workflow = null;
    #dossier = null;
    #found = null; // {result, basis}
    #tried = null; // {text, result, fault}
    #papers = null;
    #watch = null;
    #asking = new AbortController();
    #resting = 0;
    #drawn = '';
    #as = '';
    #led = false;

    constructor(elements, place, inbox) {
        this.#elements = elements;
        this.#place = place;
        this.#inbox = inbox;
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
        clearTimeout(this.#resting);
        this.#dossier = this.#found = this.#tried = this.#papers = this.#watch = null;
        this.#drawn = '';
        this.#led = false;
        this.#place.drag(null);
        this.#elements.trial.hidden = true;
        for (const element of [this.#elements.head, this.#elements.tabs, this.#elements.panel, this.#elements.foot]) {
            element.replaceChildren();
        }
        delete document.documentElement.dataset.dossier;
    }

    /** Takes the dossier as the service answered with it, and asks what it comes to. */
    async #take(dossier, signal = this.#asking.signal) {
        this.#dossier = dossier;
        this.#papers = this.#watch = null;
        this.#draw(state());
        try {
            this.#found = await this.#appraise(dossier, signal);
        } catch (error) {
            if (signal.aborted) {
                return;
            }
            this.#found = {result: null, fault: error};
        }
        this.#tried = null;
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
        drawTabs(tabs, this.#tabs(), tab, (name) => go({tab: name === 'findings' ? '' : name}, true));
        this.#elements.panel.setAttribute('aria-labelledby', `tab-${tab}`);
        foot.replaceChildren(...actionBar(d, this.#workflow, (action) => go(action.id === 'amend' ? {edit: '1'} : {do: action.id})));
        this.#try(now);
        this.#drawPanel(tab, now);
        this.#drawMap(now);
    }

    #tabs() {
        const d = this.#dossier;
        const counts = this.#found?.result?.positions.reduce((sum, a) => {
            for (const [verdict, n] of Object.entries(countsOf(a))) {
                sum[verdict] = (sum[verdict] ?? 0) + n;
            }
            return sum;
        }, {});
        const comments = d.events.filter((e) => e.comment && e.action !== 'attach').length;
        return [
            {name: 'findings', title: words.findings, count: counts ? tally({not_met: counts.not_met}) : ''},
            {name: 'positions', title: words.positions, count: String(d.positions.length)},
            {name: 'neighbours', title: words.neighboursTab},
            {name: 'files', title: words.filesTab, count: d.attachments.length ? String(d.attachments.length) : ''},
            {name: 'comments', title: words.comments, count: comments ? String(comments) : ''},
            {name: 'papers', title: words.papers},
            {name: 'history', title: words.historyTab},
            {name: 'watch', title: words.watchTab},
        ];
    }

    /** What was found about the chosen position, as filed and as tried. */
    #assessments(now) {
        const result = this.#found?.result;
        const filed = result?.positions.find((a) => a.code === now.position) ?? result?.positions[0] ?? null;
        const tried = this.#tried?.result?.positions.find((a) => a.code === filed?.code) ?? null;
        return {filed, tried, shown: tried ?? filed};
    }

    #drawPanel(tab, now) {
        const {panel} = this.#elements;
        const {filed, shown, tried} = this.#assessments(now);
        const d = this.#dossier;
        if (['comments', 'files'].includes(tab) && panel.querySelector('form')?.contains(document.activeElement) && this.#drawn === `${tab} ${d.revision}`) {
            return; // somebody is writing
        }
        this.#drawn = `${tab} ${d.revision}`;
        const needsFindings = () => shown ? null : this.#noFindings();
        switch (tab) {
        case 'positions':
            panel.replaceChildren(...positionsTab(d, this.#found?.result, now.position, (code) => go({position: code}, true)));
            break;
        case 'neighbours':
            panel.replaceChildren(...needsFindings() ?? [this.#positionChoice(now), ...neighboursTab(shown)]);
            break;
        case 'files':
            panel.replaceChildren(...attachmentsTab(d, this.#found?.result, () => this.#reread()));
            break;
        case 'comments':
            panel.replaceChildren(...commentsTab(d, (after) => this.acted(after)));
            break;
        case 'papers':
            this.#drawPapers();
            break;
        case 'history':
            panel.replaceChildren(...historyTab(d, this.#workflow));
            break;
        case 'watch':
            this.#drawWatch();
            break;
        default:
            this.#drawFindings(now, filed, shown, tried);
        }
        document.documentElement.dataset.tab = tab;
    }

    async #reread() {
        this.#drawn = '';
        document.activeElement?.blur?.();
        await this.#take(await getDossier(this.#dossier.application.id));
    }

    #noFindings() {
        if (!this.#found) {
            return [h('p', {class: 'quiet', role: 'status'}, words.loading)];
        }
        if (this.#found.fault) {
            return [h('p', {class: 'error', role: 'alert'}, this.#found.fault.message)];
        }
        return [h('p', {class: 'quiet empty-line'}, words.nothingAppraised)];
    }

    #positionChoice(now) {
        const positions = this.#found?.result?.positions ?? [];
        const {filed} = this.#assessments(now);
        if (positions.length < 2) {
            return '';
        }
        return h('div', {class: 'position-choice', role: 'group', 'aria-label': words.positions}, ...positions.map((a) => h('button', {
            type: 'button', class: 'filter-chip', 'aria-pressed': String(a.code === filed?.code), 'data-position': a.code,
            onclick: () => go({position: a.code, finding: '', try: ''}, true)}, mark(kindOf(a)), h('span', {class: 'code'}, a.code))));
    }

    #drawFindings(now, filed, shown, tried) {
        const {panel} = this.#elements;
        if (!shown) {
            panel.replaceChildren(...this.#noFindings());
            return;
        }
        const kept = panel.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset.finding : null;
        const top = panel.scrollTop;
        const view = {check: now.check, open: now.open === '1', finding: now.finding, before: tried ? filed : null};
        panel.replaceChildren(h('div', {class: 'findings-head'}, this.#positionChoice(now), findingFilters(shown, view, (changes) => go(changes, true)),
            h('p', {class: tried ? 'basis unsaved' : 'basis'}, tried ? words.basis_trial : words[`basis_${this.#found.basis}`], ' ',
                may('compute', 'precheck') && !now.try ? h('button', {type: 'button', class: 'link', id: 'try', onclick: () => go({position: shown.code, try: '0'}, true)}, words.tryIt) : '')),
        findingsTable(shown, view, (key) => go({finding: key === now.finding ? '' : key, position: shown.code}, true)));
        panel.scrollTop = top;
        if (!this.#led && now.finding) { // a link leads to its finding
            this.#lead(panel.querySelector('.finding.selected'));
        }
        this.#led = true;
        if (kept) {
            panel.querySelector(`tr[data-finding="${CSS.escape(kept)}"]`)?.focus({preventScroll: true});
        }
    }

    async #drawPapers() {
        const {panel} = this.#elements;
        if (this.#papers) {
            if (!panel.querySelector('.papers')) {
                panel.replaceChildren(...papersTab(this.#dossier, this.#papers));
            }
            return;
        }
        panel.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading));
        const of = this.#dossier;
        try {
            const {items} = await getDocuments(of.application.id, this.#asking.signal);
            if (of === this.#dossier) {
                this.#papers = items;
                if ((state().tab || '') === 'papers') {
                    panel.replaceChildren(...papersTab(of, items));
                }
            }
        } catch (error) {
            panel.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
        }
    }

    async #drawWatch() {
        const {panel} = this.#elements;
        if (!this.#watch) {
            panel.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading));
            try {
                this.#watch = (await getWatch(this.#asking.signal)).items;
            } catch (error) {
                panel.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
                return;
            }
        }
        if (state().tab === 'watch' && this.#dossier) {
            panel.replaceChildren(watchTable(watchedOf(this.#watch, this.#dossier)));
        }
    }

    #drawMap(now) {
        const {filed, shown, tried} = this.#assessments(now);
        if (!shown) {
            const positions = this.#dossier.positions.filter((p) => p.geometry).map((p) => ({type: 'Feature', geometry: p.geometry, properties: {role: 'position', code: p.code, label: p.code, selected: p.code === now.position}}));
            this.#place.draw(positions, positions, 15);
            return;
        }
        const row = now.finding ? rowsOf(shown, {check: '', open: false}).find((r) => r.key === now.finding) : null;
        const {features, inView} = drawingOf(tried ? this.#tried.result : this.#found.result, shown, row?.finding);
        const key = `${filed.code} ${now.finding} ${this.#dossier.revision}`;
        const moves = this.#drawnMap !== key;
        this.#drawnMap = key;
        this.#place.draw([...features, ...tried ? alternativeFeatures(tried) : []], moves ? inView : [], row ? 18 : 15);
    }

    #drawnMap = '';

    /** Follows what is tried: the card, the marker and, after a rest, the findings. */
    #try(now) {
        const {trial} = this.#elements;
        const changes = trialOf(now.try);
        const {filed} = this.#assessments(now);
        const position = this.#dossier.positions.find((p) => p.code === filed?.code);
        if (!changes || !position) {
            clearTimeout(this.#resting);
            this.#tried = null;
            trial.hidden = true;
            this.#place.drag(null);
            this.#place.keepFree(0);
            return;
        }
        if (position.geometry) {
            this.#place.drag(changes.at ?? position.geometry.coordinates, (at) => go({try: trialText({...trialOf(state().try), at})}, true));
        }
        const text = `${position.code} ${now.try}`;
        this.#drawTrial(position, changes, filed);
        if (this.#tried?.text !== text && this.#pending !== text) {
            this.#pending = text;
            clearTimeout(this.#resting);
            this.#resting = setTimeout(() => this.#askTrial(text, position, changes), restMs);
        }
    }

    #pending = '';

    async #askTrial(text, position, changes) {
        const of = this.#dossier;
        let found;
        try {
            const request = requestOf(of, (p) => p.code === position.code ? withTrial(p, changes) : p);
            found = {text, result: await precheck({...request, alternatives: true}, this.#asking.signal), fault: null};
        } catch (error) {
            found = {text, result: null, fault: error};
        }
        if (this.#pending === text && of === this.#dossier) {
            this.#tried = found;
            this.#pending = '';
            this.#draw(state());
            document.documentElement.dataset.tried = text;
        }
    }

    #drawTrial(position, changes, filed) {
        const {trial} = this.#elements;
        const inside = trial.contains(document.activeElement) ? document.activeElement : null;
        const typed = inside?.tagName === 'INPUT' ? {value: inside.value, start: inside.selectionStart} : null;
        const after = this.#tried?.result?.positions.find((a) => a.code === position.code) ?? null;
        trial.replaceChildren(...trialCard({position, changes, before: filed, after, fault: this.#tried?.fault ?? null, mayAmend: this.#dossier.actions.some((a) => a.id === 'amend')}, {
            set: (next) => go({try: trialText(next)}, true),
            stop: () => go({try: ''}, true),
            keep: () => this.#keepTrial(position, changes),
        }));
        trial.hidden = false;
        this.#place.keepFree(getComputedStyle(trial).position === 'absolute' ? trial.offsetHeight : 0);
        if (inside?.id) {
            const again = document.getElementById(inside.id);
            again?.focus({preventScroll: true});
            if (typed && again) {
                again.value = typed.value;
                again.setSelectionRange?.(typed.start, typed.start);
            }
        }
    }

    async #keepTrial(position, changes) {
        try {
            const now = await act(this.#dossier, 'amend', {amendment: {positions: {[position.code]: amendmentOf(changes)}}});
            go({try: ''}, true);
            await this.acted(now);
            toast(fill(words.trialKept, {code: position.code}));
        } catch (error) {
            toast([error.message, ...error.errors.map((e) => e.message)].join(' '));
        }
    }

    /** Brings a finding into view, within its own part of the page where that scrolls. */
    #lead(row) {
        const {panel} = this.#elements;
        if (!row || panel.scrollHeight <= panel.clientHeight) {
            row?.scrollIntoView({block: 'nearest'});
            return;
        }
        const head = panel.querySelector('.findings-head').offsetHeight;
        const top = row.offsetTop - head - 40;
        const bottom = row.offsetTop + row.offsetHeight + (row.nextElementSibling?.offsetHeight ?? 0);
        if (panel.scrollTop > top || panel.scrollTop + panel.clientHeight < bottom) {
            panel.scrollTop = Math.max(0, top);
        }
    }

    /** Moves to the next or previous finding. */
    step(by) {
        const now = state();
        const {shown} = this.#assessments(now);
        if (!shown || (now.tab || 'findings') !== 'findings') {
            return;
        }
        const rows = rowsOf(shown, {check: now.check, open: now.open === '1'});
        const at = rows.findIndex((row) => row.key === now.finding);
        const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
        if (next) {
            go({finding: next.key, position: shown.code}, true);
            const row = this.#elements.panel.querySelector(`tr[data-finding="${CSS.escape(next.key)}"]`);
            row?.focus({preventScroll: true});
            this.#lead(row);
        }
    }
}
