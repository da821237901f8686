// The service's API, below the page.

import {config} from './config.js';

const root = new URL('api/v1/', document.baseURI);

/** An answer of the service that is not the one asked for. */
export class ApiError extends Error {}

function address(path, parameters) {
    const url = new URL(path, root);
    for (const [name, value] of Object.entries(parameters)) {
        if (value !== undefined && value !== null && value !== '') {
            url.searchParams.set(name, String(value));
        }
    }
    return url;
}

async function ask(path, parameters, headers, signal) {
    let answer;
    try {
        answer = await fetch(address(path, parameters), {
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
        throw new ApiError(await reason(answer));
    }
    return answer;
}

/** What an RFC 9457 problem says, or the bare status. */
async function reason(answer) {
    try {
        const problem = await answer.json();
        return problem.detail || problem.title || `${answer.status}`;
    } catch {
        return `${answer.status} ${answer.statusText}`.trim();
    }
}

/** One JSON answer. */
export async function getJSON(path, parameters = {}, signal = undefined) {
    return (await ask(path, parameters, {}, signal)).json();
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
    return next ? new URL(next, root).searchParams.get('cursor') : null;
}
