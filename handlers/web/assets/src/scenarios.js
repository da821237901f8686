// The planning scenarios that a side of the divided map can show.

import {getJSON} from './api.js';
import {may} from './config.js';

/** How the address says that a side shows a scenario: plan:ID. */
const mark = 'plan:';

/** The id of the scenario that a side shows; '' where it shows a day. */
export const scenarioIn = (side) => side.startsWith(mark) ? side.slice(mark.length) : '';

/** A side that shows a scenario. */
export const sideOf = (id) => mark + id;

/** Whether this reader may see scenarios at all. */
export const maySee = () => may('read', 'plans');

/** Answers are kept until the registry changes; a refusal is asked for again. */
export function createScenarios() {
    const kept = new Map();

    function once(key, asked) {
        if (!kept.has(key)) {
            kept.set(key, asked().catch((error) => {
                kept.delete(key);
                throw error;
            }));
        }
        return kept.get(key);
    }

    return {
        /** All of them, newest first, without what they say. @returns {Promise<any[]>} */
        list: () => maySee() ? once('', async () => (await getJSON('plans')).scenarios) : Promise.resolve([]),
        /**
         * One with its result and, of the postal network, its service areas.
         * @returns {Promise<{id: string, code: string, name: string, result: any, areas: object|null}>}
         */
        load: (id) => once(id, async () => {
            const path = `plans/${encodeURIComponent(id)}`;
            const one = await getJSON(path);
            const areas = one.network === 'postal' ? await getJSON(`${path}/areas`) : null;
            return {...one, areas};
        }),
        forget: () => kept.clear(),
    };
}
