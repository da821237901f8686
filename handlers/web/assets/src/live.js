// Keeps the page true while the registry changes elsewhere: it asks every few
// seconds whether the figures are still those of the version it holds, which
// costs the service a 304.

import {words, fill} from './config.js';
import {time} from './format.js';
import {getVersioned} from './api.js';

const everyMs = 2500;
const afterFailureMs = 10000;

/**
 * Watches the answer that current() names and calls changed(body) when it is
 * another. A page that nobody looks at does not ask.
 * @param {HTMLElement} status where to say how fresh the page is
 * @param {() => {path: string, parameters: object, version: string, changed: (version: string, body: any) => void}|null} current
 */
export function watch(status, current) {
    let timer = 0;

    async function look() {
        clearTimeout(timer);
        if (document.hidden) {
            return; // visibilitychange takes it up again
        }
        timer = setTimeout(look, await ask());
    }

    async function ask() {
        const asked = current();
        if (!asked) {
            return everyMs;
        }
        try {
            const {version, body} = await getVersioned(asked.path, asked.parameters, asked.version);
            if (body && version !== asked.version) {
                asked.changed(version, body);
                status.textContent = fill(words.live, {time: time(new Date())});
            } else if (status.classList.contains('lost')) {
                status.textContent = '';
            }
            status.classList.remove('lost');
            return everyMs;
        } catch {
            status.textContent = words.lost;
            status.classList.add('lost');
            return afterFailureMs;
        }
    }

    document.addEventListener('visibilitychange', look);
    timer = setTimeout(look, everyMs);
}
