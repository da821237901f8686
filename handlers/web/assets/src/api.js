// The service's API, below the page.

import {config} from './config.js';

const root = new URL('api/v1/', document.baseURI);

/** An answer of the service that is not the one asked for. */
export class ApiError extends Error {
    status = 0;

    /** What to do or run about it, where the service says so. */
    hint = '';

    /** What is wrong with each field, where the service says so. */
    errors = [];
}

/** The address of something of the API, such as an export. */
export function address(path, parameters) {
    const url = new URL(path, root);
    for (const [name, value] of Object.entries(parameters)) {
        if (value !== undefined && value !== null && value !== '') {
            url.searchParams.set(name, String(value));
        }
    }
    return url;
}

async function ask(path, parameters, headers, signal, send = {}) {
    let answer;
    try {
        answer = await fetch(address(path, parameters), {
            ...send,
            headers: {Accept: 'application/json, application/geo+json, application/problem+json', 'Accept-Language': config.lang, ...headers},
            signal,
        });
    } catch (cause) {
        if (signal?.aborted) {
            throw cause;
        }
        throw new ApiError(String(cause.message ?? cause), {cause});
    }
    if (!answer.ok && answer.status !== 304) {
        throw await failure(answer);
    }
    return answer;
}

/** What an RFC 9457 problem says, or the bare status. */
async function failure(answer) {
    const error = new ApiError(`${answer.status} ${answer.statusText}`.trim());
    error.status = answer.status;
    try {
        const problem = await answer.json();
        error.message = problem.detail || problem.title || error.message;
        error.errors = problem.errors ?? [];
        error.hint = problem.hint ?? '';
    } catch {
        // No problem but the status.
    }
    return error;
}

/** One JSON answer. */
export async function getJSON(path, parameters = {}, signal = undefined) {
    return (await ask(path, parameters, {}, signal)).json();
}

/** A record with its revision, which a change of it names. */
export async function getRecord(kind, id, signal = undefined) {
    const answer = await ask(`${kind}/${encodeURIComponent(id)}`, {}, {}, signal);
    return {record: await answer.json(), tag: answer.headers.get('ETag') ?? ''};
}

/**
 * Changes the named fields of a record, if it still is at that revision.
 * @returns {Promise<{record: any, tag: string}>}
 */
export async function patchRecord(kind, id, tag, changes, reason) {
    const answer = await ask(`${kind}/${encodeURIComponent(id)}`, {reason}, {
        'If-Match': tag, 'Content-Type': 'application/merge-patch+json', ...config.csrf ? {'X-CSRF-Token': config.csrf} : {},
    }, undefined, {method: 'PATCH', body: JSON.stringify(changes)});
    return {record: await answer.json(), tag: answer.headers.get('ETag') ?? ''};
}

/**
 * Asks the service to do something: POST, PUT or DELETE of JSON, of a form with
 * files (FormData), or of a text or a file (Blob) whose Content-Type the headers
 * name.
 * @param {string} method
 * @param {string} path below api/v1
 * @param {any} [body] what becomes JSON, or a FormData or Blob; undefined for none
 * @param {{parameters?: object, headers?: object, signal?: AbortSignal}} [more]
 * @returns {Promise<any>} the answer's JSON; null where it has no body
 */
export async function send(method, path, body = undefined, {parameters = {}, headers = {}, signal} = {}) {
    const asIs = body instanceof FormData || body instanceof Blob || typeof body === 'string';
    const answer = await ask(path, parameters, {
        ...body === undefined || asIs ? {} : {'Content-Type': 'application/json'},
        ...config.csrf ? {'X-CSRF-Token': config.csrf} : {}, ...headers,
    }, signal, {method, body: body === undefined || asIs ? body : JSON.stringify(body)});
    const text = await answer.text();
    return text ? JSON.parse(text) : null;
}

/**
 * One page of a list, with the cursors of its neighbours.
 * @returns {Promise<{items: any[], total: number, next: string|null, previous: string|null}>}
 */
export async function getPage(kind, parameters, signal = undefined) {
    const page = await getJSON(kind, {geometry: false, ...parameters, format: 'json'}, signal);
    return {items: page.items, total: page.total, next: cursorIn(page.links?.next), previous: cursorIn(page.links?.prev)};
}

/**
 * The version of the registry. Every list carries it as its ETag, so the shortest
 * list serves; while nothing changed the service answers 304 from memory.
 * @param {string} known the version held, '' for none
 * @returns {Promise<string>}
 */
export async function getVersion(known) {
    const answer = await ask('operators', {limit: 1}, known ? {'If-None-Match': known} : {});
    return answer.status === 304 ? known : answer.headers.get('ETag') ?? known;
}

/** The most records that a page of them may have. */
const recordsSize = 1000;

/** All records of a kind without their shapes, page after page. */
export async function getAll(kind, parameters = {}, signal = undefined) {
    const all = [];
    let cursor;
    do {
        const page = await getPage(kind, {...parameters, limit: recordsSize, cursor}, signal);
        all.push(...page.items);
        cursor = page.next;
    } while (cursor);
    return all;
}

/** The most features that a page asks for, and the most that the map draws. */
const pageSize = 5000;
const mostFeatures = 50000;

/**
 * All features of a kind, page after page.
 * @returns {Promise<{type: 'FeatureCollection', features: any[], total: number, notice: any}>}
 */
export async function getFeatures(kind, parameters = {}, signal = undefined) {
    const all = {type: 'FeatureCollection', features: [], total: 0, notice: null};
    let cursor;
    do {
        const page = await getJSON(kind, {...parameters, format: 'geojson', limit: pageSize, cursor}, signal);
        all.features = all.features.length ? all.features.concat(page.features) : page.features;
        all.total = page.numberMatched ?? all.features.length;
        all.notice ??= page.notice;
        cursor = nextCursor(page.links);
    } while (cursor && all.features.length < mostFeatures);
    return all;
}

/**
 * The cursor of the next page. Only the cursor is taken from the link: the
 * service may not know below which prefix a proxy shows it.
 */
function nextCursor(links) {
    const next = Array.isArray(links) ? links.find((link) => link.rel === 'next')?.href : links?.next;
    return cursorIn(next);
}

function cursorIn(link) {
    return link ? new URL(link, root).searchParams.get('cursor') : null;
}
