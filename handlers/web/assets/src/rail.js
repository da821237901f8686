// Which part of the desk is seen, and where rail and language lead from here.

import {config} from './config.js';
import {format} from './state.js';

const byId = (id) => document.getElementById(id);

/** Shows the part that the state names. */
export function showPart(now) {
    for (const link of byId('rail').querySelectorAll('a[data-pane]')) {
        const pane = link.dataset.pane;
        link.href = format({...now, pane, q: '', filters: {}, sort: '', page: 1, at: null, record: null}, location.search) || '?';
        if (pane === now.pane) {
            link.setAttribute('aria-current', 'page');
        } else {
            link.removeAttribute('aria-current');
        }
    }
    for (const part of [byId('networks'), byId('figures'), byId('panel').querySelector('.panel-head')]) {
        part.hidden = now.pane !== '';
    }
    document.documentElement.dataset.pane = now.pane || 'figures';
    byId('switch-language').search = languageSearch();
}

function languageSearch() {
    const query = new URLSearchParams(location.search);
    query.set('lang', config.lang === 'en' ? 'vi' : 'en');
    return `?${query}`.replace(/%2F/g, '/').replace(/%2C/g, ',');
}
