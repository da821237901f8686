// What the desk does when its frame is touched: rail, tabs, search, keys, theme,
// day, split.

import {followTheme} from './appearance.js';
import {createDay} from './day.js';
import {followKeys} from './keys.js';
import {createSearch} from './search.js';
import {createSplit} from './split.js';

const byId = (id) => document.getElementById(id);

/**
 * @param {import('./state.js').PageState} state
 * @param {object} actions
 */
export function wireDesk(state, actions) {
    byId('rail').addEventListener('click', (event) => {
        const link = event.target.closest('a[data-pane]');
        if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            actions.go(link.dataset.pane);
        }
    });
    byId('unit').addEventListener('change', (event) => actions.showUnit(event.target.value));
    byId('show-keys').addEventListener('click', () => byId('keys').showModal());
    byId('print').addEventListener('click', actions.print);
    createDay({menu: byId('day'), text: byId('day-text'), input: byId('day-input'), offers: byId('day-offers')}, state);
    createSplit(byId('split'), actions.resized);
    createSearch({box: byId('search'), input: byId('search-text'), results: byId('search-results')}, {
        openRecord: actions.openFound, openPlace: actions.choose, openList: (kind, q) => actions.go(kind, {q}),
    });
    followKeys({search: () => byId('search-text').focus(), step: actions.step, close: actions.close, help: () => byId('keys').showModal()});
    followTheme(byId('theme'), actions.themed);
    const tabs = [...byId('networks').querySelectorAll('[role=tab]')];
    tabs.forEach((tab, i) => {
        tab.addEventListener('click', () => state.set({network: tab.dataset.network}, true));
        tab.addEventListener('keydown', (event) => {
            const by = {ArrowRight: 1, ArrowLeft: -1}[event.key];
            if (by) {
                const next = tabs[(i + by + tabs.length) % tabs.length];
                next.focus();
                next.click();
            }
        });
    });

    return {
        /** Says which network's figures are shown. */
        showTabs(network) {
            for (const tab of tabs) {
                const chosen = tab.dataset.network === network;
                tab.setAttribute('aria-selected', String(chosen));
                tab.tabIndex = chosen ? 0 : -1;
                if (chosen) {
                    byId('figures').setAttribute('aria-labelledby', tab.id);
                }
            }
        },
    };
}
