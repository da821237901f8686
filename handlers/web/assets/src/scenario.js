// How a scenario looks on a map: service areas, rings, candidates, existing points,
// and the points that it changes, each with its number.

/** A colour of the style sheet that the map's own do not have. */
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const grow = (least, most) => ['interpolate', ['linear'], ['zoom'], 7, least, 10, (least + most) / 2, 14, most];

/** Points of a plan of very many are small, and numbered only from near. */
const many = (then, otherwise) => ['case', ['==', ['get', 'many'], true], then, otherwise];
const manyChanges = 120;
const manyExisting = 200;

/**
 * The overlays, lowest first: names of their sources, and their layers. On a map
 * that has others of these names, all of them begin with a prefix.
 */
export function overlaysOf(prefix = '') {
    return Object.fromEntries(Object.entries(overlays).map(([name, layers]) =>
        [`${prefix}${name}`, (colours) => layers(colours).map((layer) => ({...layer, id: `${prefix}${layer.id}`}))]));
}

const overlays = {
    areas: (c) => [
        {id: 'areas-fill', type: 'fill', filter: ['==', ['get', 'added'], true], paint: {'fill-color': c.selected, 'fill-opacity': 0.16}},
        {id: 'areas-line', type: 'line', layout: {'line-join': 'round'}, paint: {'line-color': c.selected, 'line-opacity': 0.55, 'line-width': ['case', ['==', ['get', 'added'], true], 1.6, 0.7]}},
        {id: 'areas-picked', type: 'line', filter: ['==', ['get', 'id'], ''], layout: {'line-join': 'round'}, paint: {'line-color': c.selected, 'line-width': 3}},
    ],
    rings: (c) => [
        {id: 'rings', type: 'line', paint: {'line-color': c.selected, 'line-width': 1.5, 'line-dasharray': [3, 2]}},
    ],
    candidates: (c) => [
        {id: 'candidates', type: 'circle', paint: {
            'circle-radius': grow(1.4, 5), 'circle-color': ['match', ['get', 'list'], 'force', css('ok'), 'forbid', css('bad'), c.halo],
            'circle-stroke-color': ['match', ['get', 'list'], 'force', css('ok'), 'forbid', css('bad'), css('quiet')], 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 7, 0.6, 10, 1.2],
        }},
    ],
    existing: (c) => [
        {id: 'existing', type: 'circle', paint: {
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, many(1.6, 3), 10, many(3, 4.75), 14, 6.5], 'circle-color': ['case', ['==', ['get', 'approximate'], true], c.halo, c.outline],
            'circle-stroke-color': ['case', ['==', ['get', 'approximate'], true], c.outline, c.halo], 'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 7, many(0.8, 1.5), 10, 1.5],
        }},
    ],
    moves: (c) => [
        {id: 'moves', type: 'line', paint: {'line-color': c.selected, 'line-width': 1.5, 'line-dasharray': [2, 2]}},
    ],
    picked: (c) => [
        {id: 'picked', type: 'circle', paint: {'circle-radius': 15, 'circle-color': c.halo, 'circle-opacity': 0.5, 'circle-stroke-color': c.selected, 'circle-stroke-width': 3}},
    ],
    changes: (c) => [
        {id: 'changes', type: 'circle', paint: {
            'circle-radius': ['interpolate', ['linear'], ['zoom'], 7, many(2.5, 8.5), 12, many(9, 11)], 'circle-stroke-width': many(0.6, 2),
            'circle-color': ['match', ['get', 'kind'], 'close', c.halo, c.selected],
            'circle-stroke-color': ['match', ['get', 'kind'], 'close', css('bad'), 'upgrade', css('warn'), c.halo],
        }},
        {id: 'changes-number', type: 'symbol', layout: {
            'text-field': ['get', 'mark'], 'text-font': ['Be Vietnam Pro'], 'text-size': ['step', ['zoom'], many(0, ['case', ['==', ['get', 'kind'], 'close'], 16, 11]), 11, 11], 'text-allow-overlap': true, 'text-ignore-placement': true,
        }, paint: {'text-color': ['match', ['get', 'kind'], 'close', css('bad'), css('on-accent')]}},
    ],
};

/** The layers of each entry of the legend. */
export const layersOf = {areas: ['areas-fill', 'areas-line', 'areas-picked'], rings: ['rings'], candidates: ['candidates'], existing: ['existing'], changes: ['changes', 'changes-number', 'moves', 'picked']};

const feature = (geometry, properties) => ({type: 'Feature', geometry, properties});
const point = (lon, lat) => ({type: 'Point', coordinates: [lon, lat]});
const collection = (features) => ({type: 'FeatureCollection', features});

/** The points that a plan changes. */
export function changeFeatures(changes) {
    return collection(changes.map((c) => feature(point(c.lon, c.lat), {id: c.id, kind: c.kind, mark: c.kind === 'close' ? '×' : String(c.rank || '·'), many: changes.length > manyChanges})).reverse()); // the first on top
}

/** The id that a point has at the place that it is moved to begins with this; the rest is its own. */
const movedMark = 'm:';

/** The points that are moved: closed where they are, and added elsewhere. */
export function movesOf(changes) {
    const at = new Map(changes.map((change) => [change.id, change]));
    return changes.filter(({id}) => id.startsWith(movedMark) && at.has(id.slice(movedMark.length))).map((to) => ({from: at.get(to.id.slice(movedMark.length)), to}));
}

/** A line from where each moved point is to where it goes. */
export function moveFeatures(changes) {
    return collection(movesOf(changes).map(({from, to}) => feature({type: 'LineString', coordinates: [[from.lon, from.lat], [to.lon, to.lat]]}, {id: to.id})));
}

/** Existing points without those that the plan closes. */
export function existingFeatures(points, closed) {
    const gone = new Set(closed);
    return collection(points.filter((p) => !gone.has(p.id)).map((p) => feature(point(p.lon, p.lat), {id: p.id, approximate: p.approximate, many: points.length > manyExisting})));
}

/** Candidates with the list that each is on. */
export function candidateFeatures(candidates, listOf) {
    return collection(candidates.map((c) => feature(point(c.lon, c.lat), {id: c.id, list: listOf(c.id)})));
}

/** A circle on the ground, good enough to look at. */
function ringAround({lon, lat}, radiusM) {
    const degrees = radiusM / 111_195;
    const ring = Array.from({length: 65}, (_, i) => {
        const a = i * Math.PI / 32;
        return [lon + degrees * Math.sin(a) / Math.cos(lat * Math.PI / 180), lat + degrees * Math.cos(a)];
    });
    return {type: 'LineString', coordinates: ring};
}

/** The radius stated for the points that a plan adds, around each; postal points have areas instead. */
export function ringFeatures({question: q, layout: {added}}) {
    const radiusM = q.network === 'postal' ? 0 : q.radius_m ?? 0;
    return collection(radiusM > 0 ? added.map((a) => feature(ringAround(a, radiusM), {id: a.id})) : []);
}

export function pointFeatures(points) {
    return collection(points.map((p) => feature(point(p.lon, p.lat), {id: p.id ?? ''})));
}
