// Step 5: why, the writing, and the way back.

import {words, config, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {deskAddress} from '../frame.js';
import {labelled, tile} from './parts.js';
import {undoWrite} from './undo.js';

/** The kinds that the map's page lists. */
const listed = ['sites', 'postal', 'radio', 'units'];

/** @param {import('./import.js').ImportTab} tab */
export function saveStep(tab) {
    const {state, preview} = tab.held;
    if (state === 'saved') {
        return result(tab);
    }
    const nothing = preview && preview.faults === 0 && preview.created + preview.changed === 0;
    const reason = h('input', {type: 'text', id: 'import-reason', maxLength: 500, placeholder: words.saveHint, value: tab.reason,
        oninput: (event) => {
            tab.reason = event.target.value;
        }});
    const commit = () => tab.commit(reason.value.trim());
    return [
        h('h2', {tabIndex: -1}, words.stepSave),
        !preview || preview.faults > 0 ? h('p', {class: 'bad'}, fill(words.chkNotYet, {n: number(preview?.faults ?? 0)}), ' ',
            h('button', {type: 'button', class: 'link', onclick: () => tab.goTo('check')}, words.stepCheck)) : null,
        nothing ? h('p', {class: 'ok'}, words.saveNothing) : null,
        preview?.warnings ? h('p', {class: 'warn'}, `${fill(words.chkWarnings, {n: number(preview.warnings)})}. `, h('button', {type: 'button', class: 'link', onclick: () => tab.goTo('check')}, words.stepCheck)) : null,
        h('form', {class: 'save', onsubmit: (event) => {
            event.preventDefault();
            commit();
        }}, labelled(words.saveReason, reason),
        h('p', {}, h('button', {type: 'submit', class: 'text-button primary', id: 'import-commit', disabled: tab.working || !preview || preview.faults > 0 || nothing}, icon('save'),
            fill(words.saveButton, {created: number(preview?.created ?? 0), changed: number(preview?.changed ?? 0)}))),
        h('p', {class: 'quiet'}, words.saveAtOnce)),
    ];
}

function result(tab) {
    const {result: r, request, options} = tab.held;
    const n = number;
    const changes = new URLSearchParams({tab: 'changes', request, ...config.lang === 'en' ? {lang: 'en'} : {}});
    return [
        h('h2', {tabIndex: -1}, words.stepSave),
        h('p', {class: 'ok', id: 'import-done'}, fill(words.saveDone, {created: n(r.created), changed: n(r.changed), unchanged: n(r.unchanged)})),
        h('div', {class: 'tiles outcome-tiles'}, tile(words.outCreated, r.created), tile(words.outChanged, r.changed), tile(words.outUnchanged, r.unchanged)),
        h('p', {class: 'actions'},
            listed.includes(options.kind) ? h('a', {class: 'text-button primary', href: deskAddress({pane: options.kind}), id: 'to-list'}, icon('map'), words.saveToList) : null,
            h('a', {class: 'text-button', href: `?${changes}`, id: 'to-changes'}, icon('history'), words.saveToChanges),
            r.written ? h('button', {type: 'button', class: 'text-button', id: 'import-undo', onclick: (event) => undoWrite(event.currentTarget, request)}, icon('undo-2'), words.saveUndo) : null,
            h('button', {type: 'button', class: 'text-button', onclick: () => tab.another()}, icon('upload'), words.impAnother)),
    ];
}
