// The candidates of the question on the map, while somebody wants to see them.

import {words, fill} from '../config.js';
import {number} from '../format.js';
import {inOneLine} from './problems.js';

/**
 * @param {{button: HTMLElement, status: HTMLElement}} elements
 * @param {{model: any, question: () => any, map: () => any, drawn: () => void}} with_
 */
export function createCandidates({button, status}, {model, question, map, drawn}) {
    let list = [];
    let wanted = false;
    let drawnFor = '';

    /** What the candidates depend on. */
    const key = () => JSON.stringify({...question().question(), force: 0, forbid: 0, count: 0, radius_m: 0, share: 0, limit_s: 0, weights: 0, mast: 0});

    async function fetchThem() {
        drawnFor = key();
        const now = drawnFor;
        status.classList.remove('error');
        try {
            const found = wanted ? (await model.candidates(question().question())).candidates : [];
            if (now !== drawnFor) {
                return;
            }
            list = found;
            status.textContent = wanted ? fill(words.candidatesOf, {n: number(list.length)}) : '';
        } catch (error) {
            list = [];
            status.textContent = inOneLine(error);
            status.classList.add('error');
        }
        show();
        drawn();
    }

    function show() {
        map()?.candidates(list, (id) => question().listOf(id));
    }

    button.addEventListener('click', () => {
        wanted = !wanted;
        button.setAttribute('aria-pressed', String(wanted));
        fetchThem();
    });

    return {
        get list() {
            return list;
        },
        /** Takes up what the form now says. */
        follow() {
            if (wanted && key() !== drawnFor) {
                fetchThem();
            } else if (wanted) {
                show();
            }
        },
    };
}
