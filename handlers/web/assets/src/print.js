// The sheet of paper: what the map shows, with everything that a map on paper
// needs to be read by itself. It is filled in when printing begins.

import {words, config} from './config.js';
import {h} from './dom.js';
import {today} from './day.js';
import {date} from './format.js';
import {onPaper} from './paper.js';

/**
 * @param {HTMLElement} sheet
 * @param {() => import('./map.js').PageMap|null} map
 * @param {(context: CanvasRenderingContext2D) => void} onto draws what lies over the map, such as the other side of a divided one
 */
export function createSheet(sheet, map, onto) {
    addEventListener('beforeprint', () => sheet.replaceChildren(...contentOf(map(), onto)));
    addEventListener('afterprint', () => sheet.replaceChildren());
}

function contentOf(map, onto) {
    const title = document.querySelector('.bar h1').textContent;
    const notice = document.querySelector('.notice p')?.textContent;
    const chips = [...document.querySelectorAll('#chips .chip')].map((chip) => chip.textContent).join(' · ');
    return [
        h('header', {}, h('h2', {}, title), h('p', {}, date(today()))),
        chips ? h('p', {}, chips) : null,
        map && h('figure', {class: 'sheet-map'}, h('div', {class: 'sheet-picture'}, onPaper(map.picture(), onto), north(), scale(map))),
        map && legendOf(),
        h('p', {class: 'sheet-source'}, `${words.printSource}: ${config.words.brand}${notice ? `. ${notice}` : ''}`),
        h('p', {class: 'sheet-link'}, location.href),
    ].filter(Boolean);
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
    const sides = document.getElementById('sides');
    if (!sides.hidden) {
        legend.append(...[...sides.cloneNode(true).childNodes]);
    }
    for (const remark of document.querySelectorAll('#layers .remark')) {
        legend.append(remark.cloneNode(true));
    }
    return legend;
}
