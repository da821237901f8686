// Two days beside each other: the same map as of another day, seen to the right
// of a bar that is dragged or moved by arrow keys.

import {fill, words} from './config.js';
import {date} from './format.js';
import {newMap} from './canvas.js';
import {addMarks} from './map.js';

const step = 2;

/**
 * @param {{button: HTMLElement, box: HTMLElement, bar: HTMLElement, left: HTMLElement, right: HTMLInputElement, container: HTMLElement, close: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 */
export function createCompare({button, box, bar, left, right, container, close}, state, map) {
    let twin = null;
    let making = null;
    let shown = '';
    let share = 50;

    function place(percent) {
        share = Math.max(0, Math.min(100, percent));
        container.style.clipPath = `inset(0 0 0 ${share}%)`;
        bar.style.left = `${share}%`;
        bar.setAttribute('aria-valuenow', String(Math.round(share)));
    }

    async function show() {
        const {compare, asOf} = state.now;
        button.setAttribute('aria-pressed', String(compare !== ''));
        box.hidden = compare === '' || !map();
        if (box.hidden) {
            shown = '';
            return;
        }
        left.textContent = asOf ? date(asOf) : words.today;
        if (document.activeElement !== right) {
            right.value = compare;
        }
        bar.setAttribute('aria-valuetext', fill(words.compareOf, {left: left.textContent, right: date(compare)}));
        const style = map().styleOn({as_of: compare});
        const asked = JSON.stringify(style);
        if (asked === shown) {
            return;
        }
        shown = asked;
        if (!twin) {
            making ??= make(style);
            await making;
        } else {
            twin.setStyle(style, {diff: true});
        }
        twin.resize();
        follow();
        twin.once('idle', () => {
            document.documentElement.dataset.compare = compare;
        });
        twin.triggerRepaint();
    }

    async function make(style) {
        twin = await newMap(map().classes, container, style, {view: map().view, interactive: false, marked: addMarks});
        map().library.on('move', follow);
        map().library.on('resize', () => twin.resize());
        twin.getCanvas().setAttribute('tabindex', '-1');
        globalThis.hatang.twin = twin; // for tests and the console
        place(share);
    }

    function follow() {
        if (!box.hidden) {
            const of = map().library;
            twin.jumpTo({center: of.getCenter(), zoom: of.getZoom()});
        }
    }

    button.addEventListener('click', () => state.set({compare: state.now.compare ? '' : lastYearEnd()}, true));
    close.addEventListener('click', () => state.set({compare: ''}, true));
    right.addEventListener('change', () => right.value && state.set({compare: right.value}, true));
    bar.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        bar.focus();
        bar.setPointerCapture(event.pointerId);
        const move = (e) => {
            const {left: from, width} = box.getBoundingClientRect();
            place((e.clientX - from) / width * 100);
        };
        bar.addEventListener('pointermove', move);
        bar.addEventListener('pointerup', () => bar.removeEventListener('pointermove', move), {once: true});
    });
    bar.addEventListener('keydown', (event) => {
        const by = {ArrowLeft: -step, ArrowRight: step}[event.key];
        if (by) {
            event.preventDefault();
            place(share + by);
        }
    });

    return {show};
}

/** The last day of the year before, as of which figures are reported. */
function lastYearEnd() {
    return `${new Date().getFullYear() - 1}-12-31`;
}
