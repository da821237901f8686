// Two maps in one place, divided by a line that is dragged or moved by keys.

import {words} from '../config.js';
import {h} from '../dom.js';
import {createPlanMap} from './planmap.js';

/**
 * @param {{pane: HTMLElement, other: HTMLElement, bar: HTMLElement}} elements
 * @param {() => import('./planmap.js').PlanMap|null} first
 * @param {(share: number) => void} moved
 */
export function createSwipe({pane, other, bar}, first, moved) {
    let second = null;
    let making = null;
    const line = h('span', {class: 'swipe-line', 'aria-hidden': 'true'});
    const range = h('input', {type: 'range', id: 'swipe-at', min: 0, max: 100, step: 1, value: 50, 'aria-label': words.swipe, oninput: () => divide(Number(range.value)), onchange: () => moved(Number(range.value))});
    const names = [h('span', {class: 'card swipe-name swipe-a'}), h('span', {class: 'card swipe-name swipe-b'})];
    bar.replaceChildren(line, ...names, range);
    line.addEventListener('pointerdown', drag);

    function drag(event) {
        event.preventDefault();
        line.setPointerCapture(event.pointerId);
        const box = pane.getBoundingClientRect();
        const move = (e) => divide(Math.round(Math.max(0, Math.min(100, 100 * (e.clientX - box.left) / box.width))));
        line.addEventListener('pointermove', move);
        line.addEventListener('pointerup', () => {
            line.removeEventListener('pointermove', move);
            moved(Number(range.value));
        }, {once: true});
    }

    function divide(share) {
        range.value = share;
        line.style.left = `${share}%`;
        other.style.clipPath = `inset(0 0 0 ${share}%)`;
    }

    async function make() {
        const map = first();
        if (!map) {
            return null;
        }
        const made = await createPlanMap(other);
        const follow = (from, to) => from.on('move', (event) => {
            if (!event.together) {
                to.jumpTo({center: from.getCenter(), zoom: from.getZoom()}, {together: true});
            }
        });
        follow(map.base.library, made.base.library);
        follow(made.base.library, map.base.library);
        return made;
    }

    return {
        /** Shows another plan to the right of the line. */
        async show(plan, labels, share) {
            other.hidden = bar.hidden = false;
            divide(share);
            making ??= make();
            second = await making;
            if (second) {
                const map = first().base.library;
                second.base.library.resize();
                second.base.library.jumpTo({center: map.getCenter(), zoom: map.getZoom()}, {together: true});
                second.show(plan);
            }
            bar.hidden ||= !second;
            names.forEach((name, i) => { name.textContent = labels[i]; });
        },
        areas: (areas) => second?.areas(areas),
        hide() {
            other.hidden = bar.hidden = true;
        },
        recolour: () => second?.base.recolour(),
        /** The second map, once there is one. */
        get map() {
            return second;
        },
    };
}
