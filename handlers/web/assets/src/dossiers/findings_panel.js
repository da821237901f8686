// The tab of findings: whose they are, what is kept of them, the table.

import {words, may} from '../config.js';
import {h} from '../dom.js';
import {findingFilters, findingsTable, rowsOf} from './findings.js';
import {go} from './state.js';
import {kindOf, mark} from './verdict.js';

/** What was found about the chosen position, as filed and as tried. */
export function assessmentsOf(result, trial, now) {
    const filed = result?.positions.find((a) => a.code === now.position) ?? result?.positions[0] ?? null;
    const tried = trial?.positions.find((a) => a.code === filed?.code) ?? null;
    return {filed, tried, shown: tried ?? filed};
}

/** The positions, each with what it came to, to choose from; '' of one alone. */
export function positionChoice(result, filed) {
    const positions = result?.positions ?? [];
    if (positions.length < 2) {
        return '';
    }
    return h('div', {class: 'position-choice', role: 'group', 'aria-label': words.positions}, ...positions.map((a) => h('button', {
        type: 'button', class: 'filter-chip', 'aria-pressed': String(a.code === filed?.code), 'data-position': a.code,
        onclick: () => go({position: a.code, finding: '', try: ''}, true)}, mark(kindOf(a)), h('span', {class: 'code'}, a.code))));
}

/** Why there are no findings to show. */
export function whyNone(found) {
    if (!found) {
        return [h('p', {class: 'quiet', role: 'status'}, words.loading)];
    }
    return [found.fault ? h('p', {class: 'error', role: 'alert'}, found.fault.message) : h('p', {class: 'quiet empty-line'}, words.nothingAppraised)];
}

export class FindingsPanel {
    #panel;
    /** Whether the reader has been led to the finding of the link. */
    #led = false;

    constructor(panel) {
        this.#panel = panel;
    }

    /** Begins anew, with another dossier. */
    reset() {
        this.#led = false;
    }

    /**
     * @param {any} result of the dossier as filed
     * @param {string} basis on what it rests
     * @param {{filed: any, tried: any, shown: any}} of
     * @param {any} now the state of the address
     */
    draw(result, basis, {filed, tried, shown}, now) {
        const panel = this.#panel;
        const kept = panel.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset.finding : null;
        const top = panel.scrollTop;
        const view = {check: now.check, open: now.open === '1', finding: now.finding, before: tried ? filed : null};
        panel.replaceChildren(h('div', {class: 'findings-head'}, positionChoice(result, filed), findingFilters(shown, view, (changes) => go(changes, true)),
            h('p', {class: tried ? 'basis unsaved' : 'basis'}, tried ? words.basis_trial : words[`basis_${basis}`], ' ',
                may('compute', 'precheck') && !now.try ? h('button', {type: 'button', class: 'link', id: 'try', onclick: () => go({position: shown.code, try: '0'}, true)}, words.tryIt) : '')),
        findingsTable(shown, view, (key) => go({finding: key === now.finding ? '' : key, position: shown.code}, true)));
        panel.scrollTop = top;
        if (!this.#led && now.finding) { // a link leads to its finding
            this.#lead(panel.querySelector('.finding.selected'));
        }
        this.#led = true;
        if (kept) {
            this.#rowOf(kept)?.focus({preventScroll: true});
        }
    }

    /** Moves to the next or previous finding. */
    step(by, shown, now) {
        const rows = rowsOf(shown, {check: now.check, open: now.open === '1'});
        const at = rows.findIndex((row) => row.key === now.finding);
        const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
        if (next) {
            go({finding: next.key, position: shown.code}, true);
            const row = this.#rowOf(next.key);
            row?.focus({preventScroll: true});
            this.#lead(row);
        }
    }

    #rowOf(key) {
        return this.#panel.querySelector(`tr[data-finding="${CSS.escape(key)}"]`);
    }

    /** Brings a finding into view, within its own part of the page where that scrolls. */
    #lead(row) {
        const panel = this.#panel;
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
}
