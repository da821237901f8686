// The mast that a new mobile site is taken to have: between the API's Mast and the
// form's values, and what is assumed where a value is left out.

import {words, fill} from '../config.js';
import {number} from '../format.js';

/** How the controls stand where nothing is said: as the service takes a mast. */
export const mastDefaults = {foot: 'mast', tech: '4G', op: '', height: '36', band: '', eirp: '', az: '', reach: ''};

/** Whether the question has a mast, or else discs. */
export const hasMast = ({network, foot}) => network === 'bts' && foot === 'mast';

const azimuthsIn = (text) => text.split(/[\s,;]+/).filter(Boolean).map(Number);

/** What of the mast is no value: as an error of the API, null when all is well. */
export function mastProblem(v) {
    if (!hasMast(v) || azimuthsIn(v.az).every((a) => a >= 0 && a <= 360)) {
        return null;
    }
    return {message: words.azimuthsWrong, errors: [{field: 'mast.azimuths_deg', message: words.azimuthsWrong}]};
}

/** A Mast as the API takes it. */
export function mastOf(v) {
    return {
        technology: v.tech, operator: v.op, height_m: Number(v.height), band: v.band.trim(), eirp_dbm: Number(v.eirp), azimuths_deg: azimuthsIn(v.az),
        reach_m: Number(v.reach), flat: Boolean(v.flat),
    };
}

/** The form's values for the mast of a question. */
export function mastValues(q) {
    const text = (v) => v ? String(v) : '';
    const m = q.mast;
    return {
        foot: q.network === 'bts' && !m ? 'disc' : 'mast', tech: text(m?.technology), op: text(m?.operator), height: text(m?.height_m), band: text(m?.band), eirp: text(m?.eirp_dbm),
        az: (m?.azimuths_deg ?? []).join(', '), reach: text(m?.reach_m), flat: m?.flat ? '1' : '',
    };
}

/**
 * Says what is taken for the values that are left out.
 * @param {Record<string, string>} v
 * @param {any[]} assumed by technology, of the registry's link budgets
 */
export function assumedText(v, assumed) {
    const a = assumed.find(({technology}) => technology === v.tech);
    if (!a) {
        return words.mastAssumedSome;
    }
    const sectors = azimuthsIn(v.az).length > 0;
    const gain = sectors ? a.sector_gain_dbi : a.omni_gain_dbi;
    const parts = [
        v.band.trim() ? '' : fill(words.mastBand, {mhz: number(a.frequency_mhz)}),
        v.eirp ? '' : fill(words.mastPower, {eirp: decimal(a.power_dbm - a.feeder_loss_db + gain), power: decimal(a.power_dbm), loss: decimal(a.feeder_loss_db), gain: decimal(gain)}),
        sectors ? fill(words.mastSectors, {width: number(a.beamwidth_deg), tilt: number(a.electrical_tilt_deg)}) : words.mastOmni,
        v.reach ? '' : words.mastReach,
    ].filter(Boolean);
    return fill(words.mastAssumed, {what: parts.join('; ')});
}

const decimal = (v) => number(v, Number.isInteger(v) ? 0 : 1);
