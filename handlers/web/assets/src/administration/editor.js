// A text of many lines with their numbers, and marks at the lines that something
// is to be said about.

import {words, fill} from '../config.js';
import {h} from '../dom.js';

/**
 * @param {string} text
 * @param {{label: string, readOnly?: boolean, changed?: () => void}} options
 */
export function createEditor(text, {label, readOnly = false, changed = () => {}}) {
    const gutter = h('div', {class: 'editor-lines', 'aria-hidden': 'true'});
    const area = h('textarea', {class: 'editor-text', spellcheck: false, wrap: 'off', readOnly, 'aria-label': label, autocomplete: 'off'});
    const told = h('ul', {class: 'editor-marks', 'aria-live': 'polite'});
    let marks = [];
    area.value = text;

    function number() {
        const lines = area.value.split('\n').length;
        const marked = new Map();
        for (const mark of marks) {
            if (mark.line && (marked.get(mark.line) !== 'bad')) {
                marked.set(mark.line, mark.severe ? 'bad' : 'warn');
            }
        }
        gutter.replaceChildren(...Array.from({length: lines}, (_, i) => h('span', {class: marked.get(i + 1) ?? ''}, String(i + 1))));
        gutter.scrollTop = area.scrollTop;
    }

    /** Puts the caret at a line, in view. */
    function goTo(line) {
        const lines = area.value.split('\n');
        const at = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
        area.focus();
        area.setSelectionRange(at, at + (lines[line - 1] ?? '').length);
        area.scrollTop = Math.max(0, (line - 5) * area.scrollHeight / lines.length);
    }

    area.addEventListener('scroll', () => {
        gutter.scrollTop = area.scrollTop;
    });
    area.addEventListener('input', () => {
        number();
        changed();
    });
    area.addEventListener('keydown', (event) => {
        if (event.key === 'Tab' && !event.shiftKey && !readOnly && event.ctrlKey) {
            event.preventDefault();
            area.setRangeText('  ', area.selectionStart, area.selectionEnd, 'end');
            number();
            changed();
        }
    });
    number();
    return {
        element: h('div', {class: 'editor'}, h('div', {class: 'editor-box'}, gutter, area), told),
        area,
        get text() {
            return area.value;
        },
        set text(value) {
            area.value = value;
            number();
            changed();
        },
        goTo,
        /** @param {{line?: number, severe: boolean, text: string}[]} found */
        mark(found) {
            marks = found;
            number();
            told.replaceChildren(...found.map((mark) => h('li', {class: mark.severe ? 'bad' : 'warn'}, `${mark.severe ? '✕' : '?'} `,
                mark.line ? h('button', {type: 'button', class: 'link', onclick: () => goTo(mark.line)}, fill(words.atLine, {n: mark.line})) : null, ` ${mark.text}`)));
        },
    };
}
