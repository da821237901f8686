// The tabs of a dossier.

import {h} from '../dom.js';

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
