// The legend, which is also where layers are shown and hidden, and where one
// chooses what the marks of sites tell apart. Its counts are those of the API.

import {words} from './config.js';
import {h} from './dom.js';
import {number} from './format.js';
import {Counts} from './counts.js';
import {markPicture} from './icons.js';
import {layerNames, styleNames} from './state.js';
import {classesOf, operatorName} from './symbology.js';
import {readColours} from './ground.js';

export {operatorName};

/** What is drawn hollow where it is approximate. */
const markedKinds = ['postal', 'sites', 'radio'];

/**
 * Draws the legend.
 * @param {HTMLElement} into
 * @param {import('./state.js').PageState} state
 * @param {(kind: string) => Record<string, string>} questionFor what a layer is asked by
 * @param {() => number} yearNow in which ages are told
 */
export function createLegend(into, state, questionFor, yearNow) {
    const counts = new Counts();
    const totals = {};
    let approximate = {};
    let schematic = false;
    let classes = [];
    let shown = '';

    function toggle(name, on) {
        state.set({layers: layerNames.filter((n) => n === name ? on : state.now.layers.includes(n))});
    }

    function draw() {
        const focused = into.contains(document.activeElement) ? document.activeElement.id : '';
        into.replaceChildren(h('ul', {class: 'layer-list'}, ...layerNames.map(layer)), ...remarks());
        if (focused) {
            document.getElementById(focused)?.focus();
        }
    }

    function layer(name) {
        const input = h('input', {type: 'checkbox', id: `layer-${name}`, checked: state.now.layers.includes(name), 'data-layer': name,
            onchange: (event) => toggle(name, event.target.checked)});
        return h('li', {}, h('label', {}, input, swatch(name), h('span', {class: 'layer-name'}, words[name]),
            h('span', {class: 'layer-count'}, totals[name] === undefined ? '' : number(totals[name]))),
        name === 'sites' ? styleChoice() : null, name === 'sites' ? classList() : null);
    }

    function swatch(name) {
        if (name === 'units') {
            return h('span', {class: `swatch-line${schematic ? ' dashed' : ''}`, 'aria-hidden': 'true'});
        }
        return name === 'sites' ? null : mark(name, mostlyHollow(name));
    }

    function mark(name, hollow) {
        return markPicture(name, hollow, readColours());
    }

    function styleChoice() {
        const select = h('select', {id: 'site-style', class: 'legend-select', 'aria-label': words.styleBy, onchange: (event) => state.set({style: event.target.value}, true)},
            ...styleNames.map((name) => h('option', {value: name}, `${words.styleBy}: ${words[`style_${name}`]}`)));
        select.value = state.now.style;
        return select;
    }

    function classList() {
        return h('ul', {class: 'owner-list', id: 'site-classes'}, ...classes.filter(({n}) => n !== 0).map(({image, name, n}) => h('li', {'data-class': image},
            mark(image, mostlyHollow('sites')), h('span', {class: 'layer-name'}, name),
            h('span', {class: 'layer-count'}, n === null ? '' : number(n)))));
    }

    /** Marks stand in the legend as most of them stand on the map. */
    function mostlyHollow(name) {
        return (approximate[name] ?? 0) * 2 > (totals[name] ?? 0);
    }

    function remarks() {
        const texts = [];
        if (markedKinds.some((name) => approximate[name] > 0)) {
            texts.push(words.hollow);
        }
        if (schematic) {
            texts.push(words.dashed);
        }
        return texts.map((text) => h('p', {class: 'remark'}, text));
    }

    /** Asks for the counts of what is shown, unless they are those that stand. */
    async function show() {
        const style = state.now.style;
        const asked = JSON.stringify([style, yearNow(), ...layerNames.map(questionFor)]);
        if (asked === shown) {
            into.querySelectorAll('[data-layer]').forEach((input) => {
                input.checked = state.now.layers.includes(input.dataset.layer);
            });
            return;
        }
        shown = asked;
        try {
            const found = await ask(style);
            if (asked === shown) {
                Object.assign(totals, found.totals);
                ({approximate, schematic, classes} = found);
                draw();
                document.documentElement.dataset.legend = `${style} ${totals.sites}`;
            }
        } catch {
            shown = ''; // to be asked again with the next change; the list says what is wrong
        }
    }

    async function ask(style) {
        const question = (name) => name === 'units' ? {...questionFor('units'), level: 'commune'} : questionFor(name);
        const each = (names, fn) => Promise.all(names.map(async (name) => [name, await fn(name)])).then(Object.fromEntries);
        const [kinds, hollow, dashed, numbers] = await Promise.all([
            each(layerNames, (name) => counts.total(name, question(name))),
            each(markedKinds, (name) => counts.total(name, {...question(name), approximate: 'true'})),
            counts.total('units', {...question('units'), schematic: 'true'}),
            Promise.all(classesOf(style, yearNow()).map(async ({image, name, counts: asked}) => {
                const questions = asked(question('sites'));
                return {image, name, n: questions ? await counts.sum('sites', questions) : null};
            })),
        ]);
        return {totals: kinds, approximate: hollow, schematic: dashed > 0, classes: numbers};
    }

    return {
        show,
        /** Draws it in the colours of the theme. */
        draw,
        /** Counts anew: the registry has changed. */
        renew() {
            counts.forget();
            shown = '';
            return show();
        },
    };
}
