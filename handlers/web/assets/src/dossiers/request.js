// What the precheck is asked about a dossier.

/** What the precheck does not take: the service keeps these itself. */
const notSent = ['revision', 'valid_from', 'valid_to'];

/**
 * A dossier as a question before filing.
 * @param {any} dossier as the service answers with it
 * @param {(position: any) => any} [changed] a position as it is tried
 */
export function requestOf(dossier, changed = (p) => p) {
    return {
        province: dossier.application.province_code ?? '',
        application: without(dossier.application),
        attached: dossier.attachments.map((a) => a.class).filter(Boolean),
        positions: dossier.positions.filter((p) => p.state !== 'withdrawn').map((p) => without(changed(p))),
    };
}

function without(record) {
    return Object.fromEntries(Object.entries(record).filter(([name, value]) => !notSent.includes(name) && value !== null));
}
