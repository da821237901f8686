// Step 1: the kind of record and the file, or a workbook to fill in.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {address, getJSON} from '../api.js';
import {localTime} from '../history.js';
import {kindsFor, labelled, select} from './parts.js';

/** The kind that was chosen last, for the next file. */
let chosen = 'sites';

/** @param {import('./import.js').ImportTab} tab */
export function fileStep(tab) {
    const kinds = kindsFor('create');
    const kind = tab.held?.options.kind ?? chosen;
    const templates = h('p', {class: 'quiet'});
    const choose = (value) => {
        chosen = value;
        drawTemplate(templates, value, kinds);
        if (tab.held) {
            tab.read({kind: value, map: {}, ignore: [], defaults: {}});
        }
    };
    drawTemplate(templates, kind, kinds);
    return [
        h('h2', {tabIndex: -1}, words.stepFile),
        labelled(words.dataKind, select('import-kind', kinds, kind, choose)),
        tab.held ? sent(tab) : drop(tab, () => chosen),
        templates,
        tab.held ? '' : h('p', {class: 'quiet'}, words.impNothing),
        tab.held ? '' : mine(),
    ];
}

function sent(tab) {
    return h('p', {class: 'sent'}, icon('file-spreadsheet'), h('b', {}, tab.held.name), ` · ${number(tab.held.bytes / 1024)} kB `,
        h('button', {type: 'button', class: 'text-button', onclick: () => tab.another()}, words.impAnother));
}

/** Where a file is dropped or chosen. */
function drop(tab, kindNow) {
    const input = h('input', {type: 'file', id: 'import-file', class: 'visually-hidden', accept: '.csv,.tsv,.txt,.gz,.xlsx,.geojson,.json,.gpkg,.kml,.kmz,.zip,.shp',
        onchange: () => input.files[0] && tab.upload(input.files[0], kindNow())});
    const area = h('label', {class: 'drop', htmlFor: 'import-file',
        ondragover: (event) => {
            event.preventDefault();
            area.classList.add('over');
        },
        ondragleave: () => area.classList.remove('over'),
        ondrop: (event) => {
            event.preventDefault();
            area.classList.remove('over');
            const [file] = event.dataTransfer.files;
            if (file) {
                tab.upload(file, kindNow());
            }
        },
    }, icon('upload'), h('b', {}, words.impDrop), h('span', {class: 'quiet'}, words.impFormats));
    return h('div', {class: 'drop-box'}, input, area);
}

function drawTemplate(into, kind, kinds) {
    const name = kinds.find(([k]) => k === kind)?.[1] ?? kind;
    into.replaceChildren(`${words.impTemplates}: `,
        h('a', {id: 'import-template', href: address(`templates/${kind}.xlsx`, {}).href, download: ''}, fill(words.impTemplate, {kind: name})));
}

/** Imports that were begun and neither written nor dropped. */
function mine() {
    const box = h('div', {class: 'mine', hidden: true});
    getJSON('imports').then(({imports}) => {
        const open = imports.filter(({state}) => state !== 'saved');
        box.hidden = open.length === 0;
        box.replaceChildren(h('h3', {}, words.impMine), h('ul', {class: 'plain'}, ...open.map((one) => h('li', {},
            h('a', {href: resume(one.id)}, `${words.impResume}: ${one.name}`), h('span', {class: 'quiet'}, ` ${localTime(one.begun)}`)))));
    }).catch(() => {
        box.hidden = true; // the page serves without the list
    });
    return box;
}

function resume(id) {
    const query = new URLSearchParams(location.search);
    query.set('tab', 'import');
    query.set('import', id);
    return `?${query}`;
}
