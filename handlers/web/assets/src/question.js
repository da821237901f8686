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
