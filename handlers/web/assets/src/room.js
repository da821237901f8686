// The room of the map that nothing lies over.

const byId = (id) => document.getElementById(id);
const edge = 24;

/**
 * What to keep free of each edge, pixels: the edge itself, the drawer, the list's
 * sheet, and the legend where the map is wide enough to spare its room.
 * @param {number} below how much the sheet covers
 */
export function roomAround(below) {
    const legend = byId('legend');
    const drawer = byId('drawer');
    const wide = byId('map').offsetWidth;
    return {
        top: edge, bottom: edge + below, left: legend.open && wide > 800 ? legend.offsetWidth + edge : edge,
        right: !drawer.hidden && wide > drawer.offsetWidth * 1.5 ? drawer.offsetWidth + edge : edge,
    };
}
