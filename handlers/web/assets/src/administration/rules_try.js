// Trying an edited rule set on the dossiers on record: a job with its progress, and
// what it would have changed.

import {config, inLanguage, words, fill} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {send} from '../api.js';
import {badge, button, failure, row, table} from './parts.js';
import {checkName} from './clauses.js';
import {followJob, progress} from './job.js';

/**
 * @param {object} state
 * @param {() => string} text of the edited set
 * @param {string} replaces code of the set in whose place it is tried
 */
export function createTrial(state, text, replaces) {
    const element = h('section', {class: 'rules-trial', 'aria-live': 'polite'});
    let follow = null;

    async function start() {
        element.replaceChildren(h('p', {class: 'quiet'}, words.loading));
        delete document.documentElement.dataset.tried;
        try {
            const job = await send('POST', 'jobs', {kind: 'try-rules', input: {rules: text(), replaces}});
            const query = new URLSearchParams(location.search);
            query.set('job', job.id);
            history.replaceState(null, '', `?${query}`); // the result stays, also after a reload
            watch(job.id);
        } catch (error) {
            element.replaceChildren(failure(error));
        }
    }

    function watch(id) {
        follow?.stop();
        follow = followJob(id, (job) => {
            if (job.state === 'done') {
                element.replaceChildren(report(job.result));
                document.documentElement.dataset.tried = String(job.result.changed);
            } else {
                element.replaceChildren(progress(job));
            }
        }, (error) => element.replaceChildren(failure(error)));
    }

    return {
        element,
        start,
        resume: () => state.get('job') && watch(state.get('job')),
        leave: () => follow?.stop(),
    };
}

const verdictBadge = (verdict) => badge({met: 'ok', not_met: 'bad', undecided: 'warn'}[verdict], words[`verdict_${verdict}`]);

function report(r) {
    return h('div', {class: 'admin-block'}, h('h3', {}, words.trialResult),
        h('p', {}, fill(words.trialSummary, {tried: number(r.tried), kept: number(r.kept), changed: number(r.changed), other: number(r.other)})),
        r.beyond ? h('p', {class: 'warn'}, fill(words.trialBeyond, {n: number(r.beyond)})) : null,
        r.dossiers.length ? table([words.dossier, words.position, words.before, words.after, words.what], r.dossiers.flatMap(lines), words.trialResult)
            : h('p', {class: 'admin-empty'}, r.tried ? words.trialNone : words.trialNothing));
}

function lines(dossier) {
    const name = h('a', {href: `dossiers?${new URLSearchParams(config.lang === 'en' ? {id: dossier.id, lang: 'en'} : {id: dossier.id})}`}, dossier.code);
    if (dossier.problem) {
        return [row([name, h('td', {colSpan: 4, class: 'error'}, inLanguage(dossier.problem))])];
    }
    const positions = [...new Set(dossier.differences.map((d) => d.position))];
    return positions.map((position) => {
        const own = dossier.differences.filter((d) => d.position === position);
        const turn = dossier.changed.find((c) => c.position === position);
        return row([name.cloneNode(true), h('span', {class: 'code'}, position),
            turn ? verdictBadge(turn.before) : '=', turn ? verdictBadge(turn.after) : words.verdictSame,
            h('ul', {class: 'admin-findings'}, ...own.map((d) => h('li', {}, `${checkName(d.check)}: ${words[`verdict_${d.before.verdict}`]} → ${words[`verdict_${d.after.verdict}`]}`, thresholds(d))))],
        {class: turn ? 'differs' : ''});
    });
}

function thresholds({before, after}) {
    const [a, b] = [before.thresholds ?? [], after.thresholds ?? []];
    return a.join() === b.join() ? '' : ` (${a.map((n) => number(n)).join(', ')} → ${b.map((n) => number(n)).join(', ')})`;
}
