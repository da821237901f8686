// The page of planning: brings its parts together.

import {words, fill, config, may} from '../config.js';
import {startFrame} from '../frame.js';
import {hide as hideExplanation} from '../explain.js';
import {toast} from '../toast.js';
import {unitOptions} from '../units.js';
import {h} from '../dom.js';
import {createState} from './state.js';
import {createQuestion, questionParameters} from './question.js';
import {createJob} from './jobs.js';
import {createModel} from './model.js';
import {createDesk} from './desk.js';
import {drawTabs} from './tabs.js';
import {asked} from './asked.js';
import {inOneLine} from './problems.js';
import {followPrint} from './print.js';

const byId = (id) => document.getElementById(id);
const state = createState();
const model = createModel();
let scenarios = [];
let running = [];

const desk = createDesk({state, model, scenarios: () => scenarios, question: () => question, listed: refresh});

const question = createQuestion(byId('question'), {
    changed() {
        const before = {network: state.get('network'), day: state.get('day'), unit: state.get('unit')};
        state.set(question.parameters(), {quiet: true});
        desk.questionChanged();
        if (!state.get('plan') && Object.entries(before).some(([name, value]) => value !== state.get(name))) {
            desk.show(); // other existing points, other norms
        }
    },
    submit: run,
    nameOf: (id) => desk.nameOf(id),
});

const job = createJob(byId('job'), {
    async done(scenario) {
        await refresh();
        state.set({job: '', plan: scenario.id, edit: '', sel: '', with: ''});
        byId('ask').open = wide.matches;
    },
    failed: (failure) => question.show(failure),
    shown(now) {
        byId('run').disabled = now !== null && (now.state === 'queued' || now.state === 'running') || !may('create', 'plans');
    },
});

async function run(q) {
    byId('run').disabled = true;
    try {
        const id = (await asked(q, desk.result, model)).id;
        state.set({...question.parameters(), job: id, show: '', with: ''}, {push: true});
    } catch (error) {
        byId('run').disabled = false;
        question.show(error);
    }
}

/** Reads again which scenarios there are and which are in the making. */
async function refresh() {
    try {
        [scenarios, running] = await Promise.all([model.list(), may('read', 'jobs') ? model.jobs() : []]);
    } catch (error) {
        toast(error.message);
    }
    tabs();
    desk.listChanged();
}

function tabs() {
    drawTabs(byId('scenarios'), {scenarios, jobs: running, plan: state.get('plan'), other: state.get('with'), norms: state.get('show') === 'norms', job: state.get('job')}, (event, parameters) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) {
            return; // a window of its own
        }
        event.preventDefault();
        const clear = Object.fromEntries([...questionParameters, 'plan', 'edit', 'sel', 'with', 'show', 'job', 'swipe', 'view', 'short', 'find'].map((name) => [name, '']));
        question.clear();
        state.set({...clear, ...parameters}, {push: true});
    });
}

/** Follows the address. */
async function show() {
    hideExplanation();
    job.follow(state.get('job'));
    tabs();
    const kept = await desk.show();
    if (state.has('network')) {
        question.take(Object.fromEntries(questionParameters.map((name) => [name, state.get(name)])));
    } else if (kept) {
        question.takeQuestion(kept.result.question);
    } else if (kept === null) {
        question.take({});
    }
    desk.questionChanged();
}

async function fillUnits() {
    try {
        const orNone = (asked) => asked.catch(() => []); // the form does without
        const [provinces, communes, operators, budgets] = await Promise.all([model.units('province'), model.units('commune'), orNone(model.operators()), orNone(model.budgets())]);
        const select = byId('unit');
        unitOptions(select, provinces, communes);
        select.prepend(h('option', {value: ''}, words.wholeOf));
        select.value = state.get('unit');
        question.offer({communes, operators, budgets});
    } catch (error) {
        toast(error.message);
    }
}

const wide = matchMedia('(min-width: 1000px)');
if (!wide.matches && (state.get('plan') || state.get('show'))) {
    byId('ask').open = false;
}
if (!may('create', 'plans')) {
    byId('run').disabled = true;
    byId('run').after(h('p', {class: 'quiet'}, words.mayNotRun));
}

startFrame({
    step: (by) => desk.step(by),
    close: () => desk.close(),
    themed: () => desk.recolour(),
    async changed() {
        model.forget();
        await refresh();
        await desk.show();
    },
});
addEventListener('unhandledrejection', ({reason}) => {
    if (reason?.name !== 'AbortError') {
        toast(fill(words.failed, {why: inOneLine(reason)}));
    }
});
followPrint(byId('sheet'), () => desk.map, config);
state.onChange(show);
await fillUnits();
await Promise.all([refresh(), desk.start()]);
await show();
