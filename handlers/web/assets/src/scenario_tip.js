// What the point of a scenario under the pointer is, and why it is there.

import {inLanguage} from './config.js';
import {h} from './dom.js';

/**
 * @param {any} left the map that takes the pointer
 * @param {any} right the map to the right of the bar, of the same size
 * @param {any} library
 * @param {string} layer the points of a scenario on either
 * @param {(x: number) => {side: string, scenario: any|null}} under which side is at that x, with its scenario
 */
export function followScenario(left, right, library, layer, under) {
    const tip = new library.Popup({closeButton: false, closeOnClick: false, offset: 14, className: 'tip', focusAfterOpen: false, maxWidth: '280px'});
    let waiting = null;

    function look(event) {
        waiting = null;
        const {side, scenario} = under(event.point.x);
        const map = side === 'right' ? right : left;
        const [feature] = scenario && map.getLayer(layer) ? map.queryRenderedFeatures(event.point, {layers: [layer]}) : [];
        const change = feature && scenario.result.changes.find(({id}) => id === feature.properties.id);
        if (change) {
            tip.setLngLat(feature.geometry.coordinates).setDOMContent(h('div', {}, h('b', {}, change.rank ? `${change.rank}. ${change.name}` : change.name), h('span', {}, inLanguage(change.reason)))).addTo(map);
        } else {
            tip.remove();
        }
    }

    left.on('mousemove', (event) => {
        if (!waiting) { // once a frame is often enough
            requestAnimationFrame(() => waiting && look(waiting));
        }
        waiting = event;
    });
    left.on('mouseout', () => {
        waiting = null;
        tip.remove();
    });
}
