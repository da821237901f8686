// What a filing sends: the dossier and its positions as the service takes them, and
// of a change only what differs.

/** What an amendment may change of the dossier itself. */
const amendable = ['title', 'plan_code', 'sharing_plan', 'submitter', 'contact', 'note'];

/** Members of a position that the program sets itself. */
const kept = ['id', 'revision', 'valid_from', 'valid_to', 'application_id', 'operator_code', 'state', 'site_id', 'built'];

const stated = (value) => value !== undefined && value !== null;
const filled = (value) => stated(value) && value !== '';
const only = (of, takes) => Object.fromEntries(Object.entries(of).filter(([, value]) => takes(value)));

/** A position on record as the form holds it. */
export const stripped = (position) => Object.fromEntries(Object.entries(position).filter(([name]) => !kept.includes(name)));

/** A position without what nothing is said of. */
export const clean = (position) => only(position, filled);

/** What a check before filing is asked. A position that is on record is not its own neighbour. */
export function questionOf(application, dossier, positions) {
    const {type, title, operator_code, province_code, plan_code, sharing_plan} = application;
    const identity = (p) => {
        const filed = dossier?.positions.find((q) => q.code === p.code);
        return filed ? {id: filed.id, application_id: dossier.application.id} : {};
    };
    return {province: province_code ?? '', application: only({type, title, operator_code, province_code, plan_code, sharing_plan}, filled),
        ...dossier ? {attached: dossier.attachments.map((a) => a.class)} : {},
        positions: positions.map((p) => ({...clean(p), ...operator_code ? {operator_code} : {}, ...identity(p)}))};
}

/** A new dossier. */
export function filingOf(application, positions, draft) {
    const {type, title, operator_code, province_code, plan_code, sharing_plan, submitter, contact, note} = application;
    return {...only({type, title: title ?? '', operator_code: operator_code ?? '', province_code, plan_code, sharing_plan, submitter, contact, note}, stated),
        draft, positions: positions.map(clean)};
}

/**
 * What differs from the dossier on record; null where nothing does.
 * @param {any} application as the form holds it
 * @param {any} filed as it is on record
 * @param {any[]} positions as the form holds them
 * @param {any[]} was as they were
 */
export function amendmentOf(application, filed, positions, was) {
    const changed = Object.fromEntries(amendable.filter((name) => (application[name] ?? null) !== (filed[name] ?? null)).map((name) => [name, application[name] ?? null]));
    const moved = {};
    for (const p of positions) {
        const before = was.find((q) => q.code === p.code);
        const changes = before ? differences(before, p) : clean(p);
        if (Object.keys(changes).length > 0) {
            moved[p.code] = changes;
        }
    }
    for (const q of was.filter((w) => !positions.some((p) => p.code === w.code))) {
        moved[q.code] = null;
    }
    const any = (of) => Object.keys(of).length > 0;
    return any(changed) || any(moved) ? {...any(changed) ? {application: changed} : {}, ...any(moved) ? {positions: moved} : {}} : null;
}

/** The members that differ; null takes a value away. */
function differences(was, now) {
    const names = new Set([...Object.keys(was), ...Object.keys(now)]);
    return Object.fromEntries([...names].filter((name) => JSON.stringify(was[name] ?? null) !== JSON.stringify(now[name] ?? null)).map((name) => [name, now[name] ?? null]));
}
