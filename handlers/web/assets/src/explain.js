// Every figure explains itself: a quiet dotted underline, and on hover, focus or
// click what it was made of. The explanation can be pointed into, and Escape
// closes it.

import {h} from './dom.js';

const box = h('div', {id: 'explanation', class: 'card explanation', role: 'tooltip', hidden: true});
let shownFor = null;
let hiding = 0;

box.addEventListener('mouseenter', () => clearTimeout(hiding));
box.addEventListener('mouseleave', hideSoon);
document.querySelector('main').append(box); // within a landmark, for those who go by them
addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && shownFor) {
        hide();
        event.stopPropagation();
    }
}, true);
addEventListener('scroll', (event) => {
    if (shownFor && !box.contains(event.target)) {
        place(shownFor); // going to a figure by keyboard may scroll to it
    }
}, {capture: true, passive: true});

/**
 * A figure that explains itself.
 * @param {string} text the figure
 * @param {() => Node[]} content what it consists of, made when asked for
 * @param {Record<string, any>} [properties]
 */
export function figure(text, content, properties = {}) {
    const button = h('button', {type: 'button', ...properties, class: `figure ${properties.class ?? ''}`.trim()}, text);
    const open = () => show(button, content);
    button.addEventListener('mouseenter', open);
    button.addEventListener('focus', open);
    button.addEventListener('click', open);
    button.addEventListener('mouseleave', hideSoon);
    button.addEventListener('blur', hide);
    return button;
}

function show(button, content) {
    clearTimeout(hiding);
    if (shownFor === button) {
        return;
    }
    hide();
    shownFor = button;
    box.replaceChildren(...content());
    box.hidden = false;
    button.setAttribute('aria-describedby', box.id);
    place(button);
}

/** Puts the box under the figure, or above it where there is no room. */
function place(button) {
    const margin = 8;
    const at = button.getBoundingClientRect();
    const width = box.offsetWidth;
    const height = box.offsetHeight;
    const left = Math.max(margin, Math.min(at.left, innerWidth - width - margin));
    const below = at.bottom + 4;
    const fits = below + height <= innerHeight - margin;
    box.style.left = `${left}px`;
    box.style.top = `${fits ? below : Math.max(margin, at.top - height - 4)}px`;
}

function hideSoon() {
    clearTimeout(hiding);
    hiding = setTimeout(hide, 150);
}

/** Closes the explanation, such as before the figures are drawn anew. */
export function hide() {
    clearTimeout(hiding);
    shownFor?.removeAttribute('aria-describedby');
    shownFor = null;
    box.hidden = true;
}
