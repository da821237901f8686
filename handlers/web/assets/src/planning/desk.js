// The scenario on the desk: map, outcome, the selected point, and the edits that
// are not kept yet.

import {words, fill, may} from '../config.js';
import {toast} from '../toast.js';
import {createCandidates} from './candidates.js';
import {createPanel} from './panel.js';
import {createPlanMap} from './planmap.js';
import {createSwipe} from './swipe.js';
import {createTools} from './tools.js';
import {drawLegend} from './legend.js';
import {anew} from './anew.js';
import {drawPick} from './pick.js';
import {editOf, freshId, readSteps, writeSteps} from './edits.js';
import {inOneLine} from './problems.js';
import {thingOf, tipOf} from './things.js';

const byId = (id) => document.getElementById(id);
const root = document.documentElement;

/** From this width on the legend leaves enough of the map. */
const roomyPx = 700;

/** What is on the desk while nothing is. */
const nothing = {kept: null, result: null, steps: [], existing: [], areas: null, stale: false, other: null};

export function createDesk({state, model, scenarios, question, listed}) {
    let map = null;
    let swipe = null;
    let shown = nothing;
    let turn = 0;
    let framed = state.get('view') ? 'as the address says' : '';
    const hidden = new Set(state.get('off').split(',').filter(Boolean));
    const mayEdit = may('change', 'plans');
    const tools = createTools(byId('plan-tools'), {fit, addAt: addPoint, able: () => Boolean(shown.kept) && mayEdit, listen: () => map});
    const candidates = createCandidates({button: byId('show-candidates'), status: byId('candidates-status')}, {model, question, map: () => map, drawn: legend});
    const panel = createPanel(byId('outcome'), {state, model, scenarios, question, listed, again: show, look: (lon, lat, zoom) => map?.base.flyTo(lon, lat, zoom)});
    const thing = (id) => thingOf(id, {...shown, candidates: candidates.list, list: question().listOf(id), closes: question().values().goal === 'close', mayEdit});

    /** Adds a step to the edits; going back takes it away. */
    function step(kind, id, more = {}, sel = state.get('sel')) {
        state.set({edit: writeSteps([...readSteps(state.get('edit')), {kind, id, ...more}]), sel}, {push: true});
    }

    function addPoint(lon, lat, name = '') {
        const {id, n} = freshId(shown.result.layout, shown.steps);
        tools.rest();
        step('add', id, {lon, lat, name: name || fill(words.newPoint, {n})}, id);
    }

    const actions = {
        picked: (id) => state.set({sel: id}, {push: true}),
        at(lon, lat) {
            const take = tools.adding;
            if (take) {
                addPoint(lon, lat);
            }
            return take;
        },
        moved: (id, lon, lat) => step('move', id, {lon, lat}, id),
        looked: ({zoom, lon, lat}) => state.set({view: `${zoom.toFixed(2)}/${lon.toFixed(5)}/${lat.toFixed(5)}`}, {quiet: true}),
        tell: (id) => tipOf(thing(id)),
        // A point of the plan is dragged at once; an existing one once it is selected, so that none moves by mistake.
        movable: (id) => mayEdit && shown.kept !== null && (shown.result.layout.added.some((a) => a.id === id && a.source !== 'point') || (id === state.get('sel') && shown.existing.some((p) => p.id === id))),
    };

    async function start() {
        map = await createPlanMap(byId('plan-map'), {view: viewIn(state.get('view')), actions});
        byId('no-plan-map').hidden = map !== null;
        byId('plan-legend').open = byId('plan-map-pane').clientWidth >= roomyPx;
        swipe = createSwipe({pane: byId('plan-map-pane'), other: byId('other-map'), bar: byId('swipe')}, () => map, (share) => state.set({swipe: share === 50 ? '' : share}, {quiet: true}));
        if (map) {
            window.hatang = {...window.hatang, plan: map, other: () => swipe.map}; // for tests and the curious
        } else {
            byId('plan-legend').hidden = byId('show-candidates').hidden = byId('fit-all').hidden = true;
        }
        root.dataset.planmap = map ? 'ready' : 'none';
        [...hidden].forEach((entry) => map?.toggle(entry, false));
        tools.draw();
    }

    /** Shows what the address says; gives the scenario that it shows, undefined when another turn came. */
    async function show() {
        const now = ++turn;
        const steps = readSteps(state.get('edit'));
        byId('planning').classList.toggle('norms', state.get('show') === 'norms');
        try {
            const next = await gathered(steps);
            if (now !== turn) {
                return undefined;
            }
            const fresh = next.kept?.id !== shown.kept?.id;
            shown = {...next, stale: !fresh && shown.stale};
            await draw();
            if (fresh && next.kept) {
                checkStale(next.kept);
            }
            return next.kept;
        } catch (error) {
            if (now === turn) {
                refuse(error, steps);
            }
            return undefined;
        }
    }

    /** Everything that the address asks for. */
    async function gathered(steps) {
        const id = state.get('plan');
        const kept = id ? await model.scenario(id) : null;
        const result = kept && steps.length ? await model.edited(id, editOf(steps)) : kept?.result ?? null;
        const [network, day] = result ? [result.question.network, result.as_of] : [state.get('network') || 'postal', state.get('day')];
        const other = kept && state.get('with') ? await model.scenario(state.get('with')) : null;
        return {...nothing, kept, result, steps, other, existing: await model.existing(network, day)};
    }

    /** An edit that the service refuses is taken back; anything else is said in place of the outcome. */
    function refuse(error, steps) {
        if (steps.length && error.status >= 400 && error.status < 500) {
            toast(fill(words.refused, {why: inOneLine(error)}));
            state.set({edit: writeSteps(steps.slice(0, -1)), sel: ''});
            return;
        }
        shown = nothing;
        panel.fail(error);
        root.dataset.plan = 'failed';
    }

    async function draw() {
        const {kept, result, steps, other} = shown;
        await panel.draw(shown);
        map?.show(shown);
        frame();
        pick();
        tools.draw();
        legend();
        root.dataset.plan = kept ? `${kept.id} ${steps.length}${other ? ` ${other.id}` : ''}` : state.get('show') || 'none';
        // Service areas take a moment more than figures and follow them.
        areas(result);
        divide();
    }

    /** Brings the unit of the plan into view when it is another. */
    function frame() {
        const unit = shown.result?.unit.code ?? framed;
        if (!framed || (framed !== unit && shown.result?.unit.level !== 'province')) {
            fit();
        }
        framed = unit || 'province';
    }

    /** Brings the province into view, or where a part of it changes. */
    function fit() {
        const {result} = shown;
        map?.fit(result && result.unit.level !== 'province' ? result.changes : undefined);
    }

    function pick() {
        const id = state.get('sel');
        const one = id ? thing(id) : null;
        map?.pick(one?.at ? {id, ...one.at} : null);
        const box = byId('pick');
        anew(box, `${id} ${one?.at?.lon},${one?.at?.lat}`, () => drawPick(box, one?.known ? one : null, {
            step: (kind, more) => kind === 'add' ? addPoint(more.lon, more.lat, more.name) : step(kind, id, more),
            name: (list) => question().name(id, list),
            close: () => state.set({sel: ''}, {push: true}),
        }));
        panel.mark(id);
        if (one?.at && map) {
            map.bring(one.at, byId('pick'));
        }
    }

    function legend() {
        const kind = shown.result?.changes[0]?.kind ?? 'add';
        const there = new Set(['existing']);
        if (shown.result) {
            there.add('changes');
            const {network, radius_m: radiusM} = shown.result.question;
            if (network === 'postal' || radiusM) {
                there.add(network === 'postal' ? 'areas' : 'rings');
            }
        }
        if (candidates.list.length) {
            there.add('candidates');
        }
        const remarks = shown.existing.some(({approximate}) => approximate) ? [words.hollow] : [];
        drawLegend(byId('plan-layers'), hidden, there, {kind, changes: {add: words.proposed, close: words.proposedClose, upgrade: words.proposedUp}[kind], remarks}, (entry, on) => {
            hidden[on ? 'delete' : 'add'](entry);
            map?.toggle(entry, on);
            state.set({off: [...hidden].join(',')}, {quiet: true});
        });
    }

    async function areas(result) {
        delete root.dataset.areas;
        if (!map || result?.question.network !== 'postal') {
            map?.areas(null);
            return;
        }
        const now = turn;
        const drawn = await model.areas(shown.kept.id, shown.steps.length ? editOf(shown.steps) : null);
        if (now === turn) {
            shown.areas = drawn;
            map.areas(drawn);
            root.dataset.areas = String(drawn.features.length);
            pick();
        }
    }

    async function divide() {
        const {other, kept, steps, existing} = shown;
        if (!other || !map) {
            swipe?.hide();
            return;
        }
        await swipe.show({result: other.result, existing}, [`A · ${kept.code}${steps.length ? ' *' : ''}`, `B · ${other.code}`], Number(state.get('swipe') || 50));
        swipe.areas(other.result.question.network === 'postal' ? await model.areas(other.id, null) : null);
    }

    async function checkStale(kept) {
        if (may('compute', 'plans') && !await model.stands(kept) && shown.kept?.id === kept.id) {
            shown.stale = true;
            await panel.draw(shown);
        }
    }

    return {
        start, show,
        /** Takes up what the form now says. */
        questionChanged() {
            candidates.follow();
            if (state.get('sel')) {
                pick();
            }
        },
        /** Takes up that there are other scenarios to compare with. */
        listChanged() {
            if (root.dataset.plan && !state.get('show') && !shown.other) {
                panel.draw(shown);
            }
        },
        nameOf: (id) => thing(id).name || id,
        /** j and k go along the points of the plan. */
        step(by) {
            const changes = shown.result?.changes ?? [];
            if (changes.length) {
                const at = changes.findIndex(({id}) => id === state.get('sel'));
                const next = changes[Math.max(0, Math.min(changes.length - 1, at < 0 ? 0 : at + by))];
                state.set({sel: next.id}, {push: true});
                panel.focus(next.id);
            }
        },
        close() {
            if (!tools.rest() && state.get('sel')) {
                state.set({sel: ''}, {push: true});
            }
        },
        recolour() {
            map?.base.recolour();
            swipe?.recolour();
        },
        get map() {
            return map;
        },
        get result() {
            return shown.result;
        },
    };
}

function viewIn(text) {
    const [zoom, lon, lat] = text.split('/').map(Number);
    return text && [zoom, lon, lat].every(Number.isFinite) ? {zoom, lon, lat} : undefined;
}
