// What became of a record: its changes with what each altered.

import {words, config} from './config.js';
import {h, icon} from './dom.js';
import {getJSON} from './api.js';
import {personName} from './people.js';
import {fieldLabel, valueText} from './values.js';

const operations = {create: words.created, change: words.changed, retire: words.retired, delete: words.removed};

/** What an operation of the chain is called. */
export function operationWord(operation) {
    return operations[operation] ?? operation;
}

/** The differences that people are told of. */
export function tellable(change) {
    return (change.differences ?? []).filter(({field}) => field !== 'id' && field !== 'revision');
}

/** Fields with what stood there and what stands there now. */
export function differenceList(kind, operation, differences) {
    return h('dl', {class: 'facts'}, ...differences.flatMap((d) => [
        h('dt', {}, d.label ?? fieldLabel(kind, d.field)),
        h('dd', {}, ...differenceOf(kind, operation, d))]));
}

/**
 * One change of a record's history.
 * @param {string} kind
 * @param {any} change
 * @param {HTMLElement|null} [action] what can be done about it
 */
export function changeOf(kind, change, action = null) {
    return h('li', {},
        h('p', {}, h('b', {}, operationWord(change.operation)), ` · ${localTime(change.at)} · ${personName(change.actor)}`),
        change.reason ? h('p', {class: 'quiet'}, change.reason) : null,
        differenceList(kind, change.operation, tellable(change)), action);
}

/** The changes of a record, asked for when the reader opens them. */
export function historyBox(kind, id) {
    const list = h('ol', {class: 'history'}, h('li', {class: 'quiet'}, words.loading));
    const box = h('details', {class: 'drawer-group', id: 'history'}, h('summary', {}, icon('history'), words.history), list);
    box.addEventListener('toggle', async () => {
        if (!box.open) {
            return;
        }
        try {
            const {items} = await getJSON(`${kind}/${encodeURIComponent(id)}/history`, {limit: 50});
            list.replaceChildren(...items.length ? items.map((change) => changeOf(kind, change)) : [h('li', {class: 'quiet'}, words.noHistory)]);
        } catch (error) {
            list.replaceChildren(h('li', {class: 'error'}, error.message));
        }
    });
    return box;
}

function differenceOf(kind, operation, {field, before, after, omitted}) {
    if (omitted) {
        return ['…'];
    }
    const was = shownValue(kind, field, before);
    const is = shownValue(kind, field, after);
    return operation === 'create' ? [is] : [h('del', {}, was), ' → ', h('ins', {}, is)];
}

/** A value as people read it; a place as its latitude and longitude. */
function shownValue(kind, field, value) {
    if (field === 'geometry' && value?.type === 'Point') {
        const comma = config.lang !== 'en';
        return value.coordinates.toReversed().map((v) => comma ? v.toFixed(6).replace('.', ',') : v.toFixed(6)).join('; ');
    }
    return valueText(kind, field, value) || words.notStated;
}

/** A moment on the reader's clock, given as a Date or as the API writes it. */
export function localTime(at) {
    const when = new Date(at);
    const two = (n) => String(n).padStart(2, '0');
    return `${two(when.getDate())}/${two(when.getMonth() + 1)}/${when.getFullYear()} ${two(when.getHours())}:${two(when.getMinutes())}`;
}
