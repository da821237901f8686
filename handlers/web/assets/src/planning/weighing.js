// The controls of the weights: a slider for each type of commune that there is,
// one for those beyond the radius, and communes one by one.

import {words, fill, label} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {ofCommunes, readWeights, writeWeights} from './weights.js';

/** Types of commune, in the order of the sliders. */
const types = ['xa', 'phuong', 'thi_tran', 'dac_khu'];

const [least, most] = [0.01, 100];

/** A factor as people write it: 2, 0,5. */
export const factorText = (factor) => number(factor, Number.isInteger(factor) ? 0 : Number.isInteger(factor * 10) ? 1 : 2);

/**
 * @param {HTMLElement} box
 * @param {() => void} changed
 */
export function createWeighing(box, changed) {
    let weights = readWeights('');
    let communes = new Map(); // {name, type} by code
    const sliders = h('div', {class: 'weights'});
    const chips = h('div', {class: 'chips', id: 'weighed'});
    const commune = h('select', {id: 'weigh-commune'});
    const factor = h('input', {type: 'number', id: 'weigh-factor', min: least, max: most, step: 'any', value: 2, 'aria-label': words.weightOf});
    const add = h('button', {type: 'button', class: 'text-button', id: 'weigh-add', onclick: () => put(commune.value, Number(factor.value))}, icon('plus'), words.weigh);
    box.append(h('div', {class: 'weights'}, h('p', {class: 'quiet'}, words.weightsHelp), sliders,
        h('div', {class: 'field'}, h('label', {htmlFor: 'weigh-commune'}, words.weighCommune), h('div', {class: 'weigh-row'}, commune, factor, add)), chips));

    function put(code, value) {
        if (!code || !(value >= least && value <= most)) {
            factor.setAttribute('aria-invalid', String(!(value >= least && value <= most)));
            return;
        }
        factor.removeAttribute('aria-invalid');
        weights[value === 1 ? 'delete' : 'set'](code, value);
        drawChips();
        changed();
    }

    function slider(code, name) {
        const id = `w-${code}`;
        const value = weights.get(code) ?? 1;
        const exact = h('input', {type: 'number', id, min: least, max: most, step: 'any', value, 'data-weight': code});
        const range = h('input', {type: 'range', min: 0.5, max: 10, step: 0.5, value, 'aria-labelledby': `${id}-label`, 'data-weight': code});
        const follow = (from, to) => from.addEventListener('input', () => {
            to.value = from.value;
            const now = Number(exact.value);
            weights[now === 1 || !(now > 0) ? 'delete' : 'set'](code, now);
        });
        follow(range, exact);
        follow(exact, range);
        return h('div', {class: 'field slider', 'data-field': code === 'beyond' ? 'weights.beyond' : `weights.types.${code}`}, h('label', {htmlFor: id, id: `${id}-label`}, name), range, exact);
    }

    function drawSliders() {
        const there = new Set([...communes.values()].map(({type}) => type));
        const shown = types.filter((type) => there.has(type) || weights.has(type));
        sliders.replaceChildren(...shown.map((type) => slider(type, fill(words.weightType, {type: label('units', 'type', type)}))), slider('beyond', words.weightBeyond));
    }

    function drawChips() {
        chips.replaceChildren(...ofCommunes(weights).map(([code, value]) => {
            const name = communes.get(code)?.name ?? code;
            return h('button', {type: 'button', class: 'chip', 'data-weighed': code, 'aria-label': fill(words.letGo, {name: `${name} × ${factorText(value)}`}), onclick: () => put(code, 1)}, `${name} × ${factorText(value)}`, icon('x'));
        }));
    }

    function draw() {
        drawSliders();
        drawChips();
    }

    draw();
    return {
        /** The weights as the address has them. */
        get text() {
            return writeWeights(weights);
        },
        /** Takes the weights of an address. */
        take(text) {
            if (text !== writeWeights(weights)) {
                weights = readWeights(text);
                box.open ||= weights.size > 0;
                draw();
            }
        },
        /** Tells which communes there are. @param {any[]} features */
        offer(features) {
            communes = new Map(features.map(({properties: p}) => [p.code, {name: p.name, type: p.type}]));
            const chosen = commune.value;
            commune.replaceChildren(...[...communes].sort(([, a], [, b]) => a.name.localeCompare(b.name, 'vi')).map(([code, {name}]) => h('option', {value: code}, name)));
            commune.value = communes.has(chosen) ? chosen : commune.options[0]?.value ?? '';
            draw();
        },
    };
}
