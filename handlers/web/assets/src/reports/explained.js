// What a figure of a report is made of: value, formula, inputs, source, day.

import {words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {date, number} from '../format.js';
import {figure} from '../explain.js';

/** A figure's value as it is printed, "–" where it is not known. */
export function printed(of) {
    return number(of.value ?? null, of.decimals ?? 0);
}

/** A figure that explains itself. */
export function explained(of, text = printed(of), properties = {}) {
    return figure(text, () => explanation(of), properties);
}

/** @returns {Node[]} */
export function explanation(of) {
    const rows = [
        [words.whyNone, inLanguage(of.why)],
        [words.basis, of.basis],
        [words.denominator, inLanguage(of.denominator)],
        [words.origin, inLanguage(of.source)],
        [words.holdsFor, of.period && `${date(of.period.from)} – ${date(of.period.to)}`],
        [words.boundariesOf, of.boundaries && date(of.boundaries)],
        [words.sequence, of.registry_seq && number(of.registry_seq)],
    ].filter(([, value]) => value);
    return [
        h('p', {}, h('b', {}, inLanguage(of.name)), ` ${printed(of)} ${of.value === null ? '' : inLanguage(of.measure)}`),
        of.reading ? h('p', {class: 'formula'}, of.reading) : null,
        inputsOf(of.inputs),
        partsOf(of.parts),
        h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])),
        publishedOf(of.printed),
    ].filter(Boolean);
}

function inputsOf(inputs) {
    if (!inputs?.length) {
        return null;
    }
    return h('div', {}, h('p', {class: 'quiet'}, words.inputs), h('ul', {class: 'explained-list'}, ...inputs.map((input) =>
        h('li', {}, `${inLanguage(input.name)}: ${number(input.value, input.decimals)} ${inLanguage(input.measure)}`,
            h('span', {class: 'quiet'}, ` (${inLanguage(input.source)})`)))));
}

function partsOf(parts) {
    if (!parts?.length) {
        return null;
    }
    return h('p', {}, `${words.parts}: ${parts.map((part) => `${inLanguage(part.label)} ${number(part.value)}`).join(' · ')}`);
}

function publishedOf(list) {
    if (!list?.length) {
        return null;
    }
    return h('ul', {class: 'explained-list'}, ...list.map((one) =>
        h('li', {}, `${words.publishedAs} ${one.printed} (${one.source}): ${inLanguage(one.finding)}`)));
}
