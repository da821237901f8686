// What the service finds wrong with a request: said in full, and at the field
// that each part of it speaks of.

import {inLanguage} from '../config.js';
import {h} from '../dom.js';

/** The problems of an error of the API, or of the failure of a job. */
function listOf(error) {
    return (error.errors ?? error.problems ?? []).map((one) => ({
        field: one.field ?? one.column ?? '', value: one.value ?? '', message: typeof one.message === 'string' ? one.message : inLanguage(one.message),
    }));
}

/**
 * @param {HTMLElement} form with fields that carry data-field
 * @param {HTMLElement} box where the whole is said
 * @param {any} error an ApiError, or a job's failure
 */
export function problemsAt(form, box, error) {
    clearProblems(form, box);
    const said = typeof error.message === 'string' ? error.message : inLanguage(error.message);
    const hint = error.hint ? inLanguage(error.hint) : '';
    const left = [];
    for (const problem of listOf(error)) {
        const field = form.querySelector(`[data-field="${CSS.escape(problem.field)}"]`) ?? form.querySelector(`[data-field="${CSS.escape(problem.field.split('.')[0])}"]`);
        if (field && !field.hidden && field.id !== 'named') {
            mark(field, problem.message);
        } else {
            left.push([problem.field && problem.value ? `${problem.value}: ` : '', problem.message].join(''));
        }
    }
    box.replaceChildren(h('p', {class: 'error'}, said), ...left.length ? [h('ul', {class: 'error'}, ...left.map((text) => h('li', {}, text)))] : [],
        ...hint ? [h('p', {class: 'quiet'}, hint)] : []);
}

function mark(field, message) {
    field.closest('details')?.setAttribute('open', '');
    const control = field.querySelector('input:not([type="range"]), select');
    const id = `problem-${field.dataset.field.replace('.', '-')}`;
    control?.setAttribute('aria-invalid', 'true');
    control?.setAttribute('aria-describedby', id);
    field.append(h('p', {class: 'error', id}, message));
}

/** Takes back what was said. */
export function clearProblems(form, box) {
    box.replaceChildren();
    form.querySelectorAll('[data-field] > .error').forEach((element) => element.remove());
    form.querySelectorAll('[aria-invalid]').forEach((control) => {
        control.removeAttribute('aria-invalid');
        control.removeAttribute('aria-describedby');
    });
}

/** All of an error in one line, for a word that goes by itself. */
export function inOneLine(error) {
    const parts = listOf(error).map(({message}) => message);
    return parts.length ? parts.join('; ') : error.message;
}
