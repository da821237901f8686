// Values of records as the reader writes them, by what the schema says of their
// field.

import {words, config, fieldOf} from './config.js';
import {number, date} from './format.js';
import {operatorName} from './symbology.js';

/** Decimals that a number is shown with, no more than it has. */
const mostDecimals = 3;

/** A field's value as text; '' when it is not stated. */
export function valueText(kind, name, value) {
    if (value === null || value === undefined || value === '') {
        return '';
    }
    const field = fieldOf(kind, name);
    if (Array.isArray(value)) {
        return value.map((code) => codeName(field, code)).join(', ');
    }
    switch (field?.type) {
    case 'code':
    case 'list':
        return codeName(field, value);
    case 'boolean':
        return value ? words.yes : words.no;
    case 'integer':
        return withUnit(/year/.test(name) ? String(value) : number(value), field.unit);
    case 'real':
        return withUnit(plainNumber(value), field.unit);
    case 'date':
        return date(value);
    }
    if (field?.refers === 'operators') {
        return operatorName(value);
    }
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function plainNumber(value) {
    const decimals = (String(value).split('.')[1] ?? '').length;
    return number(value, Math.min(decimals, mostDecimals));
}

function withUnit(text, unit) {
    return unit ? `${text} ${unit}` : text;
}

function codeName(field, code) {
    return field?.codes?.find((c) => c.code === code)?.label ?? code;
}

/** What a field is called, with the kind's own word. */
export function fieldLabel(kind, name) {
    return fieldOf(kind, name)?.label ?? name;
}

/** What a record is called: its name, else its code. */
export function titleOf(record) {
    return record.name || record.code || record.id;
}

/** The word for a kind, as the rail has it. */
export function kindName(kind) {
    return {sites: words.railSites, postal: words.railPostal, radio: words.railRadio, units: words.railUnits}[kind] ?? config.kinds[kind]?.label ?? kind;
}
