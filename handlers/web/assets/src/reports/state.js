// What the page shows, kept in its URL:
//
//   tab=report  unit=62  period=2020-Q3  sort=-bts_stations  find=dak  all=1

const tabs = ['dashboard', 'report', 'consistency', 'submissions'];
const periodForm = /^\d{4}(-H[12]|-Q[1-4]|-(0[1-9]|1[0-2]))?$/;

/** The last year that is over, by the reader's clock. */
const lastYear = String(new Date().getFullYear() - 1);

/** @typedef {{tab: string, unit: string, period: string, sort: string, find: string, all: boolean}} ReportState */

/** @returns {ReportState} */
export function parse(search) {
    const query = new URLSearchParams(search);
    const period = query.get('period') ?? '';
    return {
        tab: tabs.includes(query.get('tab')) ? query.get('tab') : tabs[0],
        unit: query.get('unit') ?? '',
        period: periodForm.test(period) ? period : lastYear,
        sort: query.get('sort') ?? '',
        find: query.get('find') ?? '',
        all: query.get('all') === '1',
    };
}

function format(state) {
    const query = new URLSearchParams(location.search);
    const put = (name, value, standard = '') => value && value !== standard ? query.set(name, value) : query.delete(name);
    put('tab', state.tab, tabs[0]);
    put('unit', state.unit);
    put('period', state.period, lastYear);
    put('sort', state.sort);
    put('find', state.find);
    put('all', state.all ? '1' : '');
    return `${query}` ? `?${query}` : location.pathname;
}

/** The state of the page: changing it changes the URL and tells the listener. */
export class ReportPage {
    #state = parse(location.search);
    #told;

    /** @param {(now: ReportState, was: ReportState|null) => void} told */
    constructor(told) {
        this.#told = told;
        addEventListener('popstate', () => this.#become(parse(location.search)));
    }

    get now() {
        return this.#state;
    }

    /** Changes some of it; a step is one that the back button takes back. */
    set(changes, step = false) {
        const next = {...this.#state, ...changes};
        history[step ? 'pushState' : 'replaceState'](null, '', format(next));
        this.#become(next);
    }

    #become(next) {
        const was = this.#state;
        this.#state = next;
        this.#told(next, was);
    }
}

/** The last day of a period, as 2020-12-31. */
export function lastDay(period) {
    const [, year, part] = /^(\d{4})-?(.*)$/.exec(period);
    const month = {'': 12, H1: 6, H2: 12, Q1: 3, Q2: 6, Q3: 9, Q4: 12}[part] ?? Number(part);
    const day = new Date(Date.UTC(Number(year), month, 0)).getUTCDate();
    return `${year}-${String(month).padStart(2, '0')}-${day}`;
}
