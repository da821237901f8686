// Tokens of every account: what they are for, when they were used, revoking them.

import {may, words, fill} from '../config.js';
import {h} from '../dom.js';
import {getJSON, send} from '../api.js';
import {toast} from '../toast.js';
import {badge, button, confirm, heading, row, table, when} from './parts.js';

export async function show(state) {
    const list = await getJSON('tokens');
    const rows = list.tokens.map((token) => row([
        h('span', {}, h('b', {}, token.label), h('span', {class: 'code quiet admin-under'}, token.id)),
        token.account, token.scopes.join(', '),
        token.live ? badge('ok', fill(words.tokenUntil, {when: when(token.expires_at)}))
            : badge('quiet', token.revoked_at ? fill(words.tokenRevoked, {when: when(token.revoked_at)}) : words.tokenEnded),
        token.used_at ? `${when(token.used_at)} · ${token.used_from}` : words.never,
        may('manage', 'tokens') && token.live ? button(words.revoke, () => confirm(words.revoke, fill(words.revokeAsk, {label: token.label, name: token.account}), async () => {
            try {
                await send('DELETE', `tokens/${encodeURIComponent(token.id)}`);
                toast(words.revoked);
                state.go({});
            } catch (error) {
                toast(error.message);
            }
        }), {'aria-label': `${words.revoke} ${token.label}`}) : '',
    ]));
    return {element: h('div', {}, heading(words.tabTokens, list.enabled ? h('a', {class: 'text-button', href: 'account'}, words.ownTokens) : null),
        h('p', {class: 'quiet'}, words.tokensHelp),
        rows.length ? table([words.tokenLabel, words.account, words.scopes, words.state, words.lastUsed, words.actions], rows, words.tabTokens)
            : h('p', {class: 'admin-empty'}, list.enabled ? words.tokensNone : words.usersNone))};
}
