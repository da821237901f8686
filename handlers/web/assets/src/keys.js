// The keys of the desk. They rest while somebody writes.

const waitMs = 1200;
const places = {m: '', b: 'sites', p: 'postal', t: 'radio', x: 'units'};

/** @param {{search: () => void, step: (by: number) => void, go: (pane: string) => void, close: () => void, help: () => void}} actions */
export function followKeys(actions) {
    let afterG = 0;
    addEventListener('keydown', (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) {
            return;
        }
        if (afterG && event.timeStamp - afterG < waitMs && event.key in places) {
            afterG = 0;
            event.preventDefault();
            actions.go(places[event.key]);
            return;
        }
        afterG = event.key === 'g' ? event.timeStamp : 0;
        const act = {
            '/': actions.search, j: () => actions.step(1), k: () => actions.step(-1), '?': actions.help, Escape: actions.close,
        }[event.key];
        if (act) {
            if (event.key !== 'Escape') {
                event.preventDefault();
            }
            act();
        }
    });
}

function writing(element) {
    return element.closest?.('input, textarea, select, dialog[open], [contenteditable]') !== null;
}
