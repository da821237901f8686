// What the marks on the map beside a dossier mean: those of them that are there.

import {words} from '../config.js';
import {h} from '../dom.js';
import {markPicture} from '../icons.js';
import {readColours} from '../ground.js';
import {operatorName} from '../symbology.js';

const hollow = '-hollow';
const masts = ['mast', 'neighbour', 'candidate'];

/** The entries for features as evidence.js makes them. */
export function keyEntries(features) {
    const marks = new Set(features.map(({properties}) => masts.includes(properties.role) && properties.mark).filter(Boolean));
    const named = (mark) => mark === 'other' ? words.otherOwner : operatorName(mark);
    return [
        features.some(({properties}) => properties.role === 'position') ? h('li', {}, h('span', {class: 'key key-position', 'aria-hidden': 'true'}), words.keyPosition) : null,
        ...[...new Set([...marks].map((mark) => mark.replace(hollow, '')))].sort().map((mark) =>
            h('li', {'data-mark': mark}, markPicture(mark, false, readColours()), named(mark))),
        [...marks].some((mark) => mark.endsWith(hollow)) ? h('li', {class: 'quiet'}, words.keyHollow) : null,
    ].filter(Boolean);
}
