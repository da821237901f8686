// The form of a filing without what changes in it: head, sections, foot.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {applicationFields} from './filing_fields.js';
import {sheetLoader} from './filing_sheet.js';

/**
 * Draws it, and gives the parts that are filled in later.
 * @param {{head: HTMLElement, panel: HTMLElement, foot: HTMLElement, tabs: HTMLElement, note: HTMLElement}} elements
 * @param {{dossier: any|null, application: any, operators: any[]}} of
 * @param {{leave: () => void, changed: () => void, take: (positions: any[], problems: any[]) => void, amend: () => void, file: (draft: boolean) => void}} actions
 * @returns {{list: HTMLElement, fields: HTMLElement, findings: HTMLElement, problem: HTMLElement, tally: HTMLElement}}
 */
export function filingFrame({head, panel, foot, tabs, note}, {dossier, application, operators}, actions) {
    tabs.replaceChildren();
    note.replaceChildren();
    note.hidden = true;
    head.replaceChildren(h('button', {type: 'button', class: 'icon-button', 'aria-label': words.cancel, title: words.cancel, onclick: actions.leave}, icon('arrow-left')),
        h('div', {class: 'head-name'}, h('h2', {}, dossier ? fill(words.amendTitle, {code: dossier.application.code}) : words.newDossier), h('p', {class: 'quiet'}, words.filingHelp)));
    const parts = {
        list: h('div', {class: 'position-choice', role: 'group', 'aria-label': words.positions}),
        fields: h('div', {id: 'filing-position'}),
        findings: h('div', {id: 'filing-findings', 'aria-live': 'polite'}),
        problem: h('div', {class: 'error', role: 'alert', id: 'filing-problem', hidden: true}),
        tally: h('span', {class: 'filing-tally', role: 'status'}),
    };
    panel.replaceChildren(h('form', {id: 'filing-form', noValidate: true, onsubmit: (event) => event.preventDefault()},
        h('section', {}, h('h3', {}, words.dossier), applicationFields(application, operators, Boolean(dossier), actions.changed)),
        h('section', {}, h('h3', {}, words.positions), parts.list, sheetLoader({operator: () => application.operator_code, take: actions.take}), parts.fields),
        h('section', {}, h('h3', {}, words.precheckTitle), h('p', {class: 'quiet'}, words.basis_own), parts.findings)));
    foot.replaceChildren(parts.problem, parts.tally, ...buttons(Boolean(dossier), actions));
    return parts;
}

function buttons(amends, {amend, file}) {
    const button = (id, name, title, act, primary) => h('button', {type: 'button', id, class: `text-button ${primary ? 'primary' : ''}`, onclick: act}, icon(name), title);
    return amends ? [button('filing-save', 'save', words.saveChanges, amend, true)]
        : [button('filing-draft', 'save', words.saveDraft, () => file(true), false), button('filing-file', 'send', words.fileNow, () => file(false), true)];
}
