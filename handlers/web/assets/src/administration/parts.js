// What the tabs are made of.

import {config, inLanguage, words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {getJSON, send} from '../api.js';
import {personName} from '../people.js';

/** What went wrong, and with what. */
export function failure(error) {
    return h('div', {class: 'error', role: 'alert'}, h('p', {}, error.message),
        error.errors?.length ? h('ul', {}, ...error.errors.map((e) => h('li', {}, [e.item ? `${e.item}` : '', e.field, e.value, e.message].filter(Boolean).join(' · ')))) : null);
}

/** The heading of a tab, with what stands beside it. */
export function heading(title, ...beside) {
    return h('header', {class: 'admin-head'}, h('h2', {}, title), h('div', {class: 'admin-actions'}, ...beside));
}

/** A button. */
export function button(text, act, {sign = '', primary = false, ...more} = {}) {
    return h('button', {type: 'button', class: primary ? 'text-button primary' : 'text-button', onclick: act, ...more}, sign ? icon(sign) : null, text);
}

/**
 * A table in a box of its own that scrolls.
 * @param {(string|{text: string, number?: boolean})[]} heads
 * @param {(HTMLElement)[]} rows
 * @param {string} label
 */
export function table(heads, rows, label) {
    return h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': label},
        h('table', {class: 'admin-table'},
            h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', {scope: 'col', class: head.number ? 'number' : undefined}, head.text ?? head)))),
            h('tbody', {}, ...rows)));
}

/** A row; cells are texts or elements. */
export function row(cells, properties = {}) {
    return h('tr', properties, ...cells.map((cell) => cell instanceof HTMLTableCellElement ? cell : h('td', {}, cell ?? '')));
}

/** A cell of a number. */
export const numeric = (text) => h('td', {class: 'number'}, text);

/** A day and time as people here write it. */
export function when(iso) {
    if (!iso) {
        return '–';
    }
    const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', {
        timeZone: 'Asia/Ho_Chi_Minh', day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    }).formatToParts(new Date(iso)).map(({type, value}) => [type, value]));
    return `${parts.day}/${parts.month}/${parts.year} ${parts.hour}:${parts.minute}`;
}

/** A number of bytes in words. */
export function size(bytes) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let n = bytes;
    let i = 0;
    while (n >= 1000 && i < units.length - 1) {
        n /= 1000;
        i++;
    }
    return `${number(n, i > 0 && n < 100 ? 1 : 0)} ${units[i]}`;
}

/** A sign with a word; never colour alone. */
export function badge(kind, text) {
    const sign = {ok: 'circle-check', bad: 'circle-x', warn: 'triangle-alert', quiet: 'circle-dot'}[kind];
    return h('span', {class: `admin-badge ${kind}`}, icon(sign), text);
}

/**
 * A labelled input and where it is told what is wrong with it.
 * @param {string} label
 * @param {HTMLElement} input
 * @param {string} [help]
 */
export function field(label, input, help = '') {
    input.id ||= `field-${++counted}`;
    const wrong = h('p', {class: 'error', id: `${input.id}-wrong`, hidden: true});
    const element = h('div', {class: 'field'}, h('label', {htmlFor: input.id}, label), input, help ? h('p', {class: 'quiet'}, help) : null, wrong);
    return {element, input, complain(message) {
        wrong.textContent = message;
        wrong.hidden = !message;
        input.setAttribute('aria-invalid', String(Boolean(message)));
        input.setAttribute('aria-describedby', wrong.id);
    }};
}
let counted = 0;

/** Says each fault at its field, by name, and gives what belongs to none. */
export function complain(fields, error) {
    const rest = [];
    for (const one of Object.values(fields)) {
        one.complain('');
    }
    for (const {field: name, message} of error.errors ?? []) {
        if (fields[name]) {
            fields[name].complain(message);
        } else {
            rest.push(message);
        }
    }
    return error.errors?.length ? rest.join(' ') : error.message;
}

/** A choice. */
export function select(options, chosen, properties = {}) {
    return h('select', properties, ...options.map(([value, text]) => h('option', {value, selected: value === chosen}, text)));
}

/**
 * A dialog until it is closed.
 * @param {string} title
 * @param {(close: () => void) => Node[]} content
 */
export function dialog(title, content) {
    const before = document.activeElement;
    const id = `dialog-${++counted}`;
    const box = h('dialog', {class: 'admin-dialog', 'aria-labelledby': id, onclose: () => {
        box.remove();
        before?.focus?.();
    }});
    box.append(h('h2', {id}, title), ...content(() => box.close()));
    document.querySelector('main').append(box);
    box.showModal();
    return box;
}

/** Asks before something that cannot be taken back. */
export function confirm(title, text, act) {
    dialog(title, (close) => [h('p', {}, text), h('p', {class: 'edit-buttons'},
        button(title, async () => {
            close();
            await act();
        }, {primary: true, id: 'confirm'}), button(words.cancel, close))]);
}

/** A setting as it stands. */
export const getSetting = (name) => getJSON(`settings/${name}`);

/** Keeps a setting, unless somebody changed it since it was read. */
export function putSetting(name, value, tag, reason = '', parameters = {}) {
    return send('PUT', `settings/${name}`, {value, reason}, {parameters, headers: tag ? {'If-Match': tag} : {}});
}

/** Who changed a setting last. */
export function lastChange(setting) {
    return h('p', {class: 'quiet admin-last'}, setting.own ? words.ownInForce : words.shippedInForce,
        setting.last ? ` · ${fill(words.changedBy, {who: personName(setting.last.actor), when: when(setting.last.at)})}` : '', ' ',
        h('button', {type: 'button', class: 'link', onclick: () => showHistory(setting)}, words.history));
}

/** The changes of a setting, in a dialog. */
async function showHistory(setting) {
    const {changes} = await getJSON(`settings/${setting.name}/history`);
    dialog(`${words.history}: ${inLanguage(setting.label)}`, (close) => [
        changes.length ? h('ol', {class: 'history'}, ...changes.map((c) => h('li', {}, h('span', {}, `${when(c.at)} · ${personName(c.actor)}`),
            h('span', {class: 'quiet'}, c.reason), change(c)))) : h('p', {}, words.historyNone),
        h('p', {class: 'edit-buttons'}, button(words.close, close)),
    ]);
}

const longText = 200;

function change({before = '', after = ''}) {
    if (before.length <= longText && after.length <= longText) {
        return h('span', {}, h('del', {}, before || '–'), ' → ', h('ins', {}, after || words.shippedInForce));
    }
    return h('details', {}, h('summary', {}, words.whatChanged), h('pre', {class: 'admin-diff'}, ...lineDifferences(before, after)));
}

/** The lines that only one of two texts has, with signs before them. */
export function lineDifferences(before, after) {
    const was = before.split('\n');
    const is = after.split('\n');
    const has = new Map();
    for (const line of is) {
        has.set(line, (has.get(line) ?? 0) + 1);
    }
    const gone = was.filter((line) => !take(has, line));
    const had = new Map();
    for (const line of was) {
        had.set(line, (had.get(line) ?? 0) + 1);
    }
    const come = is.filter((line) => !take(had, line));
    return [...gone.map((line) => h('del', {}, `− ${line}\n`)), ...come.map((line) => h('ins', {}, `+ ${line}\n`))];
}

function take(counts, line) {
    const n = counts.get(line) ?? 0;
    counts.set(line, n - 1);
    return n > 0;
}

/** A number in a form, as the reader types it: 4,8 in Vietnamese. */
export function readNumber(text) {
    const plain = config.lang === 'en' ? text.replaceAll(',', '') : text.replace(',', '.');
    return plain.trim() === '' ? NaN : Number(plain);
}

/** A number as the reader types it. */
export const writeNumber = (n) => config.lang === 'en' ? String(n) : String(n).replace('.', ',');
