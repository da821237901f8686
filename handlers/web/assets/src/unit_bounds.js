// Where a unit lies, for the map to show it.

import {getFeatures} from './api.js';

/** Communes have five figures, districts three and provinces two (QĐ 124/2004/QĐ-TTg). */
export const isCommune = (code) => /^\d{5}$/.test(code);
export const isProvince = (code) => /^\d{2}$/.test(code);

/**
 * West, south, east and north of a unit; features where it has no shape itself but
 * its parts have.
 * @param {string} code
 * @param {object} day on which, as the service is asked
 * @param {number[]|null} whole the bounds of everything
 */
export async function boundsOfUnit(code, day, whole) {
    if (!code || isProvince(code)) {
        return whole;
    }
    try {
        const own = await getFeatures('units', {code, ...day});
        const shaped = own.features.filter(({geometry}) => geometry);
        return shaped.length ? shaped : (await getFeatures('units', {parent_code: code, ...day})).features;
    } catch {
        return whole; // what it is of the registry's own, the panel says
    }
}

/** The box around features; null around none. */
export function boxOf(features) {
    const coordinates = Array.isArray(features) ? features.flatMap(({geometry}) => geometry?.coordinates.flat(Infinity) ?? []) : [];
    const [xs, ys] = [0, 1].map((odd) => coordinates.filter((_, i) => i % 2 === odd));
    const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
    return xs.length ? [least(xs), least(ys), -least(xs.map((x) => -x)), -least(ys.map((y) => -y))] : null;
}
