// How the service and its registry are doing, in words.

import {words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getJSON} from '../api.js';
import {personName} from '../people.js';
import {badge, button, heading, numeric, row, size, table, when} from './parts.js';

const dayMs = 86400e3;

export async function show(state) {
    const [health, {jobs}] = await Promise.all([getJSON('health'), getJSON('jobs')]);
    const {process: p, registry: r} = health;
    const checked = jobs.find((job) => job.kind === 'check' && job.state === 'done');
    const report = checked ? (await getJSON(`jobs/${encodeURIComponent(checked.id)}`)).result : null;
    const toJobs = () => state.go({tab: 'jobs'}, true);
    return {element: h('div', {}, heading(words.tabHealth, button(words.refresh, () => state.go({}), {sign: 'rotate-ccw'})),
        h('div', {class: 'health'},
            card(words.healthService, badge('ok', fill(words.healthUp, {since: when(p.started_at)})), [
                [words.version, `${p.version} · ${p.go}`], [words.requests, fill(words.requestsSaid, {n: number(p.requests), refused: number(p.refused), failed: number(p.failed)})],
                [words.answerTime, `${number(p.mean_ms, 2)} ms`], [words.jobsRunning, number(p.jobs)]]),
            card(words.healthRegistry, r.seq === r.view_seq ? badge('ok', words.viewCurrent) : badge('warn', words.viewBehind), [
                [words.registryFile, size(p.file_bytes)], [words.registrySeq, `${number(r.seq)} (${words.viewSeq} ${number(r.view_seq)})`],
                [words.changedLast, r.changed_at ? `${when(r.changed_at)} · ${personName(r.changed_by)}` : '–'], [words.changedOutside, number(r.outside)]]),
            card(words.healthChain, report ? report.in_order ? badge('ok', words.chainSound) : badge('bad', words.chainBroken) : badge('warn', words.chainUnchecked), [
                [words.checkedLast, when(checked?.ended_at)]], h('p', {}, button(words.checkRegistry, toJobs))),
            card(words.healthBackup, backupBadge(p.backup), p.backup ? [[words.backupFile, p.backup.file], [words.backupSize, size(p.backup.bytes)],
                [words.backupBehind, number(r.seq - p.backup.registry_seq)]] : [], h('p', {}, button(words.backUp, toJobs))),
            card(words.healthMachine, p.disk_bytes && p.disk_free_bytes < p.disk_bytes / 20 ? badge('bad', words.diskFull) : badge('ok', words.diskRoom), [
                [words.memoryUsed, fill(words.memorySaid, {heap: size(p.heap_bytes), taken: size(p.taken_bytes), limit: size(p.limit_bytes)})],
                [words.diskFree, p.disk_bytes ? `${size(p.disk_free_bytes)} / ${size(p.disk_bytes)}` : '–'], [words.goroutines, number(p.goroutines)]])),
        h('section', {class: 'admin-block'}, h('h3', {}, words.healthKinds),
            table([words.kind, {text: words.count, number: true}], r.kinds.map((k) => row([inLanguage(k.label), numeric(number(k.count))])), words.healthKinds)))};
}

function backupBadge(backup) {
    if (!backup) {
        return badge('warn', words.backupNone);
    }
    const old = Date.now() - new Date(backup.at) > 7 * dayMs;
    return badge(old ? 'warn' : 'ok', when(backup.at));
}

function card(title, standing, facts, more = null) {
    return h('section', {class: 'card health-card'}, h('h3', {}, title), h('p', {}, standing),
        h('dl', {class: 'facts'}, ...facts.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])), more);
}
