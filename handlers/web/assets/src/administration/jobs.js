// The jobs in the background: what runs, how far it is, what came of it.

import {may, words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {getJSON, send} from '../api.js';
import {personName} from '../people.js';
import {toast} from '../toast.js';
import {badge, button, heading, row, table, when} from './parts.js';
import {hasEnded, progress} from './job.js';

const everyMs = 2000;
const signs = {done: 'ok', failed: 'bad', cancelled: 'quiet', interrupted: 'warn', running: 'warn', queued: 'quiet'};

export async function show(state) {
    const element = h('div', {});
    let timer = 0;
    let left = false;

    async function draw() {
        const {jobs} = await getJSON('jobs');
        const open = state.get('job');
        const one = open ? await getJSON(`jobs/${encodeURIComponent(open)}`) : null;
        if (left) {
            return;
        }
        const focused = document.activeElement?.closest?.('[data-job]')?.dataset.job;
        element.replaceChildren(heading(words.tabJobs, starter('coverage', words.computeCoverage, 'jobs'), starter('check', words.checkRegistry, 'upkeep'), starter('backup', words.backUp, 'upkeep')),
            one ? detail(one, state, draw) : '', jobs.length ? list(jobs, state, draw) : h('p', {class: 'admin-empty'}, words.jobsNone));
        element.querySelector(`[data-job="${focused ?? ''}"] a`)?.focus();
        if (jobs.some((job) => !hasEnded(job))) {
            timer = setTimeout(() => draw().catch(() => {}), everyMs);
        }
    }

    function starter(kind, text, resource) {
        return may('compute', resource) ? button(text, async () => {
            try {
                const job = await send('POST', 'jobs', {kind, input: {}});
                clearTimeout(timer);
                state.go({job: job.id});
            } catch (error) {
                toast(error.message);
            }
        }, {sign: 'play', 'data-start': kind}) : null;
    }

    await draw();
    return {element, close: () => state.go({job: null}), leave: () => {
        left = true;
        clearTimeout(timer);
    }};
}

function list(jobs, state, draw) {
    return table([words.job, words.state, words.askedBy, words.queuedAt, words.endedAt, words.actions], jobs.map((job) => row([
        h('a', {href: `?tab=jobs&job=${encodeURIComponent(job.id)}`, 'data-row': '', onclick: (event) => {
            event.preventDefault();
            state.go({job: job.id});
        }}, inLanguage(job.title)),
        job.state === 'running' ? progress(job, draw) : badge(signs[job.state], words[`job_${job.state}`]),
        personName(job.actor), when(job.queued_at), when(job.ended_at), restart(job, draw),
    ], {'data-job': job.id, 'data-state': job.state})), words.tabJobs);
}

function restart(job, draw) {
    if (!may('compute', 'jobs') || !['failed', 'cancelled', 'interrupted'].includes(job.state)) {
        return '';
    }
    return button(words.restart, async () => {
        try {
            await send('POST', `jobs/${encodeURIComponent(job.id)}/restart`);
            await draw();
        } catch (error) {
            toast(error.message);
        }
    }, {sign: 'rotate-ccw', 'aria-label': `${words.restart}: ${inLanguage(job.title)}`});
}

function detail(job, state, draw) {
    return h('section', {class: 'admin-block', 'data-result': job.state}, h('h3', {}, inLanguage(job.title)), progress(job, draw),
        job.kind === 'check' && job.result ? checked(job.result) : job.result ? h('details', {}, h('summary', {}, words.result), h('pre', {class: 'admin-diff'}, JSON.stringify(job.result, null, 2).slice(0, 20000))) : null,
        h('p', {}, button(words.close, () => state.go({job: null}))));
}

function checked(report) {
    return h('ul', {class: 'admin-findings'}, ...report.checks.map((c) => h('li', {}, badge(c.in_order ? 'ok' : 'bad', inLanguage(c.name)), c.in_order ? '' : ` ${inLanguage(c.message)} ${inLanguage(c.hint)}`)));
}
