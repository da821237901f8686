// Whether coverage has been computed, asked once: what has not says how it comes
// to be, and nothing more is asked of it.

import {may, words} from './config.js';
import {h} from './dom.js';
import {getJSON} from './api.js';

let asked = null;

/** Whether there is computed coverage that the reader may see. */
export function isComputed() {
    if (!may('read', 'coverage')) {
        return Promise.resolve(false);
    }
    asked ??= getJSON('coverage/layers').then(({computed}) => computed === true, () => {
        asked = null; // it may work the next time
        return false;
    });
    return asked;
}

/** Asks anew the next time: something may have been computed. */
export function askAgain() {
    asked = null;
}

/** What stands where nothing is computed: the way to it. */
export function notComputed(of) {
    return h('p', {class: 'remark empty-over', role: 'status'}, `${of}: ${words.coverageNotYet}. `, h('code', {}, 'hatang coverage compute'));
}
