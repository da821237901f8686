// The accounts: who may sign in, as what; inviting, changing, locking.

import {may, words, fill, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {getJSON, getPage, send} from '../api.js';
import {toast} from '../toast.js';
import {form} from './form.js';
import {badge, button, confirm, dialog, field, heading, row, select, table, when} from './parts.js';

export async function show(state) {
    const list = await getJSON('users');
    if (!list.enabled) {
        return {element: h('div', {}, heading(words.tabUsers), h('div', {class: 'admin-empty'}, h('p', {}, words.usersNone), h('pre', {class: 'code'}, 'hatang serve --accounts kontum.accounts')))};
    }
    const manage = may('manage', 'users');
    const again = () => state.go({});
    const names = await scopeNames(list.users);
    const roleName = (role) => inLanguage(list.roles.find((r) => r.role === role)?.label) || role;
    const rows = list.users.map((user) => row([
        h('span', {}, h('b', {}, user.display_name || user.name), h('span', {class: 'code quiet admin-under'}, user.name)),
        roleName(user.role),
        scopeText(user, names) || (user.role === 'operator' ? '' : words.wholeRegistry),
        user.disabled ? badge('bad', words.userLocked) : user.has_password || user.issuer ? badge('ok', words.userActive) : badge('warn', words.userInvited),
        user.issuer ? words.userOIDC : user.second_factor ? words.yes : words.no,
        when(user.signed_in_at),
        manage ? actions(user, list, again) : '',
    ], {'data-user': user.name, class: user.disabled ? 'retired' : ''}));
    return {element: h('div', {},
        heading(`${words.tabUsers} (${list.users.length})`,
            manage ? button(words.invite, () => invite(list, again), {sign: 'plus', primary: true, id: 'invite'}) : null,
            h('a', {class: 'text-button', href: 'events'}, words.signIns)),
        h('p', {class: 'quiet'}, fill(words.secondFactorRoles, {roles: list.second_factor_roles.map(roleName).join(', ') || words.nobody})),
        table([words.userName, words.role, words.scopeOf, words.state, words.secondFactor, words.lastSignIn, words.actions], rows, words.tabUsers),
        h('details', {class: 'admin-roles'}, h('summary', {}, words.rolesTitle),
            table([words.role, words.roleMay], list.roles.map(({role, label}) => row([inLanguage(label), words[`role_${role}`] ?? role], {'data-role': role})), words.rolesTitle)))};
}

/** What people call the operators and units that accounts are bound to, by code. */
async function scopeNames(users) {
    const codes = [...new Set(users.flatMap(({territory}) => territory))];
    const [operators, units] = await Promise.all([
        getPage('operators', {limit: 200}), codes.length ? getPage('units', {code: codes.join(','), limit: 200}) : {items: []},
    ]);
    return new Map([...operators.items.map((o) => [o.code, o.short_name || o.name]), ...units.items.map((u) => [u.code, u.name])]);
}

const scopeText = ({operator, territory}, names) => (operator ? [operator] : territory).map((code) => names.get(code) ?? code).join(', ');

function actions(user, list, again) {
    const patch = (body, done) => async () => {
        try {
            await send('PATCH', `users/${encodeURIComponent(user.name)}`, body);
            toast(fill(done, {name: user.name}));
            again();
        } catch (error) {
            toast(error.message);
        }
    };
    return h('div', {class: 'admin-row-actions'},
        button(words.change, () => edit(user, list, again), {'aria-label': `${words.change} ${user.name}`}),
        user.issuer ? null : button(words.newLink, () => confirm(words.newLink, fill(words.newLinkAsk, {name: user.name}), async () => {
            try {
                showLink(await send('POST', `users/${encodeURIComponent(user.name)}/link`));
            } catch (error) {
                toast(error.message);
            }
        }), {'aria-label': `${words.newLink} ${user.name}`}),
        user.second_factor ? button(words.dropFactor, () => confirm(words.dropFactor, fill(words.dropFactorAsk, {name: user.name}),
            patch({second_factor: false}, words.userChanged))) : null,
        user.self ? null : user.disabled ? button(words.unlock, patch({disabled: false}, words.userUnlocked), {'aria-label': `${words.unlock} ${user.name}`})
            : button(words.lock, () => confirm(words.lock, fill(words.lockAsk, {name: user.name}), patch({disabled: true}, words.userLockedDone)), {'aria-label': `${words.lock} ${user.name}`}));
}

/** The inputs that say what an account is for. */
async function purpose(list, user = {}) {
    const operators = (await getPage('operators', {limit: 200})).items;
    const role = select(list.roles.map((r) => [r.role, inLanguage(r.label)]), user.role ?? 'officer', {name: 'role', disabled: user.self});
    const fields = {
        display_name: field(words.displayName, h('input', {type: 'text', value: user.display_name ?? '', autocomplete: 'off'})),
        role: field(words.role, role),
        operator: field(words.operator, select([['', '–'], ...operators.map((o) => [o.code, o.name || o.code])], user.operator ?? '')),
        territory: field(words.territory, h('input', {type: 'text', value: (user.territory ?? []).join(', '), placeholder: '62'}), words.territoryHelp),
    };
    const follow = () => {
        fields.operator.element.hidden = role.value !== 'operator';
        fields.territory.element.hidden = role.value === 'operator';
    };
    role.addEventListener('change', follow);
    follow();
    const read = () => ({
        display_name: fields.display_name.input.value, role: role.value,
        operator: role.value === 'operator' ? fields.operator.input.value : '',
        territory: role.value === 'operator' ? [] : fields.territory.input.value.split(/[,\s]+/).filter(Boolean),
    });
    return {fields, read};
}

async function invite(list, again) {
    const {fields, read} = await purpose(list);
    const name = field(words.signInName, h('input', {type: 'text', id: 'invite-name', autocomplete: 'off', spellcheck: false, required: true}), words.signInNameHelp);
    const all = {name, ...fields};
    form(words.invite, all, words.invite, async () => {
        const made = await send('POST', 'users', {name: name.input.value, ...read()});
        again();
        showLink(made);
    });
}

async function edit(user, list, again) {
    const {fields, read} = await purpose(list, user);
    form(`${words.change}: ${user.name}`, fields, words.save, async () => {
        await send('PATCH', `users/${encodeURIComponent(user.name)}`, read());
        toast(fill(words.userChanged, {name: user.name}));
        again();
    });
}

/** The one-time link, which is shown this once. */
function showLink({user, link, expires_at: until}) {
    const text = h('input', {type: 'text', readOnly: true, value: link, id: 'invitation-link', 'aria-label': words.newLink, onfocus: (event) => event.target.select()});
    dialog(fill(words.linkFor, {name: user.name}), (close) => [
        h('p', {}, fill(words.linkHelp, {until: when(until)})), text,
        h('p', {class: 'edit-buttons'}, button(words.copy, async () => {
            text.select();
            try {
                await navigator.clipboard.writeText(link);
                toast(words.copied);
            } catch {
                toast(words.copyByHand);
            }
        }, {sign: 'copy'}), button(words.close, close))]);
    text.focus();
}
