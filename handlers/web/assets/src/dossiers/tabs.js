// The tabs of a dossier.

import {words} from '../config.js';
import {h} from '../dom.js';
import {overallCounts} from './findings.js';
import {tally} from './verdict.js';

/**
 * @param {HTMLElement} list
 * @param {{name: string, title: string, count?: Node|string}[]} tabs
 * @param {string} chosen
 * @param {(name: string) => void} choose
 */
export function drawTabs(list, tabs, chosen, choose) {
    const focused = list.contains(document.activeElement);
    list.replaceChildren(...tabs.map(({name, title, count}, i) => h('button', {
        type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'tab-panel', 'aria-selected': String(name === chosen), tabIndex: name === chosen ? 0 : -1,
        onclick: () => choose(name),
        onkeydown: (event) => {
            const to = {ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1}[event.key];
            if (to !== undefined) {
                event.preventDefault();
                list.children[(to + tabs.length) % tabs.length].focus();
                choose(tabs[(to + tabs.length) % tabs.length].name);
            }
        }}, title, count === undefined || count === '' ? '' : h('span', {class: 'count'}, ' ', count))));
    if (focused) {
        list.querySelector('[aria-selected="true"]')?.focus();
    }
}

/**
 * The tabs of a dossier, with how much is behind each.
 * @param {any} dossier
 * @param {any} result what was found about it; null while it is not known
 */
export function tabsOf(dossier, result) {
    const comments = dossier.events.filter((e) => e.comment && e.action !== 'attach').length;
    return [
        {name: 'findings', title: words.findings, count: result ? tally({not_met: overallCounts(result).not_met}) : ''},
        {name: 'positions', title: words.positions, count: String(dossier.positions.length)},
        {name: 'neighbours', title: words.neighboursTab},
        {name: 'files', title: words.filesTab, count: dossier.attachments.length ? String(dossier.attachments.length) : ''},
        {name: 'comments', title: words.comments, count: comments ? String(comments) : ''},
        {name: 'papers', title: words.papers},
        {name: 'history', title: words.historyTab},
        {name: 'watch', title: words.watchTab},
    ];
}
