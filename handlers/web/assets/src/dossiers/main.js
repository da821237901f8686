// The page of dossiers: brings its parts together. The address says which is
// shown: the inbox, one dossier, or the form of a new one.

import {may} from '../config.js';
import {h} from '../dom.js';
import {startFrame} from '../frame.js';
import {getJSON, getPage} from '../api.js';
import {go, onState, state, within} from './state.js';
import {getWatch} from './service.js';
import {Inbox} from './inbox.js';
import {watchTable} from './watching.js';
import {Place} from './place.js';
import {Dossier} from './dossier.js';
import {ActDialog} from './act.js';
import {Filing} from './filing.js';

const byId = (id) => document.getElementById(id);
const root = document.documentElement;

const place = new Place(byId('map'));
const inbox = new Inbox({body: byId('inbox-body'), filters: byId('inbox-filters')});
const elements = {head: byId('dossier-head'), note: byId('dossier-note'), tabs: byId('tabs'), panel: byId('tab-panel'), foot: byId('dossier-foot'), trial: byId('trial')};
const dossier = new Dossier(elements, place, inbox);
const dialog = new ActDialog(byId('act'), {
    done: (now) => {
        go({do: ''}, true);
        return dossier.acted(now);
    },
    closed: () => state().do && go({do: ''}, true),
});

let operators = null;
const filing = new Filing(elements, place, {
    operators: async () => {
        operators ??= (await getPage('operators', {limit: 200, sort: 'code'})).items;
        return operators;
    },
    filed: async (made) => {
        await inbox.refresh();
        const as = state().as;
        dossier.close();
        go({id: made.application.id, as}, true);
        await draw(state());
    },
});

let workflow = null;
let left = '';

async function draw(now) {
    const bench = now.id !== '' || now.new !== '';
    byId('inbox').hidden = bench;
    byId('bench').hidden = !bench;
    if (!bench) {
        filing.close();
        dialog.close();
        dossier.close();
        await drawInbox(now);
        if (left) {
            inbox.focus(left);
            left = '';
        }
        return;
    }
    place.resize();
    if (now.new) {
        if (!filing.open) {
            dossier.close(); // which would take the form away as well
        }
        await filing.show(null);
        return;
    }
    left = now.id;
    if (!now.edit) {
        filing.close();
    } else if (dossier.held) {
        await filing.show(dossier.held);
        return;
    }
    await dossier.show(now, workflow);
    if (now.edit && dossier.held) {
        await filing.show(dossier.held);
        return;
    }
    drawDialog(state()); // which may have moved on meanwhile
}

function drawDialog(now) {
    const action = dossier.held?.actions.find((a) => a.id === now.do);
    if (action) {
        dialog.open(action, {dossier: dossier.held, result: dossier.found, workflow, officers: inbox.officers});
    } else {
        dialog.close();
    }
}

async function drawInbox(now) {
    for (const tab of document.querySelectorAll('#inbox-tabs a')) {
        const view = tab.dataset.view;
        Object.assign(tab, {href: within({view}).href, onclick: (event) => {
            event.preventDefault();
            go({view, mine: '', overdue: '', state: '', operator: '', q: ''});
        }});
        view === now.view ? tab.setAttribute('aria-current', 'page') : tab.removeAttribute('aria-current');
    }
    byId('inbox-filters').hidden = now.view === 'watch';
    if (now.view !== 'watch') {
        await inbox.show(now);
        return;
    }
    try {
        byId('inbox-body').replaceChildren(watchTable((await getWatch()).items));
        root.dataset.inbox = 'watch';
    } catch (error) {
        byId('inbox-body').replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
    }
}

async function start() {
    const create = byId('new');
    create.hidden = !may('create', 'applications');
    Object.assign(create, {href: within({new: '1'}).href, onclick: within({new: '1'}).onclick});
    try {
        ({workflow} = await getJSON('workflow'));
    } catch (error) {
        byId('inbox-body').replaceChildren(h('p', {class: 'error', role: 'alert'}, error.message));
        return;
    }
    await inbox.refresh();
    await draw(state());
}

onState(draw);
startFrame({
    step: (by) => state().id ? dossier.step(by) : inbox.step(by),
    close: () => {
        const now = state();
        if (filing.open) {
            return; // what is written is not thrown away by a key
        }
        if (now.try) {
            go({try: ''}, true);
        } else if (now.finding) {
            go({finding: ''}, true);
        } else if (now.id) {
            go({id: ''});
        }
    },
    themed: () => place.recolour(),
    changed: async () => {
        if (filing.open || byId('act').open) {
            return;
        }
        await inbox.refresh();
        await dossier.refresh();
    },
});
globalThis.hatangDossiers = {place};
start();
