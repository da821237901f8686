// What stands nearest: of the same kind, with metres on the ellipsoid.

import {words, fill} from '../config.js';
import {h} from '../dom.js';
import {length} from '../format.js';
import {getJSON} from '../api.js';
import {recordPage} from '../facts.js';
import {kindName, titleOf} from '../values.js';
import {operatorName} from '../layers.js';

const shown = 5;
const kinds = {sites: ['sites', 'postal', 'radio'], postal: ['postal', 'sites', 'radio'], radio: ['radio', 'postal', 'sites']};

export function neighbours(kind, record) {
    const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
    if (!at || !kinds[kind]) {
        return '';
    }
    const box = h('section', {class: 'record-neighbours', id: 'neighbours', 'aria-label': words.recNear}, h('h3', {}, words.recNear), h('p', {class: 'quiet'}, words.loading));
    Promise.all(kinds[kind].map((other) => nearest(other, at, other === kind ? record.id : ''))).then((groups) => {
        box.replaceChildren(h('h3', {}, words.recNear), ...groups.map(([other, hits]) => group(other, hits)));
        document.documentElement.dataset.neighbours = 'ready';
    }).catch((error) => box.replaceChildren(h('h3', {}, words.recNear), h('p', {class: 'error'}, error.message)));
    return box;
}

async function nearest(kind, [lon, lat], own) {
    const {items} = await getJSON('nearest', {kind, lon, lat, k: own ? shown + 1 : 1, geometry: false});
    return [kind, items.filter(({record}) => record.id !== own).slice(0, own ? shown : 1)];
}

function group(kind, hits) {
    return h('div', {class: 'near-group'}, h('h4', {}, fill(words.recNearest, {kind: kindName(kind)})), hits.length === 0 ? h('p', {class: 'quiet'}, words.nothing)
        : h('ul', {class: 'hits'}, ...hits.map(({distance_m: metres, record}) => h('li', {},
            h('a', {href: recordPage(kind, record.id)}, [titleOf(record), kind === 'sites' ? operatorName(record.operator_code) : ''].filter(Boolean).join(' · ')),
            h('span', {class: 'bar-value'}, length(metres))))));
}
