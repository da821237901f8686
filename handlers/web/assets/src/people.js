// Who did something, as people read it: the history has role, account and the way
// in which somebody signed in, "officer:an.nguyen via password".

import {words} from './config.js';

/** The account's name; whoever works at the machine itself has none. */
export function personName(actor) {
    const name = (actor ?? '').replace(/^(operator|officer|approver|administrator|auditor|local):/, '').replace(/ via [a-z+]+$/, '');
    return /^uid \d+$/.test(name) ? words.atMachine : name;
}
