// What is picked out on the map: the record that is selected in the list or open in
// the drawer, the one under the pointer, and the communes that a filter leaves.

import {getAll} from './api.js';
import {filters} from './question.js';
import {imageOf} from './symbology.js';

/** So near are two places that are the same, pixels. */
const nearPx = 3;

/**
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 * @param {{year: () => number, question: (kind: string) => object, unit: (code: string) => void, alone: () => boolean, light: (isIt: ((record: any) => boolean)|null) => void}} desk
 *   unit: brings a unit into view; alone: whether the map is not seen beside the list; light: lights a row of the list
 */
export function createPicking(state, map, desk) {
    let picked = null; // {kind, record}
    let tinted = false;
    const image = (kind, record) => imageOf(kind, record, state.now.style, desk.year());

    /** Picks a record out; a unit is outlined, or brought into view. */
    function pick(kind, record, reveal = false) {
        picked = {kind, record};
        const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
        if (kind === 'units') {
            map()?.select(record.code);
            if (reveal && !desk.alone()) {
                desk.unit(record.code);
            }
            return;
        }
        if (at && reveal) {
            map()?.reveal(at[0], at[1]);
        }
        map()?.ring('selected', at, image(kind, record));
    }

    /** Marks of small scales do not name their record; then it is the one that stands there. */
    function isIt(record, {at, properties}) {
        return properties.id ? record.id === properties.id : Boolean(record.geometry) && map().apart(record.geometry.coordinates, at) < nearPx;
    }

    return {
        pick,
        /** Whether a unit is picked out, whose outline then is the map's. */
        get isUnit() {
            return picked?.kind === 'units';
        },
        /** Picks out again what was, on a map that is new. */
        again() {
            if (picked) {
                pick(picked.kind, picked.record);
            }
        },
        /** Lets go of what belongs to another list. */
        letGo(now) {
            if (!now.record && picked && picked.kind !== now.pane) {
                picked = null;
                map()?.ring('selected', null);
            }
        },
        /** Lights the row of what is under the pointer on the map, where it is listed. */
        pointed(thing) {
            desk.light(thing?.kind === state.now.pane ? (record) => isIt(record, thing) : null);
        },
        /** Lights on the map what is under the pointer in the list. */
        hover(record) {
            if (state.now.pane === 'units') {
                map()?.hoverUnit(record?.code ?? '');
                return;
            }
            const at = record?.geometry?.coordinates ?? null;
            map()?.ring('pointed', at, at ? image(state.now.pane, record) : undefined);
        },
        /** Tints the communes that the list holds, where it is filtered. */
        async tint(now) {
            const question = desk.question('units');
            const wanted = now.pane === 'units' && filters(question);
            if (!map() || (!wanted && !tinted)) {
                return;
            }
            tinted = wanted;
            map().tint(wanted ? (await getAll('units', {level: 'commune', ...question})).map(({code}) => code) : []);
        },
    };
}
