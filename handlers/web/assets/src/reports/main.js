// The page of indicators: dashboard, report, consistency, submissions, of a unit
// and a period.

import {config, words, fill} from '../config.js';
import {h} from '../dom.js';
import {getJSON} from '../api.js';
import {hide} from '../explain.js';
import {followAddress, startFrame} from '../frame.js';
import {unitOptions} from '../units.js';
import {consistency} from './consistency.js';
import {dashboard} from './dashboard.js';
import {report} from './report.js';
import {ReportPage} from './state.js';
import {submissions} from './submissions.js';

const byId = (id) => document.getElementById(id);
const views = {dashboard, report, consistency, submissions};
const tabs = [...document.querySelectorAll('.report-tabs [role=tab]')];
const view = byId('report-view');
let asking = null;

const page = new ReportPage((now, was) => {
    choose(now);
    // What is typed to find a commune filters what is there.
    if (!was || ['tab', 'unit', 'period', 'sort', 'all'].some((name) => now[name] !== was[name])) {
        show();
    }
});

async function show() {
    asking?.abort();
    asking = new AbortController();
    const {signal} = asking;
    const {tab} = page.now;
    hide();
    view.setAttribute('aria-busy', 'true');
    document.documentElement.dataset.report = '';
    if (!view.childElementCount || view.dataset.tab !== tab) {
        view.replaceChildren(h('p', {class: 'quiet loading'}, words.wait));
    }
    try {
        const content = await views[tab](page, signal, show);
        if (!signal.aborted) {
            view.replaceChildren(...content);
        }
    } catch (error) {
        if (signal.aborted) {
            return;
        }
        view.replaceChildren(h('p', {class: 'error', role: 'alert'}, fill(words.failedTo, {why: error.message})),
            h('button', {type: 'button', class: 'text-button', onclick: show}, words.again));
    }
    view.dataset.tab = tab;
    view.setAttribute('aria-busy', 'false');
    document.documentElement.dataset.report = tab;
}

/** Lets tabs and choices show what the state says. */
function choose(now) {
    for (const tab of tabs) {
        const chosen = tab.dataset.tab === now.tab;
        tab.setAttribute('aria-selected', String(chosen));
        tab.tabIndex = chosen ? 0 : -1;
        if (chosen) {
            view.setAttribute('aria-labelledby', tab.id);
        }
    }
    const [year, part = ''] = [now.period.slice(0, 4), now.period.slice(5)];
    byId('report-unit').value = now.unit || config.unit;
    byId('report-year').value = year;
    byId('report-part').value = part;
    byId('report-choice').hidden = now.tab === 'submissions';
    followAddress();
}

function wire() {
    tabs.forEach((tab, i) => {
        tab.addEventListener('click', () => page.set({tab: tab.dataset.tab}, true));
        tab.addEventListener('keydown', (event) => {
            const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
            if (step) {
                const next = tabs[(i + step + tabs.length) % tabs.length];
                next.focus();
                next.click();
            }
        });
    });
    byId('report-unit').addEventListener('change', (event) => page.set({unit: event.target.value === config.unit ? '' : event.target.value}, true));
    const period = () => page.set({period: [byId('report-year').value, byId('report-part').value].filter(Boolean).join('-')}, true);
    byId('report-year').addEventListener('change', period);
    byId('report-part').addEventListener('change', period);
}

function fillChoices() {
    const thisYear = new Date().getFullYear();
    const chosen = Number(page.now.period.slice(0, 4));
    const first = Math.min(thisYear - 10, chosen);
    for (let year = Math.max(thisYear, chosen); year >= first; year--) {
        byId('report-year').append(h('option', {value: String(year)}, String(year)));
    }
    const two = (n) => String(n).padStart(2, '0');
    byId('report-part').append(h('option', {value: ''}, words.wholeYear),
        ...[1, 2].map((n) => h('option', {value: `H${n}`}, fill(words.halfYear, {n}))),
        ...[1, 2, 3, 4].map((n) => h('option', {value: `Q${n}`}, fill(words.quarter, {n}))),
        ...Array.from({length: 12}, (_, i) => h('option', {value: two(i + 1)}, fill(words.month, {n: i + 1}))));
}

async function fillUnits() {
    const list = async (level) => {
        const {items} = await getJSON('units', {level, limit: 1000, geometry: false, format: 'json'});
        return items.map((properties) => ({properties}));
    };
    const [provinces, communes] = await Promise.all([list('province'), list('commune')]);
    unitOptions(byId('report-unit'), provinces, communes);
    choose(page.now);
}

startFrame({changed: async () => show(), close: hide});
fillChoices();
wire();
choose(page.now);
show();
fillUnits().catch(() => {}); // the province's own unit then stays what is shown
