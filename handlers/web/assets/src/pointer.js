// What is under the pointer: its name beside it, its commune tinted, its row of
// the list lit.

import {fill, label, words} from './config.js';
import {h} from './dom.js';
import {number} from './format.js';
import {operatorName} from './symbology.js';

/**
 * @param {any} map the library's map
 * @param {any} library
 * @param {{thingAt: (point: object) => object|null, hoverUnit: (code: string) => void, pointed: (thing: object|null) => void}} actions
 */
export function followPointer(map, library, {thingAt, hoverUnit, pointed}) {
    const tip = new library.Popup({closeButton: false, closeOnClick: false, offset: 12, className: 'tip', focusAfterOpen: false});
    let waiting = null;

    function look(event) {
        waiting = null;
        const thing = thingAt(event.point);
        map.getCanvas().style.cursor = thing ? 'pointer' : '';
        if (thing) {
            tip.setLngLat(thing.at).setDOMContent(tipOf(thing)).addTo(map);
        } else {
            tip.remove();
        }
        const [unit] = map.queryRenderedFeatures(event.point, {layers: ['units-fill']});
        hoverUnit(unit?.properties.code ?? '');
        pointed(thing);
    }

    map.on('mousemove', (event) => {
        if (!waiting) { // once a frame is often enough
            requestAnimationFrame(() => waiting && look(waiting));
        }
        waiting = event;
    });
    map.on('mouseout', () => {
        waiting = null;
        tip.remove();
        hoverUnit('');
        pointed(null);
    });
}

function tipOf({kind, properties: p}) {
    const of = {
        postal: () => label('postal', 'class', p.class),
        sites: () => p.operator_code ? operatorName(p.operator_code) : '',
        radio: () => label('radio', 'technology', p.technology),
    }[kind]();
    const name = p.count > 1 ? fill(words.groupOf, {n: number(p.count), kind: words[kind].toLowerCase()}) : p.name || p.code || words[kind];
    return h('div', {}, h('b', {}, name), of ? h('span', {}, of) : null, p.count > 1 ? groupOf(p) : null);
}

/** The operators in a cluster, the most first. */
function groupOf(properties) {
    const parts = Object.entries(properties).filter(([name]) => name.startsWith('count_'))
        .map(([name, n]) => [operatorName(name.slice('count_'.length)), n]).sort(([, a], [, b]) => b - a);
    return parts.length ? h('span', {}, parts.map(([name, n]) => `${name} ${number(n)}`).join(' · ')) : null;
}
