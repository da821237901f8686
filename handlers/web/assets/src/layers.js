// The legend, which is also where layers are shown and hidden.

import {words} from './config.js';
import {h} from './dom.js';
import {number} from './format.js';
import {drawMark, operators, operatorOf} from './icons.js';
import {layerNames} from './state.js';

const operatorNames = {
    viettel: 'Viettel', vinaphone: 'VinaPhone', mobifone: 'MobiFone', vietnamobile: 'Vietnamobile', gmobile: 'Gmobile',
    other: words.otherOwner,
};

/** The name of the operator's mark, in the legend and where a site is described. */
export function operatorName(code) {
    const name = operatorOf(code);
    return name === 'other' ? code ?? words.otherOwner : operatorNames[name];
}

/**
 * Draws the legend.
 * @param {HTMLElement} into
 * @param {import('./state.js').PageState} state
 */
export function createLegend(into, state) {
    const data = {};
    const boxes = {};
    let colours = null;

    function toggle(name, on) {
        const layers = layerNames.filter((n) => n === name ? on : state.now.layers.includes(n));
        state.set({layers});
    }

    function draw() {
        if (!colours) {
            return;
        }
        into.replaceChildren(h('ul', {class: 'layer-list'}, ...layerNames.map(layer)), ...remarks());
    }

    function layer(name) {
        const input = h('input', {type: 'checkbox', checked: state.now.layers.includes(name), 'data-layer': name,
            onchange: (event) => toggle(name, event.target.checked)});
        boxes[name] = input;
        const total = data[name]?.total;
        return h('li', {}, h('label', {}, input, swatch(name), h('span', {class: 'layer-name'}, words[name]),
            h('span', {class: 'layer-count'}, total === undefined ? '' : number(total))),
        name === 'sites' ? ownersOf(data.sites) : null);
    }

    function swatch(name) {
        if (name === 'units') {
            return h('span', {class: `swatch-line${anyFeature('units', 'schematic') ? ' dashed' : ''}`, 'aria-hidden': 'true'});
        }
        return name === 'sites' ? null : mark(name, mostlyHollow(name));
    }

    function mark(name, hollow) {
        const canvas = drawMark(name, hollow, colours);
        canvas.setAttribute('aria-hidden', 'true');
        canvas.className = 'swatch';
        return canvas;
    }

    function ownersOf(sites) {
        const counts = new Map();
        for (const feature of sites?.features ?? []) {
            const name = operatorOf(feature.properties.operator_code);
            counts.set(name, (counts.get(name) ?? 0) + 1);
        }
        const present = [...operators, 'other'].filter((name) => counts.has(name));
        return h('ul', {class: 'owner-list'}, ...present.map((name) => h('li', {},
            mark(name, mostlyHollow('sites')), h('span', {class: 'layer-name'}, operatorNames[name]),
            h('span', {class: 'layer-count'}, number(counts.get(name))))));
    }

    function anyFeature(name, property) {
        return (data[name]?.features ?? []).some((feature) => feature.properties[property] === true);
    }

    /** Marks stand in the legend as most of them stand on the map. */
    function mostlyHollow(name) {
        const features = data[name]?.features ?? [];
        return features.filter((f) => f.properties.approximate === true).length * 2 > features.length;
    }

    function remarks() {
        const texts = [];
        if (['postal', 'sites', 'radio'].some((name) => anyFeature(name, 'approximate'))) {
            texts.push(words.hollow);
        }
        if (anyFeature('units', 'schematic')) {
            texts.push(words.dashed);
        }
        for (const name of layerNames) {
            if (data[name] && data[name].features.length < data[name].total) {
                texts.push(`${words[name]}: ${words.truncated.replace('{shown}', number(data[name].features.length)).replace('{total}', number(data[name].total))}`);
            }
        }
        return texts.map((text) => h('p', {class: 'remark'}, text));
    }

    state.onChange((now) => {
        for (const [name, input] of Object.entries(boxes)) {
            input.checked = now.layers.includes(name);
        }
    });

    return {
        /** Takes the features of a layer. */
        setData(name, collection) {
            data[name] = collection;
            draw();
        },
        /** Takes the colours of the theme. */
        setColours(next) {
            colours = next;
            draw();
        },
    };
}
