// The rule sets: which hold where and when, what their clauses say, two of them
// compared, a copy edited and tried.

import {config, may, words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {date} from '../format.js';
import {address, getJSON} from '../api.js';
import {badge, button, field, heading, row, select, table} from './parts.js';
import {clauseTable} from './clauses.js';
import {compared} from './rules_compare.js';
import {editor} from './rules_edit.js';

export async function show(state) {
    const [{rule_sets: sets, findings}, {rule_sets: inForce}] = await Promise.all([getJSON('rules'), getJSON('rules', {province: province()})]);
    const code = state.get('set');
    if (code && state.get('edit')) {
        return editor(state, code, sets);
    }
    if (code && state.get('with')) {
        return {element: await compared(state, code, state.get('with'), sets)};
    }
    if (code) {
        return {element: await one(state, code, sets, inForce), close: () => state.go({set: null})};
    }
    const rows = sets.map((set) => row([
        h('a', {href: `?tab=rules&set=${encodeURIComponent(set.code)}`, 'data-row': '', onclick: (event) => {
            event.preventDefault();
            state.go({set: set.code});
        }}, inLanguage(set.name)),
        h('span', {class: 'code'}, set.code), set.jurisdiction || words.national, `${date(set.valid_from)} – ${set.valid_to ? date(set.valid_to) : ''}`,
        h('td', {class: 'number'}, String(set.clauses)), standing(set, inForce),
    ]));
    return {element: h('div', {}, heading(words.tabRules), h('p', {class: 'quiet'}, words.rulesHelp),
        table([words.name, words.code, words.place, words.inForce, {text: words.clauses, number: true}, words.state], rows, words.tabRules),
        findings.length ? h('section', {class: 'admin-block'}, h('h3', {}, words.lintLibrary), h('ul', {class: 'admin-findings'}, ...findings.map((f) => h('li', {}, inLanguage(f.message))))) : null)};
}

/** The registry's own province. */
const province = () => config.unit;

function standing(set, inForce) {
    if (inForce.some(({code}) => code === set.code)) {
        return badge('ok', words.holdsHere);
    }
    return badge('quiet', set.example ? words.example : words.holdsNot);
}

async function one(state, code, sets, inForce) {
    const [set, lint] = await Promise.all([getJSON(`rules/${encodeURIComponent(code)}`), getJSON(`rules/${encodeURIComponent(code)}/lint`)]);
    const others = sets.filter((s) => s.code !== code);
    const other = select([['', '–'], ...others.map((s) => [s.code, inLanguage(s.name)])], '', {onchange: () => other.value && state.go({with: other.value})});
    const choice = field(words.compareWith, other);
    choice.element.classList.add('admin-inline');
    return h('div', {},
        heading(inLanguage(set.name), choice.element,
            h('a', {class: 'text-button', href: String(address(`rules/${encodeURIComponent(code)}`, {format: 'yaml'})), download: `${code}.yaml`}, 'YAML'),
            may('create', 'rulesets') ? button(words.editCopy, () => state.go({edit: 'copy'}), {sign: 'copy', primary: true, id: 'edit-copy'}) : null),
        h('p', {}, button(words.back, () => state.go({set: null}), {sign: 'arrow-left'}), ' ', standing(sets.find((s) => s.code === code) ?? set, inForce)),
        h('dl', {class: 'facts admin-facts'},
            ...fact(words.citation, inLanguage(set.citation)), ...fact(words.code, set.code), ...fact(words.place, set.jurisdiction || words.national),
            ...fact(words.inForce, `${date(set.valid_from)} – ${set.valid_to ? date(set.valid_to) : ''}`), ...fact(words.note, inLanguage(set.note))),
        lint.findings.length ? h('details', {class: 'admin-block'}, h('summary', {}, fill(words.lintFound, {n: lint.findings.length})),
            h('ul', {class: 'admin-findings'}, ...lint.findings.map((f) => h('li', {}, f.clauses?.length ? h('span', {class: 'code'}, `${f.clauses.join(', ')}: `) : null, inLanguage(f.message))))) : null,
        clauseTable(set.clauses, set.clauses));
}

function fact(term, value) {
    return value ? [h('dt', {}, term), h('dd', {}, value)] : [];
}
