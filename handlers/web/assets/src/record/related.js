// What belongs to the record: the stations of a site, the sectors of a station,
// the loudspeakers of a radio station, what stands in a unit.

import {words, config, may, fill} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getPage} from '../api.js';
import {deskAddress} from '../frame.js';
import {recordPage} from '../facts.js';
import {kindName, titleOf, valueText} from '../values.js';

const mostShown = 50;

/** Parts by the field in which they name their whole. */
const parts = {
    sites: {kind: 'stations', field: 'site_id'}, stations: {kind: 'sectors', field: 'station_id'}, radio: {kind: 'clusters', field: 'radio_id'},
};

/** What a part is told apart by, beside its name. */
const details = {
    stations: ['operator_code', 'technology', 'band_mhz', 'band', 'state'], sectors: ['azimuth_deg', 'height_m', 'eirp_dbm'], clusters: ['village', 'speakers', 'state'],
};

export function related(kind, record) {
    if (kind === 'units') {
        return within(record);
    }
    const part = parts[kind];
    if (!part || !may('read', part.kind)) {
        return '';
    }
    const box = h('section', {class: 'record-related', id: 'related', hidden: true, 'aria-label': kindName(part.kind)});
    getPage(part.kind, {[part.field]: record.id, limit: mostShown}).then(({items, total}) => {
        box.hidden = total === 0;
        box.replaceChildren(h('h3', {}, `${config.kinds[part.kind].label} (${number(total)})`), h('ul', {class: 'plain'}, ...items.map((one) => h('li', {},
            h('a', {href: recordPage(part.kind, one.id)}, titleOf(one)), h('span', {class: 'quiet'}, ` ${detailOf(part.kind, one)}`)))));
    }).catch(() => {
        box.hidden = true; // the record stands without it
    });
    return box;
}

function detailOf(kind, record) {
    return (details[kind] ?? []).map((name) => valueText(kind, name, record[name])).filter(Boolean).join(' · ');
}

/** How much stands in a unit, each a way to the list of it. */
function within(record) {
    const list = h('ul', {class: 'hits'});
    const box = h('section', {class: 'record-related', id: 'related', 'aria-label': words.recWithin}, h('h3', {}, words.recWithin), list);
    Promise.all(['sites', 'postal', 'radio'].map(async (kind) => [kind, (await getPage(kind, {unit: record.code, limit: 1})).total])).then((counts) => {
        list.replaceChildren(...counts.map(([kind, n]) => h('li', {}, h('a', {href: deskAddress({pane: kind, unit: record.code})}, kindName(kind)), h('span', {class: 'bar-value'}, number(n)))));
    }).catch((error) => list.replaceChildren(h('li', {class: 'error'}, fill(words.failed, {why: error.message}))));
    return box;
}
