// The office that writes documents: a form of its parts.

import {words} from '../config.js';
import {h} from '../dom.js';
import {toast} from '../toast.js';
import {complain, field, putSetting, readNumber, writeNumber} from './parts.js';

export function officeForm(held, change, again) {
    const office = held.in_force;
    const text = (name) => field(words[`office_${name}`], h('input', {type: 'text', value: office[name] ?? '', readOnly: !change}));
    const fields = Object.fromEntries(['superior', 'agency', 'short', 'place', 'capacity', 'post'].map((name) => [name, text(name)]));
    fields.recipients = field(words.office_recipients, h('textarea', {rows: 3, value: (office.recipients ?? []).join('\n'), readOnly: !change}), words.office_recipients_help);
    fields.meridian_deg = field(words.office_meridian_deg, h('input', {type: 'text', inputMode: 'decimal', value: office.meridian_deg ? writeNumber(office.meridian_deg) : '', readOnly: !change}), words.office_meridian_help);
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});
    return h('form', {class: 'edit admin-office', novalidate: true, onsubmit: async (event) => {
        event.preventDefault();
        const value = {};
        for (const [name, {input}] of Object.entries(fields)) {
            value[name] = input.value.trim();
        }
        value.recipients = value.recipients.split('\n').map((line) => line.trim()).filter(Boolean);
        value.meridian_deg = value.meridian_deg ? readNumber(value.meridian_deg) : 0;
        try {
            await putSetting(held.name, JSON.stringify(value), held.tag);
            toast(words.saved);
            again();
        } catch (error) {
            problem.textContent = complain(fields, error);
            problem.hidden = !problem.textContent;
        }
    }}, ...Object.values(fields).map(({element}) => element), problem,
    change ? h('p', {class: 'edit-buttons'}, h('button', {type: 'submit', class: 'text-button primary'}, words.save)) : null);
}
