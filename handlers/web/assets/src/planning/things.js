// The thing of an id: a point that the plan changes, an existing point, or a
// candidate.

import {inLanguage} from '../config.js';
import {h} from '../dom.js';

/** Everything the page knows of an id. */
export function thingOf(id, {result, kept, existing, candidates, areas, list, closes, mayEdit}) {
    const change = result?.changes.find((c) => c.id === id);
    const there = existing.find((p) => p.id === id);
    const candidate = candidates.find((c) => c.id === id);
    const one = change ?? there ?? candidate;
    return {
        id, change, existing: there, candidate, list, closes: closes && Boolean(there), mayEdit, drawn: kept !== null,
        area: areas?.features.find((f) => f.properties.id === id)?.properties, unit: result?.before.coverage ? '' : result?.before.access.unit ?? '',
        known: one !== undefined, name: one?.name ?? '', at: one ? {lon: one.lon, lat: one.lat} : null,
    };
}

/** What the map says of a thing under the pointer. */
export function tipOf({name, change, existing, candidate}) {
    return [h('b', {}, change?.rank ? `${change.rank}. ${name}` : name), h('span', {}, change ? inLanguage(change.reason) : existing?.commune ?? candidate?.commune.name ?? '')];
}
