// The files of a dossier and whether it is complete: what the checks miss, and
// which kinds of paper are there.

import {words, fieldOf, fill, inLanguage, may} from '../config.js';
import {h, icon} from '../dom.js';
import {number} from '../format.js';
import {address} from '../api.js';
import {toast} from '../toast.js';
import {attach, attachmentPath} from './service.js';
import {personName} from '../people.js';
import {momentText} from './history.js';
import {datumName, kindOf, mark} from './verdict.js';

const classes = () => fieldOf('attachments', 'class')?.codes ?? [];

/**
 * @param {any} dossier
 * @param {any} result
 * @param {() => Promise<void>} changed
 */
export function attachmentsTab(dossier, result, changed) {
    return [
        h('h3', {}, words.checklist), checklist(result),
        h('h3', {}, words.files), files(dossier),
        may('change', 'applications') ? uploadForm(dossier, changed) : '',
    ];
}

/** What every position lacks, told once with the positions that lack it. */
function checklist(result) {
    if (!result) {
        return h('p', {class: 'quiet'}, words.notAppraised);
    }
    const lines = new Map();
    for (const a of result.positions) {
        for (const check of a.checks) {
            for (const finding of check.findings) {
                if (check.check !== 'completeness' && finding.consequence !== 'supplement') {
                    continue;
                }
                const key = `${kindOf(finding)} ${finding.clause.clause ?? ''} ${inLanguage(finding.summary)}`;
                lines.has(key) || lines.set(key, {finding, codes: []});
                lines.get(key).codes.push(a.code);
            }
        }
    }
    const all = result.positions.length;
    return h('ul', {class: 'checklist'}, ...[...lines.values()].sort((a, b) => (a.finding.verdict === 'met') - (b.finding.verdict === 'met')).map(({finding, codes}) => h('li', {},
        mark(kindOf(finding)), h('span', {}, inLanguage(finding.summary),
            finding.missing?.length ? h('span', {class: 'quiet'}, ` – ${words.missing}: ${finding.missing.map(datumName).join(', ')}`) : '',
            codes.length < all ? h('span', {class: 'quiet'}, ` (${codes.join(', ')})`) : ''))));
}

function files(dossier) {
    if (dossier.attachments.length === 0) {
        return h('p', {class: 'quiet'}, words.noFiles);
    }
    const positions = new Map(dossier.positions.map((p) => [p.id, p.code]));
    return h('ul', {class: 'files'}, ...dossier.attachments.map((file) => h('li', {}, icon('paperclip'),
        h('span', {}, h('a', {href: address(attachmentPath(dossier.application.id, file.id), {}).href, download: file.name}, file.name),
            h('span', {class: 'quiet'}, ` ${classes().find((c) => c.code === file.class)?.label ?? file.class ?? ''}${file.position_id ? ` · ${positions.get(file.position_id) ?? ''}` : ''} · ${bytes(file.bytes)} · ${personName(file.added_by)} · ${momentText(file.added_at)}`),
            file.note ? h('span', {class: 'file-note'}, file.note) : '',
            h('button', {type: 'button', class: 'hash code', title: `${words.copyHash}: ${file.sha256}`, onclick: () => copy(file.sha256)}, `SHA-256 ${file.sha256.slice(0, 16)}…`)))));
}

async function copy(text) {
    try {
        await navigator.clipboard.writeText(text);
        toast(words.hashCopied);
    } catch {
        toast(text); // where the clipboard is forbidden the whole hash is shown
    }
}

const bytes = (n) => n < 1024 ? `${n} B` : n < 1024 * 1024 ? `${number(n / 1024)} kB` : `${number(n / 1024 / 1024, 1)} MB`;

function uploadForm(dossier, changed) {
    const fault = h('p', {class: 'error', role: 'alert', hidden: true});
    const content = h('input', {type: 'file', id: 'attach-file', required: true});
    const type = h('select', {id: 'attach-class'}, ...classes().filter((c) => c.code !== 'issued' || may('decide', 'applications')).map((c) => h('option', {value: c.code}, c.label)));
    const position = h('select', {id: 'attach-position'}, h('option', {value: ''}, words.wholeDossier), ...dossier.positions.map((p) => h('option', {value: p.code}, p.code)));
    const note = h('input', {type: 'text', id: 'attach-note', maxLength: 300});
    const button = h('button', {type: 'submit', class: 'text-button', id: 'attach-send'}, icon('upload'), words.attach);
    return h('form', {class: 'upload', id: 'attach-form', onsubmit: async (event) => {
        event.preventDefault();
        if (!content.files[0]) {
            fault.hidden = false;
            fault.textContent = words.chooseFile;
            return;
        }
        button.disabled = true;
        try {
            await attach(dossier.application.id, {content: content.files[0], type: type.value, position: position.value, note: note.value.trim()});
            toast(fill(words.attached, {name: content.files[0].name}));
            await changed();
        } catch (error) {
            fault.hidden = false;
            fault.textContent = [error.message, ...error.errors.map((e) => e.message)].join(' ');
            button.disabled = false;
        }
    }},
    field(words.file, content), field(words.paperClass, type), field(words.belongsTo, position), field(words.noteWord, note), fault, button);
}

const field = (title, input) => h('div', {class: 'field'}, h('label', {htmlFor: input.id}, title), input);
