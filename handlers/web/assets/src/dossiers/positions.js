// The positions of a dossier: what was filed about each.

import {words, config, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {valueText} from '../values.js';
import {codeName} from './names.js';
import {kindOf, mark} from './verdict.js';

const notFacts = new Set(['id', 'geometry', 'revision', 'valid_from', 'valid_to', 'application_id', 'operator_code', 'code', 'name', 'state', 'number']);

/**
 * @param {any} dossier
 * @param {any} result null while it is not known
 * @param {string} chosen code
 * @param {(code: string) => void} choose
 */
export function positionsTab(dossier, result, chosen, choose) {
    return dossier.positions.map((p) => {
        const found = result?.positions.find((a) => a.code === p.code);
        return h('details', {class: 'position', open: p.code === chosen, ontoggle: (event) => event.target.open && p.code !== chosen && choose(p.code)},
            h('summary', {}, found ? mark(kindOf(found)) : null, h('span', {class: 'code'}, p.code), ` ${p.name ?? ''}`,
                h('span', {class: 'quiet'}, ` ${codeName('positions', 'state', p.state)}`)),
            h('dl', {class: 'facts'}, ...place(p, found), ...facts(p)),
            found?.conditions.length ? h('div', {class: 'conditions'}, h('h4', {}, words.conditions),
                h('ul', {}, ...found.conditions.map((c) => h('li', {}, inLanguage(c.text), h('span', {class: 'quiet'}, ` (${inLanguage(c.clause.cite)})`))))) : null);
    });
}

function place(p, found) {
    const rows = [];
    if (p.geometry) {
        const [lon, lat] = p.geometry.coordinates;
        rows.push(h('dt', {}, 'WGS 84'), h('dd', {class: 'code'}, `${number(lat, 6)}°N ${number(lon, 6)}°E`));
    }
    if (found?.commune) {
        rows.push(h('dt', {}, words.liesIn), h('dd', {}, `${found.commune.name} (${found.commune.code})${found.area ? `, ${words[`datum_area_${found.area}`]}` : ''}`));
    }
    return rows;
}

function facts(p) {
    return (config.kinds.positions?.fields ?? []).filter(({name}) => !notFacts.has(name) && p[name] !== undefined && p[name] !== '')
        .flatMap((field) => [h('dt', {}, field.label), h('dd', {}, valueText('positions', field.name, p[field.name]))]);
}
