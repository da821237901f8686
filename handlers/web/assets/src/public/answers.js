// What is at a place, in words: mobile networks, the nearest postal point, the
// commune's radio.

import {words, fill, label} from '../config.js';
import {h, icon} from '../dom.js';
import {length, number} from '../format.js';
import {getJSON} from '../api.js';
import {titleOf} from '../values.js';
import {mobile} from './mobile.js';

/**
 * Says what is at a place.
 * @param {HTMLElement} into
 * @param {{lon: number, lat: number}|null} at
 * @param {AbortSignal} signal
 * @returns {Promise<any|null>} the service's answer; null where there is none
 */
export async function showAnswers(into, at, signal) {
    if (!at) {
        into.replaceChildren();
        return null;
    }
    into.setAttribute('aria-busy', 'true');
    try {
        const answer = await getJSON('at', {lon: at.lon, lat: at.lat}, signal);
        const networks = await mobile(at, answer, signal);
        into.replaceChildren(place(at, answer), networks, postal(answer.postal), radio(answer));
        return answer;
    } catch (error) {
        if (!signal.aborted) {
            into.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
        }
        return null;
    } finally {
        if (!signal.aborted) {
            into.removeAttribute('aria-busy');
        }
    }
}

function place(at, {commune}) {
    const coordinates = h('p', {class: 'code quiet'}, `${number(at.lat, 5)}°N ${number(at.lon, 5)}°E`);
    if (!commune) {
        return h('header', {class: 'answer-place'}, h('h2', {}, words.here), h('p', {}, words.answerOutside), coordinates);
    }
    return h('header', {class: 'answer-place'}, h('h2', {}, commune.name),
        h('p', {}, [commune.parent_name, commune.province_name].filter((name, i, all) => name && all.indexOf(name) === i).join(', ')),
        commune.population === undefined ? null : h('p', {class: 'quiet'}, fill(words.peopleOf, {n: number(commune.population), year: commune.population_year ?? ''}).replace(' ()', '')), coordinates);
}

/** A card of an answer. */
export function card(sign, title, ...content) {
    return h('article', {class: 'card answer', 'data-answer': sign}, h('h3', {}, icon(sign), title), ...content);
}

/** What is only approximate says so. */
function approximate(record) {
    return record.approximate ? h('p', {class: 'quiet'}, fill(words.schematic, {why: record.approximate_reason ?? ''})) : null;
}

function postal(hit) {
    if (!hit) {
        return card('mail', words.postalTitle, h('p', {}, words.postalNone));
    }
    const {record: p, distance_m: metres} = hit;
    const facts = [
        p.hours_per_day === undefined ? words.postalHoursUnknown : fill(words.postalHours, {n: number(p.hours_per_day, p.hours_per_day % 1 ? 1 : 0)}),
        p.staffed === undefined ? '' : p.staffed ? words.postalStaffed : words.postalUnstaffed, p.internet ? words.postalInternet : '',
    ].filter(Boolean);
    return card('mail', words.postalTitle,
        h('p', {class: 'answer-main'}, h('b', {}, titleOf(p)), ' ', h('span', {class: 'answer-distance'}, fill(words.away, {length: length(metres)}))),
        h('p', {}, label('postal', 'class', p.class), p.commune ? `, ${p.commune}` : ''), h('p', {}, facts.join(' · ')), rows([[words.services, p.services], [words.address, p.address], [words.phone, p.phone]]), approximate(p));
}

function rows(all) {
    const stated = all.filter(([, value]) => value);
    return stated.length ? h('dl', {class: 'facts'}, ...stated.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])) : null;
}

function radio({radio: hit, commune}) {
    if (!hit) {
        return card('megaphone', words.radioTitle, h('p', {}, words.radioNone));
    }
    const {record: r, distance_m: metres} = hit;
    const own = commune && r.commune_code === commune.code;
    return card('megaphone', words.radioTitle,
        h('p', {class: 'answer-main'}, fill(own ? words.radioOwn : words.radioOther, {name: titleOf(r)}), ' ', h('span', {class: 'answer-distance'}, fill(words.away, {length: length(metres)}))),
        h('p', {}, [label('radio', 'technology', r.technology), r.frequency_mhz ? `${number(r.frequency_mhz, 1)} MHz` : '', label('radio', 'state', r.state)].filter(Boolean).join(' · ')), approximate(r));
}
