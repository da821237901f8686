// The card of the selected point: what it is, why it is there, what can be done
// with it.

import {words, fill, inLanguage, label} from '../config.js';
import {h, icon} from '../dom.js';
import {length, number} from '../format.js';
import {hide} from '../explain.js';
import {placeIn} from './place.js';
import {way} from './indicators.js';

const sources = {hand: words.sourceHand, point: words.sourcePoint, list: words.sourceList, seat: words.sourceSeat, grid: words.sourceGrid, settlement: words.sourceSettle};
const kinds = {add: words.kindAdd, close: words.kindClose, upgrade: words.kindUpgrade};

/**
 * @param {HTMLElement} box
 * @param {{id: string, change: any, existing: any, candidate: any, area: any, unit: string, list: string, closes: boolean, drawn: boolean, mayEdit: boolean}|null} thing
 * @param {{step: (kind: string, more?: object) => void, name: (list: string) => void, close: () => void}} actions
 */
export function drawPick(box, thing, actions) {
    hide();
    box.hidden = !thing;
    if (!thing) {
        box.replaceChildren();
        return;
    }
    const {change, existing, candidate} = thing;
    const title = change?.name ?? existing?.name ?? candidate?.name ?? thing.id;
    box.replaceChildren(
        h('header', {}, h('h2', {id: 'pick-title'}, change ? `${change.rank ? `${change.rank}. ` : ''}${title}` : title),
            h('button', {type: 'button', class: 'icon-button', id: 'pick-close', 'aria-label': words.close, onclick: actions.close}, icon('x'))),
        h('div', {class: 'pick-body'}, h('p', {class: 'quiet'}, kindOf(thing)),
            change ? h('p', {id: 'pick-why'}, inLanguage(change.reason)) : null, factsOf(thing), ...thing.mayEdit ? buttonsOf(thing, actions) : []));
}

function kindOf({change, existing, candidate, list}) {
    const place = change?.commune.name ?? existing?.commune ?? candidate?.commune.name;
    const what = change ? `${kinds[change.kind]} · ${sources[change.source] ?? change.source}`
        : existing ? [words.existing, existing.class ? label('postal', 'class', existing.class) : '', existing.approximate ? words.existingRough : ''].filter(Boolean).join(' · ')
            : `${words.candidate} · ${sources[candidate?.source] ?? ''}`;
    return [what, place, list === 'force' ? words.isForced : list === 'forbid' ? words.isForbidden : ''].filter(Boolean).join(' · ');
}

/** What the reason does not say yet. */
function factsOf({area, unit}) {
    const rows = [];
    if (area) {
        const {relieved} = area;
        if (relieved && relieved.mean_before !== null && relieved.mean_after !== null) {
            rows.push([words.relieved, fill(words.relievedText, {name: relieved.unit.name, before: way(relieved.mean_before, unit), after: way(relieved.mean_after, unit)})]);
        }
        rows.push([words.areaServed, `${number(area.area_km2, 1)} km² · ${number(area.people)} ${words.peopleUnit}${area.mean === undefined ? '' : ` · ${unit === 's' ? way(area.mean, unit) : length(area.mean)}`}`]);
    }
    return rows.length ? h('dl', {class: 'facts'}, ...rows.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])) : null;
}

function buttonsOf(thing, {step, name}) {
    const button = (id, symbol, text, act) => h('button', {type: 'button', class: 'text-button', id: `pick-${id}`, onclick: act}, icon(symbol), text);
    const {change, existing, candidate, list, closes, drawn} = thing;
    const choosable = candidate || closes || (change && change.kind !== 'close');
    const buttons = [];
    if (drawn && change && change.kind !== 'close') {
        buttons.push(button('remove', 'trash-2', words.remove, () => step('remove')));
    } else if (drawn && change) {
        buttons.push(button('restore', 'undo-2', words.reopen, () => step('restore')));
    } else if (drawn && existing) {
        buttons.push(button('remove', 'ban', words.closeIt, () => step('remove')));
    } else if (drawn && candidate) {
        buttons.push(button('add', 'plus', words.addHere, () => step('add', candidate)));
    }
    if (choosable) {
        buttons.push(...list === 'force' ? [button('free', 'flag', words.unforce, () => name(''))] : [button('force', 'flag', closes ? words.forceClose : words.force, () => name('force'))]);
        buttons.push(...list === 'forbid' ? [button('free', 'ban', words.unforbid, () => name(''))] : [button('forbid', 'ban', closes ? words.forbidClose : words.forbid, () => name('forbid'))]);
    }
    const movable = drawn && (change?.kind === 'add' || (existing && !change));
    return [h('div', {class: 'pick-buttons'}, ...buttons), choosable ? h('p', {class: 'quiet'}, words.namedHelp) : null,
        movable ? h('details', {class: 'more', id: 'pick-move'}, h('summary', {}, words.moveAt), placeIn('move-at', words.coordinates, words.moveHelp, (at) => step('move', at))) : null].filter(Boolean);
}
