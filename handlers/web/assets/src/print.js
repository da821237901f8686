// The sheet of paper: what the map shows, with everything that a map on paper
// needs to be read by itself. It is filled in when printing begins.

import {words, config} from './config.js';
import {h} from './dom.js';
import {date} from './format.js';

/**
 * @param {HTMLElement} sheet
 * @param {() => import('./map.js').PageMap|null} map
 */
export function createSheet(sheet, map) {
    addEventListener('beforeprint', () => sheet.replaceChildren(...contentOf(map())));
    addEventListener('afterprint', () => sheet.replaceChildren());
}

function contentOf(map) {
    const title = document.querySelector('.bar h1').textContent;
    const notice = document.querySelector('.notice p')?.textContent;
    const chips = [...document.querySelectorAll('#chips .chip')].map((chip) => chip.textContent).join(' · ');
    return [
        h('header', {}, h('h2', {}, title), h('p', {}, date(dayHere()))),
        chips ? h('p', {}, chips) : null,
        map && h('figure', {class: 'sheet-map'}, h('div', {class: 'sheet-picture'}, pictureOf(map), north(), scale(map))),
        map && legendOf(),
        h('p', {class: 'sheet-source'}, `${words.printSource}: ${config.words.brand}${notice ? `. ${notice}` : ''}`),
        h('p', {class: 'sheet-link'}, location.href),
    ].filter(Boolean);
}

/** Today by the reader's clock, as 2020-12-31. */
function dayHere() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The map as it stands, on a canvas that paper takes. */
function pictureOf(map) {
    const from = map.picture();
    const canvas = h('canvas', {width: from.width, height: from.height});
    canvas.getContext('2d').drawImage(from, 0, 0);
    return canvas;
}

/** The map is never turned, so north is up. */
function north() {
    return h('span', {class: 'sheet-north'}, '▲', h('br'), words.north);
}

/** A bar as long as the map's own, as a share of its width: paper has another size. */
function scale(map) {
    const bar = document.querySelector('.maplibregl-ctrl-scale');
    const line = h('span', {class: 'sheet-scale'}, bar?.textContent ?? '');
    line.style.width = `${100 * (bar?.offsetWidth ?? 0) / map.width}%`;
    return line;
}

function legendOf() {
    const legend = h('div', {class: 'sheet-legend'});
    for (const row of document.querySelectorAll('#layers .layer-list > li')) {
        if (!row.querySelector('input').checked) {
            continue;
        }
        const copy = row.cloneNode(true);
        copy.querySelector('input').remove();
        legend.append(h('div', {}, ...copy.childNodes));
    }
    for (const remark of document.querySelectorAll('#layers .remark')) {
        legend.append(remark.cloneNode(true));
    }
    return legend;
}
