// The sheet of paper: what the map shows, with everything that a map on paper
// needs to be read by itself. It is filled in when printing begins.

import {config, words} from './config.js';
import {h} from './dom.js';
import {address} from './api.js';
import {today} from './day.js';
import {date} from './format.js';
import {legendRows} from './legend_rows.js';
import {onPaper} from './paper.js';

/**
 * @param {HTMLElement} sheet
 * @param {() => import('./map.js').PageMap|null} map
 * @param {(context: CanvasRenderingContext2D) => void} onto draws what lies over the map, such as the other side of a divided one
 * @returns {() => Promise<void>} prints, with the code by which a telephone opens the same
 */
export function createSheet(sheet, map, onto) {
    let code = null;
    addEventListener('beforeprint', () => sheet.replaceChildren(...contentOf(map(), onto, code?.dataset.of === location.href ? code : null)));
    addEventListener('afterprint', () => sheet.replaceChildren());
    const begin = async () => {
        code = await codeOf(location.href);
        print();
    };
    addEventListener('keydown', (event) => {
        if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key === 'p') {
            event.preventDefault(); // the code has to be there before the browser lays the paper out
            begin();
        }
    });
    return begin;
}

/** The address as a picture; null where it cannot be had: it is printed in letters too. */
async function codeOf(link) {
    const picture = h('img', {src: address('qr', {text: link}).href, alt: '', class: 'sheet-code', 'data-of': link});
    try {
        await picture.decode();
        return picture;
    } catch {
        return null;
    }
}

function contentOf(map, onto, code) {
    const notice = document.querySelector('.notice p')?.textContent;
    const listed = document.querySelector('#list-pane:not([hidden]) .list-head');
    const chips = [...document.querySelectorAll('#chips .chip')].map((chip) => chip.textContent);
    const about = [listed && `${listed.querySelector('h2').textContent} ${listed.querySelector('.list-count').textContent}`, ...chips].filter(Boolean).join(' · ');
    return [
        h('header', {}, h('h2', {}, document.querySelector('.bar h1').textContent), h('p', {}, date(today()))),
        about ? h('p', {}, about) : null,
        map && h('figure', {class: 'sheet-map'}, h('div', {class: 'sheet-picture'}, onPaper(map.picture(), onto), north(), scale(map))),
        map && h('div', {class: 'sheet-legend'}, ...legendRows().map(rowOf)),
        h('footer', {class: 'sheet-foot'}, h('div', {}, h('p', {class: 'sheet-source'}, `${words.printSource}: ${config.words.brand}${notice ? `. ${notice}` : ''}`), h('p', {class: 'sheet-link'}, location.href)), code),
    ].filter(Boolean);
}

function rowOf({swatch, text, value, head}) {
    return h('p', {class: head ? 'sheet-key head' : 'sheet-key'}, swatch, h('span', {}, text), value ? h('span', {class: 'layer-count'}, value) : null);
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
