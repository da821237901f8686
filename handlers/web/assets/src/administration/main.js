// The administration: eleven tabs, each a module that is loaded when it is shown. The
// address says which, and what of it.

import {words} from '../config.js';
import {h, icon} from '../dom.js';
import {followAddress, startFrame} from '../frame.js';
import {failure} from './parts.js';
import {follow, state} from './state.js';

const tabs = [
    ['users', 'users', words.tabUsers], ['operators', 'building', words.tabOperators], ['tokens', 'lock', words.tabTokens], ['rules', 'scale', words.tabRules],
    ['budgets', 'signal', words.tabBudgets], ['norms', 'book-open', words.tabNorms], ['holidays', 'calendar', words.tabHolidays],
    ['templates', 'file-text', words.tabTemplates], ['settings', 'sliders-horizontal', words.tabSettings],
    ['jobs', 'activity', words.tabJobs], ['health', 'heart-pulse', words.tabHealth],
];

const list = document.getElementById('admin-tabs');
const pane = document.getElementById('admin-pane');
let shown = {leave() {}};
let showing = 0;

list.replaceChildren(...tabs.map(([name, sign, label]) => h('a', {
    href: addressOf(name), class: 'admin-tab', 'data-tab': name, onclick: (event) => {
        event.preventDefault();
        state.go({tab: name}, true);
    },
}, icon(sign), h('span', {}, label))));

function addressOf(tab) {
    const query = new URLSearchParams(location.search);
    const lang = query.get('lang');
    return `?${new URLSearchParams(lang ? {tab, lang} : {tab})}`;
}

/** Shows what the address says. */
async function show() {
    const tab = tabs.find(([name]) => name === state.get('tab'))?.[0] ?? 'users';
    const turn = ++showing;
    for (const link of list.children) {
        link.toggleAttribute('aria-current', link.dataset.tab === tab);
        if (link.dataset.tab === tab) {
            link.setAttribute('aria-current', 'page');
            link.scrollIntoView({block: 'nearest', inline: 'nearest'});
        }
    }
    followAddress();
    shown.leave?.();
    delete document.documentElement.dataset.shown;
    pane.setAttribute('aria-busy', 'true');
    let next;
    try {
        const module = await import(`./${tab}.js`);
        next = await module.show(state);
    } catch (error) {
        next = {element: failure(error)};
    }
    if (turn !== showing) {
        next.leave?.();
        return; // somebody went on meanwhile
    }
    shown = next;
    pane.replaceChildren(next.element);
    pane.removeAttribute('aria-busy');
    pane.className = `admin-pane admin-${tab}`;
    document.documentElement.dataset.shown = tab;
    next.entered?.();
}

function step(by) {
    const rows = [...pane.querySelectorAll('[data-row]')];
    const at = rows.indexOf(document.activeElement);
    rows[Math.max(0, Math.min(rows.length - 1, at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by))]?.focus();
}

startFrame({step, close: () => shown.close?.()});
follow(show);
show();
