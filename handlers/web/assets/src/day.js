// The day as of which everything is shown: list, map, counts and figures.

import {fill, words} from './config.js';
import {followDay, showDay} from './date_input.js';
import {h} from './dom.js';
import {date} from './format.js';
import {parseDay} from './state.js';

/** Today by the reader's clock, as 2020-12-31. */
export function today() {
    const now = new Date();
    const two = (n) => String(n).padStart(2, '0');
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** How many ends of years are offered. */
const yearsOffered = 4;

/**
 * @param {{menu: HTMLDetailsElement, text: HTMLElement, input: HTMLInputElement, offers: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 */
export function createDay({menu, text, input, offers}, state) {
    function choose(asOf) {
        menu.open = false;
        menu.querySelector('summary').focus();
        state.set({asOf}, true);
    }

    function show() {
        const {asOf} = state.now;
        text.textContent = asOf ? fill(words.asOf, {date: date(asOf)}) : words.today;
        menu.classList.toggle('past', asOf !== '');
        if (document.activeElement !== input) {
            input.value = asOf;
            showDay(input);
        }
        const year = new Date().getFullYear();
        const days = ['', ...Array.from({length: yearsOffered}, (_, i) => `${year - 1 - i}-12-31`)];
        offers.replaceChildren(...days.map((day) => h('li', {}, h('button', {type: 'button', class: 'text-button', 'aria-pressed': String(day === asOf),
            onclick: () => choose(day)}, day ? date(day) : words.today))));
    }

    input.addEventListener('change', () => parseDay(input.value) && choose(input.value));
    menu.addEventListener('keydown', (event) => {
        if (event.key === 'Escape' && menu.open) {
            event.preventDefault();
            menu.open = false;
            menu.querySelector('summary').focus();
        }
    });
    addEventListener('pointerdown', (event) => {
        if (!menu.contains(event.target)) {
            menu.open = false;
        }
    });
    followDay(input);
    state.onChange(show);
    show();
}
