// Paper: the map as it stands above the figures.

import {words} from '../config.js';
import {h} from '../dom.js';

/** @param {HTMLElement} sheet @param {() => import('./planmap.js').PlanMap|null} map */
export function followPrint(sheet, map) {
    addEventListener('beforeprint', () => {
        const notice = document.querySelector('.notice p')?.textContent;
        const legend = [...document.querySelectorAll('#plan-layers li')].filter((li) => li.querySelector('input').checked).map((li) => li.textContent);
        const scale = document.querySelector('.plan-map-pane .maplibregl-ctrl-scale');
        sheet.replaceChildren(...[
            h('header', {}, h('h2', {}, document.getElementById('plan-name')?.textContent ?? document.querySelector('.bar h1').textContent)),
            map() ? h('figure', {class: 'plan-sheet-map'}, map().picture(), h('figcaption', {}, [`▲ ${words.north}`, scale ? `├ ${scale.textContent} ┤` : '', ...legend].filter(Boolean).join(' · '))) : null,
            h('p', {class: 'sheet-source'}, `${words.printSource}: ${words.brand}${notice ? `. ${notice}` : ''}`), h('p', {class: 'sheet-link'}, location.href),
        ].filter(Boolean));
    });
    addEventListener('afterprint', () => sheet.replaceChildren());
}
