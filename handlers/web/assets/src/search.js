// Search everything: units, records by name and code, coordinates in any form.
// Accents may be left out: the service folds what it compares.

import {words, config, fill} from './config.js';
import {h} from './dom.js';
import {number} from './format.js';
import {getJSON, getPage} from './api.js';
import {debounced} from './list.js';
import {kindName, titleOf, valueText} from './values.js';

const typingMs = 150;
const perKind = 4;
const kinds = ['units', 'sites', 'postal', 'radio'];

/** Two numbers, or degrees: worth asking whether it is a place. */
const placeLike = /\d[^\d]+\d/;
const degreeLike = /[°'"′″NSEWBĐ]/u;

/**
 * Tells what a text may be besides a name: a pair of degrees, a pair of metres.
 * @param {string} text
 * @returns {'degrees'|'metres'|''}
 */
export function placeKind(text) {
    if (!placeLike.test(text) || /[^\d\s.,;:+\-°º'"’”′″NSEWnsewBĐbđTtVvKkXxYy=()]/u.test(text)) {
        return '';
    }
    const numbers = text.match(/\d+(?:[.,]\d+)?/g) ?? [];
    const large = numbers.filter((n) => Number(n.replace(',', '.')) > 100000);
    if (large.length === 2 && !degreeLike.test(text)) {
        return 'metres';
    }
    return numbers.length >= 2 && large.length === 0 ? 'degrees' : '';
}

/**
 * @param {{box: HTMLElement, input: HTMLInputElement, results: HTMLElement}} elements
 * @param {{openRecord: (kind: string, record: any) => void, openPlace: (lon: number, lat: number) => void, openList: (kind: string, text: string) => void}} actions
 */
export function createSearch({box, input, results}, actions) {
    let asking = null;
    let options = [];
    let chosen = -1;

    function close() {
        asking?.abort();
        results.hidden = true;
        input.setAttribute('aria-expanded', 'false');
        input.removeAttribute('aria-activedescendant');
        chosen = -1;
    }

    async function look(text) {
        asking?.abort();
        if (text.length < 2) {
            close();
            return;
        }
        asking = new AbortController();
        const {signal} = asking;
        const groups = await Promise.all([places(text, signal), ...kinds.map((kind) => records(kind, text, signal))]);
        if (!signal.aborted) {
            draw(text, groups.flat());
        }
    }

    function draw(text, found) {
        options = found;
        chosen = found.length ? 0 : -1;
        results.replaceChildren(...found.length ? found.map(optionOf) : [h('p', {class: 'quiet', role: 'option', 'aria-selected': 'false', 'aria-disabled': 'true'}, fill(words.searchNone, {text}))]);
        results.hidden = false;
        input.setAttribute('aria-expanded', 'true');
        mark();
        document.documentElement.dataset.found = `${text}: ${found.length}`;
    }

    function optionOf(option, i) {
        return h('div', {role: 'option', id: `found-${i}`, class: `found found-${option.sort}`, 'aria-selected': 'false',
            onmousedown: (event) => event.preventDefault(), onclick: () => take(i)},
        h('span', {class: 'found-kind'}, option.kindName), h('span', {class: 'found-name'}, option.name), h('span', {class: 'found-detail'}, option.detail));
    }

    function mark() {
        results.querySelectorAll('.found').forEach((element, i) => {
            element.setAttribute('aria-selected', String(i === chosen));
            if (i === chosen) {
                input.setAttribute('aria-activedescendant', element.id);
                element.scrollIntoView({block: 'nearest'});
            }
        });
    }

    function take(i) {
        const option = options[i];
        if (!option) {
            return;
        }
        close();
        input.blur();
        ({
            record: () => actions.openRecord(option.kind, option.record),
            place: () => actions.openPlace(option.lon, option.lat),
            list: () => actions.openList(option.kind, option.text),
        })[option.sort]();
    }

    const typed = debounced(typingMs, (text) => look(text.trim()).catch((error) => {
        if (error.name !== 'AbortError') {
            draw(error.message, []);
        }
    }));
    input.addEventListener('input', () => typed(input.value));
    input.addEventListener('focus', () => {
        if (input.value.trim().length >= 2) {
            typed(input.value);
        }
    });
    input.addEventListener('keydown', (event) => {
        const by = {ArrowDown: 1, ArrowUp: -1}[event.key];
        if (by && options.length) {
            chosen = (chosen + by + options.length) % options.length;
            mark();
            event.preventDefault();
        } else if (event.key === 'Enter' && !results.hidden) {
            take(chosen);
        } else if (event.key === 'Escape') {
            event.preventDefault();
            close();
            input.blur();
        }
    });
    box.addEventListener('focusout', (event) => {
        if (!box.contains(event.relatedTarget)) {
            close();
        }
    });
}

async function records(kind, text, signal) {
    let page;
    try {
        page = await getPage(kind, {q: text, limit: perKind}, signal);
    } catch (error) {
        if (signal.aborted) {
            throw error;
        }
        return []; // a kind that this reader may not look through
    }
    const found = page.items.map((record) => ({sort: 'record', kind, record, kindName: kindName(kind), name: titleOf(record),
        detail: [record.code, kind === 'units' ? valueText('units', 'level', record.level) : '', record.commune ?? record.parent_name].filter(Boolean).join(' · ')}));
    if (page.total > page.items.length) {
        found.push({sort: 'list', kind, text, kindName: kindName(kind), name: fill(words.searchAll, {n: number(page.total)}), detail: ''});
    }
    return found;
}

/** What the text is as a place: the service reads every form that people write. */
async function places(text, signal) {
    const sort = placeKind(text);
    if (sort === 'degrees') {
        const place = await placeAt(text, {}, words.searchPlace, signal);
        return place ? [place] : [];
    }
    if (sort !== 'metres') {
        return [];
    }
    // Metres without a zone are in some zone: those in which the place lies within
    // the registry's communes, or all of them.
    const found = (await Promise.all(config.zones.map((zone) => placeAt(text, {crs: `EPSG:${zone.epsg}`},
        fill(words.searchZone, {meridian: meridianText(zone.meridian)}), signal)))).filter(Boolean);
    const within = found.filter(({commune}) => commune);
    return within.length ? within : found;
}

async function placeAt(text, more, name, signal) {
    try {
        const answer = await getJSON('at', {at: text, ...more}, signal);
        const at = `${number(answer.lat, 5)}°N ${number(answer.lon, 5)}°E`;
        return {sort: 'place', lon: answer.lon, lat: answer.lat, commune: answer.commune, kindName: name, name: at,
            detail: answer.commune?.name ?? words.outside};
    } catch (error) {
        if (signal.aborted) {
            throw error;
        }
        return null; // no place after all
    }
}

function meridianText(degrees) {
    const minutes = Math.round((degrees % 1) * 60);
    return `${Math.floor(degrees)}°${String(minutes).padStart(2, '0')}′`;
}
