// The choice of unit: provinces, then communes by district.

import {words} from './config.js';
import {h} from './dom.js';

const order = (a, b) => a.name.localeCompare(b.name, 'vi');

/**
 * Fills the select, keeping what is chosen.
 * @param {HTMLSelectElement} select
 * @param {any[]} provinces features
 * @param {any[]} communes features
 */
export function unitOptions(select, provinces, communes) {
    const chosen = select.value;
    const groups = new Map();
    for (const {properties} of communes) {
        const name = properties.parent_name || properties.province_name || words.units;
        if (!groups.has(name)) {
            groups.set(name, {code: properties.parent_code, units: []});
        }
        groups.get(name).units.push(properties);
    }
    select.replaceChildren(
        ...provinces.map(({properties: p}) => option(p.code, p.name)),
        ...[...groups].sort(([a], [b]) => a.localeCompare(b, 'vi')).map(([name, {code, units}]) =>
            h('optgroup', {label: name}, isDistrict(code, provinces) ? option(code, name) : null,
                ...units.sort(order).map((unit) => option(unit.code, unit.name)))));
    select.value = chosen;
}

/** Communes lie in a district, or since July 2025 right in the province. */
function isDistrict(code, provinces) {
    return Boolean(code) && !provinces.some(({properties}) => properties.code === code);
}

function option(code, name) {
    return h('option', {value: code}, name);
}
