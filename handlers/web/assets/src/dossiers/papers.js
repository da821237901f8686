// The documents of a dossier: to read here, to edit, to print.

import {words, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {address} from '../api.js';
import {documentPath, getDocument} from './service.js';
import {sheet} from './sheet.js';

/** @param {any} dossier @param {any[]} items what documents there are */
export function papersTab(dossier, items) {
    const shown = h('div', {id: 'paper', tabIndex: -1, 'aria-live': 'polite'});
    const link = (item, format, title) => h('a', {class: 'text-button', href: address(documentPath(dossier.application.id, item.document), {format}).href, download: '', 'data-document': `${item.document}.${format}`}, icon('file-down'), title);
    return [h('ul', {class: 'papers'}, ...items.map((item) => h('li', {class: item.available ? '' : 'absent'},
        h('span', {class: 'paper-name'}, inLanguage(item.label), item.available ? '' : h('span', {class: 'quiet'}, inLanguage(item.why))),
        item.available ? h('span', {class: 'paper-ways'},
            h('button', {type: 'button', class: 'text-button', 'data-read': item.document, onclick: () => read(dossier, item, shown)}, icon('eye'), words.read),
            link(item, 'docx', 'DOCX'), link(item, 'pdf', 'PDF')) : null))), shown];
}

async function read(dossier, item, into) {
    into.replaceChildren(h('p', {class: 'quiet', role: 'status'}, words.loading));
    try {
        into.replaceChildren(sheet(await getDocument(dossier.application.id, item.document)));
        into.focus({preventScroll: true});
        into.scrollIntoView({block: 'start'});
    } catch (error) {
        into.replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
    }
}
