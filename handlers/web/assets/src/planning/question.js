// The form that asks for a plan: between the API's Question, the controls and the
// address.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {dayOf, dayText} from './day.js';
import {problemsAt, clearProblems} from './problems.js';

const goals = {postal: ['add', 'cover', 'fewest', 'close', 'upgrade', 'ratio'], bts: ['cover', 'fewest'], radio: ['cover', 'fewest']};
const helps = {add: words.helpAdd, cover: words.helpCover, fewest: words.helpFewest, close: words.helpClose, upgrade: words.helpUpgrade, ratio: words.helpRatio};
const defaults = {network: 'postal', goal: 'add', n: '5', r: '3000', min: '45', pct: '95', ratio: '3700', power: '25', gridm: '1000', hours: '0', limit: '8', travel: 'straight', unit: '', day: ''};
const flags = ['each', 'settlements', 'seats', 'grid', 'staffed', 'internet', 'approx'];

/** The parameters of the address that the form owns. */
export const questionParameters = [...Object.keys(defaults), ...flags, 'force', 'forbid'];

/** What of the form applies to a question of this kind. */
function applies({network, goal, travel}) {
    const road = network === 'postal' && travel === 'road';
    const adds = goal !== 'close' && goal !== 'upgrade';
    return {
        count: goal !== 'fewest' && goal !== 'ratio', radius_m: !road && network !== 'radio', minutes: road, share: goal === 'fewest', each_commune: goal === 'fewest',
        people_per_point: goal === 'ratio', power: network === 'radio', travel: network === 'postal', points: network === 'postal',
        'points.min_hours': network === 'postal', candidates: adds, 'candidates.grid_m': adds,
    };
}

/**
 * @param {HTMLFormElement} form
 * @param {{changed: () => void, submit: (question: object) => void, nameOf: (id: string) => string}} actions
 */
export function createQuestion(form, {changed, submit, nameOf}) {
    const control = form.elements;
    const named = form.querySelector('#named');
    let extra = {}; // what the question of a scenario says that the form does not
    let lists = {force: [], forbid: []};

    function values() {
        const now = Object.fromEntries(Object.keys(defaults).map((name) => [name, control[name].value]));
        for (const flag of flags) {
            now[flag] = control[flag].checked ? '1' : '';
        }
        return {...now, day: dayOf(now.day), force: lists.force.join(','), forbid: lists.forbid.join(',')};
    }

    function put(now) {
        for (const [name, usual] of Object.entries(defaults)) {
            control[name].value = now[name] || usual;
        }
        control.day.value = dayText(now.day);
        for (const flag of flags) {
            control[flag].checked = now[flag] === '1';
        }
        lists = {force: split(now.force), forbid: split(now.forbid)};
        form.querySelectorAll('input[type="range"]').forEach((range) => follow(range));
        arrange();
    }

    /** Sets a slider to its number. */
    function follow(range) {
        range.value = control[range.dataset.of].value;
    }

    /** Shows what applies to network and goal. */
    function arrange() {
        const now = values();
        const able = goals[now.network];
        if (!able.includes(now.goal)) {
            control.goal.value = now.goal = able[0];
        }
        for (const option of control.goal.options) {
            option.hidden = option.disabled = !able.includes(option.value);
        }
        form.querySelector('#goal-help').textContent = helps[now.goal];
        for (const [field, shown] of Object.entries(applies(now))) {
            form.querySelector(`[data-field="${field}"]`).hidden = !shown;
        }
        form.querySelector('[data-field="candidates.grid_m"]').hidden ||= !now.grid;
        form.querySelector('#more-candidates').hidden = !applies(now).candidates;
        drawNamed();
    }

    function drawNamed() {
        named.replaceChildren(...['force', 'forbid'].flatMap((list) => lists[list].length ? [h('div', {},
            h('span', {class: 'quiet'}, list === 'force' ? words.forced : words.forbidden),
            h('span', {class: 'chips'}, ...lists[list].map((id) => h('button', {
                type: 'button', class: 'chip', 'data-id': id, 'aria-label': fill(words.letGo, {name: nameOf(id)}), onclick: () => {
                    lists[list] = lists[list].filter((other) => other !== id);
                    drawNamed();
                    changed();
                },
            }, nameOf(id), icon('x')))))] : []));
    }

    form.addEventListener('input', ({target}) => {
        if (target.dataset.of) {
            control[target.dataset.of].value = target.value;
        } else {
            form.querySelectorAll(`[data-of="${target.name}"]`).forEach(follow);
        }
        arrange();
    });
    form.addEventListener('change', changed);
    form.addEventListener('submit', (event) => {
        event.preventDefault();
        clear();
        if (values().day === null) {
            problemsAt(form, form.querySelector('#question-problem'), {message: words.dayWrong, errors: [{field: 'as_of', message: words.dayWrong}]});
            control.day.focus();
            return;
        }
        submit(question());
    });

    function question() {
        return questionOf(values(), extra, lists);
    }

    function clear() {
        clearProblems(form, form.querySelector('#question-problem'));
    }

    put({});
    return {
        question, values, clear,
        /** Takes what the address says. */
        take(parameters) {
            put(parameters);
        },
        /** Takes the question of a scenario. */
        takeQuestion(q) {
            extra = q;
            put(valuesOf(q));
        },
        /** Shows what is wrong, each at its field. */
        show: (error) => problemsAt(form, form.querySelector('#question-problem'), error),
        /** What of the values is not as usual, for the address. */
        parameters() {
            const now = values();
            return Object.fromEntries(questionParameters.map((name) => [name, now[name] === (defaults[name] ?? '') && name !== 'network' ? '' : now[name]]));
        },
        /** Puts an id on one list, or takes it off both. */
        name(id, list) {
            for (const one of ['force', 'forbid']) {
                lists[one] = lists[one].filter((other) => other !== id);
            }
            if (list) {
                lists[list].push(id);
            }
            drawNamed();
            changed();
        },
        /** On which list an id is; '' for none. */
        listOf: (id) => ['force', 'forbid'].find((list) => lists[list].includes(id)) ?? '',
    };
}

const split = (text) => text ? text.split(',').filter(Boolean) : [];

/** A Question as the API takes it. */
function questionOf(v, extra, {force, forbid}) {
    const on = applies(v);
    const q = {
        ...rest(extra), network: v.network, goal: v.goal, as_of: v.day || undefined, unit: v.unit || undefined,
        points: on.points ? {...extra.points, staffed: Boolean(v.staffed), internet: Boolean(v.internet), min_hours: Number(v.hours)} : {},
        candidates: on.candidates ? candidatesOf(v, extra.candidates ?? {}) : {},
        force, forbid, limit_s: Number(v.limit),
    };
    q.points.approximate = Boolean(v.approx);
    if (v.goal !== 'upgrade' && extra.goal === 'upgrade') {
        delete q.points.classes; // those that an upgrade makes of points
    }
    if (on.travel) {
        q.travel = v.travel;
    }
    const numbers = {count: v.n, radius_m: v.r, minutes: v.min, people_per_point: v.ratio};
    for (const [name, value] of Object.entries(numbers)) {
        if (on[name]) {
            q[name] = Number(value);
        }
    }
    if (on.share) {
        q.share = Number(v.pct) / 100;
        q.each_commune = Boolean(v.each);
    }
    if (on.power) {
        q.speaker = {sensitivity_db: 108, ...extra.speaker, power_w: Number(v.power)};
    }
    return q;
}

/** What the form does not know of, such as a mast's height, stays. */
function rest(extra) {
    const {name, count, radius_m, minutes, share, each_commune, people_per_point, speaker, travel, ...other} = extra;
    return other;
}

function candidatesOf(v, extra) {
    return {
        ...extra, settlements: Boolean(v.settlements), seats: Boolean(v.seats), grid_m: v.grid ? Number(v.gridm) : 0,
    };
}

/** The controls' values for a question of the API. */
function valuesOf(q) {
    const text = (v) => v ? String(v) : '';
    return {
        network: q.network, goal: q.goal, unit: text(q.unit), day: text(q.as_of), travel: text(q.travel),
        n: text(q.count), r: text(q.radius_m), min: text(q.minutes), pct: q.share ? String(Math.round(q.share * 1e6) / 1e4) : q.goal === 'fewest' ? '0' : '',
        ratio: text(q.people_per_point), power: text(q.speaker?.power_w), each: q.each_commune ? '1' : '', limit: text(q.limit_s), hours: text(q.points.min_hours),
        settlements: q.candidates.settlements ? '1' : '', seats: q.candidates.seats ? '1' : '', grid: q.candidates.grid_m ? '1' : '', gridm: text(q.candidates.grid_m),
        staffed: q.points.staffed ? '1' : '', internet: q.points.internet ? '1' : '', approx: q.points.approximate ? '1' : '',
        force: (q.force ?? []).join(','), forbid: (q.forbid ?? []).join(','),
    };
}
