// What the sides of the divided map show, and what is chosen there: a day, or a
// planning scenario that the reader may see. The legend tells which side is what.

import {config, fill, words} from './config.js';
import {today} from './day.js';
import {followDay, showDay} from './date_input.js';
import {h, icon} from './dom.js';
import {date, number} from './format.js';
import {movesOf} from './scenario.js';
import {maySee, scenarioIn, sideOf} from './scenarios.js';

const kinds = ['add', 'close', 'upgrade'];
const counted = {add: words.compareAdds, close: words.compareCloses, upgrade: words.compareUpgrades};

/**
 * @param {{left: HTMLElement, leftWhat: HTMLSelectElement, rightWhat: HTMLSelectElement, right: HTMLInputElement, legend: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 * @param {{list: () => Promise<any[]>}} scenarios
 */
export function createSides({left, leftWhat, rightWhat, right, legend}, state, scenarios) {
    let offered = [];
    let drawn = null;
    followDay(right);

    leftWhat.addEventListener('change', () => {
        const chosen = offered.find(({id}) => id === leftWhat.value);
        // The map goes to the day of the scenario, or its points would stand among others than it was made for.
        state.set(chosen ? {left: sideOf(chosen.id), asOf: dayOf(chosen)} : {left: ''}, true);
    });
    rightWhat.addEventListener('change', () => {
        state.set({compare: rightWhat.value ? sideOf(rightWhat.value) : right.value || lastYearEnd()}, true);
    });
    right.addEventListener('change', () => right.value && state.set({compare: right.value}, true));

    /** Offers the scenarios that there are, with the one of each side chosen. */
    async function offer() {
        try {
            offered = await scenarios.list();
        } catch {
            offered = []; // days can be compared without
        }
        for (const [select, side, day] of [[leftWhat, state.now.left, words.compareDesk], [rightWhat, state.now.compare, words.compareDay]]) {
            select.hidden = !maySee() || !offered.length;
            if (drawn !== offered) {
                select.replaceChildren(h('option', {value: ''}, day), ...offered.map((s) => h('option', {value: s.id}, `${s.name} · ${s.code.slice(-6)} · ${date(s.as_of)}`)));
            }
            select.value = scenarioIn(side);
        }
        drawn = offered;
    }

    /** Shows what each side is; a side is {text, day, scenario}. */
    function show(one, other) {
        left.textContent = one.text;
        left.hidden = Boolean(one.scenario) && !leftWhat.hidden;
        right.hidden = Boolean(other.scenario);
        if (!other.scenario && document.activeElement !== right) {
            right.value = other.day;
            showDay(right);
        }
        legend.hidden = false;
        legend.replaceChildren(h('h3', {}, words.comparing), sideKey('left', words.compareLeft, one), sideKey('right', words.compareRight, other));
    }

    return {
        offer, show,
        hide() {
            legend.hidden = true;
            legend.replaceChildren();
        },
    };
}

/** A side in the legend. */
function sideKey(name, where, {text, day, scenario}) {
    const head = h('p', {class: 'side', 'data-side': name}, h('b', {}, where), ` ${text}`);
    if (!scenario) {
        return head;
    }
    const {result} = scenario;
    const query = new URLSearchParams({...config.lang === 'en' ? {lang: 'en'} : {}, plan: scenario.id});
    const key = (shape, said) => h('li', {}, h('span', {class: `key key-${shape}`, 'aria-hidden': 'true'}), h('span', {}, said));
    const moved = movesOf(result.changes).length;
    const n = (kind) => result.changes.filter((change) => change.kind === kind).length - (kind === 'upgrade' ? 0 : moved);
    return h('div', {}, head, h('ul', {class: 'side-keys'},
        ...kinds.filter(n).map((kind) => key(`changes-${kind}`, fill(counted[kind], {n: number(n(kind))}))),
        moved ? key('moves', fill(words.compareMoves, {n: number(moved)})) : null,
        scenario.areas ? key('areas', result.layout.added.length ? words.compareAreas : words.compareAreasAll) : null, !scenario.areas && result.question.radius_m ? key('rings', words.compareRings) : null),
    day === result.as_of ? null : h('p', {class: 'remark'}, fill(words.compareOtherDay, {day: date(result.as_of), other: date(day)})),
    h('a', {class: 'side-open', href: `planning?${query}`}, icon('waypoints'), words.compareOpen));
}

/** The day of a scenario as the state has days: '' for today. */
const dayOf = ({as_of: day}) => day === today() ? '' : day;

/** The last day of the year before, as of which figures are reported. */
export function lastYearEnd() {
    return `${new Date().getFullYear() - 1}-12-31`;
}
