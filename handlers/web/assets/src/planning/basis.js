// On what computed coverage rests: the model, the new mast with what was assumed of
// it, the sites that there are.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';

const exact = (v) => number(v, Number.isInteger(v) ? 0 : 1);

/** @param {any} result */
export function basisOf({coverage_basis: b}) {
    if (!b?.computed) {
        return null;
    }
    const antenna = b.azimuths_deg?.length ? b.azimuths_deg.map((a) => `${exact(a)}°`).join(', ') : words.mastOmni;
    const rows = [
        [words.basisNew, fill(words.basisMast, {technology: b.technology, height: exact(b.height_m), mhz: exact(b.frequency_mhz), eirp: exact(b.eirp_dbm), antenna})],
        [words.basisAssumed, (b.assumed ?? []).map((name) => words[`as_${name}`] ?? name).join(', ')],
        [words.basisModel, `${b.model} · ${number(b.radius_m / 1000, 1)} km`],
        [words.basisUsable, `${b.quantity ?? ''} ≥ ${exact(b.usable_level)} ${b.level_unit ?? ''} · ${exact(b.location_percent)} %`.trim()],
        [words.basisTerrain, b.terrain?.length ? b.terrain.map(inLanguage).join('; ') : words.basisNone],
        [words.basisSites, fill(words.basisSitesText, {computed: number(b.sites_computed), declared: number(b.sites_declared), unknown: number(b.sites_unknown + b.sites_silent)})],
        [words.basisCaveats, b.caveats.map(inLanguage).join('; ')],
    ].filter(([, text]) => text);
    return h('details', {class: 'group', id: 'basis'}, h('summary', {}, words.basis), h('dl', {class: 'facts'}, ...rows.flatMap(([term, text]) => [h('dt', {}, term), h('dd', {}, text)])));
}
