// Edits by hand. They are a list of steps, kept in the address until they are
// saved, and become one Edit of the scenario that they start from.

/**
 * @typedef {{kind: 'add'|'move'|'remove'|'restore', id: string, name?: string, lon?: number, lat?: number}} Step
 */

const letters = {add: 'a', move: 'm', remove: 'x', restore: 'o'};
const kinds = Object.fromEntries(Object.entries(letters).map(([kind, letter]) => [letter, kind]));
const between = '!';
const within = '~';

/** A text without the marks that divide steps. */
const escaped = (text) => encodeURIComponent(text).replace(/!/g, '%21').replace(/~/g, '%7E').replace(/%3A/g, ':');

/** @param {Step[]} steps */
export function writeSteps(steps) {
    return steps.map((step) => [letters[step.kind], escaped(step.id),
        ...step.lon === undefined ? [] : [step.lon.toFixed(6), step.lat.toFixed(6)],
        ...step.name ? [escaped(step.name)] : []].join(within)).join(between);
}

/**
 * Reads the steps of an address; what cannot be read is left out.
 * @returns {Step[]}
 */
export function readSteps(text) {
    const steps = [];
    for (const part of text ? text.split(between) : []) {
        const step = readStep(part.split(within));
        if (step) {
            steps.push(step);
        }
    }
    return steps;
}

function readStep([letter, id, lon, lat, name]) {
    const kind = kinds[letter];
    if (!kind || !id) {
        return null;
    }
    try {
        const step = {kind, id: decodeURIComponent(id)};
        if (kind === 'add' || kind === 'move') {
            [step.lon, step.lat] = [Number(lon), Number(lat)];
            if (!Number.isFinite(step.lon) || !Number.isFinite(step.lat)) {
                return null;
            }
            if (name) {
                step.name = decodeURIComponent(name);
            }
        }
        return step;
    } catch {
        return null; // a damaged address
    }
}

/** The id that the service gives to an existing point at its new place. */
export const movedId = (id) => `m:${id}`;

/**
 * One Edit, as the API takes it, of all steps: later ones overrule earlier ones,
 * and what was added and removed again never was.
 * @param {Step[]} steps
 * @param {{force: string[], forbid: string[]}} [was] lists of the scenario's question
 * @param {{force: string[], forbid: string[]}} [now] lists that they are to be
 */
export function editOf(steps, was = {force: [], forbid: []}, now = was) {
    const made = {add: new Map(), move: new Map(), remove: new Set(), restore: new Set()};
    for (const step of steps) {
        apply[step.kind](made, step);
    }
    const free = [...was.force, ...was.forbid].filter((id) => !now.force.includes(id) && !now.forbid.includes(id));
    return {
        add: [...made.add.values()], move: [...made.move.values()], remove: [...made.remove], restore: [...made.restore],
        force: now.force.filter((id) => !was.force.includes(id)), forbid: now.forbid.filter((id) => !was.forbid.includes(id)), unforce: free,
    };
}

const apply = {
    add(made, {id, name, lon, lat}) {
        made.add.set(id, {id, name, lon, lat});
    },
    move(made, {id, lon, lat}) {
        if (made.add.has(id)) {
            Object.assign(made.add.get(id), {lon, lat});
            return;
        }
        const original = [...made.move.keys()].find((key) => movedId(key) === id) ?? id;
        made.move.set(original, {id: original, lon, lat});
    },
    remove(made, {id}) {
        const original = [...made.move.keys()].find((key) => movedId(key) === id);
        if (made.add.delete(id) || made.restore.delete(id)) {
            return;
        }
        made.move.delete(original ?? id);
        made.remove.add(original ?? id);
    },
    restore(made, {id}) {
        if (!made.remove.delete(id) && !made.move.delete(id)) {
            made.restore.add(id);
        }
    },
};

/** A new point's id that neither the layout nor a step has. */
export function freshId(layout, steps) {
    const taken = new Set([...layout.added.map(({id}) => id), ...steps.map(({id}) => id)]);
    let n = 1;
    while (taken.has(`h:${n}`)) {
        n++;
    }
    return {id: `h:${n}`, n};
}
