// Keeps the page true while the registry changes elsewhere: it asks every few
// seconds whether the registry is still at the version that the page holds,
// which costs the service a 304.

import {words, fill} from './config.js';
import {time} from './format.js';
import {getVersion} from './api.js';

const everyMs = 2500;
const afterFailureMs = 10000;

/**
 * Watches the registry and calls changed() when it is at another version. A
 * page that nobody looks at does not ask.
 * @param {HTMLElement} status where to say how fresh the page is
 * @param {() => Promise<void>} changed
 */
export function watch(status, changed) {
    let version = '';
    let timer = 0;

    async function look() {
        clearTimeout(timer);
        if (!document.hidden) { // visibilitychange takes it up again
            timer = setTimeout(look, await ask() ? everyMs : afterFailureMs);
        }
    }

    async function ask() {
        let now;
        try {
            now = await getVersion(version);
        } catch {
            status.textContent = words.lost;
            status.classList.add('lost');
            return false;
        }
        if (status.classList.replace('lost', 'found')) {
            status.textContent = '';
        }
        const first = version === '';
        if (now !== version) {
            version = now;
            if (!first) {
                await changed();
                status.textContent = fill(words.live, {time: time(new Date())});
            }
        }
        return true;
    }

    document.addEventListener('visibilitychange', look);
    look();
}
