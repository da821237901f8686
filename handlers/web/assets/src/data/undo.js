// Taking back a whole write: what it touches is named before it is done.

import {words, fill} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getJSON, send} from '../api.js';
import {toast} from '../toast.js';

/**
 * Asks, then undoes every change of a write.
 * @param {HTMLElement} opener the button, which gets the focus back
 * @param {string} request
 * @param {() => void} [done]
 */
export async function undoWrite(opener, request, done = () => {}) {
    let total;
    try {
        ({total} = await getJSON('changes', {request, limit: 1}));
    } catch (error) {
        toast(error.message);
        return;
    }
    if (!await confirmed(total)) {
        opener.focus();
        return;
    }
    try {
        const undone = await send('POST', 'changes/undo', {request, reason: fill(words.saveUndoReason, {request})});
        toast(fill(words.saveUndone, {n: number(undone.changes)}));
        document.documentElement.dataset.undone = String(undone.changes);
        opener.disabled = true;
        done();
    } catch (error) {
        toast([error.message, ...error.errors.slice(0, 3).map((e) => `${e.value}: ${e.message}`)].join(' '));
    }
}

function confirmed(total) {
    return new Promise((answer) => {
        const dialog = h('dialog', {'aria-label': words.undo},
            h('p', {}, fill(words.saveUndoAsk, {n: number(total)})),
            h('form', {method: 'dialog', class: 'actions'},
                h('button', {class: 'text-button primary', id: 'undo-yes', value: 'yes'}, fill(words.saveUndoYes, {n: number(total)})),
                h('button', {class: 'text-button', value: 'no'}, words.cancel)));
        dialog.addEventListener('close', () => {
            answer(dialog.returnValue === 'yes');
            dialog.remove();
        });
        document.querySelector('main').append(dialog);
        dialog.showModal();
    });
}
