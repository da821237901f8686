// Making elements.

import {followDay} from './date_input.js';

/**
 * Makes an element. Properties that begin with "on" are listeners, "class" and
 * names with a dash are attributes, the rest are properties.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
        if (value === undefined || value === null || value === false) {
            continue;
        }
        if (name.startsWith('on')) {
            element.addEventListener(name.slice(2), value);
        } else if (name === 'class' || name.includes('-') || name === 'role' || name === 'scope') {
            element.setAttribute(name, value);
        } else {
            element[name] = value;
        }
    }
    if (element.type === 'date') {
        followDay(element);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

/** A symbol of the built sprite. */
export function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
    use.setAttribute('href', new URL(`../icons.svg#${name}`, import.meta.url).href);
    svg.append(use);
    return svg;
}

/** A horizontal bar, share 0…1 of its track. */
export function bar(share) {
    const filled = h('span', {class: 'meter-fill'});
    filled.style.width = `${Math.max(0, Math.min(1, share || 0)) * 100}%`;
    return h('span', {class: 'meter', 'aria-hidden': 'true'}, filled);
}
