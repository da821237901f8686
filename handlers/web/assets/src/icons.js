// The marks of the map, drawn on a canvas when the page loads. Operators differ
// by colour and by shape, so that either alone is enough; a hollow mark is an
// approximate position.

/**
 * Operators by the Okabe–Ito palette, which readers with any colour vision tell
 * apart.
 */
const operatorStyles = {
    viettel: {colour: '#d55e00', shape: 'triangle'},
    vinaphone: {colour: '#56b4e9', shape: 'disc'},
    mobifone: {colour: '#0072b2', shape: 'square'},
    vietnamobile: {colour: '#e69f00', shape: 'diamond'},
    gmobile: {colour: '#009e73', shape: 'cross'},
};

const otherStyle = {colour: '#767676', shape: 'ring'};

/** The operators with a mark of their own, by the order of the legend. */
export const operators = Object.keys(operatorStyles);

/** The operator whose mark a code gets: VNPT's network is VinaPhone. */
export function operatorOf(code) {
    const folded = (code ?? '').toLowerCase().replace(/[^a-z]/g, '');
    if (folded.startsWith('vnpt') || folded === 'vina') {
        return 'vinaphone';
    }
    return folded in operatorStyles ? folded : 'other';
}

/** Marks are drawn at this many pixels a side, for screens of twice the density. */
const size = 40;

const shapes = {
    triangle(c) {
        polygon(c, [[0, -14], [14, 11], [-14, 11]]);
    },
    disc(c) {
        c.arc(0, 0, 12, 0, 2 * Math.PI);
    },
    square(c) {
        c.rect(-11, -11, 22, 22);
    },
    diamond(c) {
        polygon(c, [[0, -15], [13, 0], [0, 15], [-13, 0]]);
    },
    cross(c) {
        polygon(c, [[-5, -14], [5, -14], [5, -5], [14, -5], [14, 5], [5, 5], [5, 14], [-5, 14], [-5, 5], [-14, 5], [-14, -5], [-5, -5]]);
    },
    ring(c) {
        c.arc(0, 0, 9, 0, 2 * Math.PI);
    },
    badge(c) {
        c.roundRect(-16, -13, 32, 26, 6);
    },
    shield(c) {
        c.arc(0, 0, 15, 0, 2 * Math.PI);
    },
};

function polygon(c, points) {
    points.forEach(([x, y], i) => i ? c.lineTo(x, y) : c.moveTo(x, y));
    c.closePath();
}

/** The pictures inside the marks of postal points and radio stations. */
const pictures = {
    postal(c) {
        c.rect(-9, -6, 18, 12);
        polyline(c, [[-9, -5], [0, 2], [9, -5]]);
    },
    radio(c) {
        polygon(c, [[-8, -3], [-3, -3], [4, -8], [4, 8], [-3, 3], [-8, 3]]);
        c.moveTo(8, -4);
        c.arc(4, 0, 5.6, -0.8, 0.8);
    },
};

function polyline(c, points) {
    points.forEach(([x, y], i) => i ? c.lineTo(x, y) : c.moveTo(x, y));
}

/** @returns {{colour: string, shape: string, picture?: string}} */
function styleOf(name, colours) {
    if (name === 'postal') {
        return {colour: colours.postal, shape: 'badge', picture: 'postal'};
    }
    if (name === 'radio') {
        return {colour: colours.radio, shape: 'shield', picture: 'radio'};
    }
    return operatorStyles[name] ?? otherStyle;
}

/**
 * Draws a mark.
 * @param {string} name an operator, "other", "postal" or "radio"
 * @param {boolean} hollow
 * @param {{postal: string, radio: string, land: string}} colours
 * @returns {HTMLCanvasElement}
 */
export function drawMark(name, hollow, colours) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const c = canvas.getContext('2d');
    const style = styleOf(name, colours);
    c.translate(size / 2, size / 2);
    c.lineJoin = c.lineCap = 'round';
    outline(c, style.shape, colours.land, 6); // keeps marks apart where they overlap
    c.beginPath();
    shapes[style.shape](c);
    c.fillStyle = hollow ? colours.land : style.colour;
    c.fill();
    if (hollow) {
        outline(c, style.shape, style.colour, 3.5);
    }
    if (style.picture) {
        c.beginPath();
        pictures[style.picture](c);
        c.strokeStyle = hollow ? style.colour : colours.land;
        c.lineWidth = 2.5;
        c.stroke();
    }
    return canvas;
}

function outline(c, shape, colour, width) {
    c.beginPath();
    shapes[shape](c);
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
}

/** Every mark as the map library takes it, by image name. */
export function allMarks(colours) {
    const marks = {};
    for (const name of [...operators, 'other', 'postal', 'radio']) {
        for (const hollow of [false, true]) {
            const canvas = drawMark(name, hollow, colours);
            marks[hollow ? `${name}-hollow` : name] = canvas.getContext('2d').getImageData(0, 0, size, size);
        }
    }
    return marks;
}
