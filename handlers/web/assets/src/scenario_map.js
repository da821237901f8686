// A scenario over the desk's map, whose marks of the registry stay as they are.

import {repaint} from './canvas.js';
import {readColours} from './ground.js';
import {changeFeatures, moveFeatures, overlaysOf, ringFeatures} from './scenario.js';

const prefix = 'plan-';
const overlays = overlaysOf(prefix);

/** What is drawn of it, lowest first, and below which of the desk's layers. */
const drawn = {areas: 'sectors-fill', rings: 'sectors-fill', moves: 'pointed', changes: 'pointed'};

/** The layer that the pointer finds. */
export const scenarioPoints = `${prefix}changes`;

const dataOf = {
    areas: ({areas}) => areas,
    rings: ({result}) => ringFeatures(result),
    moves: ({result}) => moveFeatures(result.changes),
    changes: ({result}) => changeFeatures(result.changes),
};

const empty = {type: 'FeatureCollection', features: []};

/** The layers of a source, in the colours of the theme. */
const layersOn = (name) => overlays[prefix + name](readColours()).map((layer) => ({source: prefix + name, ...layer}));

/** Draws a scenario on a map that is there; null takes it away. */
export function drawScenario(map, scenario) {
    for (const [name, below] of Object.entries(drawn)) {
        const data = scenario ? dataOf[name](scenario) ?? empty : empty;
        const source = map.getSource(prefix + name);
        if (source) {
            source.setData(data);
        } else if (scenario) {
            map.addSource(prefix + name, {type: 'geojson', data});
            layersOn(name).forEach((layer) => map.addLayer(layer, below));
        }
    }
}

/** A style without any scenario, and then with this one, for a map that is to have it. */
export function styleWith(style, scenario) {
    const mine = (id) => id.startsWith(prefix);
    const sources = Object.fromEntries(Object.entries(style.sources).filter(([id]) => !mine(id)));
    const layers = style.layers.filter(({id}) => !mine(id));
    for (const [name, below] of scenario ? Object.entries(drawn) : []) {
        sources[prefix + name] = {type: 'geojson', data: dataOf[name](scenario) ?? empty};
        layers.splice(layers.findIndex(({id}) => id === below), 0, ...layersOn(name));
    }
    return {...style, sources, layers};
}

/** Follows a change of theme. */
export function recolourScenario(map) {
    for (const name of Object.keys(drawn)) {
        if (map.getSource(prefix + name)) {
            repaint(map, layersOn(name));
        }
    }
}
