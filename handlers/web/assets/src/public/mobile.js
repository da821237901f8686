// Who serves a place: by the coverage that was computed, else by what is declared,
// and it says which.

import {words, fill} from '../config.js';
import {h} from '../dom.js';
import {length} from '../format.js';
import {getJSON} from '../api.js';
import {operatorName} from '../layers.js';
import {card} from './answers.js';

const technologies = ['2G', '3G', '4G', '5G'];

/** How far stations on record are asked for, km; the service's own. */
const aroundKM = 5;

export async function mobile(at, answer, signal) {
    const status = await getJSON('coverage/layers', {}, signal);
    if (status.computed) {
        const here = await getJSON('coverage/at', {lon: at.lon, lat: at.lat}, signal);
        if (here.inside) {
            return computed(here, status);
        }
    }
    return declared(answer.sites ?? []);
}

function computed({networks}, {current}) {
    const of = new Map();
    for (const network of networks) {
        const own = of.get(network.operator) ?? of.set(network.operator, new Map()).get(network.operator);
        own.set(network.technology, network);
    }
    const usable = [...of.values()].filter((own) => [...own.values()].some((n) => n.usable)).length;
    return card('signal', words.mobileTitle, h('p', {class: 'answer-main'}, usable ? fill(words.mobileComputed, {n: usable}) : words.mobileNobody),
        networkTable(of, (n) => n?.usable ? h('span', {class: 'usable'}, `✓ ${words[`band_${n.band}`] ?? n.band}`) : h('span', {class: 'quiet'}, n && n.band && n.band !== 'none' ? `✕ ${words.weak}` : '–')),
        h('p', {class: 'quiet'}, networks.some((n) => n.claim?.parameters?.terrain) ? words.mobileTerrain : words.mobileFlat),
        current === false ? h('p', {class: 'quiet'}, words.mobileOutdated) : null);
}

/** The nearest station on air of each network, as the registry has them. */
function declared(sites) {
    const of = new Map();
    for (const {record, distance_m: metres} of sites) {
        if (record.state && record.state !== 'on_air') {
            continue;
        }
        const own = of.get(record.operator_code) ?? of.set(record.operator_code, new Map()).get(record.operator_code);
        for (const technology of record.technologies ?? []) {
            if (!(own.get(technology) <= metres)) {
                own.set(technology, metres);
            }
        }
    }
    if (!of.size) {
        return card('signal', words.mobileTitle, h('p', {class: 'answer-main'}, fill(words.mobileNone, {km: aroundKM})));
    }
    return card('signal', words.mobileTitle, h('p', {class: 'answer-main'}, words.mobileDeclared),
        networkTable(of, (metres) => metres === undefined ? h('span', {class: 'quiet'}, '–') : length(metres)));
}

/** Operators down, technologies across. */
function networkTable(of, cell) {
    const shown = technologies.filter((technology) => [...of.values()].some((own) => own.has(technology)));
    return h('table', {class: 'networks'},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.operator), ...shown.map((technology) => h('th', {scope: 'col', class: 'number'}, technology)))),
        h('tbody', {}, ...[...of].sort(([a], [b]) => operatorName(a).localeCompare(operatorName(b), 'vi')).map(([operator, own]) => h('tr', {'data-operator': operator}, h('th', {scope: 'row'}, operatorName(operator)),
            ...shown.map((technology) => h('td', {class: 'number'}, cell(own.get(technology))))))));
}
