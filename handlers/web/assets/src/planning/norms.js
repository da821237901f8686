// The postal network held against the norms in force: national averages, and
// commune by commune what is met, what is not, what the registry does not say.

import {words, inLanguage, label} from '../config.js';
import {address} from '../api.js';
import {h, icon} from '../dom.js';
import {date, fold, number} from '../format.js';
import {hide} from '../explain.js';

const verdicts = {met: ['✓', words.met], not_met: ['✕', words.notMet], undecidable: ['?', words.undecidable], not_asked: ['–', words.notAsked]};

const verdict = (name, why = '') => h('span', {class: `verdict verdict-${name}`, title: why || null}, h('b', {'aria-hidden': 'true'}, verdicts[name][0]), ` ${verdicts[name][1]}`, why ? h('small', {}, why) : null);

/**
 * @param {HTMLElement} box
 * @param {any} sheet
 * @param {{short: boolean, find: string}} view
 * @param {{unit: string, day: string}} asked
 * @param {{look: (code: string) => void, viewed: (view: {short: boolean, find: string}) => void}} actions
 */
export function drawNorms(box, sheet, view, asked, actions) {
    hide();
    box.replaceChildren(...[
        h('header', {class: 'outcome-head'}, h('h2', {id: 'plan-name'}, words.normsTitle), h('p', {class: 'quiet'}, `${sheet.unit.name} · ${date(sheet.as_of)}`),
            h('a', {class: 'text-button', id: 'norms-export', href: address('plans/norms', {unit: asked.unit, as_of: asked.day, format: 'xlsx'}).href, download: 'dinh-muc.xlsx'}, icon('download'), words.normsExport)),
        sheet.national.length ? h('section', {class: 'group'}, h('h3', {}, words.normsNational), h('ul', {class: 'comparisons'}, ...sheet.national.map(({norm, said}) => h('li', {},
            h('b', {}, inLanguage(norm.title)), ` · ${citation(norm)}: ${inLanguage(said)}`)))) : null,
        totals(sheet), communes(sheet, view, actions), points(sheet),
        sheet.notes.length ? h('ul', {class: 'notes group'}, ...sheet.notes.map((note) => h('li', {}, inLanguage(note)))) : null,
    ].filter(Boolean));
}

const citation = (norm) => `${norm.citation}${norm.verified ? '' : `, ${words.unverified}`}`;

function totals({norms}) {
    return h('section', {class: 'group'}, h('h3', {}, words.normsTotals),
        norms.some(({norm}) => norm.id.startsWith('ntm')) ? null : h('p', {class: 'quiet'}, words.normsNotYet),
        h('div', {class: 'table-wrap'}, h('table', {id: 'norm-totals'},
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.norm), ...['met', 'not_met', 'undecidable'].map((v) => h('th', {scope: 'col', class: 'number'}, verdict(v))), h('th', {scope: 'col', class: 'number'}, words.concerned))),
            h('tbody', {}, ...norms.map(({norm, ...t}) => h('tr', {'data-norm': norm.id}, h('th', {scope: 'row'}, inLanguage(norm.title), h('small', {}, citation(norm)), inLanguage(norm.note) ? h('small', {}, inLanguage(norm.note)) : null),
                ...[t.met, t.not_met, t.undecidable].map((n) => h('td', {class: 'number'}, number(n))), h('td', {class: 'number'}, number(t.people))))))));
}

const falls = (line) => line.verdicts.some(({verdict: v}) => v === 'not_met' || v === 'undecidable');

function communes(sheet, view, actions) {
    const asked = sheet.norms.filter(({norm}) => norm.scope === 'commune').map(({norm}) => norm);
    const body = h('tbody');
    const status = h('p', {class: 'quiet', role: 'status', id: 'norm-count'});
    const short = h('input', {type: 'checkbox', id: 'norms-short', checked: view.short, onchange: draw});
    const find = h('input', {type: 'search', id: 'norms-find', value: view.find, placeholder: words.filterText, 'aria-label': words.filterText, autocomplete: 'off', oninput: draw});

    function draw() {
        const rows = sheet.communes.filter((line) => (!short.checked || falls(line)) && fold(line.unit.name).includes(fold(find.value.trim())));
        body.replaceChildren(...rows.map((line) => h('tr', {}, h('th', {scope: 'row'}, h('button', {type: 'button', class: 'link', onclick: () => actions.look(line.unit.code)}, line.unit.name), h('small', {}, label('units', 'type', line.type))),
            h('td', {class: 'number'}, number(line.people)), h('td', {class: 'number'}, number(line.points)), h('td', {class: 'number'}, number(line.most_hours)),
            ...asked.map(({id}) => {
                const v = line.verdicts.find(({norm}) => norm === id);
                return h('td', {}, v ? verdict(v.verdict, inLanguage(v.why)) : '–');
            }))));
        status.textContent = rows.length ? `${number(rows.length)} / ${number(sheet.communes.length)}` : words.normsNone;
        actions.viewed({short: short.checked, find: find.value.trim()});
    }

    draw();
    return h('section', {class: 'group'}, h('h3', {}, words.normsCommunes), h('div', {class: 'norm-filter'}, find, h('label', {}, short, ` ${words.normsShort}`), status),
        h('div', {class: 'table-wrap', tabIndex: 0, role: 'group', 'aria-label': words.normsCommunes}, h('table', {id: 'norm-communes', class: 'norm-communes'},
            h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.commune), ...[words.people, words.pointsShort, words.hoursShort].map((name) => h('th', {scope: 'col', class: 'number'}, name)), ...asked.map((norm) => h('th', {scope: 'col'}, inLanguage(norm.title))))), body)));
}

function points(sheet) {
    return sheet.points.length ? h('section', {class: 'group'}, h('h3', {}, words.normsPoints), h('div', {class: 'table-wrap'}, h('table', {},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, words.name), h('th', {scope: 'col'}, words.commune), h('th', {scope: 'col', class: 'number'}, words.hoursShort), h('th', {scope: 'col'}, words.norm))),
        h('tbody', {}, ...sheet.points.map((p) => h('tr', {}, h('th', {scope: 'row'}, p.name), h('td', {}, p.commune), h('td', {class: 'number'}, number(p.hours, 1)), h('td', {}, verdict(p.verdict)))))))) : null;
}
