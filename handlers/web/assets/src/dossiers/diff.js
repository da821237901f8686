// What an action will record, row by row: before and after.

import {words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {sentence} from '../format.js';
import {valueText} from '../values.js';
import {personName} from '../people.js';

/** Fields whose values are hashes or times, which nobody compares by eye. */
const notShown = new Set(['id', 'valid_from', 'valid_to', 'at', 'application_id', 'detail']);

/**
 * @param {any} preview
 * @param {(code: string) => string} stateName of a dossier
 */
export function diffOf(preview, stateName) {
    return [
        h('p', {class: 'moves'}, inLanguage(preview.from), ' → ', h('b', {}, inLanguage(preview.to))),
        ...preview.changes.filter((c) => c.kind !== 'events').map((change) => h('section', {class: 'change', 'data-kind': change.kind},
            h('h4', {}, sentence(inLanguage(change.single)), change.code ? h('span', {class: 'code'}, ` ${change.code}`) : '',
                h('span', {class: 'quiet'}, change.before ? change.after ? '' : ` – ${words.goes}` : ` – ${words.isNew}`)),
            table(change, stateName))),
        h('p', {class: 'quiet'}, words.eventToo),
        h('p', {class: 'quiet hash-line'}, `${words.previewHash}: `, h('span', {class: 'code'}, preview.hash.slice(0, 16), '…')),
    ];
}

function table(change, stateName) {
    const rows = change.fields.filter((f) => !notShown.has(f.field));
    if (rows.length === 0) {
        return h('p', {class: 'quiet'}, words.nothingChanges);
    }
    const fresh = !change.before;
    return h('table', {class: 'diff'}, h('thead', {class: fresh ? 'visually-hidden' : ''}, h('tr', {}, h('th', {scope: 'col'}, words.fieldWord), h('th', {scope: 'col'}, words.beforeWord), h('th', {scope: 'col'}, words.afterWord))),
        h('tbody', {}, ...rows.map((f) => h('tr', {}, h('th', {scope: 'row'}, inLanguage(f.label)),
            fresh ? null : h('td', {}, h('del', {}, shown(change.kind, f.field, f.before, stateName))),
            h('td', {colSpan: fresh ? 2 : 1}, h('ins', {}, shown(change.kind, f.field, f.after, stateName)))))));
}

function shown(kind, name, value, stateName) {
    if (value === null || value === undefined || value === '') {
        return '–';
    }
    if (name.endsWith('sha256')) {
        return `${String(value).slice(0, 16)}…`;
    }
    if (kind === 'applications' && name === 'state') {
        return stateName(value);
    }
    const text = valueText(kind, name, value);
    return ['officer', 'appraiser', 'actor'].includes(name) ? personName(text) : text;
}
