// Which fields everybody sees: restricted ones that are opened, public ones that
// are closed.

import {fill, words, inLanguage} from '../config.js';
import {h} from '../dom.js';

/** The setting's value: the names of the chosen fields, by kind. */
function chosen(fields, is) {
    const names = {};
    for (const {kind, name} of fields.filter(is)) {
        (names[kind] ??= []).push(name);
    }
    return Object.keys(names).length ? JSON.stringify(names) : '';
}

/** Restricted fields, to be shown everybody one by one. */
export function openFields(held, change, keep) {
    const fields = held.in_force;
    return h('div', {class: 'checks', role: 'group', 'aria-labelledby': `setting-${held.name}`}, ...fields.map((f) => h('label', {}, h('input', {type: 'checkbox', checked: f.open, disabled: !change,
        onchange: (event) => {
            f.open = event.target.checked;
            keep(chosen(fields, (x) => x.open));
        }}), `${inLanguage(f.of)}: ${inLanguage(f.label)}`)));
}

/** Public fields by kind, to be closed one by one and kept together. */
export function closedFields(held, change, keep) {
    const fields = held.in_force;
    const kinds = [...new Set(fields.map((f) => f.kind))];
    const save = h('button', {type: 'submit', class: 'text-button', disabled: true, 'aria-label': `${words.save}: ${inLanguage(held.label)}`}, words.save);
    const was = chosen(fields, (f) => f.closed);
    const groups = kinds.map((kind) => kindFields(fields.filter((f) => f.kind === kind), change, () => {
        save.disabled = chosen(fields, (f) => f.closed) === was;
    }));
    return h('form', {class: 'closed-fields', onsubmit: (event) => {
        event.preventDefault();
        keep(chosen(fields, (f) => f.closed));
    }}, ...groups, change ? h('p', {}, save) : null);
}

/** The fields of one kind: those that can be closed, then the others with why. */
function kindFields(fields, change, changed) {
    const closable = fields.filter((f) => !f.why.vi);
    const count = h('span', {class: 'quiet'});
    const tell = () => {
        count.textContent = fill(words.closedCount, {closed: closable.filter((f) => f.closed).length, all: closable.length});
    };
    tell();
    const boxes = closable.map((f) => h('label', {}, h('input', {type: 'checkbox', name: `${f.kind}.${f.name}`, checked: f.closed, disabled: !change, onchange: (event) => {
        f.closed = event.target.checked;
        tell();
        changed();
    }}), inLanguage(f.label)));
    const label = inLanguage(fields[0].of);
    return h('details', {open: closable.some((f) => f.closed)}, h('summary', {}, label, ' ', count),
        h('div', {class: 'checks', role: 'group', 'aria-label': label}, ...boxes), ...reasons(fields.filter((f) => f.why.vi)));
}

/** What stays public, by reason. */
function reasons(fields) {
    const whys = [...new Set(fields.map((f) => inLanguage(f.why)))];
    return whys.map((why) => h('p', {class: 'quiet'}, `${fill(words.staysPublic, {why})}: `, fields.filter((f) => inLanguage(f.why) === why).map((f) => inLanguage(f.label)).join(', '), '.'));
}
