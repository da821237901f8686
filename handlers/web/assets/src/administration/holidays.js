// The calendar: days off and days worked instead, year by year. The terms of
// dossiers count by it.

import {config, may, words, fill} from '../config.js';
import {h, icon} from '../dom.js';
import {date} from '../format.js';
import {toast} from '../toast.js';
import {badge, button, confirm, getSetting, heading, lastChange, putSetting} from './parts.js';
import {documentEditor} from './document.js';

const setting = 'dossiers_calendar';

export async function show(state) {
    const held = await getSetting(setting);
    const years = structuredClone(held.in_force);
    const change = may('change', 'settings');
    const shown = Number(state.get('year')) || new Date().getFullYear();
    const year = years.find((y) => y.year === shown);
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});

    async function keep(reason) {
        try {
            await putSetting(setting, write(years), held.tag, reason);
            toast(words.saved);
            state.go({});
        } catch (error) {
            problem.textContent = [error.message, ...(error.errors ?? []).map((e) => `${date(e.value) === '–' ? e.value ?? '' : date(e.value)} ${e.message}`)].join(' · ');
            problem.hidden = false;
        }
    }

    const addYear = () => {
        const next = Math.max(...years.map((y) => y.year), shown - 1) + 1;
        years.push({year: next, cite: '', unverified: true, off: [], worked: []});
        keep(`${next}`).then(() => state.go({year: String(next)}));
    };
    const tabs = h('nav', {class: 'year-tabs', 'aria-label': words.years}, ...years.map(({year: y}) => h('a', {
        href: `?tab=holidays&year=${y}`, 'aria-current': y === shown ? 'page' : undefined, 'data-row': '', onclick: (event) => {
            event.preventDefault();
            state.go({year: String(y)});
        }}, String(y))), change ? button(words.addYear, addYear, {sign: 'plus'}) : null);
    return {element: h('div', {}, heading(words.tabHolidays), lastChange(held), h('p', {class: 'quiet'}, words.holidaysHelp), tabs, problem,
        year ? sheet(year, change, keep) : h('p', {class: 'admin-empty'}, fill(words.yearNone, {year: shown})),
        documentEditor(held, () => state.go({})))};
}

function sheet(year, change, keep) {
    const cite = h('input', {type: 'text', value: year.cite, id: 'year-cite', readOnly: !change, onchange: () => {
        year.cite = cite.value;
        keep(`${year.year}: ${cite.value}`);
    }});
    return h('section', {},
        h('div', {class: 'field'}, h('label', {htmlFor: 'year-cite'}, words.citation), cite),
        h('p', {}, year.unverified ? badge('warn', words.unverified) : badge('ok', words.verified), ' ', change ? button(year.unverified ? words.markVerified : words.markUnverified, () => {
            year.unverified = !year.unverified;
            keep(`${year.year}`);
        }) : null),
        h('div', {class: 'year-days'},
            days(words.daysOff, 'off', year, change, keep), days(words.daysWorked, 'worked', year, change, keep)));
}

function days(title, name, year, change, keep) {
    const list = [...year[name] ?? []].sort((a, b) => a.day.localeCompare(b.day));
    const day = h('input', {type: 'date', id: `${name}-day`, min: `${year.year}-01-01`, max: `${year.year}-12-31`, required: true});
    const what = h('input', {type: 'text', id: `${name}-name`, required: true, maxLength: 100});
    return h('section', {class: 'admin-block'}, h('h3', {}, `${title} (${list.length})`),
        h('ul', {class: 'day-list', 'data-days': name}, ...list.map((d) => h('li', {}, h('span', {class: 'day-date'}, `${weekday(d.day)} ${date(d.day)}`), h('span', {}, d.name),
            change ? h('button', {type: 'button', class: 'icon-button', 'aria-label': fill(words.removeDay, {day: date(d.day)}), onclick: () => confirm(words.remove, fill(words.removeDay, {day: date(d.day)}), () => {
                year[name] = list.filter((other) => other !== d);
                return keep(`− ${date(d.day)}`);
            })}, icon('trash-2')) : null))),
        change ? h('form', {class: 'day-add', novalidate: true, onsubmit: (event) => {
            event.preventDefault();
            if (!day.value || !what.value.trim()) {
                (day.value ? what : day).focus();
                return;
            }
            year[name] = [...list, {day: day.value, name: what.value.trim()}];
            keep(`+ ${date(day.value)} ${what.value.trim()}`);
        }}, h('label', {htmlFor: day.id}, words.day), day, h('label', {htmlFor: what.id}, words.name), what,
        h('button', {type: 'submit', class: 'text-button', id: `${name}-add`}, icon('plus'), words.add)) : null);
}

function weekday(day) {
    return new Date(`${day}T12:00:00Z`).toLocaleDateString(config.lang === 'en' ? 'en-GB' : 'vi-VN', {weekday: 'short', timeZone: 'UTC'});
}

/** The calendar as the service reads it. */
function write(years) {
    const quoted = (text) => JSON.stringify(text ?? '');
    const list = (name, all) => all?.length ? `    ${name}:\n${all.map((d) => `      - {day: ${d.day}, name: ${quoted(d.name)}}\n`).join('')}` : `    ${name}: []\n`;
    return `years:\n${[...years].sort((a, b) => a.year - b.year).map((y) => `  - year: ${y.year}\n    cite: ${quoted(y.cite)}\n` +
        `    unverified: ${Boolean(y.unverified)}\n${list('off', y.off)}${list('worked', y.worked)}`).join('')}`;
}
