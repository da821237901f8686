// The records that are held, put to the checks that imports go through.

import {words, fill, inLanguage, fieldOf} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getJSON} from '../api.js';
import {recordPage} from '../facts.js';
import {errorBox, kindsFor, labelled, pager, redraw, select} from './parts.js';

const pageSize = 50;
const levels = {error: words.levelError, warning: words.levelWarn, note: words.levelNote, off: words.levelOff};

export class ChecksTab {
    element = h('div', {class: 'checks-tab'});
    #address;
    #head = h('div', {});
    #found = h('div', {id: 'findings'});
    #reviewed = null;
    #asked = '';
    #offset = 0;
    #chosen = -1;

    constructor(address) {
        this.#address = address;
        this.element.append(h('h2', {tabIndex: -1}, words.revTitle), h('p', {class: 'quiet'}, words.revIntro), this.#head, this.#found);
    }

    show() {
        this.#draw();
        if (this.#asked !== this.#kind()) {
            this.#asked = this.#kind();
            this.#load();
        } else if (this.#reviewed) {
            this.#offset = 0;
            this.#list();
        }
    }

    changed() {
        return this.#load();
    }

    step(by) {
        const rows = [...this.#found.querySelectorAll('tbody a')];
        this.#chosen = Math.max(0, Math.min(rows.length - 1, this.#chosen + by));
        rows[this.#chosen]?.focus();
    }

    #kind() {
        const {kind} = this.#address.now;
        return kindsFor('read').some(([k]) => k === kind) ? kind : 'sites';
    }

    #draw() {
        const rules = [...new Set((this.#reviewed?.findings ?? []).map(({rule}) => rule))];
        const about = (rule) => inLanguage(this.#reviewed?.checks.find((c) => c.rule === rule)?.about) || rule;
        redraw(this.#head, h('div', {class: 'row-of-fields'},
            labelled(words.dataKind, select('checks-kind', kindsFor('read'), this.#kind(), (kind) => this.#address.set({kind, rule: ''}))),
            rules.length > 1 ? labelled(words.revRule, select('checks-rule', [['', words.revAnyRule], ...rules.map((rule) => [rule, about(rule)])], this.#address.now.rule ?? '', (rule) => this.#address.set({rule}))) : null));
    }

    async #load() {
        const kind = this.#kind();
        this.#found.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.revRunning));
        try {
            const reviewed = await getJSON(`checks/${kind}`);
            if (kind === this.#asked) {
                this.#reviewed = reviewed;
                this.#offset = 0;
                this.#draw();
                this.#list();
            }
        } catch (error) {
            this.#found.replaceChildren(errorBox(error));
        }
    }

    #list() {
        const {kind, records, findings, checks, notes, unlisted = 0} = this.#reviewed;
        const {rule} = this.#address.now;
        const chosen = rule ? findings.filter((f) => f.rule === rule) : findings;
        const shown = chosen.slice(this.#offset, this.#offset + pageSize);
        const go = (to) => () => {
            this.#offset = to;
            this.#list();
        };
        redraw(this.#found,
            h('p', {class: findings.length ? '' : 'ok', role: 'status', id: 'findings-count'},
                findings.length ? fill(words.revFound, {found: number(findings.length + unlisted), n: number(records)}) : fill(words.revClean, {n: number(records)})),
            shown.length ? table(kind, shown) : null,
            chosen.length > pageSize ? pager({name: 'findings', from: this.#offset + 1, shown: shown.length, total: chosen.length,
                before: this.#offset ? go(Math.max(0, this.#offset - pageSize)) : null, after: this.#offset + shown.length < chosen.length ? go(this.#offset + pageSize) : null}) : null,
            notes?.length ? h('ul', {class: 'notes'}, ...notes.map((note) => h('li', {}, inLanguage(note)))) : null,
            h('details', {class: 'group'}, h('summary', {}, words.revLevels), h('dl', {class: 'facts'}, ...checks.flatMap((c) => [h('dt', {}, inLanguage(c.about)), h('dd', {}, levels[c.level])]))));
        document.documentElement.dataset.checks = `${kind} ${findings.length}`;
    }
}

function table(kind, findings) {
    return h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': words.revTitle}, h('table', {},
        h('thead', {}, h('tr', {}, ...[words.dataRecord, words.chkColumn, words.chkValue, words.chkSeverity, words.revFinding].map((t) => h('th', {scope: 'col'}, t)))),
        h('tbody', {}, ...findings.map((f) => h('tr', {},
            h('th', {scope: 'row'}, h('a', {href: recordPage(kind, f.id)}, f.code || f.name || f.id)),
            h('td', {}, fieldOf(kind, f.field)?.label ?? f.field), h('td', {class: 'code'}, f.value),
            h('td', {class: `nowrap ${f.severity === 'error' ? 'bad' : 'warn'}`}, f.severity === 'error' ? words.chkError : words.chkWarning),
            h('td', {}, inLanguage(f.message)))))));
}
