// What the server told the page: language, words, names of codes, the unit.

/**
 * @typedef {object} Config
 * @property {'vi'|'en'} lang
 * @property {string} unit code of the unit shown first, '' for the first province
 * @property {Record<string, string>} words
 * @property {Record<string, Record<string, string>>} labels by "kind.field", then by code
 * @property {Record<string, {label: string, single: string, change: boolean, history: boolean, fields: any[]}>} kinds
 * @property {{epsg: number, meridian: number, name: string}[]} zones of VN-2000
 * @property {Record<string, string>} [own] the words of this page alone
 * @property {Record<string, string[]>} may what the reader may do, by resource
 * @property {string} [csrf] what writes of a session carry
 */

/** @type {Config} */
export const config = JSON.parse(document.getElementById('config').textContent);

/** The words of the frame and of this page. */
export const words = {...config.words, ...config.own};

/** Whether the reader may do it: may('create', 'applications'). */
export function may(action, resource) {
    return config.may[resource]?.includes(action) ?? false;
}

/**
 * Fills the {names} of a text.
 * @param {string} text
 * @param {Record<string, string|number>} values
 */
export function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);
}

/** A field of a kind as its schema has it; undefined when it has none of that name. */
export function fieldOf(kind, name) {
    return config.kinds[kind]?.fields.find((field) => field.name === name);
}

/** What people call a code; the code itself when it has no name. */
export function label(kind, field, code) {
    return config.labels[`${kind}.${field}`]?.[code] ?? code ?? '';
}

/** The text of {vi, en} in the reader's language. */
export function inLanguage(text) {
    return text ? text[config.lang] || text.vi || '' : '';
}
