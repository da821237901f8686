// The data desk: files in, files out, what changed, what is doubtful.

import {may} from '../config.js';
import {startFrame} from '../frame.js';
import {Address} from './address.js';
import {ImportTab} from './import.js';
import {ExportTab} from './export.js';
import {ChangesTab} from './changes.js';
import {ChecksTab} from './checks.js';

const address = new Address();
const panel = document.getElementById('data-panel');
const buttons = [...document.querySelectorAll('#data-tabs [role=tab]')];

/** What each tab takes, and how it is made when it is first shown. */
const tabs = {
    import: {allowed: may('create', 'bulk'), make: () => new ImportTab(address)},
    export: {allowed: true, make: () => new ExportTab(address)},
    changes: {allowed: may('read', 'changes'), make: () => new ChangesTab(address)},
    checks: {allowed: may('read', 'changes'), make: () => new ChecksTab(address)},
};
const made = {};

/** The tab that the address names, else the first that the reader may use. */
function tabNow() {
    const asked = address.now.tab;
    return tabs[asked]?.allowed ? asked : Object.keys(tabs).find((name) => tabs[name].allowed);
}

function show() {
    const name = tabNow();
    made[name] ??= tabs[name].make();
    for (const button of buttons) {
        const chosen = button.dataset.tab === name;
        button.hidden = !tabs[button.dataset.tab].allowed;
        button.setAttribute('aria-selected', String(chosen));
        button.tabIndex = chosen ? 0 : -1;
    }
    panel.setAttribute('aria-labelledby', `tab-${name}`);
    if (panel.firstElementChild !== made[name].element) {
        panel.replaceChildren(made[name].element);
    }
    document.documentElement.dataset.tab = name;
    made[name].show();
}

/** Arrow keys go from tab to tab, as a list of tabs has it. */
function wire(button, i) {
    button.addEventListener('click', () => address.go({tab: button.dataset.tab}));
    button.addEventListener('keydown', (event) => {
        const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
        if (step) {
            const usable = buttons.filter((b) => !b.hidden);
            const next = usable[(usable.indexOf(buttons[i]) + step + usable.length) % usable.length];
            next.focus();
            next.click();
        }
    });
}

buttons.forEach(wire);
startFrame({
    step: (by) => made[tabNow()]?.step?.(by),
    close: () => made[tabNow()]?.close?.(),
    themed: () => made[tabNow()]?.themed?.(),
    changed: async () => made[tabNow()]?.changed?.(),
});
address.onChange(show);
show();
