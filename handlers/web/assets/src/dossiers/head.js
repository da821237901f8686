// The top of a dossier: what it is, whose it is, where it stands, until when.

import {words, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {date, number} from '../format.js';
import {figure} from '../explain.js';
import {operatorName} from '../layers.js';
import {codeName} from './names.js';
import {within} from './state.js';
import {dueBadge, holderText} from './due.js';
import {personName} from '../people.js';

/**
 * @param {any} dossier as the service answers
 * @param {any} item of the inbox, null when it does not wait
 */
export function dossierHead(dossier, item) {
    const a = dossier.application;
    return [
        h('a', {class: 'icon-button', 'aria-label': words.backToInbox, title: words.backToInbox, id: 'back', ...within({id: ''})}, icon('arrow-left')),
        h('div', {class: 'head-name'},
            h('h2', {}, h('span', {class: 'code'}, a.code), ` ${a.title || codeName('applications', 'type', a.type)}`),
            h('p', {class: 'quiet'}, [codeName('applications', 'type', a.type), operatorName(a.operator_code),
                a.filed ? fill(words.filedAt, {date: date(a.filed)}) : words.notFiled,
                a.received ? fill(words.receivedAt, {date: date(a.received)}) : ''].filter(Boolean).join(' · '))),
        h('dl', {class: 'head-facts'},
            fact(words.state, h('b', {}, inLanguage(dossier.state))),
            fact(words.due, item ? dueBadge(item) : h('span', {class: 'quiet'}, words.over)),
            fact(words.term, clockFigure(dossier.clock)),
            fact(words.holder, item ? holderText(item) : words.holder_nobody),
            a.appraiser ? fact(words.appraiser, personName(a.appraiser)) : null,
            dossier.build_by ? fact(words.buildBy, date(dossier.build_by)) : null),
    ];
}

function fact(name, value) {
    return h('div', {}, h('dt', {}, name), h('dd', {}, value));
}

/** How much of the term is used; with where the term stands and whether holidays are known. */
function clockFigure(clock) {
    if (!clock.working_days) {
        return h('span', {class: 'quiet'}, words.noTerm);
    }
    const text = fill(words.usedOf, {used: number(clock.used), all: number(clock.working_days)});
    return figure(text, () => [h('p', {}, h('b', {}, words.term)), h('p', {}, clock.cite ?? '', clock.unverified ? h('span', {class: 'warn-text'}, ` (${words.unverified})`) : ''),
        h('p', {}, clock.running ? fill(words.clockRuns, {date: date(clock.due)}) : words.clockStands),
        clock.holidays_listed ? '' : h('p', {class: 'warn-text'}, words.holidaysUnknown)]);
}

/** What may be the same request, told above everything else. */
export function duplicatesNote(dossier) {
    if (dossier.duplicates.length === 0) {
        return '';
    }
    return h('p', {class: 'note-line'}, icon('copy'), h('span', {}, words.duplicates, ' ',
        ...dossier.duplicates.flatMap((d, i) => [i ? '; ' : '', `${d.position} ↔ `,
            d.application_id && d.application_id !== dossier.application.id ? h('a', within({id: d.application_id}), d.code) : h('span', {class: 'code'}, d.code), ` (${number(d.distance_m, 1)} m)`])));
}
