// A chart as the service draws it, in the page, so that its marks answer the
// pointer and it is printed sharp.

import {inLanguage, config} from '../config.js';
import {h} from '../dom.js';
import {address} from '../api.js';

/**
 * @param {{code: string, title: object, kind: string}} chart
 * @param {object} of unit and period
 */
export async function picture(chart, of, signal) {
    const figure = h('figure', {class: `chart chart-${chart.kind}`, 'data-chart': chart.code});
    try {
        const answer = await fetch(address('reports/chart.svg', {...of, chart: chart.code, lang: config.lang}), {signal});
        if (!answer.ok) {
            throw new Error(`${answer.status}`);
        }
        const drawn = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement;
        if (drawn.localName !== 'svg') {
            throw new Error(drawn.textContent.slice(0, 200));
        }
        figure.append(document.adoptNode(drawn));
    } catch (error) {
        if (signal.aborted) {
            throw error;
        }
        figure.append(h('figcaption', {class: 'error'}, `${inLanguage(chart.title)}: ${error.message}`));
    }
    return figure;
}
