// The tools over the map: add a point by a click or by coordinates, see it all.

import {words} from '../config.js';
import {h, icon} from '../dom.js';
import {placeIn} from './place.js';

/**
 * @param {HTMLElement} box
 * @param {{fit: () => void, addAt: (lon: number, lat: number) => void, able: () => boolean, listen: () => any}} actions
 */
export function createTools(box, {fit, addAt, able, listen}) {
    let adding = false;
    const add = h('button', {type: 'button', class: 'icon-button', id: 'add-point', 'aria-pressed': 'false', 'aria-label': words.addPoint, title: words.addPoint, onclick: () => set(!adding)}, icon('plus'));
    const all = h('button', {type: 'button', class: 'icon-button', id: 'fit-all', 'aria-label': words.fitAll, title: words.fitAll, onclick: fit}, icon('maximize'));
    const help = h('div', {class: 'card add-help', id: 'add-help', hidden: true}, h('p', {}, words.addHelp), placeIn('add-at', words.addAt, '', ({lon, lat}) => addAt(lon, lat)));
    box.replaceChildren(add, all);
    box.after(help);

    function set(on) {
        adding = on && able();
        add.setAttribute('aria-pressed', String(adding));
        help.hidden = !adding;
        const canvas = listen()?.base.library.getCanvas();
        canvas?.classList.toggle('adding', adding);
    }

    return {
        /** Whether a click adds a point. */
        get adding() {
            return adding;
        },
        /** Stops adding; tells whether there was anything to stop. */
        rest() {
            const was = adding;
            set(false);
            return was;
        },
        draw() {
            add.hidden = !able();
            if (!able()) {
                set(false);
            }
        },
    };
}
