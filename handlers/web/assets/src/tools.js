// The tools of the map: measuring, profile, comparison. One of the first two at a
// time says what clicks mean.

import {createCompare} from './compare.js';
import {createMeasure} from './measure.js';
import {createProfile} from './profile.js';

const byId = (id) => document.getElementById(id);

/**
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 */
export function createTools(state, map) {
    const measure = createMeasure({button: byId('measure'), result: byId('measure-result')}, state, map, () => profile.on && profile.stop());
    const profile = createProfile({button: byId('profile'), card: byId('profile-card'), close: byId('profile-close'), form: byId('profile-form'), body: byId('profile-body')},
        state, map, () => measure.on && measure.stop());
    const compare = createCompare({button: byId('compare'), box: byId('compare-box'), bar: byId('compare-bar'), left: byId('compare-left'),
        leftWhat: byId('compare-left-what'), rightWhat: byId('compare-right-what'), legend: byId('sides'), right: byId('compare-right'), container: byId('twin'), close: byId('compare-close')}, state, map);

    return {
        /** Gives a click to the tool that waits for one; false where none does. */
        take(at) {
            const tool = [measure, profile].find(({on}) => on);
            tool?.add(at);
            return Boolean(tool);
        },
        /** Shows what the address says. */
        show() {
            measure.show();
            profile.show();
            compare.show();
        },
        /** Takes up that the registry has changed. */
        renew: () => compare.renew(),
        /** Follows a change of theme. */
        recolour: () => compare.recolour(),
        /** Draws what a tool lays over the map onto a picture of it. */
        onto: (context) => compare.onto(context),
        /** Ends the tool that is on; false where none is. */
        stop() {
            const tool = [measure, profile].find(({on}) => on);
            tool?.stop();
            return Boolean(tool);
        },
    };
}
