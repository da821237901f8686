// What operators owe every quarter, what they handed in, and what becomes of it.

import {words, fill, inLanguage, may} from '../config.js';
import {h} from '../dom.js';
import {date, number} from '../format.js';
import {getJSON, send} from '../api.js';
import {toast} from '../toast.js';

/** @param {import('./state.js').ReportPage} page */
export async function submissions(page, signal, again) {
    const due = await getJSON('submissions/due', {}, signal);
    return [
        h('h2', {class: 'report-title'}, words.owed),
        due.items.length ? tableOf(due.items, again) : h('p', {class: 'empty'}, words.noneOwed),
        ...due.operators.length ? [h('h3', {}, words.currency), h('ul', {class: 'explained-list'}, ...due.operators.map(currencyOf))] : [],
        may('change', 'submissions') || may('create', 'indicators') ? expectForm(again) : null,
    ].filter(Boolean);
}

function currencyOf(operator) {
    const kinds = Object.entries(operator.current_to ?? {});
    return h('li', {}, `${operator.name}: `, kinds.length
        ? kinds.map(([kind, day]) => fill(words.currentTo, {kind, date: date(day)})).join(' · ') : words.neverHanded);
}

function tableOf(items, again) {
    return h('div', {class: 'table-wrap'}, h('table', {class: 'submissions'},
        h('thead', {}, h('tr', {}, ...[words.operatorOf, words.kindOf, words.period, words.dueOn, words.stateOf, words.actionsOf]
            .map((title) => h('th', {scope: 'col'}, title)))),
        h('tbody', {}, ...items.map((item) => rowOf(item, again)))));
}

function rowOf(item, again) {
    const below = h('td', {colSpan: 6, hidden: true});
    const row = h('tr', {'data-id': item.id, 'data-state': item.state},
        h('th', {scope: 'row'}, item.operator_name),
        h('td', {}, inLanguage(item.kind_name)),
        h('td', {}, `${date(item.period.from)} – ${date(item.period.to)}`),
        h('td', {}, date(item.due), item.late_days > 0 ? h('span', {class: 'late'}, ` ${fill(words.lateBy, {n: number(item.late_days)})}`) : null),
        h('td', {}, inLanguage(item.state_name), item.reason ? h('span', {class: 'quiet'}, ` – ${item.reason}`) : null),
        h('td', {class: 'actions'}, ...item.actions.map((action) => actionOf(action, item, below, again))));
    const fragment = document.createDocumentFragment();
    fragment.append(row, h('tr', {class: 'submission-below'}, below));
    return fragment;
}

function actionOf(action, item, below, again) {
    const act = {file: handIn, difference: showDifference, accept, return: sendBack}[action];
    const name = {file: words.handIn, difference: words.difference, accept: words.accept, return: words.returnIt}[action];
    return act ? h('button', {type: 'button', class: 'text-button', 'data-action': action, onclick: () => act(item, below, again)}, name) : null;
}

function show(below, ...content) {
    below.hidden = false;
    below.replaceChildren(...content);
    below.querySelector('input, textarea, button')?.focus();
}

function complain(below, error) {
    below.hidden = false;
    below.append(h('div', {class: 'error', role: 'alert'}, h('p', {}, error.message),
        h('ul', {class: 'explained-list'}, ...(error.errors ?? []).map((one) => h('li', {}, Object.values(one).filter((v) => typeof v !== 'object').join(' · '))))));
}

function handIn(item, below, again) {
    const file = h('input', {type: 'file', accept: '.csv,.xlsx,.geojson,.json', required: true, id: `file-${item.id}`});
    show(below, h('form', {class: 'check-form', onsubmit: async (event) => {
        event.preventDefault();
        const form = new FormData();
        form.append('file', file.files[0]);
        try {
            await send('POST', `submissions/${item.id}/file`, form);
            toast(words.handedIn);
            again();
        } catch (error) {
            complain(below, error);
        }
    }}, h('label', {htmlFor: file.id}, words.fileOf), file, h('p', {}, h('button', {type: 'submit', class: 'text-button primary'}, words.handIn))));
}

async function showDifference(item, below) {
    show(below, h('p', {class: 'quiet'}, words.wait));
    try {
        const found = await getJSON(`submissions/${item.id}/difference`);
        show(below, h('p', {}, countsOf(found)), sinceLastOf(found.since_last), h('ul', {class: 'explained-list differences'}, ...found.records.map(recordOf)));
    } catch (error) {
        below.replaceChildren();
        complain(below, error);
    }
}

const countsOf = (found) => fill(words.differenceCounts, {
    created: number(found.created), changed: number(found.changed), unchanged: number(found.unchanged), absent: number(found.absent),
});

function sinceLastOf(last) {
    return last ? h('p', {class: 'quiet'}, fill(words.sinceLast, {
        added: number(last.added.length), gone: number(last.gone.length), changed: number(last.changed.length)})) : '';
}

function recordOf(record) {
    return h('li', {}, h('code', {}, record.code), record.new ? ` ${words.newRecord}` : '',
        ...record.fields.flatMap((field) => [h('br'), `${inLanguage(field.label)}: `, h('del', {}, String(field.before ?? '–')), ' → ', h('ins', {}, String(field.after ?? '–'))]));
}

async function accept(item, below, again) {
    let found;
    try {
        found = await getJSON(`submissions/${item.id}/difference`);
    } catch (error) {
        below.replaceChildren();
        complain(below, error);
        return;
    }
    show(below, h('p', {}, fill(words.acceptMeans, {created: number(found.created), changed: number(found.changed)})),
        h('button', {type: 'button', class: 'text-button primary', 'data-confirm': 'accept', onclick: async () => {
            try {
                await send('POST', `submissions/${item.id}/accept`);
                toast(words.accepted);
                again();
            } catch (error) {
                complain(below, error);
            }
        }}, words.accept));
}

function sendBack(item, below, again) {
    const reason = h('input', {type: 'text', id: `reason-${item.id}`, required: true});
    show(below, h('form', {class: 'check-form', onsubmit: async (event) => {
        event.preventDefault();
        try {
            await send('POST', `submissions/${item.id}/return`, {reason: reason.value});
            toast(words.returned);
            again();
        } catch (error) {
            complain(below, error);
        }
    }}, h('label', {htmlFor: reason.id}, words.returnReason), reason, h('p', {}, h('button', {type: 'submit', class: 'text-button primary'}, words.returnIt))));
}

/** A quarter, the days after it, and whoever owes what. */
function expectForm(again) {
    const now = new Date();
    const year = h('input', {type: 'number', id: 'expect-year', value: now.getFullYear(), min: 2000, max: 2100});
    const quarter = h('select', {id: 'expect-quarter'}, ...[1, 2, 3, 4].map((n) => h('option', {value: n}, fill(words.quarter, {n}))));
    const days = h('input', {type: 'number', id: 'expect-days', value: 15, min: 0, max: 120});
    const owed = h('fieldset', {class: 'checks'}, h('legend', {}, words.owed));
    const below = h('div');
    getJSON('operators', {limit: 200}).then(({items}) => owed.append(...items.filter(({sector}) => sector === 'mobile' || sector === 'postal').map((operator) => {
        const kind = operator.sector === 'postal' ? 'postal' : 'sites';
        return h('label', {}, h('input', {type: 'checkbox', value: `${operator.code} ${kind}`}), ` ${operator.short_name || operator.name}`);
    })), () => {});
    return h('form', {class: 'check-form expect', onsubmit: async (event) => {
        event.preventDefault();
        below.replaceChildren();
        const chosen = [...owed.querySelectorAll('input:checked')].map(({value}) => {
            const [operator, kind] = value.split(' ');
            return {operator, kind};
        });
        try {
            const {noted} = await send('POST', 'submissions/expect', {year: Number(year.value), quarter: Number(quarter.value), due_days: Number(days.value), owed: chosen});
            toast(fill(words.expected, {n: number(noted)}));
            again();
        } catch (error) {
            complain(below, error);
        }
    }}, h('h3', {}, words.expectTitle),
    h('div', {class: 'expect-fields'}, h('label', {}, words.yearOf, year), h('label', {}, words.period, quarter), h('label', {}, words.expectDays, days)),
    owed, h('p', {}, h('button', {type: 'submit', class: 'text-button primary'}, words.expectNow)), below);
}
