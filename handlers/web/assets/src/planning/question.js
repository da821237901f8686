// The form that asks for a plan: between the API's Question, the controls and the
// address.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {dayOf, dayText} from './day.js';
import {assumedText, mastProblem} from './mast.js';
import {problemsAt, clearProblems} from './problems.js';
import {applies, defaults, flags, goals, questionOf, valuesOf} from './values.js';
import {createWeighing} from './weighing.js';

const helps = {add: words.helpAdd, cover: words.helpCover, fewest: words.helpFewest, close: words.helpClose, upgrade: words.helpUpgrade, ratio: words.helpRatio};

/** The parameters of the address that the form owns. */
export const questionParameters = [...Object.keys(defaults), ...flags, 'force', 'forbid', 'weights'];

/**
 * @param {HTMLFormElement} form
 * @param {{changed: () => void, submit: (question: object) => void, nameOf: (id: string) => string}} actions
 */
export function createQuestion(form, {changed, submit, nameOf}) {
    const control = form.elements;
    const named = form.querySelector('#named');
    let extra = {}; // what the question of a scenario says that the form does not
    let lists = {force: [], forbid: []};
    let assumed = []; // of a mast, by technology
    const weighing = createWeighing(form.querySelector('#more-weights'), () => changed());

    function values() {
        const now = Object.fromEntries(Object.keys(defaults).map((name) => [name, control[name].value]));
        for (const flag of flags) {
            now[flag] = control[flag].checked ? '1' : '';
        }
        return {...now, day: dayOf(now.day), force: lists.force.join(','), forbid: lists.forbid.join(','), weights: weighing.text};
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
        weighing.take(now.weights ?? '');
        form.querySelectorAll('input[data-of]').forEach((range) => follow(range));
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
        form.querySelector('#goal-help').textContent = now.goal === 'cover' && now.network !== 'postal' ? words.helpCoverNew : helps[now.goal];
        for (const [field, shown] of Object.entries(applies(now))) {
            form.querySelector(`[data-field="${field}"]`).hidden = !shown;
        }
        form.querySelector('[data-field="candidates.grid_m"]').hidden ||= !now.grid;
        form.querySelector('#more-candidates').hidden = !applies(now).candidates;
        form.querySelector('#mast-assumed').textContent = assumedText(now, assumed);
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
        const problem = mastProblem(values());
        if (problem) {
            problemsAt(form, form.querySelector('#question-problem'), problem);
            control.az.focus();
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
        /**
         * Tells what there is to choose from: communes to weigh, operators of mobile
         * networks, and what is assumed of a mast.
         */
        offer({communes, operators, budgets}) {
            weighing.offer(communes);
            const chosen = control.op.value;
            control.op.replaceChildren(control.op.options[0], ...operators.map(({code, name}) => h('option', {value: code}, name)));
            control.op.value = operators.some(({code}) => code === chosen) ? chosen : '';
            assumed = budgets;
            arrange();
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
