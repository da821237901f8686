// What if: a position elsewhere or otherwise, appraised at once and kept nowhere.
// The change is in the address, so that a link shows the same question.

import {words, fieldOf, fill, inLanguage, config} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {bearing, kindOf, mark, metres} from './verdict.js';

/** The fields that can be tried, beside the place. */
const tried = ['height_m', 'building_height_m', 'hosts', 'support_class', 'legal_type', 'structure'];

const numeric = (name) => ['real', 'integer'].includes(fieldOf('positions', name)?.type);

/**
 * Reads what is tried: "at:108.1,14.3;height_m:30".
 * @returns {Record<string, any>|null} null when nothing is tried
 */
export function trialOf(text) {
    if (!text) {
        return null;
    }
    const changes = {};
    for (const part of text.split(';')) {
        const [name, value] = part.split(':');
        if (name === 'at') {
            const at = value.split(',').map(Number);
            if (at.length === 2 && at.every(Number.isFinite)) {
                changes.at = at;
            }
        } else if (tried.includes(name)) {
            changes[name] = value === '' || value === undefined ? null : numeric(name) ? Number(value) : value;
        }
    }
    return changes;
}

/** The same as text; what is tried without a change is "0". */
export function trialText(changes) {
    const parts = Object.entries(changes).map(([name, value]) => `${name}:${value ?? ''}`);
    return parts.join(';') || '0';
}

/** The position with what is tried. */
export function withTrial(position, changes) {
    const {at, ...fields} = changes;
    return {...position, ...fields, ...at ? {geometry: {type: 'Point', coordinates: at}, accuracy_m: null, approximate: null} : {}};
}

/** What an amendment takes: the fields that are tried, as the dossier would keep them. */
export function amendmentOf(changes) {
    const {at, ...fields} = changes;
    return {...fields, ...at ? {geometry: {type: 'Point', coordinates: at}} : {}};
}

/** The checks that come to something else. */
function changedChecks(before, after) {
    return after.checks.map((check) => ({check, was: before.checks.find((c) => c.check === check.check)})).filter(({check, was}) => was && kindOf(was) !== kindOf(check));
}

/**
 * The card with what is tried.
 * @param {{position: any, changes: any, before: any, after: any, fault: Error|null, mayAmend: boolean}} now
 * @param {{set: (changes: any) => void, stop: () => void, keep: () => void}} actions
 */
export function trialCard(now, actions) {
    const {position, changes} = now;
    const at = changes.at ?? position.geometry?.coordinates ?? [null, null];
    const setAt = (i, value) => {
        const next = [...at];
        next[i] = value;
        if (next.every(Number.isFinite)) {
            actions.set({...changes, at: next});
        }
    };
    return [
        h('header', {}, h('h3', {}, words.tryIt, ' ', h('span', {class: 'code'}, position.code)), h('span', {class: 'badge near', id: 'not-saved'}, words.notSaved),
            h('button', {type: 'button', class: 'icon-button', id: 'try-stop', 'aria-label': words.stopTrying, title: words.stopTrying, onclick: actions.stop}, icon('x'))),
        h('div', {class: 'try-fields'},
            coordinate('try-lon', words.longitude, at[0], (v) => setAt(0, v)), coordinate('try-lat', words.latitude, at[1], (v) => setAt(1, v)),
            ...tried.map((name) => fieldInput(name, name in changes ? changes[name] : position[name], (value) => {
                const next = {...changes, [name]: value};
                if ((value ?? null) === (position[name] ?? null)) {
                    delete next[name];
                }
                actions.set(next);
            }))),
        h('div', {class: 'try-result', role: 'status', id: 'try-result'}, ...resultOf(now, actions)),
        h('p', {class: 'try-buttons'},
            Object.keys(changes).length ? h('button', {type: 'button', class: 'text-button', id: 'try-reset', onclick: () => actions.set({})}, icon('rotate-ccw'), words.asFiled) : null,
            now.mayAmend && Object.keys(changes).length ? h('button', {type: 'button', class: 'text-button primary', id: 'try-keep', onclick: actions.keep}, icon('save'), words.keepTrial) : null),
    ];
}

function resultOf({before, after, fault, changes}, actions) {
    if (fault) {
        return [h('p', {class: 'error'}, [fault.message, ...(fault.errors ?? []).map((e) => e.message)].join(' '))];
    }
    if (!after) {
        return [h('p', {class: 'quiet'}, words.loading)];
    }
    const changed = before ? changedChecks(before, after) : [];
    const move = after.alternatives?.find((a) => a.kind === 'move' && a.to);
    const share = after.alternatives?.find((a) => a.kind === 'share');
    return [
        h('p', {}, mark(kindOf(after), true), changed.length === 0 && Object.keys(changes).length ? h('span', {class: 'quiet'}, ` · ${words.nothingChanges}`) : ''),
        changed.length ? h('ul', {class: 'try-changes'}, ...changed.map(({check, was}) => h('li', {}, `${inLanguage(check.label)}: `, mark(kindOf(was)), ' → ', mark(kindOf(check))))) : null,
        move ? h('button', {type: 'button', class: 'text-button wide', id: 'try-move', onclick: () => actions.set({...changes, at: move.to})}, icon('move'),
            fill(words.moveOffer, {distance: metres(move.distance_m), bearing: bearing(move.bearing_deg)})) : null,
        share ? h('p', {class: 'quiet'}, icon('share-2'), ` ${inLanguage(share.summary)}`) : null,
        after.verdict === 'not_met' && !move && after.checks.some((c) => ['spacing', 'zones'].includes(c.check) && c.verdict === 'not_met') ? h('p', {class: 'quiet'}, words.noMove) : null,
    ].filter(Boolean);
}

function coordinate(id, title, value, changed) {
    const input = h('input', {type: 'text', id, inputMode: 'decimal', value: value === null ? '' : number(value, 6), autocomplete: 'off', onchange: () => changed(plain(input.value))});
    return h('div', {class: 'field'}, h('label', {htmlFor: id}, title), input);
}

/** A number as the reader writes it; NaN when it is none. */
export function plain(text) {
    const trimmed = text.trim();
    const value = config.lang === 'en' ? trimmed.replace(/,/g, '') : trimmed.replace(',', '.');
    return /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : NaN;
}

function fieldInput(name, value, changed) {
    const field = fieldOf('positions', name);
    const id = `try-${name}`;
    let input;
    if (field.codes) {
        input = h('select', {id, onchange: () => changed(input.value || null)}, h('option', {value: ''}, words.notStated), ...field.codes.map((c) => h('option', {value: c.code}, c.label)));
        input.value = value ?? '';
    } else {
        input = h('input', {type: 'text', id, inputMode: 'decimal', autocomplete: 'off', value: value === undefined || value === null ? '' : number(value, Number.isInteger(value) ? 0 : 2),
            oninput: () => {
                const n = input.value.trim() === '' ? null : plain(input.value);
                if (!Number.isNaN(n)) {
                    changed(n);
                }
            }});
    }
    return h('div', {class: 'field'}, h('label', {htmlFor: id}, field.label), input);
}
