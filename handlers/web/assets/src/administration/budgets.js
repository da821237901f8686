// The link budgets: levels and losses by technology, and what is assumed where
// records are silent. Values are typed over; the service checks them.

import {may, words} from '../config.js';
import {h} from '../dom.js';
import {toast} from '../toast.js';
import {button, complain, confirm, getSetting, heading, lastChange, putSetting, readNumber, select, table, writeNumber} from './parts.js';

const setting = 'coverage_budgets';

export async function show(state) {
    const held = await getSetting(setting);
    const value = structuredClone(held.in_force);
    const change = may('change', 'settings');
    const problem = h('p', {class: 'error', role: 'alert', hidden: true});
    const input = (object, name, label) => typeof object[name] === 'number' ? h('input', {
        type: 'text', inputMode: 'decimal', class: 'cell-input', value: writeNumber(object[name]), readOnly: !change, 'aria-label': label,
        onchange: (event) => {
            const n = readNumber(event.target.value);
            event.target.setAttribute('aria-invalid', String(!Number.isFinite(n)));
            object[name] = Number.isFinite(n) ? n : object[name];
        },
    }) : h('span', {class: 'quiet'}, object[name] ?? '');

    /** Technologies as columns, what is stated of them as rows. */
    function grid(list, key, names, label) {
        return table([words.quantity, ...list.map((t) => t[key])], names.map(([path, word]) => h('tr', {}, h('th', {scope: 'row'}, word),
            ...list.map((t) => {
                const [object, name] = path.includes('.') ? [t[path.split('.')[0]] ?? {}, path.split('.')[1]] : [t, path];
                return h('td', {class: 'number'}, input(object, name, `${word} ${t[key]}`));
            }))), label);
    }

    async function save(text) {
        try {
            await putSetting(setting, text, held.tag);
            toast(words.saved);
            state.go({});
        } catch (error) {
            problem.textContent = [error.message, ...(error.errors ?? []).map((e) => `${e.field} ${e.value ?? ''}: ${e.message}`)].join(' · ');
            problem.hidden = false;
            complain({}, error);
        }
    }

    return {element: h('div', {},
        heading(words.tabBudgets, change && held.own ? button(words.useShipped, () => confirm(words.useShipped, words.useShippedAsk, () => save('')), {sign: 'rotate-ccw'}) : null,
            change ? button(words.save, () => save(JSON.stringify(value)), {sign: 'save', primary: true, id: 'setting-save'}) : null),
        lastChange(held), h('p', {class: 'quiet'}, words.budgetsHelp), problem,
        h('div', {class: 'admin-fields'},
            h('label', {}, words.locationPercent, ' ', input(value, 'location_percent', words.locationPercent)),
            h('label', {}, words.usableFrom, ' ', select([['limited', words.band_limited], ['outdoor', words.band_outdoor], ['in-car', words['band_in-car']], ['indoor', words.band_indoor]], value.usable,
                {disabled: !change, onchange: (event) => {
                    value.usable = event.target.value;
                }}))),
        h('h3', {}, words.budgetLevels),
        grid(value.technologies, 'name', [['quantity', words.measured], ['required', words.requiredLevel], ['receiver_gain_dbi', words.receiverGain], ['body_loss_db', words.bodyLoss],
            ['car_loss_db', words.carLoss], ['building.mean_db', words.buildingLoss], ['building.sigma_db', words.buildingSigma], ['fading_sigma_db', words.fading], ['source', words.source]], words.budgetLevels),
        h('h3', {}, words.budgetAssumed),
        grid(value.assumed, 'technology', [['frequency_mhz', words.frequency], ['power_dbm', words.power], ['feeder_loss_db', words.feederLoss], ['sector_gain_dbi', words.sectorGain],
            ['omni_gain_dbi', words.omniGain], ['beamwidth_deg', words.beamwidth], ['vertical_beam_deg', words.verticalBeam], ['electrical_tilt_deg', words.tilt], ['height_m', words.antennaHeight], ['source', words.source]], words.budgetAssumed))};
}
