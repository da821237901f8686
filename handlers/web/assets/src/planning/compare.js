// Two scenarios side by side: every indicator now, in the one, in the other, and
// which points only one of them has.

import {config, words, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {hide} from '../explain.js';
import {sideOf} from '../scenarios.js';
import {cell, difference, indicatorsOf} from './indicators.js';

/**
 * @param {HTMLElement} box
 * @param {{kept: any, result: any}} one
 * @param {{kept: any, result: any}} other
 * @param {any[]} notes what the service says of comparing them
 * @param {{stop: () => void, select: (id: string) => void}} actions
 */
export function drawComparison(box, one, other, notes, actions) {
    hide();
    const sides = [one, other];
    box.replaceChildren(
        h('header', {class: 'outcome-head'}, h('h2', {id: 'plan-name'}, words.comparison),
            h('p', {class: 'compare-actions'}, h('button', {type: 'button', class: 'text-button', id: 'compare-stop', onclick: actions.stop}, icon('x'), words.compareStop),
                h('a', {class: 'text-button', id: 'compare-desk', href: onDesk(one, other)}, icon('map'), words.compareOnDesk))),
        h('ul', {class: 'sides'}, ...sides.map(({kept}, i) => h('li', {}, h('b', {class: 'code'}, `${'AB'[i]} · ${kept.code}`), ` ${kept.name}`))),
        ...notes.map((note) => h('p', {class: 'stale'}, icon('triangle-alert'), ` ${inLanguage(note)}`)),
        h('div', {class: 'table-wrap'}, h('table', {id: 'comparison'},
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.indicator), ...[words.today, 'A', 'B', 'B − A'].map((name) => h('th', {scope: 'col', class: 'number'}, name)))),
            h('tbody', {}, ...indicatorsOf(one.result.before).map((indicator) => rowOf(indicator, one.result, other.result))))),
        ...sides.map((side, i) => onlyIn(side, sides[1 - i], 'AB'[i], actions.select)),
        h('p', {class: 'quiet'}, fill(words.inBoth, {n: number(sharedOf(one, other))})));
}

/** Both on the desk's map, over everything that the registry has. */
function onDesk({kept, result}, {kept: other}) {
    const query = new URLSearchParams({...config.lang === 'en' ? {lang: 'en'} : {}, as_of: result.as_of, left: sideOf(kept.id), compare: sideOf(other.id)});
    return `./?${query}`.replace(/%3A/g, ':');
}

function rowOf(indicator, one, other) {
    const figures = [[one.before, one], [one.after, one], [other.after, other]];
    return h('tr', {'data-indicator': indicator.id}, h('th', {scope: 'row'}, indicator.name),
        ...figures.map(([f, r]) => h('td', {class: 'number'}, cell(indicator, f, {...r.provenance, day: r.as_of}))),
        h('td', {class: 'number'}, difference(indicator, indicator.of(one.after), indicator.of(other.after))));
}

const idsOf = ({result}) => new Set(result.changes.map(({id}) => id));

function sharedOf(one, other) {
    const ids = idsOf(other);
    return one.result.changes.filter(({id}) => ids.has(id)).length;
}

function onlyIn(side, other, letter, select) {
    const ids = idsOf(other);
    const own = side.result.changes.filter(({id}) => !ids.has(id));
    return h('section', {class: 'group'}, h('h3', {}, `${letter}: ${fill(words.onlyHere, {code: side.kept.code})} (${number(own.length)})`),
        own.length ? h('ul', {class: 'notes'}, ...own.map((change) => h('li', {}, h('button', {type: 'button', class: 'link', onclick: () => select(change)}, change.name), ` · ${change.commune.name}`))) : h('p', {class: 'quiet'}, words.noneOnly));
}
