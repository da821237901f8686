// What paper needs that a screen does not: the address as letters and as a QR
// code, the day, the notice of the registry.

import {words, fill} from '../config.js';
import {h} from '../dom.js';
import {date} from '../format.js';
import {address} from '../api.js';

export function paperParts() {
    const link = new URL(location.href);
    link.hash = '';
    const notice = document.querySelector('.notice p')?.textContent;
    const now = new Date();
    const two = (n) => String(n).padStart(2, '0');
    return [h('aside', {class: 'paper-only paper-head', 'aria-hidden': 'true'},
        h('img', {src: address('qr', {text: link.href}).href, alt: '', width: 96, height: 96, class: 'qr'}),
        h('div', {}, h('p', {}, h('b', {}, document.querySelector('.bar h1').textContent)),
            h('p', {}, fill(words.recPrinted, {day: date(`${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`)})),
            notice ? h('p', {}, notice) : null, h('p', {class: 'code paper-link'}, link.href)))];
}
