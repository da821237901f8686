// The dashboard: cards with their trend, charts drawn by the service, and a
// table of the communes that can be sorted by any of their figures.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {fold, number, percent} from '../format.js';
import {address, getJSON} from '../api.js';
import {figure} from '../explain.js';
import {explanation} from './explained.js';
import {picture} from './picture.js';
import {lastDay} from './state.js';

/** @param {import('./state.js').ReportPage} page */
export async function dashboard(page, signal) {
    const {unit, period, sort} = page.now;
    const [board, offer] = await Promise.all([
        getJSON('reports/dashboard', {unit, date: lastDay(period), sort}, signal),
        getJSON('reports/charts', {unit, period}, signal),
    ]);
    const charts = offer.charts.filter(({drawable, kind}) => drawable && kind !== 'spark');
    const absent = offer.charts.filter(({drawable}) => !drawable);
    return [
        h('h2', {class: 'report-title'}, `${board.unit.name} · ${dateOf(board.date)}`),
        h('ul', {class: 'cards'}, ...board.cards.map((card) => cardOf(card, board))),
        h('h3', {}, words.charts),
        h('div', {class: 'charts'}, ...await Promise.all(charts.map((chart) => picture(chart, {unit, period}, signal)))),
        absent.length ? h('details', {class: 'quiet'}, h('summary', {}, fill(words.notDrawable, {names: number(absent.length)})),
            h('ul', {class: 'explained-list'}, ...absent.map((chart) => h('li', {}, `${inLanguage(chart.title)}: ${inLanguage(chart.why)}`)))) : null,
        ...communes(board, page),
    ].filter(Boolean);
}

const dateOf = (iso) => iso.split('-').reverse().join('/');

function cardOf(card, board) {
    const text = card.value === null ? '–' : number(card.value, card.decimals);
    let known = null;
    // What the figure is made of is asked for when somebody wants to know.
    const value = figure(text, () => {
        const box = h('div', {}, known ? '' : words.wait);
        const show = (of) => box.replaceChildren(...explanation(of));
        if (known) {
            show(known);
        } else {
            getJSON('reports/figure', {code: card.code, unit: board.unit.code, date: board.date}).then((of) => {
                known = of;
                show(of);
            }, (error) => box.replaceChildren(error.message));
        }
        return [box];
    }, {'data-code': card.code});
    return h('li', {class: 'card-figure'},
        h('span', {class: 'card-name'}, inLanguage(card.name)),
        h('span', {class: 'card-value'}, value, card.value === null ? '' : h('small', {}, ` ${inLanguage(card.measure)}`)),
        h('span', {class: 'card-more quiet'}, moreOf(card)),
        sparkOf(card, board),
        ...card.findings.map((finding) => h('span', {class: 'card-finding'}, inLanguage(finding.text ?? finding))));
}

function moreOf(card) {
    if (card.value === null) {
        return inLanguage(card.why) || words.nothingYet;
    }
    const parts = [];
    if (card.change !== null) {
        const sign = card.change > 0 ? '+' : card.change < 0 ? '−' : '±';
        parts.push(fill(words.changeBy, {sign, value: number(Math.abs(card.change), card.decimals)}));
    }
    if (card.plan !== null) {
        parts.push(fill(words.ofPlan, {percent: percent((card.of_plan_percent ?? NaN) / 100), plan: number(card.plan, card.decimals)}));
    }
    return parts.join(' · ');
}

/** The trend as the service draws it; none where fewer than two values are known. */
function sparkOf(card, board) {
    if (card.spark.values.filter((value) => value !== null).length < 2) {
        return null;
    }
    return h('img', {class: 'spark', width: 120, height: 28, loading: 'lazy', alt: '',
        src: address('reports/chart.svg', {chart: 'spark', code: card.code, unit: board.unit.code, date: board.date}).href});
}

function communes(board, page) {
    const {columns, rows} = board.table;
    if (!rows.length) {
        return [];
    }
    const shown = columns.map((column, i) => ({...column, i})).filter(({i}) => rows.some(({values}) => values[i] !== null));
    const body = h('tbody');
    const status = h('p', {class: 'quiet', role: 'status'});
    const draw = () => {
        const wanted = fold(page.now.find);
        const found = rows.filter((row) => fold(`${row.name} ${row.code}`).includes(wanted));
        body.replaceChildren(...found.map((row) => h('tr', {'data-code': row.code}, h('th', {scope: 'row'}, row.name),
            ...shown.map(({i, decimals}) => h('td', {class: 'number'}, row.values[i] === null ? '–' : number(row.values[i], decimals))))));
        status.textContent = fill(words.communesOf, {n: number(found.length), of: number(rows.length)});
    };
    const search = h('input', {type: 'search', id: 'find-commune', placeholder: words.findCommune, 'aria-label': words.findCommune,
        value: page.now.find, oninput: (event) => {
            page.set({find: event.target.value.trim()});
            draw();
        }});
    draw();
    return [
        h('h3', {}, words.byCommune),
        h('div', {class: 'table-tools'}, search, status),
        h('div', {class: 'table-wrap communes', tabIndex: 0, role: 'region', 'aria-label': words.byCommune}, h('table', {},
            h('thead', {}, h('tr', {}, heading('name', words.communeName, board.table.sort, page, ''),
                ...shown.map((column) => heading(column.code, inLanguage(column.name), board.table.sort, page, 'number')))), body)),
    ];
}

function heading(code, name, sort, page, kind) {
    const cell = h('th', {scope: 'col', class: kind}, h('button', {type: 'button', 'data-sort': code, onclick: () => {
        page.set({sort: sort === `-${code}` || (code === 'name' && sort !== 'name') ? code : `-${code}`}, true);
    }}, name));
    if (sort === code || sort === `-${code}`) {
        cell.setAttribute('aria-sort', sort === code ? 'ascending' : 'descending');
    }
    return cell;
}
