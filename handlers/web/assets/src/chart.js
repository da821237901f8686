// The profile as a picture: ground over the bulging earth, the ray, its first
// Fresnel zone, and what reaches into it.

import {fill, words} from './config.js';
import {length, number} from './format.js';

const svgNamespace = 'http://www.w3.org/2000/svg';
const width = 720;
const height = 200;
const edge = {left: 46, right: 12, top: 12, bottom: 26};

/** The share of the Fresnel zone's radius that must be clear: with it a path is as good as free. */
const clearShare = 0.6;

/** Where the ground cuts the ray: the highest place of each hill, {at_m, over_m}. */
export function obstructed(path) {
    const hills = [];
    let hill = null;
    path.distances_m.forEach((at, i) => {
        const over = groundAt(path, i) - path.ray_m[i];
        if (over <= 0) {
            hill = null;
        } else if (!hill) {
            hill = {at_m: at, over_m: over};
            hills.push(hill);
        } else if (over > hill.over_m) {
            Object.assign(hill, {at_m: at, over_m: over});
        }
    });
    return hills;
}

/** The ground above the chord at sea level between the ends. */
const groundAt = (path, i) => path.ground_m[i] + path.bulge_m[i];

/** Draws a profile. */
export function chartOf(path) {
    const scale = scaleOf(path);
    const hills = obstructed(path);
    const svg = element('svg', {viewBox: `0 0 ${width} ${height}`, class: 'chart', role: 'img', 'aria-label': fill(words.profileSummary, {
        distance: length(path.distance_m), sight: path.line_of_sight ? words.profileClear : words.profileBlocked, n: number(hills.length),
    })});
    const line = (heightAt) => path.distances_m.map((at, i) => `${scale.x(at)},${scale.y(heightAt(i))}`);
    const zone = [...line((i) => path.ray_m[i] + path.fresnel1_m[i]), ...line((i) => path.ray_m[i] - path.fresnel1_m[i]).reverse()];
    const ground = [...line((i) => groundAt(path, i)), `${scale.x(path.distances_m.at(-1))},${height - edge.bottom}`, `${scale.x(0)},${height - edge.bottom}`];
    svg.append(
        ...axes(scale, path),
        element('polygon', {class: 'chart-zone', points: zone.join(' ')}),
        element('polygon', {class: 'chart-ground', points: ground.join(' ')}),
        element('polyline', {class: 'chart-earth', points: line((i) => path.bulge_m[i] + scale.sea).join(' ')}),
        element('polyline', {class: 'chart-ray', points: line((i) => path.ray_m[i]).join(' ')}),
        ...masts(path, scale), ...intrusions(path, scale), ...hills.map((hill) => hillMark(path, scale, hill)));
    return svg;
}

function scaleOf(path) {
    const top = Math.max(...path.ray_m.map((m, i) => Math.max(m + path.fresnel1_m[i], groundAt(path, i))));
    const lowest = Math.min(...path.distances_m.map((_, i) => groundAt(path, i)));
    const high = top + (top - lowest) * 0.12; // room for what is written above a hill
    const sea = Math.max(0, lowest - Math.max(...path.bulge_m) - (top - lowest) * 0.15);
    const y = (m) => round(height - edge.bottom - (m - sea) / (high - sea || 1) * (height - edge.bottom - edge.top));
    const x = (m) => round(edge.left + m / path.distances_m.at(-1) * (width - edge.left - edge.right));
    return {x, y, sea, top: high, farM: path.distances_m.at(-1)};
}

function axes({x, y, sea, top, farM}) {
    const parts = [];
    for (const m of ticks(sea, top, 4)) {
        parts.push(element('line', {class: 'chart-grid', x1: edge.left, x2: width - edge.right, y1: y(m), y2: y(m)}),
            element('text', {class: 'chart-text', x: edge.left - 6, y: y(m) + 4, 'text-anchor': 'end'}, number(m)));
    }
    for (const m of ticks(0, farM, 6)) {
        parts.push(element('text', {class: 'chart-text', x: x(m), y: height - 8, 'text-anchor': 'middle'}, number(m / 1000, farM < 6000 ? 1 : 0)));
    }
    parts.push(element('text', {class: 'chart-text', x: width - edge.right, y: edge.top + 4, 'text-anchor': 'end'}, 'm / km'));
    return parts;
}

/** Round numbers between two, about so many. */
function ticks(from, to, about) {
    const rough = (to - from) / about || 1;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * ([1, 2, 5].find((n) => n * power >= rough) ?? 10);
    const found = [];
    for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
        found.push(at);
    }
    return found;
}

function masts(path, {x, y}) {
    const last = path.distances_m.length - 1;
    return [0, last].map((i) => element('line', {class: 'chart-mast', x1: x(path.distances_m[i]), x2: x(path.distances_m[i]),
        y1: y(groundAt(path, i)), y2: y(path.ray_m[i])}));
}

/** Where less than the clear share of the zone is free: a line along the ground. */
function intrusions(path, {x, y}) {
    const lines = [];
    let run = [];
    const close = () => {
        if (run.length > 1) {
            lines.push(element('polyline', {class: 'chart-near', points: run.join(' ')}));
        }
        run = [];
    };
    path.distances_m.forEach((at, i) => {
        if (groundAt(path, i) > path.ray_m[i] - clearShare * path.fresnel1_m[i] && path.fresnel1_m[i] > 0) {
            run.push(`${x(at)},${y(groundAt(path, i))}`);
        } else {
            close();
        }
    });
    close();
    return lines;
}

function hillMark(path, {x, y}, {at_m: at, over_m: over}) {
    const i = path.distances_m.indexOf(at);
    const mark = element('g', {class: 'chart-hill'});
    mark.append(element('path', {d: `M${x(at)},${y(groundAt(path, i)) - 4} l-5,-8 h10 z`}),
        element('text', {class: 'chart-text', x: x(at), y: y(groundAt(path, i)) - 15, 'text-anchor': 'middle'}, `+${number(over)} m`));
    return mark;
}

function element(name, attributes, text = '') {
    const made = document.createElementNS(svgNamespace, name);
    Object.entries(attributes).forEach(([attribute, value]) => made.setAttribute(attribute, String(value)));
    made.append(text);
    return made;
}

const round = (value) => Math.round(value * 10) / 10;
