// The list of a kind: filters, a page of records, the way to files. The state of
// the page says what is listed; the API lists it.

import {config, may, words, fill} from './config.js';
import {h, icon} from './dom.js';
import {number} from './format.js';
import {address, getPage} from './api.js';
import {FilterBar, debounced} from './filterbar.js';
import {markPicture, operatorOf} from './icons.js';
import {filters, questionOf} from './question.js';
import {kindName, titleOf, valueText} from './values.js';
import {operatorName} from './symbology.js';
import {Pages, pageSize} from './pages.js';

export {debounced};

const exportFormats = ['pdf', 'xlsx', 'csv', 'geojson', 'gpkg'];

/** What a row says of a record beside its code, name and commune. */
const detailOf = {
    sites: (r) => [operatorName(r.operator_code), valueText('sites', 'technologies', r.technologies)],
    postal: (r) => [valueText('postal', 'class', r.class)],
    radio: (r) => [valueText('radio', 'technology', r.technology), valueText('radio', 'state', r.state)],
    units: (r) => [valueText('units', 'type', r.type), r.population === undefined ? '' : `${number(r.population)} ${words.peopleUnit}`],
};

/**
 * @typedef {object} ListActions
 * @property {(record: any) => void} select shows where a record is
 * @property {(kind: string, id: string) => void} open
 * @property {(record: any|null) => void} hover
 * @property {() => boolean} opensAtOnce whether a click opens, rather than selects
 * @property {(code: string) => boolean} isCommune
 * @property {() => {code: string, name: string}[]} communes
 * @property {(kind: string) => {code: string, name: string}[]} operators
 * @property {() => object} colours
 */

/** The list pane. */
export class List {
    #pane;
    #state;
    #actions;
    #asking = null;
    #kind = '';
    #question = '';
    #pages = null;
    #page = null;
    #everything = {};
    #parts = null;
    #bar = null;
    #selected = '';
    /** Whether the rows that come next are read from the top. */
    #fromTop = false;

    /**
     * @param {HTMLElement} pane
     * @param {import('./state.js').PageState} state
     * @param {ListActions} actions
     */
    constructor(pane, state, actions) {
        this.#pane = pane;
        this.#state = state;
        this.#actions = actions;
    }

    /** Shows what the state says; nothing where no kind is listed. */
    async show() {
        const now = this.#state.now;
        this.#pane.hidden = now.pane === '';
        if (now.pane === '') {
            this.#kind = '';
            return;
        }
        if (this.#kind !== now.pane) {
            this.#kind = now.pane;
            this.#question = '';
            this.#frame();
        }
        const question = JSON.stringify([this.#parameters(), now.sort]);
        this.#bar.draw();
        this.#mark(now.record?.kind === now.pane ? now.record.id : this.#selected);
        if (question !== this.#question) {
            this.#pages = new Pages(this.#kind, {...this.#parameters(), sort: now.sort});
        }
        const shown = `${question} ${now.page}`;
        if (shown !== `${this.#question} ${this.#pages.shown}`) {
            this.#question = question;
            this.#pages.shown = now.page;
            this.#fromTop = true;
            await this.#load();
        }
    }

    /** Asks again, such as after a change of the registry. */
    async refresh() {
        this.#everything = {};
        if (this.#kind && this.#pages) {
            this.#pages.forget();
            await this.#load();
        }
    }

    #parameters() {
        const question = questionOf(this.#state.now, this.#kind, this.#actions.isCommune);
        return this.#kind === 'units' ? {level: 'commune', ...question} : question;
    }

    #frame() {
        this.#bar = new FilterBar(this.#kind, this.#state, this.#actions);
        this.#parts = {
            count: h('span', {id: 'list-count', class: 'list-count', role: 'status'}),
            rows: h('ol', {id: 'records', class: 'records', 'aria-label': kindName(this.#kind)}),
            foot: h('div', {class: 'list-foot'}),
        };
        this.#pane.replaceChildren(
            h('div', {class: 'list-head'}, h('h2', {}, kindName(this.#kind)), this.#parts.count),
            this.#bar.input, this.#bar.selects, this.#bar.chips, this.#parts.rows, this.#parts.foot);
        this.#parts.rows.replaceChildren(...Array.from({length: 8}, () => h('li', {class: 'skeleton', 'aria-hidden': 'true'})));
    }

    async #load() {
        this.#asking?.abort();
        const asking = new AbortController();
        this.#asking = asking;
        try {
            const [page, total] = await Promise.all([this.#pages.get(this.#state.now.page, asking.signal), this.#total(asking.signal)]);
            if (!asking.signal.aborted) {
                this.#page = page;
                this.#draw(total ?? page.total);
            }
        } catch (error) {
            if (!asking.signal.aborted) {
                this.#page = null;
                this.#parts.count.textContent = '';
                this.#parts.rows.replaceChildren(h('li', {class: 'error', role: 'alert'}, fill(words.failed, {why: error.message})));
                this.#parts.foot.replaceChildren(h('button', {type: 'button', class: 'text-button', onclick: () => this.#load()}, words.retry));
            }
        }
    }

    /** How many records there are without any filter; null: as many as are listed. */
    async #total(signal) {
        const question = questionOf(this.#state.now, this.#kind, this.#actions.isCommune);
        if (!filters(question)) {
            return null;
        }
        const day = question.as_of ? {as_of: question.as_of} : {};
        const level = this.#kind === 'units' ? {level: 'commune'} : {};
        const key = `${this.#kind} ${question.as_of ?? ''}`;
        this.#everything[key] ??= (await getPage(this.#kind, {...level, ...day, limit: 1}, signal)).total;
        return this.#everything[key];
    }

    #draw(everything) {
        const {items, total} = this.#page;
        const {rows, count} = this.#parts;
        count.textContent = fill(words.countOf, {n: number(total), total: number(everything)});
        const focused = rows.contains(document.activeElement) ? document.activeElement.dataset.id : '';
        rows.replaceChildren(...items.map((record) => this.#row(record)));
        if (items.length === 0) {
            rows.replaceChildren(this.#nothing(everything));
        }
        if (focused) {
            rows.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
        }
        this.#mark(this.#selected);
        this.#drawFoot(total, items.length);
        if (this.#fromTop) { // when the rows change: before, the whole page would be laid out for it
            this.#fromTop = false;
            rows.scrollTop = 0;
        }
        document.documentElement.dataset.list = `${this.#kind} ${total}`;
    }

    /** Why there is no row, and what to do about it. */
    #nothing(everything) {
        const way = everything !== 0 ? h('button', {type: 'button', class: 'text-button', onclick: () => this.#bar.clear()}, icon('x'), words.clearAll)
            : may('create', this.#kind) ? h('a', {class: 'text-button', href: this.#importAddress()}, icon('upload'), words.listImport) : null;
        return h('li', {class: 'empty'}, h('p', {class: 'quiet'}, everything === 0 ? words.listEmpty : words.listNone), way);
    }

    #importAddress() {
        return `data?${new URLSearchParams({...config.lang === 'en' ? {lang: 'en'} : {}, tab: 'import', kind: this.#kind})}`;
    }

    #row(record) {
        const detail = detailOf[this.#kind](record).filter(Boolean).join(' · ');
        const link = h('a', {
            class: 'record', 'data-id': record.id, href: this.#link(record), onclick: (event) => this.#clicked(event, record),
            onmouseenter: () => this.#actions.hover(record), onmouseleave: () => this.#actions.hover(null),
        }, this.#markOf(record),
        h('span', {class: 'record-name'}, titleOf(record)), h('span', {class: 'record-code code'}, record.code ?? ''),
        h('span', {class: 'record-detail'}, detail), h('span', {class: 'record-place'}, record.commune ?? record.parent_name ?? ''));
        return h('li', {}, link);
    }

    /** A click selects; Enter, a second click, or a click where there is no map to show it on, opens. */
    #clicked(event, record) {
        if (event.ctrlKey || event.metaKey || event.shiftKey) {
            return;
        }
        event.preventDefault();
        const opens = event.detail !== 1 || record.id === this.#selected || this.#actions.opensAtOnce();
        this.#choose(record);
        if (opens) {
            this.#actions.open(this.#kind, record.id);
        }
    }

    /** The row as a link of its own, for another tab. */
    #link(record) {
        const query = new URLSearchParams(location.search);
        query.set('record', `${this.#kind}/${record.id}`);
        return `?${query}`;
    }

    #markOf(record) {
        if (this.#kind === 'units') {
            return h('span', {class: 'swatch', 'aria-hidden': 'true'});
        }
        return markPicture(this.#kind === 'sites' ? operatorOf(record.operator_code) : this.#kind, record.approximate === true, this.#actions.colours());
    }

    #drawFoot(total, n) {
        const {page} = this.#state.now;
        const first = (page - 1) * pageSize + 1;
        const go = (to) => this.#state.set({page: to}, true);
        const step = (id, name, sign, to, there) => h('button', {type: 'button', class: 'icon-button', id, 'aria-label': name, title: name,
            disabled: !there, onclick: () => go(to)}, icon(sign));
        const focused = this.#parts.foot.contains(document.activeElement) ? document.activeElement.id : '';
        this.#parts.foot.replaceChildren(
            this.#exports(),
            h('span', {class: 'quiet', id: 'list-range'}, n ? fill(words.rangeOf, {from: number(first), to: number(first + n - 1), n: number(total)}) : ''),
            step('page-before', words.pageBefore, 'chevron-left', page - 1, page > 1),
            step('page-after', words.pageAfter, 'chevron-right', page + 1, this.#page.next !== null));
        if (focused) {
            document.getElementById(focused)?.focus();
        }
    }

    #exports() {
        const parameters = {...this.#parameters(), sort: this.#state.now.sort};
        return h('details', {class: 'menu', id: 'export'}, h('summary', {class: 'text-button'}, icon('download'), words.export),
            h('ul', {class: 'card'}, ...exportFormats.map((format) => h('li', {}, h('a', {
                href: address(this.#kind, {...parameters, format, ...format === 'geojson' ? {limit: 'all'} : {}}).href, download: '',
            }, format === 'pdf' ? words.exportSheet : format.toUpperCase())))));
    }

    #choose(record) {
        this.#mark(record.id);
        this.#actions.select(record);
    }

    #mark(id) {
        this.#selected = id ?? '';
        for (const row of this.#parts?.rows.querySelectorAll('.record') ?? []) {
            if (row.dataset.id === id) {
                row.setAttribute('aria-current', 'true');
            } else {
                row.removeAttribute('aria-current');
            }
        }
    }

    /** Lights up the row of the record that is under the pointer on the map. */
    light(isIt) {
        const lit = isIt && this.#page?.items.find(isIt);
        for (const row of this.#parts?.rows.querySelectorAll('.record') ?? []) {
            row.classList.toggle('lit', row.dataset.id === lit?.id);
        }
    }

    /** Goes to the next row, or with -1 to the one before. */
    step(by) {
        const items = this.#page?.items ?? [];
        if (!this.#kind || items.length === 0) {
            return;
        }
        const at = items.findIndex(({id}) => id === this.#selected);
        const record = items[Math.max(0, Math.min(items.length - 1, at < 0 ? 0 : at + by))];
        this.#choose(record);
        const row = this.#parts.rows.querySelector(`[data-id="${CSS.escape(record.id)}"]`);
        row?.focus();
        row?.scrollIntoView({block: 'nearest'});
    }
}
