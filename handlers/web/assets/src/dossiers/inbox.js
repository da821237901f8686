// The inbox: what waits, for whom and until when; filters as chips that say how
// many there are.

import {words, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {date, fold, number} from '../format.js';
import {getPage} from '../api.js';
import {operatorName} from '../layers.js';
import {getInbox, getVerdicts} from './service.js';
import {codeName} from './names.js';
import {go, within} from './state.js';
import {dueBadge, holderText} from './due.js';
import {mark, tally} from './verdict.js';

/** How many dossiers are asked about at once. */
const batch = 10;

/** The list of dossiers. */
export class Inbox {
    #body;
    #filters;
    #box = null;
    #closed = null;
    #verdicts = new Map();
    #asking = null;
    #now = {};
    #shown = [];
    #at = -1;

    constructor({body, filters}) {
        this.#body = body;
        this.#filters = filters;
    }

    /** Asks for what waits and draws it. */
    async refresh() {
        try {
            this.#box = await getInbox();
            this.#closed = null;
            this.#verdicts.clear();
        } catch (error) {
            this.#body.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
            return;
        }
        await this.show(this.#now);
    }

    /** Draws the list as the address wants it. */
    async show(now) {
        this.#now = now;
        if (!this.#box) {
            return;
        }
        let items = this.#box.items;
        if (now.view === 'closed') {
            items = await this.#over();
        }
        const all = items;
        this.#drawFilters(all);
        this.#shown = all.filter((item) => this.#wanted(item));
        this.#at = Math.min(this.#at, this.#shown.length - 1);
        this.#draw(all.length);
        document.documentElement.dataset.inbox = `${now.view || 'waiting'} ${this.#shown.length}`;
        await this.#judge();
    }

    /** Dossiers whose life is over: those on record that wait for nobody. */
    async #over() {
        if (!this.#closed) {
            const open = new Set(this.#box.items.map((item) => item.id));
            const items = [];
            for (let cursor; items.length < 5000;) {
                const page = await getPage('applications', {limit: 500, cursor});
                items.push(...page.items.filter((a) => !open.has(a.id)));
                cursor = page.next;
                if (!cursor) {
                    break;
                }
            }
            this.#closed = items.map((a) => ({...a, label: null, days_left: null, holder: '', positions: null, actions: []}));
        }
        return this.#closed;
    }

    #wanted(item) {
        const now = this.#now;
        return (!now.mine || item.mine) && (!now.overdue || item.overdue) && (!now.state || item.state === now.state) &&
            (!now.operator || item.operator_code === now.operator) &&
            (!now.q || fold(`${item.code} ${item.title ?? ''} ${item.officer ?? ''}`).includes(fold(now.q)));
    }

    #drawFilters(items) {
        const now = this.#now;
        const chip = (name, value, text, count) => h('button', {type: 'button', class: 'filter-chip', 'aria-pressed': String(now[name] === value),
            onclick: () => go({[name]: now[name] === value ? '' : value}, true)}, text, h('span', {class: 'count'}, number(count)));
        const by = (of) => {
            const counts = new Map();
            items.forEach((item) => counts.set(of(item), (counts.get(of(item)) ?? 0) + 1));
            return counts;
        };
        const keep = this.#filters.contains(document.activeElement) ? document.activeElement.dataset.key : null;
        const chips = [
            ...now.view === 'closed' ? [] : [
                ['mine', chip('mine', '1', words.waitsForMe, items.filter((item) => item.mine).length)],
                ['overdue', chip('overdue', '1', words.overdue, items.filter((item) => item.overdue).length)],
            ],
            ...[...by((item) => item.state)].map(([code, n]) => [`state-${code}`, chip('state', code, this.stateName(code), n)]),
            ...[...by((item) => item.operator_code)].map(([code, n]) => [`operator-${code}`, chip('operator', code, operatorName(code), n)]),
        ];
        chips.forEach(([key, element]) => {
            element.dataset.key = key;
        });
        let find = this.#filters.querySelector('input');
        if (!find) {
            find = h('input', {type: 'search', id: 'find-dossier', placeholder: words.findDossier, 'aria-label': words.findDossier, autocomplete: 'off',
                oninput: (event) => go({q: event.target.value.trim()}, true)});
            this.#filters.append(find, h('div', {class: 'filter-chips', role: 'group', 'aria-label': words.filters}));
        }
        if (document.activeElement !== find) {
            find.value = now.q;
        }
        this.#filters.lastElementChild.replaceChildren(...chips.map(([, element]) => element));
        if (keep) {
            this.#filters.querySelector(`[data-key="${CSS.escape(keep)}"]`)?.focus();
        }
    }

    /** What a state is called; of a dossier that is over the workflow's own word is not at hand. */
    stateName(code) {
        return inLanguage(this.#box.items.find((item) => item.state === code)?.label) || words[`state_${code}`] || code;
    }

    #draw(total) {
        if (this.#shown.length === 0) {
            this.#body.replaceChildren(this.#empty(total));
            return;
        }
        const focused = this.#body.contains(document.activeElement) ? document.activeElement.closest('tr')?.dataset.id : null;
        const closed = this.#now.view === 'closed';
        this.#body.replaceChildren(h('table', {class: 'inbox-table'},
            h('caption', {class: 'visually-hidden'}, words.inbox),
            h('thead', {}, h('tr', {}, ...[closed ? words.filedOn : words.due, words.dossier, words.operator, words.state, words.holder, words.positionsShort, words.completeness, words.findings]
                .map((title, i) => h('th', {scope: 'col', class: i === 5 ? 'number' : ''}, title)))),
            h('tbody', {}, ...this.#shown.map((item, i) => this.#row(item, i)))),
        h('p', {class: 'quiet inbox-count', role: 'status'}, fill(words.nOfN, {shown: number(this.#shown.length), total: number(total)})));
        if (focused) {
            this.#body.querySelector(`tr[data-id="${CSS.escape(focused)}"] a`)?.focus();
        }
    }

    #row(item, i) {
        return h('tr', {'data-id': item.id, class: i === this.#at ? 'lit' : '', onclick: (event) => {
            if (!event.target.closest('a, button')) {
                go({id: item.id});
            }
        }},
        h('td', {}, this.#now.view === 'closed' ? date(item.filed) : dueBadge(item)),
        h('th', {scope: 'row'}, h('a', within({id: item.id}, {onfocus: () => this.#light(i)}), h('span', {class: 'code'}, item.code)),
            h('span', {class: 'inbox-title'}, item.title || codeName('applications', 'type', item.type))),
        h('td', {}, operatorName(item.operator_code)),
        h('td', {}, this.stateName(item.state)),
        h('td', {}, holderText(item)),
        h('td', {class: 'number'}, item.positions === null ? '' : number(item.positions)),
        h('td', {'data-verdict': 'completeness'}, h('span', {class: 'quiet'}, '…')),
        h('td', {'data-verdict': 'findings'}));
    }

    #empty(total) {
        const filtered = total > 0;
        return h('div', {class: 'empty'}, icon('inbox'),
            h('p', {}, filtered ? words.noneMatch : this.#now.view === 'closed' ? words.noneOver : words.nothingWaits),
            filtered ? h('button', {type: 'button', class: 'text-button', onclick: () => go({mine: '', overdue: '', state: '', operator: '', q: ''})}, words.clearFilters)
                : h('p', {class: 'quiet'}, words.howToFile));
    }

    /** Asks what the dossiers shown come to, some at a time, and fills it in. */
    async #judge() {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        const wanted = this.#shown.slice(0, 100).map((item) => item.id);
        this.#fillIn(wanted);
        const unknown = wanted.filter((id) => !this.#verdicts.has(id));
        for (let i = 0; i < unknown.length && !asking.signal.aborted; i += batch) {
            const ids = unknown.slice(i, i + batch);
            try {
                const {items} = await getVerdicts(ids, asking.signal);
                ids.forEach((id) => this.#verdicts.set(id, items.find((v) => v.id === id) ?? null));
            } catch {
                if (asking.signal.aborted) {
                    return;
                }
                ids.forEach((id) => this.#verdicts.set(id, null)); // the list does without
            }
            this.#fillIn(ids);
        }
        if (!asking.signal.aborted) {
            document.documentElement.dataset.judged = String(wanted.length);
        }
    }

    #fillIn(ids) {
        for (const id of ids.filter((known) => this.#verdicts.has(known))) {
            const row = this.#body.querySelector(`tr[data-id="${CSS.escape(id)}"]`);
            const v = this.#verdicts.get(id);
            if (!row) {
                continue;
            }
            const lacks = v?.incomplete ?? [];
            row.querySelector('[data-verdict="completeness"]').replaceChildren(...v ? [
                mark(v.completeness),
                h('span', {class: 'lacks', title: lacks.map(inLanguage).join('\n')}, v.completeness === 'met' ? words.complete : fill(words.lacksN, {n: lacks.length}))] : []);
            row.querySelector('[data-verdict="findings"]').replaceChildren(...v?.checks ? [
                tally(v.checks), h('span', {class: 'failing'}, Object.values(v.failing ?? {}).map(inLanguage).join(', '))] : []);
        }
    }

    #light(i) {
        this.#at = i;
        this.#body.querySelectorAll('tbody tr').forEach((row, n) => row.classList.toggle('lit', n === i));
    }

    /** Moves to the next or previous dossier of the list. */
    step(by) {
        if (this.#shown.length === 0) {
            return;
        }
        const i = Math.max(0, Math.min(this.#shown.length - 1, this.#at + by));
        this.#light(i);
        this.#body.querySelectorAll('tbody tr')[i].querySelector('a').focus();
    }

    /** The keyboard returns to the dossier that was left. */
    focus(id) {
        const i = this.#shown.findIndex((item) => item.id === id);
        if (i >= 0) {
            this.#light(i);
            this.#body.querySelectorAll('tbody tr')[i].querySelector('a').focus();
        }
    }

    /** The dossier as it waits; null when it does not. */
    itemOf(id) {
        return this.#box?.items.find((item) => item.id === id) ?? null;
    }

    /** How many wait. */
    get waiting() {
        return this.#box?.items.length ?? 0;
    }

    /** Officers that dossiers of the list are assigned to. */
    get officers() {
        return [...new Set((this.#box?.items ?? []).map((item) => item.officer).filter(Boolean))];
    }
}
