// The inputs of the filing form: of the dossier, and of a position by the schema
// of positions.

import {words, config, fieldOf} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {operatorName} from '../layers.js';
import {plain} from './trial.js';

/** What a filing states of the dossier. */
const stated = ['type', 'operator_code', 'title', 'province_code', 'plan_code', 'sharing_plan', 'submitter', 'contact', 'note'];

/** Members of a position that have an input of their own, or none. */
const apart = new Set(['id', 'valid_from', 'valid_to', 'geometry', 'application_id', 'operator_code', 'state', 'site_id', 'built', 'number', 'given_crs', 'given_coordinates', 'accuracy_m', 'approximate', 'approximate_reason', 'commune']);

/** What a position states at the least; the rest folds away. */
const first = ['code', 'name', 'commune_code', 'address', 'structure', 'support_class', 'legal_type', 'height_m', 'building_height_m', 'technologies', 'bands', 'eirp_dbm', 'antenna_height_m', 'sectors', 'hosts'];

const field = (name, title, input, required) => h('div', {class: 'field', 'data-field': name}, h('label', {htmlFor: input.id}, title, required ? ' *' : ''), input, h('p', {class: 'error', hidden: true}));

/** The dossier's own inputs; of one on record type, operator and province are fixed. */
export function applicationFields(application, operators, onRecord, changed) {
    return h('div', {class: 'filing-fields', oninput: changed, onchange: changed}, ...stated.map((name) => {
        const schema = fieldOf('applications', name);
        const input = inputFor(name, schema, application, operators);
        input.disabled = onRecord && ['type', 'operator_code', 'province_code'].includes(name) || name === 'operator_code' && Boolean(config.operator);
        return field(name, schema.label, input, ['type', 'operator_code'].includes(name));
    }));
}

function inputFor(name, schema, application, operators) {
    const id = `filing-${name}`;
    if (name === 'operator_code') {
        return select(id, [['', words.choose], ...operators.map((o) => [o.code, operatorName(o.code)])], application[name] ?? '');
    }
    if (schema.codes) {
        return select(id, schema.codes.map((c) => [c.code, c.label]), application[name] ?? schema.codes[0].code);
    }
    if (schema.type === 'boolean') {
        return select(id, [['', words.notStated], ['true', words.yes], ['false', words.no]], application[name] === undefined ? '' : String(application[name]));
    }
    return h('input', {type: 'text', id, value: application[name] ?? '', autocomplete: 'off'});
}

/** Reads the dossier's own inputs. */
export function readApplication(application, form) {
    for (const name of stated) {
        const input = form.querySelector(`#filing-${name}`);
        if (!input) {
            continue;
        }
        const value = input.value.trim();
        application[name] = value === '' ? undefined : fieldOf('applications', name).type === 'boolean' ? value === 'true' : value;
    }
}

function select(id, options, value) {
    const made = h('select', {id}, ...options.map(([code, title]) => h('option', {value: code}, title)));
    made.value = value;
    return made;
}

/**
 * The inputs of a position; each writes into it at once.
 * @param {any} position
 * @param {{field: string, message: string}[]} faults
 * @param {{changed: () => void, remove: (() => void)|null}} actions
 */
export function positionFields(position, faults, {changed, remove}) {
    const fields = config.kinds.positions.fields.filter(({name}) => !apart.has(name));
    const inputs = (list) => list.map((f) => positionField(f, position, changed));
    const main = first.map((name) => fields.find((f) => f.name === name)).filter(Boolean);
    const rest = fields.filter((f) => !first.includes(f.name));
    const box = h('div', {class: 'filing-position'},
        h('div', {class: 'filing-fields'}, coordinates(position, changed), ...inputs(main)),
        h('details', {class: 'filing-more', open: rest.some((f) => position[f.name] !== undefined)}, h('summary', {}, words.moreFields), h('div', {class: 'filing-fields'}, ...inputs(rest))),
        remove ? h('button', {type: 'button', class: 'text-button', id: 'remove-position', onclick: remove}, icon('trash-2'), words.removePosition) : null);
    for (const fault of faults) {
        const place = box.querySelector(`[data-field="${CSS.escape(fault.field)}"] > .error`);
        if (place) {
            place.textContent = fault.message;
            place.hidden = false;
        }
    }
    return box;
}

/** Coordinates as they stand on paper, in the system that the paper names. */
function coordinates(position, changed) {
    const shown = position.given_coordinates ?? (position.geometry ? position.geometry.coordinates.join(', ') : '');
    const text = h('input', {type: 'text', id: 'position-coordinates', value: shown, autocomplete: 'off', placeholder: words.coordinatesHint, oninput: read});
    const system = select('position-crs', [['', words.degrees], ...config.zones.map((z) => [`EPSG:${z.epsg}`, `VN-2000 ${degrees(z.meridian)}`])], position.given_coordinates ? position.given_crs ?? '' : '');
    system.addEventListener('change', read);
    system.setAttribute('aria-label', words.crs);

    function read() {
        const value = text.value.trim();
        position.geometry = undefined;
        position.given_coordinates = value || undefined;
        position.given_crs = value ? system.value || 'EPSG:4326' : undefined;
        changed();
    }

    return h('div', {class: 'field wide', 'data-field': 'given_coordinates'}, h('label', {htmlFor: text.id}, words.coordinates),
        h('div', {class: 'coordinate-row'}, text, system), h('p', {class: 'quiet'}, words.coordinatesHelp), h('p', {class: 'error', hidden: true}));
}

const degrees = (meridian) => `${Math.floor(meridian)}°${String(Math.round((meridian % 1) * 60)).padStart(2, '0')}′`;

function positionField(schema, position, changed) {
    const id = `position-${schema.name}`;
    const set = (value) => {
        position[schema.name] = value;
        changed();
    };
    const value = position[schema.name];
    let input;
    if (schema.type === 'list') {
        input = h('div', {id, class: 'checks', role: 'group', 'aria-label': schema.label}, ...schema.codes.map(({code, label}) => h('label', {}, h('input', {type: 'checkbox', value: code, checked: (value ?? []).includes(code),
            onchange: () => set([...input.querySelectorAll('input')].filter((b) => b.checked).map((b) => b.value))}), label)));
    } else if (schema.codes || schema.type === 'boolean') {
        const options = schema.codes ? schema.codes.map((c) => [c.code, c.label]) : [['true', words.yes], ['false', words.no]];
        input = select(id, [['', words.notStated], ...options], value === undefined || value === null ? '' : String(value));
        input.addEventListener('change', () => set(input.value === '' ? undefined : schema.codes ? input.value : input.value === 'true'));
    } else {
        const numeric = ['integer', 'real'].includes(schema.type);
        input = h('input', {type: schema.type === 'date' ? 'date' : 'text', id, autocomplete: 'off', inputMode: numeric ? 'decimal' : 'text',
            value: value === undefined || value === null ? '' : numeric ? number(value, Number.isInteger(value) ? 0 : 2) : String(value),
            oninput: () => set(read(input.value.trim(), numeric))});
    }
    const made = field(schema.name, schema.label, input, schema.name === 'code');
    if (schema.type === 'list') {
        made.querySelector(':scope > label').removeAttribute('for');
    }
    return made;
}

/** What is no number is sent as it is, for the service to say so. */
function read(text, numeric) {
    if (text === '') {
        return undefined;
    }
    return numeric && !Number.isNaN(plain(text)) ? plain(text) : text;
}
