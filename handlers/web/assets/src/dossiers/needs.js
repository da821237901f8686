// The inputs of actions, by what an action needs. Each tells its part of the
// request, undefined while it is not stated.

import {words, config, fieldOf, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {operatorName} from '../layers.js';
import {datumName} from './verdict.js';
import {personName} from '../people.js';
import {plain} from './trial.js';

/**
 * @typedef {object} Need
 * @property {HTMLElement[]} elements
 * @property {() => object} read its part of the request
 */

/** @typedef {{dossier: any, result: any, officers: string[], operators: any[]}} About */

const text = (id, value = '', more = {}) => h('input', {type: 'text', id, value, autocomplete: 'off', ...more});
const day = (id, value = '') => h('input', {type: 'date', id, value});
const lines = (id, value = '', rows = 3) => h('textarea', {id, rows, value});

/** A labelled input with a place for what is wrong with it. */
export function field(title, input, {help = '', name = input.id.replace(/^act-/, '')} = {}) {
    return h('div', {class: 'field', 'data-field': name}, h('label', {htmlFor: input.id}, title), input,
        help ? h('p', {class: 'quiet'}, help) : null, h('p', {class: 'error', id: `${input.id}-fault`, hidden: true}));
}

/** What of the dossier's findings the applicant can hand in; each once, with the positions that lack it. */
export function suggestions(result) {
    const lines = new Map();
    for (const a of result?.positions ?? []) {
        for (const finding of a.checks.flatMap((c) => c.findings)) {
            if (finding.verdict === 'met' || finding.consequence !== 'supplement') {
                continue;
            }
            const line = `${finding.summary.vi}${finding.missing?.length ? ` (${finding.missing.map(datumName).join(', ').toLowerCase()})` : ''}`;
            lines.set(line, [...lines.get(line) ?? [], a.code]);
        }
    }
    const all = result?.positions.length ?? 0;
    return [...lines].map(([line, codes]) => codes.length < all ? `${codes.join(', ')}: ${line}` : line);
}

/** @type {Record<string, (about: About) => Need>} */
const makers = {
    comment() {
        const input = lines('act-comment');
        return {elements: [field(words.comment, input)], read: () => ({comment: input.value.trim() || undefined})};
    },
    missing({result}) {
        const input = lines('act-missing', suggestions(result).join('\n'), 6);
        return {elements: [field(words.missingList, input, {help: words.missingHelp})],
            read: () => ({missing: input.value.split('\n').map((l) => l.trim()).filter(Boolean)})};
    },
    officer({dossier, officers}) {
        const input = text('act-officer', personName(dossier.application.officer));
        const known = [...new Set([...officers, ...dossier.me.startsWith('officer:') ? [dossier.me] : []])];
        input.setAttribute('list', 'act-officers');
        const list = h('datalist', {id: 'act-officers'}, ...known.map((o) => h('option', {value: personName(o)})));
        return {elements: [field(words.officer, input, {help: words.officerHelp}), list], read() {
            const name = input.value.trim();
            return {officer: name && !name.includes(':') ? `officer:${name}` : name || undefined};
        }};
    },
    proposal: proposalNeed,
    signature() {
        const number = text('act-number', '', {placeholder: '123/SKHCN-BCVT'});
        const signer = text('act-signer', '');
        const signed = day('act-signed', new Date().toLocaleDateString('sv-SE', {timeZone: 'Asia/Ho_Chi_Minh'}));
        return {elements: [field(words.paperNumber, number), field(words.signer, signer), field(words.signedOn, signed)],
            read: () => ({signature: {number: number.value.trim(), signer: signer.value.trim(), ...signed.value ? {signed: signed.value} : {}, preview: ''}})};
    },
    built({dossier}) {
        const rows = dossier.positions.filter((p) => p.state === 'approved').map((p) => {
            const date = day(`act-built-${p.code}`);
            const code = text(`act-site-${p.code}`, p.code);
            const height = text(`act-height-${p.code}`, p.height_m === undefined ? '' : String(p.height_m).replace('.', config.lang === 'en' ? '.' : ','), {inputMode: 'decimal'});
            return {p, date, code, height};
        });
        return {elements: rows.map(({p, date, code, height}) => h('fieldset', {}, h('legend', {class: 'code'}, p.code),
            field(words.builtOn, date, {name: 'built'}), field(words.siteCode, code, {name: 'site_code'}), field(fieldOf('positions', 'height_m').label, height, {name: 'height_m'}))),
        read: () => ({built: rows.filter(({date}) => date.value).map(({p, date, code, height}) => ({position: p.code, built: date.value, site_code: code.value.trim(),
            ...Number.isFinite(plain(height.value)) && plain(height.value) !== p.height_m ? {site: {height_m: plain(height.value)}} : {}}))})};
    },
    certificate() {
        const number = text('act-number');
        const issued = day('act-issued');
        const expires = day('act-expires');
        return {elements: [field(words.certificateNumber, number), field(words.issuedOn, issued), field(words.expiresOn, expires)],
            read: () => ({certificate: number.value.trim() && issued.value && expires.value ? {number: number.value.trim(), issued: issued.value, expires: expires.value} : undefined})};
    },
    day() {
        const input = day('act-day');
        return {elements: [field(words.dayWord, input)], read: () => ({day: input.value || undefined})};
    },
    owner({dossier, operators}) {
        const owner = h('select', {id: 'act-owner'}, h('option', {value: ''}, words.choose),
            ...operators.filter((o) => o.code !== dossier.application.operator_code).map((o) => h('option', {value: o.code}, operatorName(o.code))));
        const site = text('act-site');
        const survey = h('input', {type: 'checkbox', id: 'act-survey'});
        return {elements: [field(words.owner, owner), field(words.mastCode, site), h('label', {class: 'check'}, survey, words.withSurvey)],
            read: () => ({sharing: owner.value ? {owner: owner.value, site: site.value.trim(), survey: survey.checked} : undefined})};
    },
    related() {
        const input = text('act-related', '', {placeholder: 'HS-2026-00001; HS-2026-00002'});
        return {elements: [field(words.relatedNumbers, input)], read: () => ({related: input.value.split(/[;,\s]+/).filter(Boolean)})};
    },
};

/** The proposal: an outcome, why, on what conditions, and which positions are refused. */
function proposalNeed({dossier, result}) {
    const verdicts = new Map((result?.positions ?? []).map((a) => [a.code, a.verdict]));
    const fails = [...verdicts.values()].every((v) => v === 'not_met') && verdicts.size > 0;
    const outcomes = fieldOf('decisions', 'outcome').codes;
    const radios = outcomes.map((o) => h('input', {type: 'radio', name: 'act-outcome', id: `act-outcome-${o.code}`, value: o.code, checked: o.code === (fails ? 'rejected' : 'approved')}));
    const reason = lines('act-reason', '', 4);
    const conditions = lines('act-conditions', '', 3);
    const conditionField = field(words.conditionsWord, conditions);
    const standing = dossier.positions.filter((p) => p.state !== 'withdrawn');
    const refused = standing.map((p) => h('input', {type: 'checkbox', value: p.code, id: `act-refused-${p.code}`, checked: !fails && verdicts.get(p.code) === 'not_met' && standing.length > 1}));
    const refusedBox = h('fieldset', {'data-field': 'refused'}, h('legend', {}, words.refusedPositions),
        ...refused.map((box) => h('label', {class: 'check'}, box, h('span', {class: 'code'}, box.value))), h('p', {class: 'error', hidden: true}));
    const chosen = () => radios.find((r) => r.checked)?.value;
    const follow = () => {
        conditionField.hidden = chosen() !== 'conditional';
        refusedBox.hidden = chosen() === 'rejected' || standing.length < 2;
    };
    radios.forEach((r) => r.addEventListener('change', follow));
    follow();
    return {elements: [
        h('fieldset', {'data-field': 'outcome'}, h('legend', {}, words.outcome), ...radios.map((r, i) => h('label', {class: 'check'}, r, inLanguage({vi: outcomes[i].label, en: outcomes[i].label})))),
        field(words.reason, reason, {help: words.reasonHelp}), conditionField, refusedBox],
    read: () => ({proposal: {outcome: chosen(), reason: reason.value.trim(),
        ...chosen() === 'conditional' ? {conditions: conditions.value.trim()} : {},
        ...chosen() !== 'rejected' && refused.some((b) => b.checked) ? {refused: refused.filter((b) => b.checked).map((b) => b.value)} : {}}})};
}

/**
 * The inputs of an action; a comment can go with each.
 * @param {any} action
 * @param {About} about
 */
export function needsOf(action, about) {
    const wanted = [...action.needs ?? []].filter((n) => n !== 'comment');
    return [...wanted, 'comment'].map((name) => makers[name]?.(about)).filter(Boolean);
}

/** Whether enough is stated for a preview to make sense. */
export function complete(action, request) {
    return (action.needs ?? []).every((name) => ({
        comment: () => request.comment, missing: () => request.missing?.length, officer: () => request.officer,
        proposal: () => request.proposal.reason && (request.proposal.outcome !== 'conditional' || request.proposal.conditions),
        signature: () => request.signature, built: () => request.built?.length, certificate: () => request.certificate,
        day: () => request.day, owner: () => request.sharing, related: () => request.related?.length,
    })[name]?.());
}
