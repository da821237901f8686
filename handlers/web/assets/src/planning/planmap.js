// The map of planning: shows a plan, takes clicks, and lets points be dragged.

import {h} from '../dom.js';
import {createBaseMap} from '../basemap.js';
import {onPaper} from '../paper.js';
import {candidateFeatures, changeFeatures, existingFeatures, layersOf, moveFeatures, overlaysOf, pointFeatures, ringFeatures} from '../scenario.js';

const dragPx = 4;

/** So far a card keeps from the point it speaks of. */
const clearPx = 18;

const clickable = ['changes', 'existing', 'candidates'];

/**
 * @param {HTMLElement} container
 * @param {{view?: object, actions?: {picked: (id: string) => void, at: (lon: number, lat: number) => boolean, moved: (id: string, lon: number, lat: number) => void, looked: (view: object) => void, tell: (id: string) => Node[], movable: (id: string) => boolean}}} options
 *   without actions it only shows
 * @returns {Promise<PlanMap|null>}
 */
export async function createPlanMap(container, {view, actions} = {}) {
    const base = await createBaseMap(container, {view, padding: {top: 60, right: 24, bottom: 60, left: 24}}); // tools above, the legend below
    if (!base) {
        return null;
    }
    for (const [name, layers] of Object.entries(overlaysOf())) {
        base.overlay(name, layers, {underNames: name !== 'changes' && name !== 'picked'});
    }
    const map = new PlanMap(base);
    if (actions) {
        followClicks(base, actions);
        followDrag(base, actions);
        followPointer(base, actions);
        base.library.on('moveend', (event) => {
            if (!event.originalEvent) {
                return; // the page went there, not the reader
            }
            const {lng, lat} = base.library.getCenter();
            actions.looked({zoom: base.library.getZoom(), lon: lng, lat});
        });
    }
    return map;
}

/** A map that shows a plan. */
export class PlanMap {
    constructor(base) {
        this.base = base;
    }

    /** @param {{result: any|null, existing: any[]}} plan */
    show({result, existing}) {
        this.base.set('existing', existingFeatures(existing, result?.layout.closed ?? []));
        this.base.set('changes', changeFeatures(result?.changes ?? []));
        this.base.set('moves', moveFeatures(result?.changes ?? []));
        this.base.set('rings', result ? ringFeatures(result) : null);
    }

    /** @param {object|null} areas GeoJSON */
    areas(areas) {
        this.base.set('areas', areas);
    }

    candidates(list, listOf) {
        this.base.set('candidates', candidateFeatures(list, listOf));
    }

    /** Marks the point that is selected. */
    pick(at) {
        this.base.set('picked', pointFeatures(at ? [at] : []));
        this.base.library.setFilter('areas-picked', ['==', ['get', 'id'], at?.id ?? '']);
    }

    /** Shows or hides an entry of the legend. */
    toggle(entry, shown) {
        for (const id of layersOf[entry]) {
            this.base.library.setLayoutProperty(id, 'visibility', shown ? 'visible' : 'none');
        }
    }

    /**
     * Brings a point into view, if it is not there, and out from under a card.
     * @param {{lon: number, lat: number}} at
     * @param {HTMLElement} card that lies over the map
     */
    bring({lon, lat}, card) {
        const map = this.base.library;
        if (!map.getBounds().contains([lon, lat])) {
            map.jumpTo({center: [lon, lat]});
        }
        const [box, over, at] = [map.getContainer().getBoundingClientRect(), card.getBoundingClientRect(), map.project([lon, lat])];
        const [left, top] = [over.left - box.left - clearPx, over.top - box.top - clearPx];
        if (at.x < left || at.x > left + over.width + 2 * clearPx || at.y < top || at.y > top + over.height + 2 * clearPx) {
            return;
        }
        map.panBy(left > box.width / 4 ? [at.x - left / 2, 0] : [0, at.y - Math.max(top, clearPx) / 2], {duration: 0});
    }

    /** Brings these points, or the whole province, into view. */
    fit(points) {
        this.base.fit(points?.length ? pointFeatures(points).features : undefined, 11);
    }

    /** What is drawn now, on a canvas that paper takes. */
    picture() {
        const map = this.base.library;
        map.redraw();
        return onPaper(map.getCanvas());
    }
}

function followClicks(base, actions) {
    base.onClick(clickable, ({lon, lat}, feature) => {
        if (!actions.at(lon, lat)) {
            actions.picked(feature?.properties.id ?? '');
        }
    });
}

function followPointer(base, actions) {
    const map = base.library;
    const tip = new base.classes.Popup({closeButton: false, closeOnClick: false, offset: 14, className: 'tip', focusAfterOpen: false, maxWidth: '280px'});
    map.on('mousemove', (event) => {
        const [feature] = map.queryRenderedFeatures(event.point, {layers: clickable});
        map.getCanvas().classList.toggle('over-point', Boolean(feature));
        if (feature) {
            tip.setLngLat(feature.geometry.coordinates).setDOMContent(h('div', {}, ...actions.tell(feature.properties.id))).addTo(map);
        } else {
            tip.remove();
        }
    });
    map.on('mouseout', () => tip.remove());
}

/** Lets the points be dragged that may be moved. */
function followDrag(base, actions) {
    const map = base.library;
    const begin = (event, moves, ends) => {
        const [feature] = map.queryRenderedFeatures(event.point, {layers: clickable});
        if (!feature || !actions.movable(feature.properties.id) || event.points?.length > 1) {
            return;
        }
        event.preventDefault(); // the map stays where it is
        let to = null;
        const move = (e) => {
            if (to || Math.hypot(e.point.x - event.point.x, e.point.y - event.point.y) >= dragPx) {
                to = e.lngLat;
                base.set('picked', pointFeatures([{lon: to.lng, lat: to.lat}]));
            }
        };
        map.on(moves, move);
        map.once(ends, () => {
            map.off(moves, move);
            if (to) {
                actions.moved(feature.properties.id, to.lng, to.lat);
            }
        });
    };
    map.on('mousedown', (event) => event.originalEvent.button === 0 && begin(event, 'mousemove', 'mouseup'));
    map.on('touchstart', (event) => begin(event, 'touchmove', 'touchend'));
}
