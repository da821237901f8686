// Drawing a part of the page anew while somebody works in it: figures that come
// later than others must not take away what is being written.

/** What a box showed last. */
const shown = new WeakMap();

/**
 * Draws a box anew. What has the focus keeps it; where the box still shows the same
 * thing, what is written in it and what is open stays so too.
 * @param {HTMLElement} box
 * @param {string} thing what it shows
 * @param {() => void} draw
 */
export function anew(box, thing, draw) {
    const active = box.contains(document.activeElement) ? document.activeElement : null;
    const focused = active && focusOf(active);
    const caret = active?.selectionStart ?? null;
    const same = shown.get(box) === thing;
    const written = same ? [...box.querySelectorAll('input[type="text"][id]')].map(({id, value}) => [id, value]) : [];
    const open = same ? [...box.querySelectorAll('details[id][open]')].map(({id}) => id) : [];
    shown.set(box, thing);
    draw();
    const found = (id) => box.querySelector(`#${CSS.escape(id)}`);
    for (const [id, value] of written) {
        Object.assign(found(id) ?? {}, {value});
    }
    for (const id of open) {
        Object.assign(found(id) ?? {}, {open: true});
    }
    const again = focused && box.querySelector(focused);
    again?.focus({preventScroll: true});
    if (again && caret !== null) {
        again.setSelectionRange(caret, caret);
    }
}

/** How to find the focused element again once it is drawn anew. */
function focusOf(element) {
    return element.id ? `#${CSS.escape(element.id)}` : element.dataset.id ? `.change[data-id="${CSS.escape(element.dataset.id)}"]`
        : element.matches('details[id] > summary') ? `#${CSS.escape(element.parentElement.id)} > summary` : null;
}
