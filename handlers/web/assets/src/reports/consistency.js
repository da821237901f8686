// What contradicts itself: published figures against each other and against
// the registry; a report that is pasted in is checked without being written.

import {words, fill, inLanguage, may, config} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {address, getJSON} from '../api.js';

/** @param {import('./state.js').ReportPage} page */
export async function consistency(page, signal) {
    const {unit, period} = page.now;
    const found = await getJSON('reports/consistency', {unit, period}, signal);
    return [
        h('h2', {class: 'report-title'}, `${found.unit.name} · ${countsOf(found)}`),
        h('label', {class: 'check-row'}, h('input', {type: 'checkbox', id: 'show-agreeing', checked: page.now.all,
            onchange: (event) => page.set({all: event.target.checked}, true)}), words.showAgreeing),
        ...groupsOf(found, page.now.all),
        found.entered.length || found.compared.length ? null : h('p', {class: 'empty'}, words.nothingEntered),
        may('create', 'indicators') ? checkForm(page) : null,
    ].filter(Boolean);
}

function countsOf({counts}) {
    return fill(words.countsOf, {
        inconsistent: number(counts.inconsistent ?? 0), odd: number(counts.odd ?? 0), consistent: number(counts.consistent ?? 0),
    });
}

function groupsOf(found, all) {
    return [
        groupOf(words.flagsGroup, found.flags.map((flag) => ({...flag, verdict: 'inconsistent'})), true),
        groupOf(words.enteredGroup, found.entered, all),
        groupOf(words.comparedGroup, found.compared, all),
        groupOf(words.computedGroup, found.computed, all),
    ].filter(Boolean);
}

const order = ['inconsistent', 'odd', 'consistent'];

function groupOf(title, findings, all) {
    const shown = (findings ?? []).filter(({verdict}) => all || verdict !== 'consistent')
        .sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
    return shown.length ? h('section', {class: 'findings'}, h('h3', {}, title), h('ul', {}, ...shown.map(findingOf))) : null;
}

function findingOf(finding) {
    const named = finding.name ? `${inLanguage(finding.name)}: ${words.publishedAs.toLowerCase()} ${finding.printed}${finding.source ? ` (${finding.source})` : ''}; ` : '';
    return h('li', {class: `finding finding-${finding.verdict}`, 'data-verdict': finding.verdict},
        h('span', {class: 'verdict'}, words[finding.verdict]),
        h('div', {}, h('p', {}, named, inLanguage(finding.text)), sidesOf(finding.sides)));
}

function sidesOf(sides) {
    if (!sides?.length) {
        return null;
    }
    return h('details', {}, h('summary', {class: 'quiet'}, words.sides), h('ul', {class: 'explained-list'},
        ...sides.map((side) => h('li', {}, h('code', {}, side.code), ` ${side.printed || number(side.value, side.decimals)}`,
            h('span', {class: 'quiet'}, ` ${side.source}`)))));
}

function checkForm(page) {
    const text = h('textarea', {id: 'check-text', rows: 6, spellcheck: false, 'aria-describedby': 'check-about'});
    const result = h('div', {id: 'check-result', 'aria-live': 'polite'});
    const button = h('button', {type: 'submit', class: 'text-button primary'}, words.checkNow);
    const form = h('form', {class: 'check-form', onsubmit: async (event) => {
        event.preventDefault();
        button.disabled = true;
        result.replaceChildren(h('p', {class: 'quiet'}, words.wait));
        try {
            const answer = await check(text.value);
            result.replaceChildren(...answer.reports.flatMap((one) => [
                h('h4', {}, fill(words.checkedUnit, {unit: one.unit.name || one.unit.code, period: `${one.period.from} – ${one.period.to}`}), ' · ', countsOf(one)),
                ...groupsOf(one, true),
            ]));
        } catch (error) {
            result.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message),
                h('ul', {class: 'explained-list error'}, ...error.errors.map((one) => h('li', {}, problemOf(one)))));
        }
        button.disabled = false;
        page.resized?.();
    }}, h('h3', {}, words.checkTitle), h('p', {class: 'quiet', id: 'check-about'}, words.checkAbout),
    h('label', {htmlFor: 'check-text'}, words.checkText), text, h('p', {}, button), result);
    return form;
}

function problemOf(one) {
    return [one.item ?? one.row, one.field, one.value, one.message || one.detail].filter(Boolean).join(' · ');
}

async function check(csv) {
    const answer = await fetch(address('reports/consistency', {}), {method: 'POST', body: csv, headers: {
        'Content-Type': 'text/csv', Accept: 'application/json, application/problem+json', 'Accept-Language': config.lang,
        ...config.csrf ? {'X-CSRF-Token': config.csrf} : {},
    }});
    const said = await answer.json();
    if (!answer.ok) {
        throw Object.assign(new Error(said.detail || said.title), {errors: said.errors ?? said.problems ?? []});
    }
    return said;
}
