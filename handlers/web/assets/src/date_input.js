// Days in inputs as they are written everywhere here, 31/12/2020. A browser writes
// them in its own language, which for many readers is another than the page's; so
// the page's form lies over an input that nobody is typing into.

import {config} from './config.js';
import {date} from './format.js';

const blank = config.lang === 'en' ? 'dd/mm/yyyy' : 'ngày/tháng/năm';

/** Shows the day that an input holds; to be called again where a script sets another. */
export function showDay(input) {
    input.setAttribute('data-shown', input.value ? date(input.value) : blank);
}

/** Follows what is typed or picked. @returns {HTMLInputElement} the same input */
export function followDay(input) {
    showDay(input);
    for (const event of ['input', 'change', 'blur']) {
        input.addEventListener(event, () => showDay(input));
    }
    return input;
}
