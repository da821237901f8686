// The marginal curve: what each next point gains. A picture to look at, to walk
// along by the arrow keys, and a table that says the same.

import {words, fill} from '../config.js';
import {h} from '../dom.js';
import {number, percent} from '../format.js';
import {way} from './indicators.js';

const [width, height, left, bottom, top] = [360, 150, 52, 20, 8];
const mostBars = 400;

/** @param {any} result @param {string} selected @param {(id: string) => void} select */
export function curveOf(result, selected, select) {
    const steps = result.curve.slice(0, mostBars);
    if (!steps.length) {
        return null;
    }
    const measure = measureOf(result);
    const readout = h('p', {class: 'curve-readout', id: 'curve-readout', role: 'status'});
    const {picture, bars} = pictureOf(steps, measure);
    let at = Math.max(0, steps.findIndex(({id}) => id === selected));

    function show(i) {
        at = i;
        bars.forEach((bar, k) => bar.classList.toggle('on', k === i));
        readout.textContent = measure.say(steps[i]);
    }

    bars.forEach((bar, i) => {
        bar.addEventListener('mouseenter', () => show(i));
        bar.addEventListener('click', () => select(steps[i].id));
    });
    const walk = h('div', {class: 'curve', id: 'curve', tabIndex: 0, role: 'group', 'aria-label': `${words.curve}. ${words.curveHelp}`, 'aria-describedby': readout.id, onkeydown: (event) => {
        const to = {ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: steps.length - 1}[event.key];
        if (to !== undefined) {
            event.preventDefault();
            show(Math.max(0, Math.min(steps.length - 1, to)));
        } else if (event.key === 'Enter') {
            event.preventDefault();
            select(steps[at].id);
        }
    }}, picture);
    show(at);
    return h('section', {class: 'group', 'aria-labelledby': 'curve-title'}, h('h3', {id: 'curve-title'}, words.curve), h('p', {class: 'quiet'}, measure.title), walk, readout, tableOf(steps, measure));
}

/** What is gained, in the unit that people read. */
function measureOf(result) {
    const {unit} = result.before.access;
    if (result.before.coverage) {
        return {title: words.curvePeople, scale: 1, unit: words.peopleUnit, then: ({share}) => fill(words.curveThenShare, {share: percent(share)}),
            say: (s) => `${s.n}. ${s.name}: ${number(s.gain)} ${words.peopleUnit}; ${fill(words.curveThenShare, {share: percent(s.share)})}`};
    }
    const hours = unit === 's';
    const then = ({mean, share}) => fill(words.curveThen, {mean: mean === null ? '–' : way(mean, unit), share: percent(share)});
    const measure = {title: hours ? words.curveHours : words.curveGain, scale: hours ? 3600 : 1000, unit: hours ? `${words.peopleUnit}·h` : `${words.peopleUnit}·km`, then};
    measure.say = (s) => fill(words.curveStep, {n: s.n, name: s.name, gain: number(s.gain / measure.scale), unit: measure.unit, people: number(s.gain_people), then: then(s)});
    return measure;
}

const svg = (tag, attributes, ...children) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    for (const [name, value] of Object.entries(attributes)) {
        element.setAttribute(name, String(value));
    }
    element.append(...children);
    return element;
};

function pictureOf(steps, measure) {
    const gains = steps.map(({gain}) => gain / measure.scale);
    const [most, least] = [Math.max(0, ...gains), Math.min(0, ...gains)];
    const ticks = ticksOf(least, most);
    const [low, high] = [Math.min(least, ticks[0]), Math.max(most, ticks.at(-1))];
    const y = (v) => top + (height - top - bottom) * (high - v) / (high - low || 1);
    const step = (width - left) / steps.length;
    const bars = steps.map((_, i) => svg('g', {class: 'curve-bar'},
        svg('rect', {class: 'curve-room', x: left + i * step, y: top, width: step, height: height - top - bottom}),
        svg('rect', {class: gains[i] < 0 ? 'curve-loss' : 'curve-gain', x: left + i * step + Math.min(2, step * 0.1), y: Math.min(y(0), y(gains[i])),
            width: Math.max(0.5, step - 2 * Math.min(2, step * 0.1)), height: Math.max(1, Math.abs(y(gains[i]) - y(0)))})));
    const every = Math.max(1, Math.ceil(steps.length / 12));
    const picture = svg('svg', {viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true'},
        ...ticks.map((v) => svg('g', {class: 'curve-tick'}, svg('line', {x1: left, x2: width, y1: y(v), y2: y(v)}), svg('text', {x: left - 6, y: y(v) + 4, 'text-anchor': 'end'}, number(v)))),
        ...bars,
        ...steps.filter((_, i) => i % every === 0).map(({n}, k) => svg('text', {class: 'curve-n', x: left + (k * every + 0.5) * step, y: height - 5, 'text-anchor': 'middle'}, String(n))));
    return {picture, bars};
}

/** A few round numbers over a range. */
function ticksOf(low, high) {
    const rough = (high - low || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough);
    const ticks = [];
    for (let v = Math.floor(low / step) * step; v <= high + step * 0.001; v += step) {
        ticks.push(Math.abs(v) < step * 1e-6 ? 0 : v);
    }
    return ticks;
}

function tableOf(steps, measure) {
    return h('details', {class: 'curve-table'}, h('summary', {}, words.curveTable), h('div', {class: 'table-wrap'}, h('table', {},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col', class: 'number'}, '#'), h('th', {scope: 'col'}, words.name), h('th', {scope: 'col', class: 'number'}, `${words.gain}, ${measure.unit}`), h('th', {scope: 'col', class: 'number'}, words.gainPeople), h('th', {scope: 'col'}, words.after))),
        h('tbody', {}, ...steps.map((s) => h('tr', {}, h('td', {class: 'number'}, s.n), h('th', {scope: 'row'}, s.name), h('td', {class: 'number'}, number(s.gain / measure.scale)), h('td', {class: 'number'}, number(s.gain_people)), h('td', {}, measure.then(s))))))));
}
