// The masts around a position with what the rules say of each pair, and those
// that might be shared instead.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {deskAddress} from '../frame.js';
import {operatorName} from '../layers.js';
import {aligned, bearing, datumName, kindOf, mark} from './verdict.js';
import {reasons} from './evidence.js';

/** @param {any} assessment */
export function neighboursTab(assessment) {
    const candidates = assessment.checks.flatMap((c) => c.findings.flatMap((f) => f.candidates ?? [])).sort((a, b) => a.rank - b.rank);
    const neighbours = new Map();
    for (const finding of assessment.checks.find((c) => c.check === 'spacing')?.findings ?? []) {
        for (const m of finding.neighbours ?? []) {
            neighbours.set(m.id || `${m.code} ${m.point}`, m);
        }
    }
    const list = [...neighbours.values()].sort((a, b) => a.distance_m - b.distance_m);
    return [
        h('h3', {}, words.candidates),
        candidates.length ? candidateTable(candidates) : h('p', {class: 'quiet'}, words.noCandidates),
        h('h3', {}, words.neighbours),
        list.length ? neighbourTable(list) : h('p', {class: 'quiet'}, words.noNeighbours),
    ];
}

const heads = (...titles) => h('thead', {}, h('tr', {}, ...titles.map(([title, name]) => title ? h('th', {scope: 'col', class: name ?? ''}, title) : h('td', {}))));

function candidateTable(candidates) {
    return h('table', {class: 'masts'}, h('caption', {class: 'visually-hidden'}, words.candidates),
        heads([''], [words.mast], [words.distance, 'number'], [words.heightNeeded, 'number'], [words.room, 'number'], [words.answer]),
        h('tbody', {}, ...candidates.map((c) => h('tr', {},
            h('td', {}, mark(c.fits)),
            h('th', {scope: 'row'}, mastLink(c), h('span', {class: 'quiet'}, ` ${operatorName(c.operator)}`),
                c.reasons?.length || c.missing?.length ? h('span', {class: 'why'}, [reasons(c), c.missing?.length ? `${words.missing}: ${c.missing.map(datumName).join(', ')}` : ''].filter(Boolean).join('; ')) : null),
            h('td', {class: 'number'}, aligned(c.distance_m, 1, 1), h('span', {class: 'unit'}, bearing(c.bearing_deg))),
            h('td', {class: 'number'}, c.height_m === undefined ? '–' : `${number(c.height_m, 1)} / ${c.needed_m === undefined ? '–' : number(c.needed_m, 1)}`),
            h('td', {class: 'number'}, c.tenant_room === undefined ? '–' : number(c.tenant_room)),
            h('td', {}, words[`answer_${c.answer || 'none'}`])))));
}

function neighbourTable(list) {
    const room = list.some(close) ? 3 : 1;
    return h('table', {class: 'masts'}, h('caption', {class: 'visually-hidden'}, words.neighbours),
        heads([''], [words.mast], [words.relation], [words.distance, 'number'], [words.threshold, 'number'], [words.margin, 'number']),
        h('tbody', {}, ...list.map((m) => h('tr', {'data-mast': m.code},
            h('td', {}, mark(kindOf(m))),
            h('th', {scope: 'row'}, mastLink(m), h('span', {class: 'quiet'}, ` ${operatorName(m.operator)} · ${words[`mast_${m.state}`] ?? m.state}`),
                h('span', {class: 'why'}, [inLanguage(m.clauses?.[0]?.cite), m.counts === 'no' ? words.doesNotCount : m.counts === 'unknown' ? words.mayCount : '', reasons(m),
                    m.missing?.length ? `${words.missing}: ${m.missing.map(datumName).join(', ')}` : ''].filter(Boolean).join('; '))),
            h('td', {}, words[`relation_${m.relation}`] ?? m.relation),
            h('td', {class: 'number'}, aligned(m.distance_m, close(m) ? 3 : 1, room), h('span', {class: 'unit'}, bearing(m.bearing_deg))),
            h('td', {class: 'number'}, aligned(m.threshold_m, 0, 0)),
            h('td', {class: 'number'}, aligned(m.margin_m, close(m) ? 3 : 1, room))))));
}

/** Where the margin is less than a metre the millimetres are shown. */
const close = (m) => m.margin_m !== undefined && Math.abs(m.margin_m) < 1;

/** A site opens on the map's page; a position of another dossier has its name only. */
function mastLink(m) {
    if (m.kind === 'sites' && m.id) {
        return h('a', {class: 'code', href: deskAddress({pane: 'sites', record: `sites/${m.id}`}), title: fill(words.openSite, {code: m.code})}, m.code);
    }
    return h('span', {class: 'code'}, m.code);
}
