// A document as it would stand on paper: letterhead, subject, text, tables,
// pictures, signature. It is Vietnamese whatever the reader's language is.

import {h} from '../dom.js';
import {date} from '../format.js';

/** @param {any} document as the service has it for screens */
export function sheet(document) {
    const d = document.letterhead?.date ? date(document.letterhead.date).split('/') : null;
    return h('article', {class: 'paper-sheet', lang: 'vi'},
        document.letterhead ? h('header', {class: 'paper-head'},
            h('p', {}, document.letterhead.superior, h('br'), h('b', {}, document.letterhead.agency), h('br'), `Số: ${document.letterhead.number || '……'}`),
            h('p', {}, h('b', {}, 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM'), h('br'), h('b', {}, 'Độc lập - Tự do - Hạnh phúc'), h('br'),
                h('i', {}, `${document.letterhead.place}, ${d ? `ngày ${d[0]} tháng ${d[1]} năm ${d[2]}` : 'ngày … tháng … năm …'}`))) : null,
        document.kind ? h('h3', {class: 'paper-kind'}, document.kind) : null,
        document.subject ? h('p', {class: 'paper-subject'}, document.kind ? document.subject : `V/v ${document.subject}`) : null,
        document.addressees.length ? h('p', {class: 'paper-to'}, `Kính gửi: ${document.addressees.join('; ')}.`) : null,
        ...document.body.map(block),
        ...document.notes.map((text, i) => h('p', {class: 'paper-note'}, `${i + 1}. ${text}`)),
        document.closing ? h('footer', {class: 'paper-foot'},
            h('p', {}, h('b', {}, h('i', {}, 'Nơi nhận:')), ...document.closing.recipients.flatMap((r) => [h('br'), `- ${r};`])),
            h('p', {}, h('b', {}, document.closing.capacity ?? '', document.closing.capacity ? h('br') : '', document.closing.post), h('br'), h('br'), h('b', {}, document.closing.name ?? ''))) : null);
}

function block(b) {
    switch (b.block) {
    case 'heading':
        return h(b.level > 1 ? 'h5' : 'h4', {}, b.text);
    case 'table':
        return h('div', {class: 'table-wrap', tabIndex: 0, role: 'region', 'aria-label': b.text || b.columns?.join(', ') || ''}, h('table', {}, b.text ? h('caption', {}, b.text) : null,
            h('thead', {}, h('tr', {}, ...(b.columns ?? []).map((c) => h('th', {scope: 'col'}, c)))),
            h('tbody', {}, ...(b.rows ?? []).map((row) => h('tr', {}, ...row.map((cell) => h('td', {}, cell)))))));
    case 'picture':
        return h('figure', {class: 'paper-picture'}, h('img', {src: `data:image/png;base64,${b.png}`, alt: b.alt ?? ''}), b.text ? h('figcaption', {}, b.text) : null);
    }
    return h('p', {}, ...(b.runs ?? []).map((run) => {
        const text = run.bold ? h('b', {}, run.text) : run.italic ? h('i', {}, run.text) : run.text;
        return run.note ? h('span', {}, text, h('sup', {}, String(run.note))) : text;
    }));
}
