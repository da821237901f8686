// What the page knows: scenarios, what edits make of them, existing points,
// candidates, service areas. Answers are kept as long as the registry stands.

import {getFeatures, getJSON, send} from '../api.js';
import {boundsOf} from '../ground.js';

const kinds = {postal: 'postal', bts: 'sites', radio: 'clusters'};
const working = {postal: () => true, bts: ({state}) => ['on_air', 'built', undefined, null, ''].includes(state), radio: ({state}) => state !== 'broken'};

export function createModel() {
    const kept = new Map(); // answers by what was asked

    /** Asks once; a refusal is forgotten. */
    function once(key, asked) {
        if (!kept.has(key)) {
            kept.set(key, asked().catch((error) => {
                kept.delete(key);
                throw error;
            }));
        }
        return kept.get(key);
    }

    const at = (id) => `plans/${encodeURIComponent(id)}`;
    return {
        list: async () => (await getJSON('plans')).scenarios,
        jobs: async () => (await getJSON('jobs')).jobs.filter(({kind, state}) => kind === 'plan' && (state === 'queued' || state === 'running')),
        scenario: (id) => once(`plan ${id}`, () => getJSON(at(id))),
        /** What an edit makes of a scenario. */
        edited: async (id, edit, signal) => (await send('POST', `${at(id)}/edits`, edit, {signal})).result,
        /** Keeps what an edit makes of it under a name. */
        keep: (id, name, edit) => send('POST', `${at(id)}/keep`, {name, edit}),
        /** The service areas; only the postal network has them. */
        areas(id, edit) {
            const text = edit ? JSON.stringify(edit) : '';
            return once(`areas ${id} ${text}`, () => edit ? send('POST', `${at(id)}/areas`, edit) : getJSON(`${at(id)}/areas`));
        },
        candidates: (question) => once(`candidates ${JSON.stringify(question)}`, () => send('POST', 'plans/candidates', question)),
        /** The points that there are on a day. */
        existing: (network, day) => once(`existing ${network} ${day}`, async () => {
            const {features} = await getFeatures(kinds[network], {as_of: day || undefined});
            return features.filter((f) => f.geometry && working[network](f.properties)).map(({geometry, properties: p}) => ({
                id: p.id, name: p.name || p.code, commune: p.commune, class: p.class, approximate: p.approximate === true, lon: geometry.coordinates[0], lat: geometry.coordinates[1],
            }));
        }),
        /** Whether the figures of a scenario are still what the registry gives. */
        async stands({result}) {
            const now = await send('POST', 'plans/evaluate', {question: result.question, layout: result.layout});
            return same(now.before, result.before) && same(now.after, result.after);
        },
        comparison: (ids) => getJSON('plans/compare', {ids: ids.join(',')}),
        norms: (unit, day) => once(`norms ${unit} ${day}`, () => getJSON('plans/norms', {unit, as_of: day})),
        units: (level) => once(`units ${level}`, async () => (await getFeatures('units', {level, geometry: false})).features),
        /** The operators of mobile networks. */
        operators: () => once('operators', async () => (await getJSON('operators', {limit: 200})).items.filter(({sector}) => sector === 'mobile')
            .map(({code, name, short_name: short}) => ({code, name: short || name}))),
        /** What is assumed of a mast, by technology. */
        budgets: () => once('budgets', async () => (await getJSON('settings/coverage_budgets')).in_force.assumed ?? []),
        /** The middle of a unit's box. */
        middle: (code) => once(`middle ${code}`, async () => {
            const {features} = await getFeatures('units', {code});
            const [west, south, east, north] = boundsOf(features) ?? [0, 0, 0, 0];
            return {lon: (west + east) / 2, lat: (south + north) / 2};
        }),
        /** Forgets what the registry may have changed. */
        forget() {
            for (const key of [...kept.keys()].filter((k) => !k.startsWith('plan ') && !k.startsWith('units '))) {
                kept.delete(key);
            }
        },
    };
}

const near = (a, b) => a === b || Math.abs((a ?? NaN) - (b ?? NaN)) <= 1e-9 * Math.abs(a);

/** Whether two sets of figures agree but for the last digits of sums. */
function same(a, b) {
    return near(a.counted, b.counted) && near(a.people, b.people) && near(a.area_km2, b.area_km2) && near(a.access.mean, b.access.mean) &&
        near(a.access.max, b.access.max) && near(a.coverage?.share ?? null, b.coverage?.share ?? null);
}
