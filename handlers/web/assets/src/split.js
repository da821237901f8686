// The bar between list and map: dragged, or moved by arrow keys, and where it
// was left.

const least = 320;
const most = 720;
const step = 16;

/** @param {HTMLElement} bar */
export function createSplit(bar, resized) {
    const root = document.documentElement;

    function set(width, keep) {
        const px = Math.round(Math.max(least, Math.min(most, Math.min(width, innerWidth - 480))));
        root.style.setProperty('--list-width', `${px}px`);
        bar.setAttribute('aria-valuenow', String(px));
        if (keep) {
            try {
                localStorage.setItem('split', String(px));
            } catch {
                // Storage can be forbidden; the width then lasts as long as the page.
            }
        }
        resized();
    }

    bar.addEventListener('pointerdown', (event) => {
        event.preventDefault();
        bar.setPointerCapture(event.pointerId);
        const from = event.clientX - Number(bar.getAttribute('aria-valuenow'));
        const move = (e) => set(e.clientX - from, false);
        bar.addEventListener('pointermove', move);
        bar.addEventListener('pointerup', (e) => {
            bar.removeEventListener('pointermove', move);
            set(e.clientX - from, true);
        }, {once: true});
    });
    bar.addEventListener('keydown', (event) => {
        const by = {ArrowLeft: -step, ArrowRight: step}[event.key];
        if (by) {
            event.preventDefault();
            set(Number(bar.getAttribute('aria-valuenow')) + by, true);
        }
    });
    let kept = 0;
    try {
        kept = Number(localStorage.getItem('split'));
    } catch {
        // Storage can be forbidden.
    }
    if (kept >= least && kept <= most) {
        set(kept, false);
    }
}
