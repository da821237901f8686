// Every setting with its meaning, its value, and who changed it. Those with a tab
// of their own are only led to.

import {may, words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {getJSON} from '../api.js';
import {toast} from '../toast.js';
import {getSetting, heading, lastChange, putSetting, row, select, table} from './parts.js';
import {documentEditor} from './document.js';
import {closedFields, openFields} from './fields.js';

const elsewhere = {dossiers_calendar: 'holidays', planning_norms: 'norms', coverage_budgets: 'budgets', dossiers_template: 'templates', dossiers_office: 'templates'};
const groups = ['identity', 'public', 'dossiers', 'engines', 'imports'];

export async function show(state) {
    const {settings} = await getJSON('settings');
    const change = may('change', 'settings');
    const again = () => state.go({});
    const sections = await Promise.all(groups.map(async (group) => h('section', {class: 'admin-block'}, h('h3', {}, words[`group_${group}`]),
        ...await Promise.all(settings.filter((s) => s.group === group).map((s) => one(s, state, change, again))))));
    return {element: h('div', {}, heading(words.tabSettings), ...sections)};
}

async function one(listed, state, change, again) {
    const head = [h('h4', {id: `setting-${listed.name}`}, inLanguage(listed.label)), h('p', {class: 'quiet'}, inLanguage(listed.help))];
    if (elsewhere[listed.name]) {
        const tab = elsewhere[listed.name];
        return h('div', {class: 'setting'}, ...head, h('p', {}, h('a', {href: `?tab=${tab}`, onclick: (event) => {
            event.preventDefault();
            state.go({tab}, true);
        }}, words.setElsewhere)), lastChange(listed));
    }
    const held = listed.form === 'line' || listed.form === 'flag' ? listed : await getSetting(listed.name);
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});
    const keep = async (value) => {
        try {
            await putSetting(held.name, value, held.tag);
            toast(words.saved);
            again();
        } catch (error) {
            problem.textContent = [...(error.errors?.length ? error.errors.map((e) => [e.value, e.message].filter(Boolean).join(': ')) : [error.message])].join(' · ');
            problem.hidden = false;
        }
    };
    return h('div', {class: 'setting', 'data-setting': held.name}, ...head, control(held, change, keep, again), problem, lastChange(held));
}

function control(held, change, keep, again) {
    const label = inLanguage(held.label);
    if (held.form === 'line') {
        const input = h('input', {type: 'text', value: held.value, 'aria-labelledby': `setting-${held.name}`, readOnly: !change});
        return h('form', {class: 'setting-line', onsubmit: (event) => {
            event.preventDefault();
            keep(input.value);
        }}, input, change ? h('button', {type: 'submit', class: 'text-button', 'aria-label': `${words.save}: ${label}`}, words.save) : null);
    }
    if (held.form === 'flag') {
        return h('p', {class: 'checks'}, h('label', {}, h('input', {type: 'checkbox', checked: held.own, disabled: !change, onchange: (event) => keep(event.target.checked ? 'on' : '')}), words.switchedOn));
    }
    if (held.name === 'open_fields') {
        return openFields(held, change, keep);
    }
    if (held.name === 'closed_fields') {
        return closedFields(held, change, keep);
    }
    if (held.name === 'checks') {
        return checkLevels(held, change, keep);
    }
    return documentEditor(held, again);
}

/** The checks of imports with their levels. */
function checkLevels(held, change, keep) {
    const levels = ['error', 'warning', 'note', 'off'].map((level) => [level, words[`level_${level}`]]);
    return h('details', {}, h('summary', {}, words.checksShow), table([words.check, words.level, words.normally], held.in_force.map((rule) => row([
        h('span', {}, inLanguage(rule.about), h('span', {class: 'code quiet admin-under'}, rule.rule)),
        select(levels, rule.level, {disabled: !change || rule.fixed, 'aria-label': rule.rule, onchange: (event) => {
            rule.level = event.target.value;
            const own = Object.fromEntries(held.in_force.filter((r) => r.level !== r.default).map((r) => [r.rule, r.level]));
            keep(Object.keys(own).length ? JSON.stringify(own) : '');
        }}), words[`level_${rule.default}`]])), inLanguage(held.label)));
}
