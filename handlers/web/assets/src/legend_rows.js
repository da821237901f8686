// The legend as rows that paper takes: what is drawn on the map now, each with a
// picture of its mark. They are read off the legend that stands beside the map.

import {h} from './dom.js';

/** A picture of a mark, pixels: twice what it has on paper, to be sharp. */
const wide = 40;
const high = 24;

const notMarks = 'input, .layer-name, .layer-count, select, .side-open';

/**
 * @returns {{swatch: HTMLCanvasElement|null, text: string, value: string, head: boolean}[]}
 */
export function legendRows() {
    const said = new Set();
    return [...layerRows(), ...remarkRows('#layers .remark'), ...sideRows(), ...overlayRows()]
        .filter(({swatch, text}) => swatch || !said.has(text) && said.add(text)); // what is to be minded of two layers is said once
}

function layerRows() {
    return [...document.querySelectorAll('#layers .layer-list > li')].filter((li) => li.querySelector('input').checked).flatMap((li) => {
        const by = li.querySelector('select');
        return [rowOf(li.querySelector('label')), ...by ? [note(by.selectedOptions[0].text)] : [], ...[...li.querySelectorAll('.owner-list > li')].map(rowOf)];
    });
}

/** What the sides of a divided map are. */
function sideRows() {
    const sides = document.getElementById('sides');
    if (sides.hidden) {
        return [];
    }
    return [...sides.querySelectorAll('h3, .side, .side-keys > li, .remark')].map((part) =>
        part.matches('li') ? rowOf(part) : {...note(part.textContent.trim()), head: part.matches('h3')});
}

/** What is laid over: coverage with its bands, gaps, areas, conflicts. */
function overlayRows() {
    const checked = [...document.querySelectorAll('#overlays .layer-list > li')].filter((li) => li.querySelector('input').checked);
    return [...checked.map((li) => rowOf(li.querySelector('label'))), ...[...document.querySelectorAll('#overlays .over-key :is(h3, li, p)')].map((part) =>
        part.matches('li') ? rowOf(part) : {...note(part.textContent.trim()), head: part.matches('h3')})];
}

const remarkRows = (selector) => [...document.querySelectorAll(selector)].map((p) => note(p.textContent.trim()));

const note = (text) => ({swatch: null, text, value: '', head: false});

function rowOf(element) {
    const mark = [...element.children].find((child) => !child.matches(notMarks) && child.matches('[aria-hidden], img, canvas'));
    const value = element.querySelector('.layer-count')?.textContent ?? '';
    const name = element.querySelector('.layer-name')?.textContent ?? element.textContent;
    return {swatch: mark ? pictureOf(mark) : null, text: name.trim(), value, head: false};
}

/** A mark as it is drawn on the page: an image, or a box with its fill and line. */
function pictureOf(mark) {
    const canvas = h('canvas', {width: wide, height: high});
    const context = canvas.getContext('2d');
    if (mark.matches('img, canvas')) {
        const side = high;
        context.drawImage(mark, (wide - side) / 2, 0, side, side);
        return canvas;
    }
    const style = getComputedStyle(mark);
    context.globalAlpha = Number(style.opacity);
    const box = {x: 4, y: 4, width: wide - 8, height: high - 8};
    if (mark.offsetHeight <= parseFloat(style.borderTopWidth)) {
        line(context, style);
        return canvas;
    }
    if (parseFloat(style.borderTopLeftRadius) * 2 >= mark.offsetWidth || style.borderTopLeftRadius === '50%') {
        disc(context, style);
        return canvas;
    }
    fill(context, style, box);
    if (parseFloat(style.borderTopWidth)) {
        stroke(context, style);
        context.strokeRect(box.x, box.y, box.width, box.height);
    }
    return canvas;
}

function stroke(context, style) {
    context.strokeStyle = style.borderTopColor;
    context.lineWidth = 2 * parseFloat(style.borderTopWidth);
    context.setLineDash(style.borderTopStyle === 'dashed' ? [6, 4] : []);
}

function line(context, style) {
    stroke(context, style);
    context.beginPath();
    context.moveTo(0, high / 2);
    context.lineTo(wide, high / 2);
    context.stroke();
}

function disc(context, style) {
    context.beginPath();
    context.arc(wide / 2, high / 2, high / 2 - 3, 0, 2 * Math.PI);
    context.fillStyle = style.backgroundColor;
    context.fill();
    if (parseFloat(style.borderTopWidth)) {
        stroke(context, style);
        context.stroke();
    }
}

/** A fill: a colour, stripes beside one another, or a hatch. */
function fill(context, {backgroundColor, backgroundImage}, {x, y, width, height}) {
    context.fillStyle = backgroundColor;
    context.fillRect(x, y, width, height);
    const colours = [...new Set(backgroundImage.match(/rgba?\([^)]*\)|color\([^)]*\)/g) ?? [])].filter((colour) => !/, 0\)|\/ 0\)/.test(colour));
    if (backgroundImage.startsWith('repeating') && colours.length) {
        context.save();
        context.beginPath();
        context.rect(x, y, width, height);
        context.clip();
        context.strokeStyle = colours[0];
        context.lineWidth = 3;
        for (let from = x - height; from < x + width; from += 8) {
            context.beginPath();
            context.moveTo(from, y + height);
            context.lineTo(from + height, y);
            context.stroke();
        }
        context.restore();
        return;
    }
    colours.forEach((colour, i) => {
        context.fillStyle = colour;
        context.fillRect(x + i * width / colours.length, y, width / colours.length, height);
    });
}
