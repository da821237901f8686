// The positions of a filing as chips to choose from, each with its verdict so far.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {kindOf, mark, tally} from './verdict.js';

const content = (position, i, result) => [
    ...result?.positions[i] ? [mark(kindOf(result.positions[i]))] : [], h('span', {class: 'code'}, position.code || fill(words.positionN, {n: i + 1})),
];

const isFaulty = (faults, i) => faults.some((f) => f.item === i + 1);

/**
 * The chips, and the way to one more.
 * @param {{positions: any[], at: number, result: any|null, faults: any[]}} form
 * @param {{choose: (i: number) => void, add: () => void}} actions
 */
export function positionChips({positions, at, result, faults}, {choose, add}) {
    return [...positions.map((p, i) => h('button', {type: 'button', class: `filter-chip ${isFaulty(faults, i) ? 'faulty' : ''}`, 'aria-pressed': String(i === at), 'data-position': p.code,
        onclick: () => choose(i)}, ...content(p, i, result))),
    h('button', {type: 'button', class: 'filter-chip', id: 'add-position', onclick: add}, icon('plus'), words.addPosition)];
}

/** The verdicts on the chips that are there, without touching what is being written. */
export function markChips(list, {positions, result, faults}) {
    const chips = list.querySelectorAll('[data-position]');
    positions.forEach((p, i) => {
        chips[i]?.replaceChildren(...content(p, i, result));
        chips[i]?.classList.toggle('faulty', isFaulty(faults, i));
    });
}

/** How many positions came to what. */
export function positionTally(result) {
    const counts = {};
    result?.positions.forEach((a) => {
        counts[kindOf(a)] = (counts[kindOf(a)] ?? 0) + 1;
    });
    return [result ? `${words.positions}: ` : '', tally(counts)];
}
