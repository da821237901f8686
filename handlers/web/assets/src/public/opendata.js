// The open data: what there is, how much, in which formats, under which terms.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {date, number} from '../format.js';
import {address, getJSON} from '../api.js';

const names = {'csv-excel': 'CSV (Excel)', geojson: 'GeoJSON', csv: 'CSV', xlsx: 'XLSX', gpkg: 'GPKG', kml: 'KML', pdf: 'PDF'};

/** Formats that hold a geometry, which kinds without one cannot be written in. */
const drawn = ['geojson', 'kml', 'gpkg'];

export async function showOpenData(into) {
    try {
        const data = await getJSON('open-data');
        into.replaceChildren(h('p', {}, fill(words.openHelp, {date: date(data.as_of)})),
            h('p', {class: 'licence'}, h('b', {}, `${words.licence}: `), inLanguage(data.licence) || words.licenceNone),
            h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': words.openTitle}, h('table', {},
                h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.openKind), h('th', {scope: 'col', class: 'number'}, words.openCount), h('th', {scope: 'col'}, words.openFormats))),
                h('tbody', {}, ...data.kinds.filter(({count}) => count).map((kind) => line(kind, data.formats))))));
        document.documentElement.dataset.opendata = String(data.kinds.length);
    } catch (error) {
        into.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
    }
}

function line(kind, formats) {
    return h('tr', {'data-kind': kind.kind}, h('td', {}, inLanguage(kind.label),
        h('details', {class: 'quiet'}, h('summary', {}, fill(words.openFields, {n: kind.fields.length})), kind.fields.map((f) => `${inLanguage(f.label)} (${f.name})`).join(', '))),
    h('td', {class: 'number'}, number(kind.count)),
    h('td', {}, h('span', {class: 'formats'}, ...formats.filter((f) => kind.drawn !== false || !drawn.includes(f)).map((format) => h('a', {
        href: address(kind.kind, {format, ...format === 'geojson' ? {limit: 'all'} : {}}).href, download: '', 'aria-label': `${inLanguage(kind.label)}, ${names[format] ?? format}`,
    }, names[format] ?? format)))));
}
