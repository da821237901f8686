// What the tabs of the data desk are put together from.

import {words, config, may} from '../config.js';
import {h, icon} from '../dom.js';
import {number, sentence} from '../format.js';

/** The kinds by their names, those alone that the reader may do it with. */
export function kindsFor(action) {
    return Object.entries(config.kinds)
        .filter(([kind]) => may(action, kind))
        .map(([kind, {label}]) => [kind, label])
        .sort(([, a], [, b]) => a.localeCompare(b, 'vi'));
}

/** A select of [value, text] pairs. */
export function select(id, options, value, onchange, properties = {}) {
    const element = h('select', {id, ...properties, onchange: (event) => onchange(event.target.value)},
        ...options.map(([code, text]) => h('option', {value: code}, text)));
    element.value = value;
    return element;
}

/** An input under its label. */
export function labelled(text, input, ...more) {
    return h('div', {class: 'field'}, h('label', {htmlFor: input.id}, text), input, ...more);
}

/** A box to tick, its words beside it. */
export function ticked(id, text, checked, onchange) {
    return h('label', {class: 'tick', htmlFor: id}, h('input', {type: 'checkbox', id, checked, onchange: (event) => onchange(event.target.checked)}), text);
}

/** An error and what to do about it. */
export function errorBox(error) {
    return h('div', {class: 'error', role: 'alert'}, h('p', {}, error.message),
        error.errors?.length ? h('ul', {class: 'plain'}, ...error.errors.slice(0, 20).map((e) => h('li', {}, [e.field, e.value, e.message].filter(Boolean).join(' · ')))) : null);
}

/** A figure with its name. */
export function tile(name, value, state = '') {
    return h('div', {class: `tile ${state}`.trim()}, h('span', {class: 'tile-name'}, sentence(name)), h('span', {class: 'tile-value'}, number(value)));
}

/**
 * Back and forth through a list.
 * @param {{from: number, shown: number, total: number, before: (() => void)|null, after: (() => void)|null, name: string}} page
 */
export function pager({from, shown, total, before, after, name}) {
    const step = (which, act, symbol, text) => h('button', {type: 'button', class: 'icon-button', id: `${name}-${which}`, 'aria-label': text, title: text,
        disabled: !act, onclick: act ?? (() => {})}, icon(symbol));
    return h('p', {class: 'pager'},
        h('span', {class: 'quiet'}, shown ? words.rangeOf.replace('{from}', number(from)).replace('{to}', number(from + shown - 1)).replace('{n}', number(total)) : ''),
        step('before', before, 'chevron-left', words.pageBefore), step('after', after, 'chevron-right', words.pageAfter));
}

/** Replaces what an element holds, and keeps the focus on the part of the same id. */
export function redraw(element, ...children) {
    const {id} = document.activeElement ?? {};
    const inside = id && element.contains(document.activeElement);
    element.replaceChildren(...children.flat().filter(Boolean));
    if (inside) {
        document.getElementById(id)?.focus({preventScroll: true});
    }
}
