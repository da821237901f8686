// A plan in the making: asked for, followed, cancelled, run again. Its id is in
// the address, so it is found again after a reload.

import {words, inLanguage, may} from '../config.js';
import {getJSON, send} from '../api.js';
import {h, icon} from '../dom.js';
import {percent} from '../format.js';

const everyMs = 400;
const stateWords = {
    queued: words.jobQueued, running: words.jobRunning, done: words.jobDone, failed: words.jobFailed, cancelled: words.jobCancelled, interrupted: words.jobInterrupted,
};
const ended = (job) => !['queued', 'running'].includes(job.state);

/**
 * @param {HTMLElement} box
 * @param {{done: (scenario: object) => void, failed: (failure: object) => void, shown: (job: object|null) => void}} actions
 */
export function createJob(box, actions) {
    let following = '';
    let timer = 0;

    async function look(id) {
        clearTimeout(timer);
        let job;
        try {
            job = await getJSON(`jobs/${encodeURIComponent(id)}`);
        } catch (error) {
            if (following === id) {
                draw({id, state: 'failed', share: 0, title: {}, failure: {message: error.message}});
            }
            return;
        }
        if (following !== id) {
            return;
        }
        draw(job);
        if (!ended(job)) {
            timer = setTimeout(() => look(id), everyMs);
        }
    }

    function draw(job) {
        document.documentElement.dataset.job = job.state;
        box.hidden = job.state === 'done';
        box.replaceChildren(...partsOf(job, actOn));
        actions.shown(job);
        if (job.state === 'done') {
            following = '';
            actions.done(job.result.scenario);
        } else if (job.state === 'failed') {
            actions.failed(job.failure);
        }
    }

    async function actOn(method, path, id) {
        try {
            await send(method, path);
        } catch (error) {
            if (error.status !== 409) { // it ended in between, which is shown next
                box.append(h('p', {class: 'error'}, error.message));
                return;
            }
        }
        look(id);
    }

    return {
        /** Follows a job; '' for none. */
        follow(id) {
            if (id === following) {
                return;
            }
            following = id;
            clearTimeout(timer);
            if (id) {
                look(id);
            } else {
                box.hidden = true;
                delete document.documentElement.dataset.job;
                actions.shown(null);
            }
        },
    };
}

function partsOf(job, act) {
    const name = inLanguage(job.title);
    const stage = inLanguage(job.stage);
    const at = `jobs/${encodeURIComponent(job.id)}`;
    const allowed = may('compute', 'jobs');
    const parts = [h('p', {class: 'job-state'}, stateWords[job.state] ?? job.state, name ? `: ${name}` : '')];
    if (!ended(job)) {
        const progress = h('progress', {max: 1, value: job.share, 'aria-label': words.jobProgress});
        parts.push(h('p', {class: 'job-progress'}, progress, h('span', {}, percent(job.share))), stage ? h('p', {class: 'quiet'}, stage) : '');
        if (allowed) {
            parts.push(h('button', {type: 'button', id: 'job-cancel', class: 'text-button', onclick: () => act('DELETE', at, job.id)}, icon('ban'), words.jobCancel));
        }
    } else if (job.state !== 'done' && allowed && job.kind) {
        parts.push(h('button', {type: 'button', id: 'job-again', class: 'text-button', onclick: () => act('POST', `${at}/restart`, job.id)}, icon('rotate-ccw'), words.jobAgain));
    }
    return parts;
}

/** Asks for a plan. @returns {Promise<string>} the job's id */
export async function ask(question) {
    return (await send('POST', 'plans', question)).id;
}
