// What is known of a record, in the words of its schema, and whom it serves: in
// the drawer and on the page of the record.

import {words, config, fill, inLanguage} from './config.js';
import {h} from './dom.js';
import {date, length, number} from './format.js';
import {figure} from './explain.js';
import {getJSON} from './api.js';
import {valueText} from './values.js';

/** What is shown elsewhere than among the facts. */
const notFacts = new Set(['id', 'geometry', 'revision', 'name']);

/** The network whose figures tell what a kind serves. */
const networkOf = {sites: 'bts', postal: 'postal', radio: 'radio'};

/** Whether there are figures of whom records of the kind serve. */
export const serves = (kind) => kind in networkOf;

/** The page of a record, which can be printed and linked to. */
export function recordPage(kind, id) {
    return `record?${new URLSearchParams({kind, id, ...config.lang === 'en' ? {lang: 'en'} : {}})}`;
}

/** Every fact that is stated, by its label and with its unit. */
export function facts(kind, record) {
    const rows = config.kinds[kind].fields
        .filter(({name}) => !notFacts.has(name))
        .map((field) => [field, valueText(kind, field.name, record[field.name])])
        .filter(([, text]) => text !== '')
        .flatMap(([field, text]) => [h('dt', {}, field.label), h('dd', {class: field.name.endsWith('code') && !field.refers ? 'code' : ''}, referred(field, record, text))]);
    const at = record.geometry?.type === 'Point' ? record.geometry.coordinates : null;
    if (at) {
        const mark = record.approximate === true ? h('span', {class: 'quiet'}, ` (${words.approximate})`) : '';
        rows.push(h('dt', {}, words.position), h('dd', {}, h('span', {class: 'code'}, `${number(at[1], 6)}; ${number(at[0], 6)}`), mark));
    }
    return h('dl', {class: 'facts', id: 'facts'}, ...rows);
}

/** What a field refers to by its id is a way there. */
function referred(field, record, text) {
    return field.refers && field.name.endsWith('_id') && field.refers in config.kinds
        ? h('a', {href: recordPage(field.refers, record[field.name])}, text) : text;
}

/** People whom this point serves, of the registry's own territory. */
export function served(kind, record, signal) {
    const box = h('div', {class: 'drawer-group', id: 'record-served'}, h('h3', {}, words.served), h('p', {class: 'quiet'}, words.loading));
    getJSON(`served/${networkOf[kind]}`, {unit: config.unit}, signal).then((answer) => {
        const point = answer.access?.points?.find(({id}) => id === record.id);
        box.hidden = !point;
        if (point) {
            box.replaceChildren(h('h3', {}, words.served), h('p', {},
                figure(`${number(point.serves.people)} ${words.peopleUnit}`, () => explained(answer), {id: 'record-people'})),
            h('p', {class: 'quiet'}, fill(words.servedMean, {mean: length(point.serves.mean_m), p90: length(point.serves.p90_m)})));
        }
    }).catch(() => {
        box.hidden = true; // the record stands without it
    });
    return box;
}

function explained({provenance, as_of: day}) {
    return [h('p', {}, words.servedMeans), h('dl', {class: 'facts'}, ...[
        [words.method, inLanguage(provenance.method)], [words.surface, inLanguage(provenance.surface)],
        [words.model, `${provenance.model} ${provenance.version}`.trim()], [words.computed, date(day)],
    ].filter(([, value]) => value).flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)]))];
}
