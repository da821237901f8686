// What choices are made from: the units of the day and the operators.

import {config} from './config.js';
import {getAll, getJSON} from './api.js';
import {dayOf} from './question.js';
import {unitOptions} from './units.js';

const {compare} = new Intl.Collator('vi');
const byName = (a, b) => compare(a.name, b.name);

/**
 * @param {HTMLSelectElement} choice of the unit whose figures are shown
 * @param {import('./state.js').PageState} state
 */
export function createLookups(choice, state) {
    let operators = [];
    let units = []; // of the day, without shapes
    let communes = []; // those of the units that are communes, by name
    let unitsDay = null;

    /** The unit whose figures are shown: the URL's, else the registry's own. */
    const unitNow = () => state.now.unit || config.unit || units.find(({level}) => level === 'province')?.code || '';

    return {
        unitNow,
        get operators() {
            return operators;
        },
        get communes() {
            return communes;
        },
        /** Asks for the units of the day, unless they are there. */
        async loadUnits(again = false) {
            const day = state.now.asOf;
            if (day === unitsDay && !again) {
                return;
            }
            unitsDay = day;
            units = await getAll('units', dayOf(state.now));
            communes = units.filter(({level}) => level === 'commune').sort(byName);
            const at = (wanted) => units.filter(({level}) => level === wanted).map((properties) => ({properties}));
            unitOptions(choice, at('province'), at('commune'));
            choice.value = unitNow();
        },
        async loadOperators() {
            try {
                const {items} = await getJSON('operators', {limit: 200});
                operators = items.map(({code, name, short_name: short, sector}) => ({code, name: short || name, sector}));
            } catch {
                operators = []; // the filter then offers none
            }
        },
    };
}
