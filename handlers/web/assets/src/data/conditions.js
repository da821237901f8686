// Conditions on the fields of a kind, written in the address as the API takes
// them: state=on_air, height_m.gte=30, name.contains=kon ray.

import {words, config} from '../config.js';
import {h, icon} from '../dom.js';
import {select} from './parts.js';

/** Comparisons by the suffix of the parameter, for the types of field that have them. */
const comparisons = [
    ['', words.expIs, () => true],
    ['.ne', words.expNot, (type) => type !== 'list'],
    ['.contains', words.expContains, (type) => type === 'text'],
    ['.gte', words.expAtLeast, (type) => ['integer', 'real', 'date'].includes(type)],
    ['.lte', words.expAtMost, (type) => ['integer', 'real', 'date'].includes(type)],
    ['.null', words.expMissing, () => true],
];

/** Parameters of the page that are no conditions though a field has their name. */
const taken = new Set(['kind', 'tab', 'lang', 'format', 'fields', 'q', 'unit', 'as_of']);

/** The conditions of the address: [parameter, value]. */
export function conditionsIn(kind, now) {
    return Object.entries(now).filter(([name]) => !taken.has(name) && fieldOf(kind, name));
}

function fieldOf(kind, parameter) {
    const [name] = parameter.split('.');
    return config.kinds[kind]?.fields.find((field) => field.name === name);
}

/**
 * A row for each condition, and one to add another.
 * @param {string} kind
 * @param {Record<string, string>} now
 * @param {(changes: Record<string, string>) => void} set
 */
export function conditionRows(kind, now, set) {
    return h('div', {class: 'conditions'}, ...conditionsIn(kind, now).map(([name, value], i) => given(kind, name, value, i, set)), adder(kind, set));
}

function given(kind, name, value, i, set) {
    const field = fieldOf(kind, name);
    const suffix = name.slice(field.name.length);
    const word = comparisons.find(([s]) => s === suffix)?.[1] ?? suffix;
    const shown = suffix === '.null' ? '' : value.split(',').map((v) => field.codes?.find((c) => c.code === v)?.label ?? v).join(', ');
    return h('p', {class: 'condition'}, h('span', {class: 'chip-like'}, `${field.label} ${word} ${shown}`.trim()),
        h('button', {type: 'button', class: 'icon-button', id: `condition-drop-${i}`, 'aria-label': `${words.expDrop}: ${field.label}`, title: words.expDrop, onclick: () => set({[name]: ''})}, icon('x')));
}

function adder(kind, set) {
    const {fields} = config.kinds[kind];
    const choice = h('select', {id: 'condition-field', 'aria-label': words.expField}, ...fields.map((f) => h('option', {value: f.name}, f.label)));
    const how = h('select', {id: 'condition-how', 'aria-label': words.expCompare});
    const holder = h('span', {class: 'condition-value'});
    const redraw = () => {
        const field = fields.find((f) => f.name === choice.value);
        const kept = how.value;
        how.replaceChildren(...comparisons.filter(([, , fits]) => fits(field.type)).map(([suffix, word]) => h('option', {value: suffix}, word)));
        how.value = [...how.options].some((o) => o.value === kept) ? kept : '';
        holder.replaceChildren(valueOf(field, how.value));
    };
    choice.addEventListener('change', redraw);
    how.addEventListener('change', redraw);
    const preferred = fields.find((f) => f.codes?.length) ?? fields[0];
    choice.value = preferred.name;
    redraw();
    return h('p', {class: 'condition'}, choice, how, holder, h('button', {type: 'button', class: 'text-button', id: 'condition-add', onclick: () => {
        const value = how.value === '.null' ? 'true' : document.getElementById('condition-value')?.value.trim();
        if (value) {
            set({[choice.value + how.value]: value});
        }
    }}, icon('plus'), words.expAdd));
}

function valueOf(field, suffix) {
    if (suffix === '.null') {
        return '';
    }
    const properties = {id: 'condition-value', 'aria-label': words.expValue};
    if (field.type === 'boolean') {
        return select('condition-value', [['true', words.yes], ['false', words.no]], 'true', () => {}, properties);
    }
    return field.codes?.length ? select('condition-value', field.codes.map((c) => [c.code, c.label]), field.codes[0].code, () => {}, properties)
        : h('input', {type: field.type === 'date' ? 'date' : 'text', autocomplete: 'off', ...properties});
}
