// Maps on paper, which is light whatever the screen is. A map cannot be drawn anew
// in the moment in which printing begins: its tiles would have to be laid out again.
// So a picture of a dark map keeps its hues, and its lights and darks change places.

import {h} from './dom.js';

/** Pixels a side that tell whether a picture is dark. */
const sample = 16;

/**
 * A copy of a map's canvas that paper takes.
 * @param {HTMLCanvasElement} from just drawn: it keeps no picture between frames
 * @param {(context: CanvasRenderingContext2D) => void} [over] draws over it, in the screen's colours
 */
export function onPaper(from, over = undefined) {
    const canvas = copyOf(from);
    over?.(canvas.getContext('2d'));
    if (isDark(canvas)) {
        lighten(canvas);
    }
    return canvas;
}

/** Whether a picture is more dark than light: it may lag behind a change of theme. */
function isDark(canvas) {
    const small = h('canvas', {width: sample, height: sample});
    const context = small.getContext('2d');
    context.drawImage(canvas, 0, 0, sample, sample);
    const {data} = context.getImageData(0, 0, sample, sample);
    let sum = 0;
    for (let i = 0; i < data.length; i += 4) {
        sum += data[i] + data[i + 1] + data[i + 2];
    }
    return sum < sample * sample * 3 * 255 / 2;
}

function copyOf(from) {
    const canvas = h('canvas', {width: from.width, height: from.height});
    canvas.getContext('2d').drawImage(from, 0, 0);
    return canvas;
}

/** Turns lights into darks and back, under the hues that there were. */
function lighten(canvas) {
    const was = copyOf(canvas);
    const context = canvas.getContext('2d');
    context.globalCompositeOperation = 'difference';
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.globalCompositeOperation = 'color';
    context.drawImage(was, 0, 0);
}
