// Whose registry this is, and who runs networks in it: provinces and operators.
// Each row leads to the record's own page, where it is changed and has its history.

import {config, fieldOf, may, words, fill} from '../config.js';
import {h} from '../dom.js';
import {number} from '../format.js';
import {getPage, send} from '../api.js';
import {recordPage} from '../facts.js';
import {toast} from '../toast.js';
import {valueText} from '../values.js';
import {form} from './form.js';
import {button, field, heading, numeric, row, select, table} from './parts.js';

const most = 200;

export async function show(state) {
    const [operators, provinces] = await Promise.all([getPage('operators', {limit: most}), getPage('units', {level: 'province', limit: most})]);
    return {element: h('div', {},
        heading(`${words.operatorsTitle} (${number(operators.total)})`,
            may('create', 'operators') ? button(words.operatorAdd, () => add(() => state.go({})), {sign: 'plus', primary: true, id: 'add-operator'}) : null),
        h('p', {class: 'quiet'}, words.operatorsHelp),
        table([words.operator, words.operatorCode, words.operatorSector, words.operatorPLMN, words.operatorContact], operators.items.map(operatorRow), words.operatorsTitle),
        h('section', {class: 'admin-block'}, h('h3', {}, `${words.provincesTitle} (${number(provinces.total)})`),
            h('p', {class: 'quiet'}, words.provincesHelp, ' ', h('button', {type: 'button', class: 'link', onclick: () => state.go({tab: 'settings'}, true)}, words.tabSettings)),
            provinces.items.length ? table([words.provinceName, words.operatorCode, {text: words.provincePeople, number: true}, {text: words.provinceArea, number: true}],
                provinces.items.map(provinceRow), words.provincesTitle) : h('p', {class: 'admin-empty'}, words.provincesNone)))};
}

const link = (kind, record, text) => h('a', {href: recordPage(kind, record.id)}, text);

function operatorRow(o) {
    return row([h('span', {}, link('operators', o, h('b', {}, o.short_name || o.name)), o.short_name ? h('span', {class: 'quiet admin-under'}, o.name) : null),
        h('span', {class: 'code'}, o.code), valueText('operators', 'sector', o.sector), o.plmn ?? '', o.contact ?? ''], {'data-operator': o.code});
}

function provinceRow(u) {
    return row([link('units', u, h('b', {}, u.name)), h('span', {class: 'code'}, u.code), numeric(number(u.population)),
        numeric(u.area_km2 === undefined ? '–' : `${number(u.area_km2, 2)} km²`)], {'data-province': u.code});
}

/** Asks for what makes an operator known. */
function add(again) {
    const text = (name, help = '') => field(fieldOf('operators', name)?.label ?? name, h('input', {type: 'text', autocomplete: 'off', id: `operator-${name}`}), help);
    const sectors = fieldOf('operators', 'sector')?.codes ?? [];
    const fields = {
        code: text('code', words.operatorCodeHelp), name: text('name'), short_name: text('short_name'),
        sector: field(fieldOf('operators', 'sector')?.label ?? words.operatorSector, select(sectors.map((c) => [c.code, c.label]), 'mobile', {id: 'operator-sector'})),
        plmn: text('plmn'), contact: text('contact'),
    };
    form(words.operatorAdd, fields, words.save, async () => {
        const record = Object.fromEntries(Object.entries(fields).map(([name, {input}]) => [name, input.value.trim()]).filter(([, value]) => value));
        await send('POST', 'operators', record, {headers: {Accept: 'application/json'}, parameters: config.lang === 'en' ? {lang: 'en'} : {}});
        toast(fill(words.operatorAdded, {name: record.short_name || record.name}));
        again();
    });
}
