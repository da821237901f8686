// What a plan brings: before and after, how good it is proven to be, what each
// next point gains, and why each point.

import {words, fill, inLanguage} from '../config.js';
import {address} from '../api.js';
import {h, icon} from '../dom.js';
import {date, number, percent, sentence} from '../format.js';
import {figure, hide} from '../explain.js';
import {personName} from '../people.js';
import {cell, difference, indicatorsOf, way} from './indicators.js';
import {basisOf} from './basis.js';
import {curveOf} from './curve.js';

/**
 * Draws the outcome of a scenario, edited or not.
 * @param {HTMLElement} box
 * @param {{kept: any, result: any, steps: any[], selected: string, others: any[], stale: boolean, may: boolean}} shown
 * @param {{select: (id: string) => void, undo: () => void, discard: () => void, save: (name: string) => Promise<void>, compare: (id: string) => void, recompute: () => void}} actions
 */
export function drawOutcome(box, shown, actions) {
    hide();
    const {result} = shown;
    box.replaceChildren(...[
        headOf(shown, actions), shown.steps.length ? unsaved(shown, actions) : null,
        shown.stale ? h('p', {class: 'stale'}, icon('triangle-alert'), ` ${words.stale} `, shown.may ? h('button', {type: 'button', class: 'link', id: 'recompute', onclick: actions.recompute}, words.recompute) : null) : null,
        verdict(result), proof(result, shown.steps.length > 0 || !result.solver), notesOf(result),
        tableOf(result),
        curveOf(result, shown.selected, actions.select),
        changesOf(shown, actions.select),
        normsOf(result), communesOf(result), basisOf(result),
        exportsOf(shown),
    ].filter(Boolean));
}

function headOf({kept, others, result}, actions) {
    const made = [kept.code, kept.made_at ? fill(words.madeBy, {author: personName(kept.author), day: date(kept.made_at)}) : '', kept.parent ? words.madeFrom : ''].filter(Boolean).join(' · ');
    const choice = h('select', {id: 'compare-with', onchange: (event) => actions.compare(event.target.value)}, h('option', {value: ''}, words.compareNone),
        ...others.map((other) => h('option', {value: other.id}, `${other.code} ${other.name}`)));
    return h('header', {class: 'outcome-head'},
        h('h2', {id: 'plan-name'}, result.question.name || kept.name), h('p', {class: 'quiet'}, made, ` · ${result.unit.name} · ${date(result.as_of)} · `,
            [result.layout.added.length ? fill(words.adds, {n: number(result.layout.added.length)}) : '', result.layout.closed.length ? fill(words.closes, {n: number(result.layout.closed.length)}) : ''].filter(Boolean).join(', ')),
        others.length ? h('p', {class: 'compare-with'}, h('label', {htmlFor: 'compare-with'}, words.compareWith), choice) : null);
}

/** What stands of edits that are not kept yet, and what to do with them. */
function unsaved({steps, kept}, actions) {
    const name = h('input', {type: 'text', id: 'save-name', value: `${kept.name} (2)`, maxLength: 200, autocomplete: 'off'});
    const problem = h('p', {class: 'error', role: 'alert', id: 'save-problem'});
    const save = async (event) => {
        event.preventDefault();
        problem.replaceChildren();
        name.removeAttribute('aria-invalid');
        try {
            await actions.save(name.value);
        } catch (error) {
            name.setAttribute('aria-invalid', 'true');
            name.setAttribute('aria-describedby', problem.id);
            problem.textContent = error.errors?.length ? error.errors.map(({message}) => message).join('; ') : error.message;
            name.focus();
        }
    };
    return h('form', {class: 'unsaved', id: 'unsaved', onsubmit: save},
        h('p', {class: 'unsaved-head'}, h('strong', {}, icon('pencil'), ' ', fill(words.unsaved, {n: number(steps.length)})),
            h('button', {type: 'button', class: 'text-button', id: 'undo', onclick: actions.undo}, icon('undo-2'), words.undo),
            h('button', {type: 'button', class: 'text-button', id: 'discard', onclick: actions.discard}, icon('x'), words.discard)),
        h('label', {htmlFor: 'save-name', class: 'quiet'}, words.nameLabel), name, problem,
        h('button', {class: 'text-button primary', id: 'save'}, icon('save'), words.saveAs));
}

/** Whether the plan reaches what its question demands, where it demands a figure. */
function verdict({question: q, after, curve}) {
    const rows = [];
    const last = after.coverage?.share ?? curve.at(-1)?.share;
    const row = (met, have, need) => rows.push(h('li', {class: met ? 'better' : 'worse'}, h('b', {'aria-hidden': 'true'}, met ? '✓' : '✕'), ` ${fill(met ? words.goalMet : words.goalNotMet, {have, need})}`));
    if (q.goal === 'fewest' && q.share > 0 && last !== undefined) {
        row(last >= q.share - 1e-9, fill(words.shareInReach, {share: percent(last)}), `≥ ${percent(q.share)}`);
    }
    if (q.goal === 'fewest' && q.each_commune) {
        row(after.communes_without === 0, fill(words.communesLeft, {n: number(after.communes_without)}), '0');
    }
    if (q.goal === 'ratio' && after.people_per_point !== null) {
        row(after.people_per_point <= q.people_per_point * (1 + 1e-9), fill(words.ratioHas, {n: number(after.people_per_point)}), `≤ ${number(q.people_per_point)}`);
    }
    return rows.length ? h('ul', {class: 'goal-verdict', id: 'goal-verdict'}, ...rows) : null;
}

/** How good the choice is proven to be, in words. */
function proof(result, byHand) {
    const {solver} = result;
    if (byHand) {
        return h('p', {class: 'proof', id: 'proof'}, icon('pencil'), ` ${words.byHand}`);
    }
    const amount = (v) => v === null ? '–' : `${number(v, v < 1000 ? 1 : 0)} ${inLanguage(solver.unit)}`;
    const why = () => [h('p', {}, inLanguage(solver.method)), h('dl', {class: 'facts'},
        ...[[words.objective, amount(solver.value)], [words.bound, amount(solver.bound)], [words.gap, solver.gap === null ? '–' : gapText(solver.gap)],
            [words.searchedOn, fill(words.searchedText, {candidates: number(solver.candidates), demands: number(solver.demands), cell: number(solver.cell_m), seconds: number(solver.seconds, 1)})],
        ].flatMap(([term, text]) => [h('dt', {}, term), h('dd', {}, text)]))];
    const said = solver.optimal ? [words.proven, words.provenMeans]
        : [words.notProven, solver.gap === null ? words.noBound : fill(words.gapMeans, {gap: gapText(solver.gap)})];
    return h('p', {class: `proof ${solver.optimal ? 'proven' : ''}`, id: 'proof'}, icon(solver.optimal ? 'circle-check' : 'info'), ' ', figure(said[0], why), `: ${said[1]}`);
}

/** A gap in per cent, never rounded to nothing. */
function gapText(gap) {
    return gap > 0 && gap < 0.0005 ? `< ${number(0.1, 1)} %` : percent(gap);
}

function tableOf(result) {
    const provenance = {...result.provenance, day: result.as_of};
    return h('section', {class: 'group', 'aria-labelledby': 'indicators-title'}, h('h3', {id: 'indicators-title'}, words.indicators),
        h('div', {class: 'table-wrap'}, h('table', {id: 'indicators'},
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.indicator), ...[words.before, words.after, words.difference].map((name) => h('th', {scope: 'col', class: 'number'}, name)))),
            h('tbody', {}, ...indicatorsOf(result.before).map((indicator) => h('tr', {'data-indicator': indicator.id},
                h('th', {scope: 'row'}, indicator.name),
                h('td', {class: 'number'}, cell(indicator, result.before, provenance)),
                h('td', {class: 'number'}, cell(indicator, result.after, provenance)),
                h('td', {class: 'number'}, difference(indicator, indicator.of(result.before), indicator.of(result.after)))))))));
}

const kindWords = {add: words.kindAdd, close: words.kindClose, upgrade: words.kindUpgrade};

function changesOf({result, selected}, select) {
    return h('section', {class: 'group', 'aria-labelledby': 'changes-title'}, h('h3', {id: 'changes-title'}, `${words.changes} (${number(result.changes.length)})`),
        result.changes.length ? h('ol', {class: 'changes', id: 'changes'}, ...result.changes.map((change) => h('li', {},
            h('button', {type: 'button', class: `change change-${change.kind}`, 'data-id': change.id, 'aria-pressed': String(change.id === selected), onclick: () => select(change.id === selected ? '' : change.id)},
                h('span', {class: 'rank'}, change.rank || '·'),
                h('span', {class: 'change-name'}, change.name, h('small', {}, ` ${kindWords[change.kind]}`)),
                h('span', {class: 'change-why'}, inLanguage(change.reason)))))) : h('p', {class: 'quiet'}, words.noChanges));
}

function normsOf({norms}) {
    return norms.length ? h('section', {class: 'group'}, h('h3', {}, words.normsSaid), h('ul', {class: 'comparisons'}, ...norms.map(({norm, said}) => h('li', {},
        h('b', {}, inLanguage(norm.title)), ` · ${norm.citation}${norm.verified ? '' : `, ${words.unverified}`}: ${inLanguage(said)}`)))) : null;
}

const communesShown = 12;

function communesOf({communes, before}) {
    const {unit} = before.access;
    const show = (v) => v === null ? '–' : way(v, unit);
    return communes.length ? h('details', {class: 'group'}, h('summary', {}, fill(words.communesTouched, {n: number(communes.length)})),
        h('div', {class: 'table-wrap'}, h('table', {id: 'communes'},
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.commune), ...[words.people, words.pointsShort, words.before, words.after].map((name) => h('th', {scope: 'col', class: 'number'}, name)))),
            h('tbody', {}, ...communes.slice(0, communesShown).map((c) => h('tr', {}, h('th', {scope: 'row'}, c.unit.name),
                h('td', {class: 'number'}, number(c.people)), h('td', {class: 'number'}, c.points[0] === c.points[1] ? number(c.points[1]) : `${c.points[0]} → ${c.points[1]}`),
                h('td', {class: 'number'}, show(c.mean_before)), h('td', {class: 'number'}, show(c.mean_after)))))))) : null;
}

/** What the service wants said, but for what the page says at its head already. */
function notesOf({notes}) {
    const notice = document.querySelector('.notice p')?.textContent;
    const said = notes.map(inLanguage).filter((note) => note !== notice);
    return said.length ? h('ul', {class: 'notes plan-notes', id: 'plan-notes', 'aria-label': words.notes}, ...said.map((note) => h('li', {}, sentence(note)))) : null;
}

function exportsOf({kept, steps}) {
    if (steps.length) {
        return h('p', {class: 'quiet group'}, words.saveFirst);
    }
    const link = (format) => h('a', {class: 'text-button', href: address(`plans/${encodeURIComponent(kept.id)}`, {format}).href, download: `${kept.code}.${format}`, 'data-format': format}, icon('download'), format.toUpperCase());
    return h('p', {class: 'group exports', id: 'exports', role: 'group', 'aria-label': words.exports}, link('xlsx'), link('pdf'), link('geojson'));
}
