// The table of a network's points: sorted by any column, searched without
// accents, a page at a time.

import {words, fill} from './config.js';
import {h} from './dom.js';
import {number, length, fold} from './format.js';

const pageSize = 50;

const columns = [
    {name: 'name', title: words.name, of: (p) => p.name || p.code, text: true},
    {name: 'commune', title: words.commune, of: (p) => p.commune, text: true},
    {name: 'people', title: words.serves, of: (p) => p.serves.people, show: (v) => number(v)},
    {name: 'mean', title: words.meanShort, of: (p) => p.serves.mean_m, show: length},
    {name: 'p90', title: 'P90', of: (p) => p.serves.p90_m, show: length},
];

/**
 * How a table is sorted, searched, and how many rows of it are shown.
 * @typedef {{sort: string, descending: boolean, wanted: string, shown: number}} TableView
 */

/** @returns {TableView} */
export function newTableView() {
    return {sort: 'people', descending: true, wanted: '', shown: pageSize};
}

/**
 * The table with its search field.
 * @param {any} served
 * @param {{flyTo: (lon: number, lat: number) => void, tableView: TableView}} actions
 */
export function pointTable(served, actions) {
    const all = served.access.points.map((point) => ({point, folded: fold(`${point.name} ${point.code} ${point.commune}`)}));
    const view = actions.tableView;
    const body = h('tbody');
    const more = h('button', {type: 'button', class: 'text-button', onclick: () => {
        view.shown += pageSize;
        draw();
    }});
    const status = h('p', {class: 'quiet', role: 'status'});
    const heads = columns.map((column) => headOf(column, view, draw));
    const search = h('input', {
        type: 'search', id: 'find-point', placeholder: words.findPoint, 'aria-label': words.findPoint, autocomplete: 'off', value: view.wanted,
        oninput: (event) => {
            view.wanted = event.target.value.trim();
            view.shown = pageSize;
            draw();
        },
    });

    function draw() {
        const found = all.filter((entry) => entry.folded.includes(fold(view.wanted)));
        const column = columns.find((c) => c.name === view.sort);
        found.sort((a, b) => compare(column.of(a.point), column.of(b.point)) * (view.descending ? -1 : 1));
        body.replaceChildren(...found.slice(0, view.shown).map(({point}) => rowOf(point, actions)));
        const left = found.length - view.shown;
        more.hidden = left <= 0;
        more.textContent = fill(words.more, {n: number(Math.min(left, pageSize))});
        status.textContent = found.length ? `${number(Math.min(view.shown, found.length))} / ${number(all.length)}` : words.noneFound;
        heads.forEach((head) => head.update());
    }

    draw();
    return h('div', {class: 'points'}, search,
        h('div', {class: 'table-wrap'},
            h('table', {}, h('caption', {class: 'visually-hidden'}, words.pointTable),
                h('thead', {}, h('tr', {}, ...heads.map((head) => head.cell))), body)),
        h('div', {class: 'table-foot'}, status, more));
}

function headOf(column, view, draw) {
    const button = h('button', {type: 'button', onclick: () => {
        view.descending = view.sort === column.name ? !view.descending : !column.text;
        view.sort = column.name;
        draw();
    }}, column.title);
    const cell = h('th', {scope: 'col', class: column.text ? '' : 'number'}, button);
    return {cell, update() {
        if (view.sort === column.name) {
            cell.setAttribute('aria-sort', view.descending ? 'descending' : 'ascending');
        } else {
            cell.removeAttribute('aria-sort');
        }
    }};
}

function rowOf(point, actions) {
    return h('tr', {'data-id': point.id}, ...columns.map((column, i) => {
        const value = column.of(point);
        if (i === 0) {
            return h('th', {scope: 'row'},
                h('button', {type: 'button', class: 'link', onclick: () => actions.flyTo(point.lon, point.lat)}, value));
        }
        return h('td', {class: column.text ? '' : 'number'}, column.show ? column.show(value) : value);
    }));
}

function compare(a, b) {
    return typeof a === 'string' ? a.localeCompare(b, 'vi') : (a ?? 0) - (b ?? 0);
}
