// A word at the foot of the page that goes by itself, with something to do
// about it for as long as it stands.

import {h} from './dom.js';

const standsMs = 8000;
let timer = 0;

/**
 * @param {string} text
 * @param {string} [offer] what the button says
 * @param {() => void} [act]
 */
export function toast(text, offer, act) {
    const box = document.getElementById('toast');
    clearTimeout(timer);
    box.replaceChildren(text, ...offer ? [h('button', {type: 'button', class: 'text-button', onclick: () => {
        box.hidden = true;
        act();
    }}, offer)] : []);
    box.hidden = false;
    timer = setTimeout(() => {
        box.hidden = true;
    }, standsMs);
}
