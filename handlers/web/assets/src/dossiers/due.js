// Until when, and whose turn it is.

import {words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {date, number} from '../format.js';
import {personName} from '../people.js';

/** Working days before the term at which it is told in warning. */
const soon = 3;

/** A badge such as "còn 2 ngày làm việc" or "quá hạn 3 ngày". */
export function dueBadge({days_left: left, overdue, due}) {
    if (left === null || left === undefined) {
        return h('span', {class: 'quiet'}, words.noTerm);
    }
    const [kind, text] = overdue ? ['late', fill(words.lateDays, {n: number(-left)})]
        : left === 0 ? ['near', words.dueToday] : [left <= soon ? 'near' : 'far', fill(words.daysLeft, {n: number(left)})];
    return h('span', {class: `badge ${kind}`, title: fill(words.dueOn, {date: date(due)})}, icon(kind === 'far' ? 'clock' : 'circle-alert'), text);
}

/** Who holds the dossier: a role, and the officer where one is named. */
export function holderText({holder, officer}) {
    const role = words[`holder_${holder || 'nobody'}`] ?? holder;
    return holder === 'officer' && officer ? `${role}: ${personName(officer)}` : role;
}
