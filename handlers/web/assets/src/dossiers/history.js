// What happened to a dossier, and what people said about it.

import {words, fill, inLanguage, may} from '../config.js';
import {h, icon} from '../dom.js';
import {date} from '../format.js';
import {toast} from '../toast.js';
import {act} from './service.js';
import {personName} from '../people.js';

/** When something was done, by the reader's clock. */
export function momentText(iso) {
    const when = new Date(iso);
    if (Number.isNaN(when.getTime())) {
        return '';
    }
    const two = (n) => String(n).padStart(2, '0');
    return `${two(when.getDate())}/${two(when.getMonth() + 1)}/${when.getFullYear()} ${two(when.getHours())}:${two(when.getMinutes())}`;
}

/** Every event, the newest first. */
export function historyTab(dossier, workflow) {
    const stateName = (code) => inLanguage(workflow.states.find((s) => s.id === code)?.label) || code;
    const actionName = (code) => inLanguage(workflow.actions.find((a) => a.id === code)?.label) || words[`event_${code}`] || code;
    return [h('ol', {class: 'history'}, ...[...dossier.events].reverse().map((e) => h('li', {},
        h('p', {}, h('b', {}, actionName(e.action)), ` · ${momentText(e.at)} · ${personName(e.actor)}`, e.on_behalf ? ` (${fill(words.onBehalf, {operator: e.on_behalf})})` : '', inner(e)),
        e.from_state !== e.to_state && e.to_state ? h('p', {class: 'quiet'}, `${e.from_state ? `${stateName(e.from_state)} → ` : ''}${stateName(e.to_state)}`, e.until ? ` · ${fill(words.until, {date: date(e.until)})}` : '') : null,
        e.comment ? h('p', {class: 'said'}, e.comment) : null,
        ...detailOf(e))))];
}

/** What an event carries beside its comment. */
function detailOf(e) {
    let detail;
    try {
        detail = JSON.parse(e.detail || '{}');
    } catch {
        return [];
    }
    const lines = Object.entries(detail).filter(([, value]) => value !== '' && value !== null && typeof value !== 'object').map(([name, value]) =>
        h('p', {class: 'quiet'}, `${words[`detail_${name}`] ?? name}: `, h('span', {class: name.endsWith('sha256') ? 'code' : ''}, typeof value === 'boolean' ? value ? words.yes : words.no : detailText(name, value))));
    if (Array.isArray(detail.missing)) {
        lines.unshift(h('ul', {class: 'bulleted'}, ...detail.missing.map((m) => h('li', {}, m))));
    }
    return lines;
}

function detailText(name, value) {
    if (name.endsWith('sha256')) {
        return `${String(value).slice(0, 16)}…`;
    }
    return words[`outcome_${value}`] ?? (/^\d{4}-\d\d-\d\d$/.test(value) ? date(value) : String(value));
}

const inner = (e) => e.internal ? h('span', {class: 'badge near'}, icon('lock'), words.internal) : '';

/**
 * What people said, and the form to say something.
 * @param {any} dossier
 * @param {(now: any) => Promise<void>} done with the dossier afterwards
 */
export function commentsTab(dossier, done) {
    const said = dossier.events.filter((e) => e.comment && e.action !== 'attach');
    return [
        said.length ? h('ol', {class: 'comments'}, ...said.map((e) => h('li', {}, h('p', {class: 'quiet'}, h('b', {}, personName(e.actor)), ` · ${momentText(e.at)} `, inner(e)), h('p', {class: 'said'}, e.comment))))
            : h('p', {class: 'quiet'}, words.noComments),
        dossier.actions.some((a) => a.id === 'comment') && may('change', 'applications') ? commentForm(dossier, done) : '',
    ];
}

function commentForm(dossier, done) {
    const text = h('textarea', {id: 'comment-text', rows: 3, required: true});
    const internal = h('input', {type: 'checkbox', id: 'comment-internal'});
    const fault = h('p', {class: 'error', role: 'alert', hidden: true});
    const department = !dossier.me.startsWith('operator:');
    return h('form', {class: 'comment-form', id: 'comment-form', onsubmit: async (event) => {
        event.preventDefault();
        if (!text.value.trim()) {
            text.focus();
            return;
        }
        try {
            const now = await act(dossier, 'comment', {comment: text.value.trim(), ...internal.checked ? {internal: true} : {}});
            toast(words.commentSent);
            await done(now);
        } catch (error) {
            fault.hidden = false;
            fault.textContent = error.message;
        }
    }}, h('div', {class: 'field'}, h('label', {htmlFor: 'comment-text'}, words.yourComment), text),
    department ? h('label', {class: 'check'}, internal, words.internalHelp) : null, fault,
    h('button', {type: 'submit', class: 'text-button'}, icon('send'), words.sendComment));
}
