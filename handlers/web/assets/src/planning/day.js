// Days as people write them, 31/12/2020, and as the service does, 2020-12-31.

import {date} from '../format.js';

/**
 * The day that somebody wrote: '' for none, null when it is no day.
 * @param {string} text
 * @returns {string|null}
 */
export function dayOf(text) {
    const parts = /^\s*(\d{1,2})[./-](\d{1,2})[./-](\d{4})\s*$/.exec(text);
    if (!parts) {
        return text.trim() === '' ? '' : null;
    }
    const [, day, month, year] = parts.map(Number);
    const at = new Date(Date.UTC(year, month - 1, day));
    return at.getUTCMonth() === month - 1 && at.getUTCDate() === day ? at.toISOString().slice(0, 10) : null;
}

/** A day of the service as people write it. */
export const dayText = (iso) => iso ? date(iso) : '';
