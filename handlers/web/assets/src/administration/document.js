// A setting that is a document: its text with what is wrong with it, kept or given
// back to what ships.

import {may, words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {toast} from '../toast.js';
import {button, confirm, putSetting} from './parts.js';
import {createEditor} from './editor.js';

/**
 * @param {any} held the setting as it was read
 * @param {() => void} again after it was kept
 */
export function documentEditor(held, again) {
    const change = may('change', 'settings');
    const editor = createEditor(held.value || held.shipped || '', {label: inLanguage(held.label), readOnly: !change});

    async function send(value, trial) {
        try {
            await putSetting(held.name, value, trial ? '' : held.tag, '', trial ? {try: 'true'} : {});
            editor.mark([]);
            toast(trial ? words.checkedSound : words.saved);
            if (!trial) {
                again();
            }
        } catch (error) {
            editor.mark((error.errors?.length ? error.errors : [error]).map((e) => ({line: lineOf(e), severe: true, text: [e.field, e.value, e.message].filter(Boolean).join(' · ')})));
        }
    }

    function lineOf(e) {
        const said = /\[(\d+):\d+\]/.exec(e.message ?? '');
        return said ? Number(said[1]) : undefined;
    }

    return h('details', {class: 'admin-block'}, h('summary', {}, words.asText), editor.element,
        change ? h('p', {class: 'edit-buttons'}, button(words.save, () => send(editor.text, false), {primary: true}), button(words.checkOnly, () => send(editor.text, true)),
            held.own ? button(words.useShipped, () => confirm(words.useShipped, words.useShippedAsk, () => send('', false))) : null) : null);
}
