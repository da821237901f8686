// Numbers as the reader writes them: 4.054 and 4,8 in Vietnamese.

import {config} from './config.js';

const [group, point] = config.lang === 'en' ? [',', '.'] : ['.', ','];

/**
 * A number with so many decimals; a dash when it is not one. Halves go away from
 * zero, and it is the printed decimal that is rounded, not its binary neighbour:
 * the same as in every document of the program.
 * @param {number|null|undefined} value
 * @param {number} decimals
 */
export function number(value, decimals = 0) {
    if (value === null || value === undefined || !Number.isFinite(value)) {
        return '–';
    }
    const scale = 10 ** decimals;
    const nudged = Math.abs(value) * scale;
    const rounded = Math.round(nudged + nudged * 1e-15) / scale;
    const [whole, fraction] = rounded.toFixed(decimals).split('.');
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    const sign = value < 0 && rounded !== 0 ? '-' : '';
    return sign + grouped + (fraction ? point + fraction : '');
}

/** A length given in metres: whole metres below one kilometre, else kilometres. */
export function length(metres) {
    if (metres === null || metres === undefined || !Number.isFinite(metres)) {
        return '–';
    }
    return metres < 999.5 ? `${number(metres)} m` : `${number(metres / 1000, metres < 99950 ? 2 : 1)} km`;
}

/** A share given as 0…1, in per cent with one decimal. */
export function percent(share) {
    return Number.isFinite(share) ? `${number(share * 100, 1)} %` : '–';
}

/** A day given as 2020-12-31: 31/12/2020. */
export function date(iso) {
    const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
    return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : '–';
}

/** Hours, minutes and seconds of the reader's clock. */
export function time(when) {
    return when.toLocaleTimeString('vi-VN', {hour12: false});
}

/** A text as the beginning of a line. */
export function sentence(text) {
    return text ? text[0].toLocaleUpperCase('vi') + text.slice(1) : '';
}

/** Text without case and accents, to search in: "kon ray" finds Kon Rẫy. */
export function fold(text) {
    return (text ?? '').normalize('NFD').replace(/\p{Mn}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase();
}
