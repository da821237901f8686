// On narrow screens: below 1000 px the list is a sheet over the map's foot, below
// 600 px one pane is seen at a time, the map, the list or the record.

const phone = matchMedia('(max-width: 599px)');
const tablet = matchMedia('(min-width: 600px) and (max-width: 999px)');

/**
 * @param {{sheet: HTMLElement, panes: HTMLElement}} elements the sheet's handle, the switch
 * @param {() => void} changed the map has another room
 */
export function createPanes({sheet, panes}, changed) {
    const root = document.documentElement;

    function show(face) {
        if (root.dataset.face === face) {
            return;
        }
        root.dataset.face = face;
        for (const button of panes.querySelectorAll('button')) {
            button.setAttribute('aria-pressed', String(button.dataset.face === face));
        }
        changed();
    }

    function slide(open) {
        root.dataset.sheet = open ? 'open' : 'closed';
        sheet.setAttribute('aria-expanded', String(open));
        changed();
    }

    panes.addEventListener('click', (event) => {
        const button = event.target.closest('button[data-face]');
        if (button) {
            show(button.dataset.face);
        }
    });
    sheet.addEventListener('click', () => slide(root.dataset.sheet === 'closed'));

    return {
        /** Whether one pane is seen at a time. */
        get alone() {
            return phone.matches;
        },
        /** Pixels of the map's foot that the sheet covers. */
        get covers() {
            return tablet.matches ? sheet.parentElement.offsetHeight : 0;
        },
        show,
        slide,
        /** Offers the record among the panes, or no longer. */
        offerRecord(there) {
            const button = panes.querySelector('[data-face="record"]');
            button.disabled = !there;
            if (there) {
                show('record');
            } else if (root.dataset.face === 'record') {
                show(root.dataset.pane === 'figures' ? 'map' : 'list');
            }
        },
    };
}
