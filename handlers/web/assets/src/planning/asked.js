// A question on its way to the service: points that were placed by hand and are
// forced become candidates, or the search could not choose them.

import {send} from '../api.js';

/**
 * @param {any} question
 * @param {any|null} result what is shown, whose points may be forced
 * @param {{candidates: (q: any) => Promise<any>}} model
 * @returns {Promise<any>} the job
 */
export async function asked(question, result, model) {
    return send('POST', 'plans', await withPlaced(question, result, model));
}

async function withPlaced(question, result, model) {
    const placed = (result?.layout.added ?? []).filter((a) => a.source === 'hand' && question.force.includes(a.id));
    const listed = new Set((question.candidates.list ?? []).map(({id}) => id));
    const missing = placed.filter(({id}) => !listed.has(id));
    if (!missing.length) {
        return question;
    }
    const nameOf = (id) => id.startsWith('h:') ? id : `h:${id}`; // where a candidate has been moved to is another place
    return {
        ...question,
        force: question.force.map((id) => missing.some((a) => a.id === id) ? nameOf(id) : id),
        candidates: {
            ...question.candidates, ...await meant(question, model),
            list: [...question.candidates.list ?? [], ...missing.map(({id, name, lon, lat}) => ({id: nameOf(id), name, lon, lat}))],
        },
    };
}

/** The sources that a question means that names none: naming a place would shut them out. */
async function meant(question, model) {
    const {settlements, seats, grid_m: gridM, list} = question.candidates;
    if (settlements || seats || gridM || list?.length) {
        return {};
    }
    const {candidates} = await model.candidates(question);
    const has = (source) => candidates.some((c) => c.source === source);
    return {settlements: has('settlement'), seats: has('seat'), grid_m: has('grid') ? 1000 : 0};
}
