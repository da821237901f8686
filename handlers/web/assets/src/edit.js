// The form that changes a record: one input a field of its schema. What is sent
// are the fields that differ, with the revision that was read; what the service
// refuses is said at the field.

import {words, config, fill} from './config.js';
import {h} from './dom.js';
import {patchRecord} from './api.js';
import {toast} from './toast.js';

/** Fields that a person does not write into a form. */
const notEdited = new Set(['id', 'geometry', 'revision', 'valid_from', 'valid_to']);

/**
 * @param {string} kind
 * @param {{record: any, tag: string}} held
 * @param {(now: {record: any, tag: string}|null) => void} done with the new record, or null when nothing was written
 */
export function editForm(kind, held, done) {
    const fields = config.kinds[kind].fields.filter(({name}) => !notEdited.has(name)).map((field) => inputOf(field, held.record[field.name]));
    const reason = h('input', {type: 'text', id: 'edit-reason', maxLength: 500});
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});
    const save = h('button', {type: 'submit', class: 'text-button primary', id: 'edit-save'}, words.save);

    async function send(event) {
        event.preventDefault();
        const changes = changesOf(fields, held.record);
        if (Object.keys(changes).length === 0) {
            toast(words.nothingToDo);
            done(null);
            return;
        }
        save.disabled = true;
        for (const field of fields) {
            field.complain('');
        }
        try {
            const now = await patchRecord(kind, held.record.id, held.tag, changes, reason.value.trim());
            done(now);
            offerUndo(kind, held.record, now, Object.keys(changes), done);
        } catch (error) {
            save.disabled = false;
            problem.hidden = false;
            problem.textContent = complain(fields, error);
        }
    }

    return h('form', {class: 'edit', id: 'edit-form', novalidate: true, onsubmit: send, onkeydown: (event) => {
        if (event.key === 'Escape') {
            event.preventDefault();
            done(null);
        }
    }},
    ...fields.map(({element}) => element),
    h('div', {class: 'field'}, h('label', {htmlFor: 'edit-reason'}, words.reason), reason),
    problem,
    h('p', {class: 'edit-buttons'}, save, h('button', {type: 'button', class: 'text-button', onclick: () => done(null)}, words.cancel)));
}

/** Puts each fault at its field, and says the rest. */
function complain(fields, error) {
    if (error.status === 412) {
        return words.stale;
    }
    let placed = 0;
    for (const {field, message} of error.errors) {
        const own = fields.find(({name}) => name === field);
        if (own) {
            own.complain(message);
            placed++;
        }
    }
    const rest = error.errors.filter(({field}) => !fields.some(({name}) => name === field)).map(({message}) => message);
    return placed ? [fill(words.wrongFields, {n: placed}), ...rest].join(' ') : [error.message, ...rest].join(' ');
}

/** For some seconds, the way back: a change that states what stood there before. */
function offerUndo(kind, before, now, names, done) {
    toast(words.saved, words.undo, async () => {
        const back = Object.fromEntries(names.map((name) => [name, before[name] ?? null]));
        try {
            const undone = await patchRecord(kind, before.id, now.tag, back, words.undoReason);
            toast(words.undone);
            done(undone);
        } catch (error) {
            toast(error.status === 412 ? words.stale : error.message);
        }
    });
}

/** The fields that the form states otherwise than the record; null takes a value away. */
function changesOf(fields, record) {
    const changes = {};
    for (const {name, value} of fields) {
        const now = value();
        const was = record[name] ?? null;
        if (JSON.stringify(now) !== JSON.stringify(was)) {
            changes[name] = now;
        }
    }
    return changes;
}

function inputOf(field, value) {
    const id = `edit-${field.name}`;
    const {input, read} = (makers[field.type] ?? makers.text)(field, value, id);
    const fault = h('p', {class: 'error', id: `${id}-fault`, hidden: true});
    const unit = field.unit ? ` (${field.unit})` : '';
    const element = h('div', {class: 'field'}, h('label', {htmlFor: id}, field.label + unit, field.required ? ' *' : ''), input, fault);
    return {name: field.name, element, value: read, complain(message) {
        fault.hidden = message === '';
        fault.textContent = message;
        if (message) {
            input.setAttribute('aria-invalid', 'true');
            input.setAttribute('aria-describedby', fault.id);
        } else {
            input.removeAttribute('aria-invalid');
            input.removeAttribute('aria-describedby');
        }
    }};
}

const makers = {
    text(field, value, id) {
        const input = field.long ? h('textarea', {id, value: value ?? '', rows: 3}) : h('input', {id, type: 'text', value: value ?? '', autocomplete: 'off'});
        return {input, read: () => input.value.trim() || null};
    },
    date(field, value, id) {
        const input = h('input', {id, type: 'date', value: value ?? ''});
        return {input, read: () => input.value || null};
    },
    integer: numeric,
    real: numeric,
    boolean(field, value, id) {
        const input = choice(id, [['', words.notStated], ['true', words.yes], ['false', words.no]], value === undefined ? '' : String(value));
        return {input, read: () => input.value === '' ? null : input.value === 'true'};
    },
    code(field, value, id) {
        const input = choice(id, [['', words.notStated], ...field.codes.map((c) => [c.code, c.label])], value ?? '');
        return {input, read: () => input.value || null};
    },
    list(field, value, id) {
        const boxes = field.codes.map(({code, label}) => h('input', {type: 'checkbox', value: code, checked: (value ?? []).includes(code), 'aria-label': label}));
        const input = h('div', {id, role: 'group', class: 'checks', 'aria-label': field.label},
            ...boxes.map((box, i) => h('label', {}, box, field.codes[i].label)));
        return {input, read() {
            const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
            return chosen.length ? chosen : null;
        }};
    },
};

/** A number as the reader writes it: 4,8 in Vietnamese. What is none is sent as it is, for the service to say so. */
function numeric(field, value, id) {
    const vietnamese = config.lang !== 'en';
    const shown = value === undefined ? '' : vietnamese ? String(value).replace('.', ',') : String(value);
    const input = h('input', {id, type: 'text', inputMode: 'decimal', value: shown, autocomplete: 'off'});
    return {input, read() {
        const text = input.value.trim();
        if (text === '') {
            return null;
        }
        const plain = vietnamese ? text.replace(',', '.') : text;
        return /^[+-]?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
    }};
}

function choice(id, options, value) {
    const select = h('select', {id}, ...options.map(([code, text]) => h('option', {value: code}, text)));
    select.value = value;
    return select;
}
