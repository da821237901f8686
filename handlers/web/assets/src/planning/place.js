// A place typed instead of clicked: whatever form of coordinates the service
// reads.

import {words} from '../config.js';
import {getJSON} from '../api.js';
import {h} from '../dom.js';

/**
 * A field for coordinates.
 * @param {string} id
 * @param {string} name what it is for
 * @param {string} help
 * @param {(at: {lon: number, lat: number}) => void} take
 */
export function placeIn(id, name, help, take) {
    const problem = h('p', {class: 'error', role: 'alert', id: `${id}-problem`});
    const input = h('input', {type: 'text', id, autocomplete: 'off', spellcheck: false, placeholder: words.coordinates});
    return h('form', {class: 'place', onsubmit: async (event) => {
        event.preventDefault();
        problem.replaceChildren();
        try {
            take(await placeOf(input.value));
        } catch {
            problem.textContent = words.notAPlace;
            input.setAttribute('aria-invalid', 'true');
            input.setAttribute('aria-describedby', problem.id);
            input.focus();
        }
    }}, h('label', {htmlFor: id}, name), h('div', {class: 'place-row'}, input, h('button', {class: 'text-button', id: `${id}-go`}, words.apply)), help ? h('p', {class: 'quiet'}, help) : null, problem);
}

async function placeOf(text) {
    const {lon, lat} = await getJSON('at', {at: text});
    return {lon, lat};
}
