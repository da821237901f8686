// The whole history of the record, each change with the way back: a new change
// that states what stood there before.

import {words, config} from '../config.js';
import {h, icon} from '../dom.js';
import {getJSON, patchRecord} from '../api.js';
import {changeOf, localTime, tellable} from '../history.js';
import {toast} from '../toast.js';

const pageSize = 50;

/** Fields by which a row begins or ends: those are no matter of one value. */
const ofTime = new Set(['valid_from', 'valid_to']);

/**
 * @param {string} kind
 * @param {{record: any, tag: string}} held
 * @param {(now: {record: any, tag: string}) => void} changed
 */
export function createHistory(kind, held, changed) {
    delete document.documentElement.dataset.history;
    const list = h('ol', {class: 'history', id: 'record-history'}, h('li', {class: 'quiet'}, words.loading));
    getJSON(`${kind}/${encodeURIComponent(held.record.id)}/history`, {limit: pageSize}).then(({items}) => {
        list.replaceChildren(...items.length ? items.map((change) => changeOf(kind, change, undoOf(kind, held, change, changed))) : [h('li', {class: 'quiet'}, words.noHistory)]);
        document.documentElement.dataset.history = String(items.length);
    }).catch((error) => list.replaceChildren(h('li', {class: 'error'}, error.message)));
    return h('section', {class: 'record-history', 'aria-label': words.history}, h('h3', {}, words.history), list);
}

/** The button that takes a change back; null where a form cannot state what stood there. */
function undoOf(kind, held, change, changed) {
    const differences = tellable(change);
    const possible = config.kinds[kind].change && change.operation === 'change' && differences.length > 0 &&
        differences.every(({field, omitted}) => !omitted && !ofTime.has(field));
    if (!possible) {
        return null;
    }
    return h('button', {type: 'button', class: 'link small undo', onclick: async (event) => {
        event.currentTarget.disabled = true;
        const back = Object.fromEntries(differences.map(({field, before}) => [field, before ?? null]));
        try {
            changed(await patchRecord(kind, held.record.id, held.tag, back, `${words.undoReason}: ${localTime(change.at)}`));
            toast(words.undone);
        } catch (error) {
            toast(error.status === 412 ? words.stale : [error.message, ...error.errors.map((e) => e.message)].join(' '));
        }
    }}, icon('undo-2'), words.recUndo);
}
