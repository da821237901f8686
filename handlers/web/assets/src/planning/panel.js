// The panel at the right: the outcome of a scenario, two compared, the norms, or
// what to do where there is nothing yet.

import {words, fill, may} from '../config.js';
import {h} from '../dom.js';
import {toast} from '../toast.js';
import {anew} from './anew.js';
import {drawComparison} from './compare.js';
import {drawNorms} from './norms.js';
import {drawOutcome} from './outcome.js';
import {editOf, writeSteps} from './edits.js';
import {inOneLine} from './problems.js';

/**
 * @param {HTMLElement} box
 * @param {{state: any, model: any, scenarios: () => any[], question: () => any, listed: () => Promise<void>, look: (lon: number, lat: number, zoom: number) => void, again: () => void}} with_
 */
export function createPanel(box, {state, model, scenarios, question, listed, look, again}) {
    const go = (changes) => state.set(changes, {push: true});

    async function draw(shown) {
        if (state.get('show') === 'norms') {
            await norms();
        } else if (!shown.kept) {
            empty();
        } else if (shown.other) {
            await comparison(shown);
        } else {
            outcome(shown);
        }
    }

    function outcome(shown) {
        const top = box.scrollTop;
        const others = scenarios().filter(({id, network}) => id !== shown.kept.id && network === shown.kept.network);
        anew(box, shown.kept.id, () => drawOutcome(box, {...shown, selected: state.get('sel'), others, may: may('create', 'plans')}, {
            select: (id) => go({sel: id}),
            undo: () => go({edit: writeSteps(shown.steps.slice(0, -1)), sel: ''}),
            discard: () => go({edit: '', sel: ''}),
            save: (name) => save(shown, name), compare: (id) => go({with: id}), recompute: () => save(shown, shown.kept.name),
        }));
        box.scrollTop = top;
    }

    async function save({kept, steps}, name) {
        const saved = await model.keep(kept.id, name, editOf(steps, listsOf(kept.result.question), listsOf(question().question())));
        toast(fill(words.saved, {code: saved.code}));
        await listed();
        go({plan: saved.id, edit: '', sel: ''});
    }

    async function comparison({kept, result, other}) {
        const {notes} = await model.comparison([kept.id, other.id]);
        drawComparison(box, {kept, result}, {kept: other, result: other.result}, notes, {stop: () => go({with: '', swipe: ''}), select: ({lon, lat}) => look(lon, lat, 10)});
    }

    function empty() {
        box.replaceChildren(h('div', {class: 'empty'}, h('p', {}, scenarios().length ? words.empty : words.emptyNone),
            h('p', {}, h('a', {class: 'text-button', href: state.link({show: 'norms'}), onclick: (event) => {
                event.preventDefault();
                go({show: 'norms'});
            }}, words.emptyNorms))));
    }

    async function norms() {
        const ask = {unit: state.get('unit'), day: state.get('day')};
        const sheet = await model.norms(ask.unit, ask.day);
        drawNorms(box, sheet, {short: state.get('short') === '1', find: state.get('find')}, ask, {
            viewed: ({short, find}) => state.set({short: short ? '1' : '', find}, {quiet: true}),
            async look(code) {
                const at = await model.middle(code);
                look(at.lon, at.lat, 11);
            },
        });
    }

    return {
        draw, norms,
        /** Says what went wrong in place of the outcome. */
        fail(error) {
            box.replaceChildren(h('p', {class: 'error', role: 'alert'}, fill(words.failed, {why: inOneLine(error)})),
                h('button', {type: 'button', class: 'text-button', onclick: again}, words.retry));
        },
        /** Marks the selected point in the list, without drawing it anew. */
        mark(id) {
            box.querySelectorAll('.change[data-id]').forEach((button) => button.setAttribute('aria-pressed', String(button.dataset.id === id)));
        },
        /** Puts the focus on a point of the list. */
        focus: (id) => box.querySelector(`.change[data-id="${CSS.escape(id)}"]`)?.focus(),
    };
}

const listsOf = ({force, forbid}) => ({force: force ?? [], forbid: forbid ?? []});
