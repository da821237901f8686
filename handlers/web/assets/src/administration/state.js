// What the page shows is in its address: the tab, and what of it.

/** Called when the address changed. */
let changed = () => {};

export const state = {
    /** One of the address's parameters, '' when it is not there. */
    get: (name) => new URLSearchParams(location.search).get(name) ?? '',

    /**
     * Goes to what these parameters say; those that are null or '' are taken out.
     * @param {Record<string, string|null>} parameters
     * @param {boolean} [alone] without those that were there
     */
    go(parameters, alone = false) {
        const query = new URLSearchParams(location.search);
        for (const name of [...query.keys()]) {
            if (alone && name !== 'lang') {
                query.delete(name);
            }
        }
        for (const [name, value] of Object.entries(parameters)) {
            if (value) {
                query.set(name, value);
            } else {
                query.delete(name);
            }
        }
        history.pushState(null, '', `?${query}`);
        changed();
    },
};

/** Calls show when the reader goes somewhere, also back and forth. */
export function follow(show) {
    changed = show;
    addEventListener('popstate', () => show());
}
