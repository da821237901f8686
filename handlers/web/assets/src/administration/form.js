// A dialog with fields to fill in.

import {words} from '../config.js';
import {h} from '../dom.js';
import {button, complain, dialog} from './parts.js';

/** A dialog with fields, which stays until what it asks is done. */
export function form(title, fields, act, send_) {
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});
    dialog(title, (close) => [h('form', {class: 'edit', novalidate: true, onsubmit: async (event) => {
        event.preventDefault();
        try {
            await send_();
            close();
        } catch (error) {
            problem.textContent = complain(fields, error);
            problem.hidden = !problem.textContent;
        }
    }}, ...Object.values(fields).map(({element}) => element), problem,
    h('p', {class: 'edit-buttons'}, h('button', {type: 'submit', class: 'text-button primary', id: 'form-send'}, act), button(words.cancel, close)))]);
}
