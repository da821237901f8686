// The templates: the form of documents, the office that writes them, and the sheets
// that are filled in and imported.

import {config, may, words, inLanguage} from '../config.js';
import {h} from '../dom.js';
import {address, send} from '../api.js';
import {toast} from '../toast.js';
import {badge, button, confirm, failure, getSetting, heading, lastChange, putSetting, row, table} from './parts.js';
import {officeForm} from './office.js';

const papers = ['receipt', 'supplement', 'report', 'decision', 'notice'];

export async function show(state) {
    const [template, office] = await Promise.all([getSetting('dossiers_template'), getSetting('dossiers_office')]);
    const change = may('change', 'settings');
    const again = () => state.go({});
    const told = h('div', {});

    async function upload(file) {
        const form = new FormData();
        form.append('file', file);
        form.append('reason', file.name);
        try {
            await send('PUT', 'settings/dossiers_template/file', form, {headers: {'If-Match': template.tag}});
            toast(words.saved);
            again();
        } catch (error) {
            told.replaceChildren(failure(error));
        }
    }

    const picker = h('input', {type: 'file', accept: '.docx', id: 'template-file', class: 'visually-hidden', onchange: () => picker.files[0] && upload(picker.files[0])});
    return {element: h('div', {}, heading(words.tabTemplates),
        h('section', {class: 'admin-block'}, h('h3', {}, words.paperForm),
            h('p', {}, template.own ? badge('ok', words.ownTemplate) : badge('quiet', words.shippedTemplate)), lastChange(template),
            h('p', {class: 'quiet'}, words.templateHelp),
            h('p', {class: 'edit-buttons'},
                h('a', {class: 'text-button', href: String(address('settings/dossiers_template/file', {})), download: 'mau-van-ban.docx'}, words.downloadTemplate),
                change ? h('label', {class: 'text-button', htmlFor: 'template-file'}, words.uploadTemplate) : null, change ? picker : null,
                change && template.own ? button(words.useShipped, () => confirm(words.useShipped, words.useShippedAsk, async () => {
                    try {
                        await putSetting('dossiers_template', '', template.tag);
                        again();
                    } catch (error) {
                        told.replaceChildren(failure(error));
                    }
                })) : null), told,
            table([words.paper, words.paperWhen], papers.map((paper) => row([words[`paper_${paper}`], words[`paper_${paper}_when`]])), words.paperForm)),
        h('section', {class: 'admin-block'}, h('h3', {}, inLanguage(office.label)), lastChange(office), officeForm(office, change, again)),
        h('section', {class: 'admin-block'}, h('h3', {}, words.sheets), h('p', {class: 'quiet'}, words.sheetsHelp),
            h('ul', {class: 'admin-columns'}, ...Object.entries(config.kinds).map(([kind, view]) => h('li', {}, h('span', {}, view.label), ' ', h('code', {}, `hatang template ${kind}`))))))};
}
