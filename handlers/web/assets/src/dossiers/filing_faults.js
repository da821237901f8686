// What is wrong with a filing: each fault at its field where that is on the page,
// and all of them below, with the way to the position.

import {words, fieldOf, fill} from '../config.js';
import {h} from '../dom.js';

/**
 * @param {any} error of the service
 * @param {HTMLElement} below where it is said what belongs to no field that is shown
 * @param {{panel: HTMLElement, fields: HTMLElement, at: number, positions: any[]}} form at: the position that is shown
 * @param {(i: number) => void} choose shows another position
 */
export function showFaults(error, below, {panel, fields, at, positions}, choose) {
    const faults = error.errors ?? [];
    for (const f of faults) {
        const place = f.item ? f.item === at + 1 && fields.querySelector(`[data-field="${CSS.escape(f.field)}"] > .error`)
            : panel.querySelector(`[data-field="${CSS.escape(f.field)}"] > .error`);
        if (place) {
            place.textContent = f.message;
            place.hidden = false;
        }
    }
    const unplaced = faults.filter((f) => !f.item);
    below.hidden = false;
    below.replaceChildren(h('p', {}, error.message), h('ul', {},
        ...faults.filter((f) => f.item).map((f) => h('li', {},
            h('button', {type: 'button', class: 'link', onclick: () => choose(f.item - 1)}, positions[f.item - 1]?.code || fill(words.positionN, {n: f.item})), `: ${fieldOf('positions', f.field)?.label ?? f.field}: ${f.message}`)),
        ...unplaced.map((f) => h('li', {}, `${fieldOf('applications', f.field)?.label ?? f.field}: ${f.message}`))));
}
