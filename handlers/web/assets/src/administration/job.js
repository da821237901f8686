// A job that runs in the background: following it until it has ended, and showing
// how far it is.

import {words, inLanguage} from '../config.js';
import {h, bar} from '../dom.js';
import {percent} from '../format.js';
import {getJSON, send} from '../api.js';
import {button, failure} from './parts.js';

const everyMs = 500;
const ended = ['done', 'failed', 'cancelled', 'interrupted'];

/** Whether a job does nothing any more. */
export const hasEnded = (job) => ended.includes(job.state);

/**
 * Tells of a job until it has ended.
 * @param {string} id
 * @param {(job: any) => void} tell
 * @param {(error: Error) => void} fail
 */
export function followJob(id, tell, fail) {
    let timer = 0;
    let stopped = false;

    async function look() {
        try {
            const job = await getJSON(`jobs/${encodeURIComponent(id)}`);
            if (stopped) {
                return;
            }
            tell(job);
            if (!hasEnded(job)) {
                timer = setTimeout(look, everyMs);
            }
        } catch (error) {
            if (!stopped) {
                fail(error);
            }
        }
    }

    look();
    return {stop() {
        stopped = true;
        clearTimeout(timer);
    }};
}

/** How far a job is, with what can be done about it. */
export function progress(job, done = () => {}) {
    const act = (method, path) => async () => {
        await send(method, path);
        done();
    };
    const path = `jobs/${encodeURIComponent(job.id)}`;
    return h('div', {class: 'job-progress'},
        h('span', {}, `${inLanguage(job.title)}: ${words[`job_${job.state}`]}`, job.state === 'running' ? ` ${percent(job.share)} ${inLanguage(job.stage)}` : ''),
        hasEnded(job) ? null : bar(job.share),
        hasEnded(job) ? null : button(words.cancelJob, act('DELETE', path), {sign: 'x'}),
        job.failure ? failure({message: inLanguage(job.failure.message), errors: (job.failure.problems ?? []).map((p) => ({field: p.column, value: p.value, message: inLanguage(p.message)}))}) : null);
}
