// The kept scenarios as tabs, with the way to a new question and to the norms.

import {words, fill, config} from '../config.js';
import {h, icon} from '../dom.js';
import {percent} from '../format.js';

const most = 40;

/**
 * @param {HTMLElement} nav
 * @param {{scenarios: any[], jobs: any[], plan: string, other: string, norms: boolean, job: string}} shown
 * @param {(event: Event, parameters: Record<string, string>) => void} go
 */
export function drawTabs(nav, shown, go) {
    const focused = nav.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    const tab = (parameters, current, ...content) => {
        const query = new URLSearchParams({...config.lang === 'en' ? {lang: 'en'} : {}, ...parameters});
        return h('a', {class: 'scenario', href: `?${query}`, 'aria-current': current ? 'page' : null, onclick: (event) => go(event, parameters)}, ...content);
    };
    nav.replaceChildren(
        tab({}, !shown.plan && !shown.norms && !shown.job, icon('plus'), words.newQuestion),
        tab({show: 'norms'}, shown.norms, icon('list-checks'), words.norms),
        ...shown.jobs.filter(({id}) => id !== shown.job).map((job) => tab({job: job.id}, false, icon('clock'), fill('{name} {share}', {name: config.lang === 'en' ? job.title.en : job.title.vi, share: percent(job.share)}))),
        ...shown.scenarios.slice(0, most).map((s) => tab({plan: s.id}, [s.id, s.code].includes(shown.plan) && !shown.norms,
            h('span', {class: 'scenario-name'}, s.name), h('small', {class: 'code', title: s.code}, s.code.slice(-6)), s.id === shown.other ? icon('git-compare') : null)));
    if (focused) {
        [...nav.querySelectorAll('a')].find((a) => a.getAttribute('href') === focused)?.focus();
    }
    const current = nav.querySelector('[aria-current]');
    if (current) {
        const from = current.offsetLeft - nav.offsetLeft;
        if (from < nav.scrollLeft || from + current.offsetWidth > nav.scrollLeft + nav.clientWidth) {
            nav.scrollLeft = Math.max(0, from - 40);
        }
    }
}
