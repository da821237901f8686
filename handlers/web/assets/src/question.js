// What list, map, counts and exports ask the service: one question, so that they
// agree.

/**
 * The question that list, map, counts and exports of the listed kind ask of the
 * API: nothing but the day where nothing is filtered. A province is no filter:
 * everything in the registry is of it.
 * @param {State} state
 * @param {string} kind
 * @param {(code: string) => boolean} isCommune
 * @returns {Record<string, string>}
 */
export function questionOf(state, kind, isCommune) {
    const question = dayOf(state);
    if (state.pane !== kind) {
        return question;
    }
    for (const [name, values] of Object.entries(state.filters)) {
        question[name] = values.join(',');
    }
    if (state.q) {
        question.q = state.q;
    }
    if (state.unit && kind !== 'units' && isCommune(state.unit)) {
        question.unit = state.unit;
    }
    return question;
}

/** The day that everything is asked as of, as the API takes it. */
export function dayOf(state) {
    return state.asOf ? {as_of: state.asOf} : {};
}

/** Whether the question leaves any of the kind's records out. */
export function filters(question) {
    return Object.keys(question).some((name) => name !== 'as_of');
}

/** What each layer of the map is asked by: what the list is, where its kind is listed. */
export function layerQuestions(now, isCommune) {
    const of = (kind) => questionOf(now, kind, isCommune);
    const {as_of, operator_code, technologies, unit} = of('sites');
    const sectors = Object.fromEntries(Object.entries({as_of, operator_code, technology: technologies, unit}).filter(([, value]) => value));
    return {units: dayOf(now), sites: of('sites'), sectors, postal: of('postal'), radio: of('radio')};
}

/** Whether the list leaves sites out that the sectors, which are of stations, cannot be asked to leave out. */
export function sectorsCannotFollow(now, isCommune) {
    const {q, state, structure} = questionOf(now, 'sites', isCommune);
    return Boolean(q || state || structure);
}
