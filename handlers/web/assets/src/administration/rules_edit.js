// A copy of a rule set being edited: as a table whose values can be typed over, and
// as its text; what is wrong is said at the line; it is tried on the dossiers on
// record, then kept as a version of its own dates.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {address, getJSON, send} from '../api.js';
import {toast} from '../toast.js';
import {button, complain, dialog, failure, field, heading, readNumber, writeNumber} from './parts.js';
import {createEditor} from './editor.js';
import {clauseTable} from './clauses.js';
import {differenceTable} from './rules_compare.js';
import {createTrial} from './rules_try.js';

const pauseMs = 400;

export async function editor(state, code, sets) {
    const answer = await fetch(address(`rules/${encodeURIComponent(code)}`, {format: 'yaml'}), {headers: {Accept: 'application/yaml'}});
    if (!answer.ok) {
        return {element: failure(new Error(`${answer.status}`))};
    }
    const shipped = await answer.text();
    const original = await getJSON(`rules/${encodeURIComponent(code)}`);
    const key = `rules:${code}`;
    const listed = h('div', {class: 'rules-clauses'});
    const differs = h('div', {class: 'rules-differences'});
    const standing = h('p', {class: 'rules-standing', role: 'status'});
    let linted = {faults: [], findings: [], lines: {}, set: null};
    let timer = 0;
    let asked = 0;
    const text = createEditor(sessionStorage.getItem(key) ?? shipped, {label: words.rulesText, changed: () => {
        clearTimeout(timer);
        sessionStorage.setItem(key, text.text);
        timer = setTimeout(look, pauseMs);
        delete document.documentElement.dataset.linted;
    }});
    const trial = createTrial(state, () => text.text, code);
    const save = button(words.saveVersion, () => keep(), {sign: 'save', primary: true, id: 'rules-save'});
    const tryIt = button(words.tryRules, () => trial.start(), {sign: 'play', id: 'rules-try'});

    /** Asks what is wrong with the text, and shows what it says by now. */
    async function look() {
        const turn = ++asked;
        let found;
        try {
            found = await send('POST', 'rules/lint', text.text, {headers: {'Content-Type': 'application/yaml'}});
        } catch (error) {
            found = {faults: [{message: {vi: error.message, en: error.message}}], findings: [], lines: {}};
        }
        if (turn !== asked) {
            return;
        }
        linted = found;
        text.mark([
            ...linted.faults.map((f) => ({line: f.line, severe: true, text: [f.field, inLanguage(f.message)].filter(Boolean).join(': ')})),
            ...linted.findings.map((f) => ({line: linted.lines?.[f.clauses?.[0]], severe: false, text: inLanguage(f.message)})),
        ]);
        save.disabled = tryIt.disabled = linted.faults.length > 0;
        standing.textContent = linted.faults.length ? fill(words.rulesFaulty, {n: linted.faults.length}) : fill(words.rulesSound, {n: linted.set.clauses.length, found: linted.findings.length});
        if (linted.set) {
            listed.replaceChildren(clauseTable(linted.set.clauses, linted.set.clauses, valueInput));
            differs.replaceChildren(differenceTable(original, linted.set));
        }
        document.documentElement.dataset.linted = String(linted.faults.length);
    }

    /** An input over a clause's own value, which writes it into the text. */
    function valueInput(clause) {
        if (clause.value === undefined || clause.value === null) {
            return clause.same_as ? fill(words.sameAs, {id: clause.same_as}) : '';
        }
        return h('span', {class: 'clause-input'}, h('input', {type: 'text', inputMode: 'decimal', value: writeNumber(clause.value), 'aria-label': `${words.value} ${clause.id}`, onchange: (event) => {
            const value = readNumber(event.target.value);
            const bad = !Number.isFinite(value);
            event.target.setAttribute('aria-invalid', String(bad));
            if (!bad) {
                setValue(clause.id, value);
            }
        }}), ` ${clause.unit ?? ''}`);
    }

    function setValue(id, value) {
        const lines = text.text.split('\n');
        const begins = Object.values(linted.lines).sort((a, b) => a - b);
        const from = linted.lines[id];
        const to = begins.find((line) => line > from) ?? lines.length + 1;
        const at = lines.findIndex((line, i) => i >= from - 1 && i < to - 1 && /^\s*(-\s+)?value:/.test(line));
        if (at < 0) {
            text.goTo(from);
            toast(words.editInText);
            return;
        }
        lines[at] = lines[at].replace(/(value:\s*)[^\s#]+/, `$1${value}`);
        text.text = lines.join('\n');
    }

    /** Asks for code and day of the version, and keeps it. */
    function keep() {
        const fields = {
            code: field(words.code, h('input', {type: 'text', value: proposedCode(code, sets), spellcheck: false}), words.codeHelp),
            valid_from: field(words.validFrom, h('input', {type: 'date', value: tomorrow()})),
            reason: field(words.reason, h('input', {type: 'text', maxLength: 300})),
        };
        const ends = h('input', {type: 'checkbox', checked: true, id: 'rules-ends'});
        const problem = h('p', {class: 'error', role: 'alert', hidden: true});
        dialog(words.saveVersion, (close) => [h('form', {class: 'edit', novalidate: true, onsubmit: async (event) => {
            event.preventDefault();
            const own = fields.code.input.value.trim();
            const body = top(top(top(text.text, 'code', own), 'valid_from', JSON.stringify(fields.valid_from.input.value)), 'valid_to', null);
            try {
                const stored = await send('POST', 'rules', body, {headers: {'Content-Type': 'application/yaml'},
                    parameters: {reason: fields.reason.input.value, ends: ends.checked && own !== code ? code : ''}});
                sessionStorage.removeItem(key);
                close();
                toast(fill(words.versionSaved, {code: stored.code}));
                state.go({tab: 'rules', set: stored.code}, true);
            } catch (error) {
                problem.textContent = complain(fields, error);
                problem.hidden = !problem.textContent;
            }
        }}, ...Object.values(fields).map(({element}) => element),
        h('p', {class: 'checks'}, h('label', {}, ends, fill(words.endsEarlier, {code}))), problem,
        h('p', {class: 'edit-buttons'}, h('button', {type: 'submit', class: 'text-button primary', id: 'version-save'}, words.save), button(words.cancel, close)))]);
    }

    look();
    return {
        element: h('div', {},
            heading(fill(words.editing, {name: inLanguage(original.name)}), tryIt, save),
            h('p', {}, button(words.back, () => state.go({edit: null, job: null}), {sign: 'arrow-left'}), ' ',
                button(words.startOver, () => {
                    text.text = shipped;
                }, {sign: 'rotate-ccw'})),
            standing, trial.element,
            h('div', {class: 'rules-edit'}, h('section', {}, h('h3', {}, words.rulesText), text.element),
                h('section', {}, h('h3', {}, words.differsFrom), differs, h('h3', {}, words.clauses), listed))),
        entered: () => trial.resume(),
        leave: () => {
            clearTimeout(timer);
            trial.leave();
            delete document.documentElement.dataset.linted;
        },
    };
}

/** A code that no set has yet. */
function proposedCode(code, sets) {
    const stem = code.replace(/-v\d+$/, '');
    for (let n = 2; ; n++) {
        if (!sets.some((s) => s.code === `${stem}-v${n}`)) {
            return `${stem}-v${n}`;
        }
    }
}

function tomorrow() {
    return new Date(Date.now() + 31 * 3600e3).toISOString().slice(0, 10); // a day on, and Vietnam's seven hours
}

/** The text with another value of an outermost member; null takes it out. */
export function top(text, name, value) {
    const line = new RegExp(`^${name}:.*$`, 'm');
    if (value === null) {
        return text.replace(new RegExp(`^${name}:.*\n`, 'm'), '');
    }
    return line.test(text) ? text.replace(line, () => `${name}: ${value}`) : `${name}: ${value}\n${text}`;
}
