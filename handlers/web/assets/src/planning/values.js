// The values of the form, and the Question of the API that they make.

import {hasMast, mastDefaults, mastOf, mastValues} from './mast.js';
import {takesWeights, weightsIn, weightsOf} from './weights.js';

/** The goals of each network. */
export const goals = {postal: ['add', 'cover', 'fewest', 'close', 'upgrade', 'ratio'], bts: ['cover', 'fewest'], radio: ['cover', 'fewest']};

/** How the controls stand where nothing is said. */
export const defaults = {network: 'postal', goal: 'add', n: '5', r: '3000', min: '45', pct: '95', ratio: '3700', power: '25', gridm: '1000', hours: '0', limit: '8', travel: 'straight', unit: '', day: '', ...mastDefaults};
export const flags = ['each', 'settlements', 'seats', 'grid', 'staffed', 'internet', 'approx', 'flat'];

/** What of the form applies to a question of this kind. */
export function applies(v) {
    const {network, goal, travel} = v;
    const road = network === 'postal' && travel === 'road';
    const adds = goal !== 'close' && goal !== 'upgrade';
    return {
        count: goal !== 'fewest' && goal !== 'ratio', radius_m: !road && network !== 'radio' && !hasMast(v), minutes: road, share: goal === 'fewest', each_commune: goal === 'fewest',
        people_per_point: goal === 'ratio', power: network === 'radio', travel: network === 'postal', points: network === 'postal',
        'points.min_hours': network === 'postal', candidates: adds, 'candidates.grid_m': adds, foot: network === 'bts', mast: hasMast(v), ...takesWeights(v),
    };
}

/** A Question as the API takes it; extra is what a scenario's says that the form does not. */
export function questionOf(v, extra, {force, forbid}) {
    const on = applies(v);
    const q = {
        ...rest(extra), network: v.network, goal: v.goal, as_of: v.day || undefined, unit: v.unit || undefined,
        points: on.points ? {...extra.points, staffed: Boolean(v.staffed), internet: Boolean(v.internet), min_hours: Number(v.hours)} : {},
        candidates: on.candidates ? candidatesOf(v, extra.candidates ?? {}) : {},
        force, forbid, limit_s: Number(v.limit), weights: weightsOf(v), mast: on.mast ? mastOf(v) : undefined,
    };
    q.points.approximate = Boolean(v.approx);
    if (v.goal !== 'upgrade' && extra.goal === 'upgrade') {
        delete q.points.classes; // those that an upgrade makes of points
    }
    if (on.travel) {
        q.travel = v.travel;
    }
    const numbers = {count: v.n, radius_m: v.r, minutes: v.min, people_per_point: v.ratio};
    for (const [name, value] of Object.entries(numbers)) {
        if (on[name]) {
            q[name] = Number(value);
        }
    }
    if (on.share) {
        q.share = Number(v.pct) / 100;
        q.each_commune = Boolean(v.each);
    }
    if (on.power) {
        q.speaker = {sensitivity_db: 108, ...extra.speaker, power_w: Number(v.power)};
    }
    return q;
}

/** What the form does not know of, such as a seed, stays. */
function rest(extra) {
    const {name, count, radius_m, minutes, share, each_commune, people_per_point, speaker, travel, mast, weights, ...other} = extra;
    return other;
}

function candidatesOf(v, extra) {
    return {
        ...extra, settlements: Boolean(v.settlements), seats: Boolean(v.seats), grid_m: v.grid ? Number(v.gridm) : 0,
    };
}

/** The controls' values for a question of the API. */
export function valuesOf(q) {
    const text = (v) => v ? String(v) : '';
    return {
        network: q.network, goal: q.goal, unit: text(q.unit), day: text(q.as_of), travel: text(q.travel),
        n: text(q.count), r: text(q.radius_m), min: text(q.minutes), pct: q.share ? String(Math.round(q.share * 1e6) / 1e4) : q.goal === 'fewest' ? '0' : '',
        ratio: text(q.people_per_point), power: text(q.speaker?.power_w), each: q.each_commune ? '1' : '', limit: text(q.limit_s), hours: text(q.points.min_hours),
        settlements: q.candidates.settlements ? '1' : '', seats: q.candidates.seats ? '1' : '', grid: q.candidates.grid_m ? '1' : '', gridm: text(q.candidates.grid_m),
        staffed: q.points.staffed ? '1' : '', internet: q.points.internet ? '1' : '', approx: q.points.approximate ? '1' : '',
        force: (q.force ?? []).join(','), forbid: (q.forbid ?? []).join(','), weights: weightsIn(q.weights), ...mastValues(q),
    };
}
