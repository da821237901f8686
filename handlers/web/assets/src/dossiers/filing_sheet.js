// Positions out of a sheet: read by the service as an import would, told with
// everything that is wrong, and put into the form; nothing is kept.

import {words, config, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {readPositions} from './service.js';

const types = {
    xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', csv: 'text/csv', geojson: 'application/geo+json', json: 'application/geo+json',
};

/** @param {{operator: () => string, take: (positions: any[], problems: any[]) => void}} actions */
export function sheetLoader({operator, take}) {
    const file = h('input', {type: 'file', id: 'sheet-file', accept: '.xlsx,.csv,.geojson,.json', 'aria-label': words.sheet});
    const system = h('select', {id: 'sheet-crs', 'aria-label': words.crs}, h('option', {value: ''}, words.degrees),
        ...config.zones.map((z) => h('option', {value: `EPSG:${z.epsg}`}, `VN-2000 ${z.name ?? z.meridian}`)));
    const said = h('div', {id: 'sheet-said', role: 'status'});

    async function load() {
        const chosen = file.files[0];
        const type = types[chosen?.name.split('.').pop().toLowerCase()];
        if (!chosen || !type) {
            said.replaceChildren(h('p', {class: 'error'}, words.chooseSheet));
            return;
        }
        said.replaceChildren(h('p', {class: 'quiet'}, words.loading));
        try {
            const {positions, problems} = await readPositions(chosen, type, {crs: system.value, operator: operator()});
            said.replaceChildren(...problemList(problems));
            take(positions, problems);
        } catch (error) {
            said.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message), ...(error.errors ?? []).map((e) => h('p', {class: 'error'}, `${e.item ? fill(words.rowN, {n: e.item}) : ''} ${e.field ?? ''}: ${e.message}`)));
        }
    }

    return h('details', {class: 'sheet-loader'}, h('summary', {}, icon('file-spreadsheet'), ' ', words.fromSheet),
        h('p', {class: 'quiet'}, words.sheetHelp),
        h('div', {class: 'coordinate-row'}, file, system, h('button', {type: 'button', class: 'text-button', id: 'sheet-load', onclick: load}, icon('upload'), words.readSheet)), said);
}

function problemList(problems) {
    if (problems.length === 0) {
        return [h('p', {class: 'quiet'}, words.sheetClean)];
    }
    return [h('ul', {class: 'bulleted'}, ...problems.map((p) => h('li', {class: p.severity === 'error' ? 'error' : 'quiet'},
        [p.row ? fill(words.rowN, {n: p.row}) : '', p.column, p.value ? `“${p.value}”` : ''].filter(Boolean).join(' · '), `: ${inLanguage(p.message)}`)))];
}
