// The legend: what is drawn, and whether it is.

import {words} from '../config.js';
import {h} from '../dom.js';

const entries = {changes: words.proposed, existing: words.existing, areas: words.areasLayer, rings: words.ringLayer, candidates: words.candidate};

/**
 * @param {HTMLElement} box
 * @param {Set<string>} hidden
 * @param {Set<string>} there what there is to show
 * @param {{changes: string, remarks: string[]}} said how the changes are called
 * @param {(entry: string, shown: boolean) => void} toggle
 */
export function drawLegend(box, hidden, there, said, toggle) {
    const focused = box.contains(document.activeElement) ? document.activeElement.id : '';
    box.replaceChildren(h('ul', {class: 'layer-list'}, ...Object.entries(entries).filter(([entry]) => there.has(entry)).map(([entry, name]) => h('li', {}, h('label', {},
        h('input', {type: 'checkbox', id: `show-${entry}`, checked: !hidden.has(entry), onchange: (event) => toggle(entry, event.target.checked)}),
        h('span', {class: `key key-${entry === 'changes' ? `changes-${said.kind}` : entry}`, 'aria-hidden': 'true'}), entry === 'changes' ? said.changes : name)))),
    ...said.remarks.map((text) => h('p', {class: 'remark'}, text)));
    if (focused) {
        document.getElementById(focused)?.focus();
    }
}
