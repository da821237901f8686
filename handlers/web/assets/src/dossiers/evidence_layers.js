// How the evidence of a finding is drawn.

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

const role = (...names) => ['in', ['get', 'role'], ['literal', names]];

/** The colour of a verdict where a feature has one. */
const byVerdict = () => ['match', ['get', 'verdict'], 'not_met', css('bad'), 'undecided', css('warn'), 'met', css('ok'), css('info')];

const label = (id, filter, layout, paint) => ({id, type: 'symbol', filter, layout: {
    'text-field': ['get', 'label'], 'text-font': ['Be Vietnam Pro'], 'text-size': 12, 'text-allow-overlap': false, ...layout,
}, paint});

/** The layers over the base, bottom first. */
export function layersOf(colours) {
    const halo = {'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': 1.6};
    return [
        {id: 'evidence-area', type: 'fill', filter: ['all', ['==', ['geometry-type'], 'Polygon'], role('zone', 'gap', 'emf_box', 'buffer')],
            paint: {'fill-color': areaColour(), 'fill-opacity': ['match', ['get', 'role'], 'buffer', 0.06, 0.18]}},
        {id: 'evidence-area-line', type: 'line', filter: role('zone', 'gap', 'emf_box'), paint: {'line-color': areaColour(), 'line-width': 2}},
        {id: 'evidence-ring', type: 'line', filter: role('buffer'), paint: {'line-color': areaColour(), 'line-width': 2, 'line-dasharray': [4, 2]}},
        {id: 'evidence-line', type: 'line', filter: role('distance', 'to_declared_commune', 'conflict'), layout: {'line-cap': 'round'},
            paint: {'line-color': byVerdict(), 'line-width': 2.5}},
        {id: 'evidence-move', type: 'line', filter: role('move'), paint: {'line-color': css('ok'), 'line-width': 2.5, 'line-dasharray': [2, 2]}},
        {id: 'evidence-mark', type: 'symbol', filter: role('mast', 'neighbour', 'candidate'), layout: {
            'icon-image': ['get', 'mark'], 'icon-size': 0.8, 'icon-allow-overlap': true, 'icon-padding': 0}, paint: {'icon-opacity': ['match', ['get', 'role'], 'mast', 0.65, 1]}},
        {id: 'evidence-spot', type: 'circle', filter: role('worst_place', 'planned', 'alternative', 'in_other_zone'), paint: {
            'circle-radius': 6, 'circle-color': colours.halo, 'circle-stroke-color': ['match', ['get', 'role'], 'worst_place', css('bad'), 'alternative', css('ok'), css('info')], 'circle-stroke-width': 2.5}},
        {id: 'evidence-position', type: 'circle', filter: role('position'), paint: {
            'circle-radius': ['case', ['get', 'selected'], 9, 6], 'circle-color': byVerdict(), 'circle-stroke-color': colours.halo, 'circle-stroke-width': 2.5}},
        label('evidence-line-label', role('line_label'), {'text-variable-anchor': ['left', 'right', 'bottom', 'top'], 'text-radial-offset': 0.6, 'text-justify': 'auto'}, {...halo, 'text-color': byVerdict(), 'text-halo-width': 2}),
        label('evidence-name', role('position', 'neighbour', 'candidate', 'planned', 'alternative', 'worst_place', 'zone', 'gap', 'in_other_zone'),
            {'text-offset': [0, 1], 'text-anchor': 'top', 'text-size': 11, 'text-max-width': 14}, halo),
        label('evidence-ring-label', role('ring_label'), {'text-anchor': 'bottom', 'text-size': 11}, {...halo, 'text-color': areaColour()}),
    ];
}

function areaColour() {
    return ['match', ['get', 'role'], 'zone', css('warn'), 'gap', css('info'), 'emf_box', css('bad'), byVerdict()];
}
