// The keys of the desk. They rest while somebody writes.

const waitMs = 1200;

/** The entry of the rail that g and this key lead to. */
const entryOf = (key) => /^[a-z]$/.test(key) ? document.querySelector(`#rail a[data-key="${key}"]`) : null;

/** @param {{search: () => void, step: (by: number) => void, close: () => void, help: () => void}} actions */
export function followKeys(actions) {
    let afterG = 0;
    addEventListener('keydown', (event) => {
        if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) {
            return;
        }
        const entry = afterG && event.timeStamp - afterG < waitMs ? entryOf(event.key) : null;
        if (entry) {
            afterG = 0;
            event.preventDefault();
            entry.click();
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
    document.documentElement.dataset.keys = 'ready';
}

function writing(element) {
    return element.closest?.('input, textarea, select, dialog[open], [contenteditable]') !== null;
}
