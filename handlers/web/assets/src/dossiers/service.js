// What the page asks of the service about dossiers.

import {getJSON, send} from '../api.js';
import {state} from './state.js';

const of = (id, rest) => `applications/${encodeURIComponent(id)}/${rest}`;

/** Officers who act for the applicant say so, and then do nothing else. */
const behalf = () => state().as ? {'On-Behalf-Of': state().as} : {};

export const getInbox = (signal) => getJSON('inbox', {}, signal);
export const getWatch = (signal) => getJSON('watch', {}, signal);
export const getDossier = (id, signal) => send('GET', of(id, 'dossier'), undefined, {signal, headers: behalf()});
export const getAppraisal = (id, signal) => getJSON(of(id, 'appraisal'), {}, signal);
export const getDocuments = (id, signal) => getJSON(of(id, 'documents'), {}, signal);
export const getDocument = (id, document, signal) => getJSON(of(id, `documents/${document}`), {format: 'json'}, signal);
export const getVerdicts = (ids, signal) => getJSON('inbox/verdicts', {ids: ids.join(',')}, signal);

/** Where a document, or the content of an attachment, can be had. */
export const documentPath = (id, document) => of(id, `documents/${document}`);
export const attachmentPath = (id, attachment) => of(id, `attachments/${attachment}`);

/** Takes an action about a dossier as it was read; answers with the dossier afterwards. */
export const act = (dossier, action, request) =>
    send('POST', of(dossier.application.id, `actions/${action}`), request, {headers: {'If-Match': `"${dossier.revision}"`, ...behalf()}});

/** What the action would record. */
export const preview = (id, action, request, signal) => send('POST', of(id, `preview/${action}`), request, {signal, headers: behalf()});

/** A document as the action would make it. */
export const foresee = (id, action, document, request, signal) =>
    send('POST', of(id, `preview/${action}/${document}`), request, {signal, headers: behalf(), parameters: {format: 'json'}});

/** Appraises positions that are not filed, or not so; keeps nothing. */
export const precheck = (request, signal) => send('POST', 'precheck', request, {signal});

/** Files a dossier, or keeps it as a draft; for an operator where the reader is not of one. */
export const file = (filing, onBehalf) =>
    send('POST', 'applications', filing, {headers: onBehalf ? {'On-Behalf-Of': onBehalf} : {}});

/** The positions of a sheet, to be put into a form. */
export const readPositions = (sheet, type, parameters) =>
    send('POST', 'precheck/positions', sheet, {headers: {'Content-Type': type}, parameters});

/** Adds a file to a dossier. */
export function attach(id, {content, type, position, note}) {
    const form = new FormData();
    form.set('class', type);
    form.set('position', position);
    form.set('note', note);
    form.set('file', content);
    return send('POST', of(id, 'attachments'), form, {headers: behalf()});
}
