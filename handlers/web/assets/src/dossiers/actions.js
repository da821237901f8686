// The foot of a dossier: what this person may do about it now, and what follows.

import {words, config, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {operatorName} from '../layers.js';
import {go, state} from './state.js';

/** Actions that have a place of their own on the page. */
const elsewhere = new Set(['comment']);

/** Actions that end something, kept away from the others. */
const grave = new Set(['withdraw', 'expire']);

const icons = {
    receive: 'check', propose: 'send', sign: 'stamp', file: 'send', amend: 'pencil', assign: 'user', ask_sharing: 'share-2', answer_sharing: 'message-square',
    as_built: 'radio-tower', inspect: 'file-check', on_air: 'wifi', extend: 'calendar', expire: 'ban', withdraw: 'undo-2', relate: 'link',
};

/**
 * @param {any} dossier
 * @param {any} workflow
 * @param {(action: any) => void} take
 */
export function actionBar(dossier, workflow, take) {
    const actions = dossier.actions.filter((a) => !elsewhere.has(a.id));
    const leading = actions.filter((a) => (a.to || a.does === 'amend') && !grave.has(a.id));
    const others = actions.filter((a) => !leading.includes(a));
    const main = leading.filter((a) => a.to && a.does).at(-1) ?? leading.at(-1);
    if (actions.length === 0) {
        return [acting(dossier), h('p', {class: 'quiet'}, words.nothingToDoHere)].filter(Boolean);
    }
    return [
        acting(dossier),
        ...leading.map((action) => h('button', {type: 'button', class: `action ${action === main ? 'primary' : ''}`, 'data-action': action.id, onclick: () => take(action)},
            icon(icons[action.does] ?? 'arrow-right'), h('span', {}, h('b', {}, inLanguage(action.label)), h('small', {}, consequence(action, workflow))))),
        others.length ? h('details', {class: 'menu more-actions'}, h('summary', {class: 'text-button'}, words.moreActions, icon('chevron-down')),
            h('ul', {class: 'card'}, ...others.map((action) => h('li', {}, h('button', {type: 'button', class: `menu-item ${grave.has(action.id) ? 'grave' : ''}`, 'data-action': action.id, onclick: (event) => {
                event.target.closest('details').open = false;
                take(action);
            }}, icon(icons[action.does] ?? 'arrow-right'), h('span', {}, inLanguage(action.label), h('small', {}, consequence(action, workflow)))))))) : null,
    ].filter(Boolean);
}

/** Officers may act for the applicant, who files on paper: they say so first, and then do nothing else. */
function acting(dossier) {
    const operator = dossier.application.operator_code;
    if (!['officer', 'administrator'].includes(config.role)) {
        return null;
    }
    return state().as ? h('p', {class: 'acting warn-text', role: 'status'}, fill(words.actForHelp, {operator: operatorName(state().as)}),
        h('button', {type: 'button', class: 'text-button', onclick: () => go({as: '', do: '', edit: ''})}, words.actForEnd))
        : h('p', {class: 'acting'}, h('button', {type: 'button', class: 'text-button', id: 'act-for', onclick: () => go({as: operator})}, icon('users'), words.actFor));
}

/** Where the action leads, in a few words. */
export function consequence(action, workflow) {
    if (words[`does_${action.does}`]) {
        const to = stateName(action.to, workflow);
        return [to ? `→ ${to}` : '', words[`does_${action.does}`]].filter(Boolean).join('; ');
    }
    return action.to ? fill(words.leadsTo, {state: stateName(action.to, workflow)}) : words.staysHere;
}

/** What a state is called. */
export function stateName(code, workflow) {
    if (!code) {
        return '';
    }
    return code === 'outcome' ? words.toOutcome : inLanguage(workflow.states.find((s) => s.id === code)?.label) || code;
}
