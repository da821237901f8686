// Step 2: what each column is read for, and how the file as a whole is read.

import {words, config, fill, inLanguage} from '../config.js';
import {h, icon} from '../dom.js';
import {labelled, select, ticked} from './parts.js';

const ignored = '-';

/** @param {import('./import.js').ImportTab} tab */
export function columnsStep(tab) {
    const {preview} = tab.held;
    return [
        h('h2', {tabIndex: -1}, words.stepColumns),
        dialect(tab),
        preview ? mapping(tab, preview) : null,
        preview ? defaults(tab, preview) : null,
        more(tab),
        preview ? firstRows(preview.look) : null,
        preview?.decisions.length ? h('details', {class: 'group', open: true}, h('summary', {}, words.impDecided),
            h('ul', {class: 'notes'}, ...preview.decisions.map((text) => h('li', {}, inLanguage(text))))) : null,
    ];
}

/** Sheet, encoding, decimal mark: found out unless stated. */
function dialect(tab) {
    const {asked, held} = tab;
    const look = held.preview?.look;
    const auto = ['', words.impAuto];
    const parts = look?.parts ?? [];
    const workbook = look?.format === 'xlsx';
    return h('div', {class: 'row-of-fields'},
        parts.length > 1 ? labelled(workbook ? words.impSheet : words.impLayer,
            select('import-part', parts.map((name) => [name, name]), look.part, (value) => tab.read(workbook ? {sheet: value} : {layer: value}))) : null,
        !look || look.format === 'csv' || look.format === 'shp' ? labelled(words.impEncoding,
            select('import-encoding', [auto, ...['utf-8', 'utf-16le', 'utf-16be', 'windows-1258', 'tcvn3'].map((e) => [e, e])], asked.encoding ?? '', (encoding) => tab.read({encoding}))) : null,
        labelled(words.impDecimal, select('import-decimal', [auto, ['comma', words.impComma], ['point', words.impPoint]], asked.decimal ?? '', (decimal) => tab.read({decimal}))),
        labelled(words.colFrom, h('input', {type: 'date', id: 'import-from', value: asked.valid_from ?? '', onchange: (event) => tab.read({valid_from: event.target.value})})));
}

function mapping(tab, preview) {
    const targets = preview.targets.map((t) => [t.name, `${inLanguage(t.label)}${t.required ? ' *' : ''}`]);
    return h('div', {class: 'table-wrap'}, h('table', {id: 'mapping'},
        h('caption', {class: 'visually-hidden'}, words.stepColumns),
        h('thead', {}, h('tr', {}, ...[words.colHeader, words.colSamples, words.colTarget, words.colNote].map((t) => h('th', {scope: 'col'}, t)))),
        h('tbody', {}, ...preview.columns.map((column, i) => mappingRow(tab, column, i, targets)))),
    h('p', {class: 'quiet'}, words.colStars),
    preview.columns.some(({unknown}) => unknown) || tab.asked.ignore_unknown
        ? ticked('import-rest', words.colRest, tab.asked.ignore_unknown === true, (on) => tab.read({ignore_unknown: on})) : null);
}

function mappingRow(tab, column, i, targets) {
    const now = column.target || (column.unknown ? '' : ignored);
    const options = [...column.unknown ? [['', words.colUnknown]] : [], [ignored, words.colIgnore], ...targets];
    if (now && !options.some(([value]) => value === now)) {
        options.push([now, now]);
    }
    const header = column.header || words.colNameless;
    return h('tr', {class: column.unknown ? 'unknown' : ''},
        h('th', {scope: 'row'}, header),
        h('td', {class: 'samples'}, column.samples.join(' · ')),
        h('td', {}, select(`column-${i}`, options, now, (value) => tab.read(mapped(tab.asked, column.header, value)), {'aria-label': fill(words.colFor, {header})})),
        h('td', {class: 'quiet'}, column.unknown ? words.colUnknownNote : inLanguage(column.note)));
}

/** The options in which a column is read for something else. */
export function mapped(asked, header, value) {
    const map = {...asked.map ?? {}};
    const ignore = (asked.ignore ?? []).filter((name) => name !== header);
    delete map[header];
    if (value === ignored) {
        ignore.push(header);
    } else if (value) {
        map[header] = value;
    }
    return {map, ignore};
}

/** Values for rows that state none, such as the operator of a whole file. */
function defaults(tab, preview) {
    const given = tab.asked.defaults ?? {};
    const set = (name, value) => tab.read({defaults: {...given, [name]: value}});
    const fields = config.kinds[tab.asked.kind]?.fields ?? [];
    const free = preview.targets.filter(({name}) => !(name in given) && fields.some((f) => f.name === name) && !['id', 'valid_from', 'valid_to'].includes(name));
    const field = h('select', {id: 'default-field'}, ...free.map((t) => h('option', {value: t.name}, inLanguage(t.label))));
    const holder = h('span', {class: 'default-value'});
    const offer = () => holder.replaceChildren(valueInput(fields.find((f) => f.name === field.value)));
    field.addEventListener('change', offer);
    offer();
    return h('details', {class: 'group', open: Object.keys(given).length > 0}, h('summary', {}, words.colDefaults),
        h('ul', {class: 'chips'}, ...Object.entries(given).map(([name, value]) => h('li', {}, h('button', {
            type: 'button', class: 'chip', 'aria-label': fill(words.colDropDefault, {name}), onclick: () => {
                const rest = {...given};
                delete rest[name];
                tab.read({defaults: rest});
            },
        }, `${fields.find((f) => f.name === name)?.label ?? name}: ${value}`, icon('x'))))),
        h('div', {class: 'row-of-fields'}, labelled(words.colDefaultOf, field), h('div', {class: 'field'}, h('label', {htmlFor: 'default-value'}, words.colDefaultIs), holder),
            h('button', {type: 'button', class: 'text-button', id: 'default-add', onclick: () => {
                const value = document.getElementById('default-value').value.trim();
                if (value) {
                    set(field.value, value);
                }
            }}, icon('plus'), words.colAddDefault)));
}

/** What a default is written into: its codes to choose from where it has some. */
function valueInput(field) {
    return field?.codes?.length
        ? h('select', {id: 'default-value'}, ...field.codes.map((c) => h('option', {value: c.code}, c.label)))
        : h('input', {type: 'text', id: 'default-value', autocomplete: 'off'});
}

function more(tab) {
    const {asked} = tab;
    const tick = (id, text, name) => ticked(id, text, asked[name] === true, (on) => tab.read({[name]: on}));
    const touched = asked.create_operators || asked.keep_first || asked.place_in_commune;
    return h('details', {class: 'group', open: Boolean(touched)}, h('summary', {}, words.colMore),
        tick('import-operators', words.colOperators, 'create_operators'),
        tick('import-keep-first', words.colKeepFirst, 'keep_first'),
        tick('import-in-commune', words.colInCommune, 'place_in_commune'),
        asked.place_in_commune ? labelled(words.colCodesAsOf, h('input', {type: 'date', id: 'import-codes', value: asked.codes_as_of ?? '',
            onchange: (event) => tab.read({codes_as_of: event.target.value})})) : null);
}

function firstRows(look) {
    return h('details', {class: 'group'}, h('summary', {}, words.impFirstRows), h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': words.impFirstRows}, h('table', {},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col', class: 'number'}, words.impRow), ...look.header.map((name) => h('th', {scope: 'col'}, name)))),
        h('tbody', {}, ...look.rows.map(({row, cells}) => h('tr', {}, h('th', {scope: 'row', class: 'number'}, String(row)), ...cells.map((cell) => h('td', {}, cell))))))));
}
