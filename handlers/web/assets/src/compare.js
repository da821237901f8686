// Two sides of one map: the registry as of another day, or a planning scenario, seen
// to the right of a bar that is dragged or moved by arrow keys; to its left the map
// as it is, or a scenario too.

import {fill, words} from './config.js';
import {today} from './day.js';
import {date} from './format.js';
import {newMap, renew} from './canvas.js';
import {readColours} from './ground.js';
import {imageNamed} from './icons.js';
import {addMarks} from './map.js';
import {createScenarios, maySee, scenarioIn} from './scenarios.js';
import {drawScenario, recolourScenario, scenarioPoints, styleWith} from './scenario_map.js';
import {createSides, lastYearEnd} from './sides.js';
import {followScenario} from './scenario_tip.js';
import {toast} from './toast.js';

const step = 2;

/** So long a bar that is moved by keys must rest before the address is told. */
const restMs = 400;

/**
 * @param {{button: HTMLElement, box: HTMLElement, bar: HTMLElement, left: HTMLElement, leftWhat: HTMLSelectElement, rightWhat: HTMLSelectElement, right: HTMLInputElement, legend: HTMLElement, container: HTMLElement, close: HTMLElement}} elements
 * @param {import('./state.js').PageState} state
 * @param {() => import('./map.js').PageMap|null} map
 */
export function createCompare(elements, state, map) {
    const {button, box, bar, container, close} = elements;
    const root = document.documentElement;
    const scenarios = createScenarios();
    const sides = createSides(elements, state, scenarios);
    let twin = null;
    let making = null;
    let shown = '';
    let leftShown = '';
    let share = state.now.bar;
    let told = share; // by the address, or to it
    let settling = 0;
    let turn = 0;
    let now = {left: null, right: null};

    function place(percent) {
        share = Math.max(0, Math.min(100, percent));
        container.style.clipPath = `inset(0 0 0 ${share}%)`;
        bar.style.left = `${share}%`;
        bar.setAttribute('aria-valuenow', String(Math.round(share)));
    }

    /** Puts where the bar is into the address, once it rests there. */
    function settle() {
        clearTimeout(settling);
        settling = setTimeout(() => {
            told = Math.round(share);
            if (state.now.compare) {
                state.set({bar: told});
            }
        }, restMs);
    }

    /** What a side shows: the registry as of a day, and maybe a scenario over it. */
    async function sideOf(side, day) {
        const id = scenarioIn(side);
        if (!id) {
            return {day, text: day ? date(day) : words.today, scenario: null};
        }
        const scenario = await scenarios.load(id);
        return {day: day || scenario.result.as_of, text: fill(words.compareScenario, {name: scenario.name, code: scenario.code, day: date(scenario.result.as_of)}), scenario};
    }

    async function show() {
        const {compare, left, asOf} = state.now;
        button.setAttribute('aria-pressed', String(compare !== ''));
        box.hidden = compare === '' || !map();
        const mine = ++turn;
        if (box.hidden) {
            hide();
            return;
        }
        if (!maySee() && (scenarioIn(compare) || left)) {
            toast(words.compareRefused);
            state.set({compare: scenarioIn(compare) ? '' : compare, left: ''});
            return;
        }
        let both;
        try {
            both = await Promise.all([sideOf(left, left ? asOf || today() : asOf), sideOf(compare, scenarioIn(compare) ? '' : compare), sides.offer()]);
        } catch (error) {
            if (mine === turn) {
                toast(fill(words.failed, {why: error.message}));
                state.set({compare: '', left: ''});
            }
        }
        if (both && mine === turn) {
            await draw(...both);
        }
    }

    async function draw(one, other) {
        now = {left: one, right: other};
        if (told !== state.now.bar) {
            told = state.now.bar;
            place(told);
        }
        sides.show(one, other);
        bar.setAttribute('aria-valuetext', fill(words.compareOf, {left: one.text, right: other.text}));
        const wanted = one.scenario?.id ?? '';
        if (leftShown !== wanted) {
            leftShown = wanted;
            drawScenario(map().library, one.scenario);
            root.dataset.compareLeft = wanted;
        }
        const {compare} = state.now;
        const plain = styleWith(map().styleOn({as_of: other.day}), null);
        const asked = JSON.stringify([plain, other.scenario?.id, readColours()]);
        if (asked === shown) {
            return;
        }
        shown = asked;
        const style = other.scenario ? styleWith(plain, other.scenario) : plain;
        if (!twin) {
            making ??= make(style);
            await making;
        } else {
            twin.setStyle(style, {diff: true});
        }
        twin.resize();
        follow();
        twin.once('idle', () => {
            root.dataset.compare = compare;
        });
        twin.triggerRepaint();
    }

    function hide() {
        shown = '';
        now = {left: null, right: null};
        sides.hide();
        if (leftShown) {
            leftShown = '';
            drawScenario(map().library, null);
        }
        delete root.dataset.compare;
        delete root.dataset.compareLeft;
    }

    async function make(style) {
        twin = await newMap(map().classes, container, style, {view: map().view, interactive: false, marked: addMarks});
        map().library.on('move', follow);
        map().library.on('resize', () => twin.resize());
        twin.getCanvas().setAttribute('tabindex', '-1');
        globalThis.hatang.twin = twin; // for tests and the console
        followScenario(map().library, twin, map().classes, scenarioPoints, (x) => {
            const side = x >= box.clientWidth * share / 100 ? 'right' : 'left';
            return {side, scenario: now[side]?.scenario ?? null};
        });
        place(share);
    }

    function follow() {
        if (!box.hidden) {
            const of = map().library;
            twin.jumpTo({center: of.getCenter(), zoom: of.getZoom()});
        }
    }

    button.addEventListener('click', () => state.set(state.now.compare ? {compare: '', left: ''} : {compare: lastYearEnd()}, true));
    close.addEventListener('click', () => state.set({compare: '', left: ''}, true));
    bar.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        bar.focus();
        bar.setPointerCapture(event.pointerId);
        const move = (e) => {
            const {left: from, width} = box.getBoundingClientRect();
            place((e.clientX - from) / width * 100);
        };
        bar.addEventListener('pointermove', move);
        bar.addEventListener('pointerup', () => {
            bar.removeEventListener('pointermove', move);
            settle();
        }, {once: true});
    });
    bar.addEventListener('keydown', (event) => {
        const by = {ArrowLeft: -step, ArrowRight: step}[event.key];
        if (by) {
            event.preventDefault();
            place(share + by);
            settle();
        }
    });

    return {
        show,
        /** Asks for the scenarios anew: the registry has changed. */
        renew() {
            scenarios.forget();
            shown = '';
            leftShown = leftShown && 'to be drawn anew';
            for (const [name, {type}] of Object.entries(twin?.getStyle().sources ?? {})) {
                if (type === 'vector') {
                    renew(twin, name);
                }
            }
            return show();
        },
        /** Follows a change of theme. */
        recolour() {
            if (map()) {
                recolourScenario(map().library);
            }
            for (const name of twin?.listImages() ?? []) {
                twin.updateImage(name, imageNamed(name, readColours()));
            }
            show();
        },
        /** Draws the right side, as it is divided, over a picture of the map. */
        onto(context) {
            if (box.hidden || !twin) {
                return;
            }
            const {width, height} = context.canvas;
            const from = Math.round(width * share / 100);
            twin.redraw();
            context.drawImage(twin.getCanvas(), from, 0, width - from, height, from, 0, width - from, height);
            context.fillStyle = getComputedStyle(bar).backgroundColor;
            context.fillRect(from - 1, 0, 3, height);
        },
    };
}
