// The marks of the map, drawn on a canvas when the page loads. Whatever marks
// tell apart differs by colour and by shape or figure, so that either alone is
// enough; a hollow mark is an approximate position.

/** Colours that readers with any colour vision tell apart: Okabe and Ito's. */
export const palette = {
    vermilion: '#d55e00', sky: '#56b4e9', blue: '#0072b2', orange: '#e69f00', green: '#009e73', purple: '#cc79a7', grey: '#767676',
};

const operatorMarks = {
    viettel: {colour: palette.vermilion, shape: 'triangle'},
    vinaphone: {colour: palette.sky, shape: 'disc'},
    mobifone: {colour: palette.blue, shape: 'square'},
    vietnamobile: {colour: palette.orange, shape: 'diamond'},
    gmobile: {colour: palette.green, shape: 'cross'},
    other: {colour: palette.grey, shape: 'ring'},
};

const technologyMarks = {
    'tech-2G': {colour: palette.grey, shape: 'disc', figure: '2'},
    'tech-3G': {colour: palette.sky, shape: 'disc', figure: '3', dark: true},
    'tech-4G': {colour: palette.blue, shape: 'disc', figure: '4'},
    'tech-5G': {colour: palette.vermilion, shape: 'disc', figure: '5'},
    'tech-none': {colour: palette.grey, shape: 'ring'},
};

const stateMarks = {
    'state-on_air': {colour: palette.green, shape: 'disc'},
    'state-built': {colour: palette.blue, shape: 'square'},
    'state-approved': {colour: palette.sky, shape: 'diamond'},
    'state-proposed': {colour: palette.orange, shape: 'triangle'},
    'state-rejected': {colour: palette.vermilion, shape: 'saltire'},
    'state-withdrawn': {colour: palette.purple, shape: 'cross'},
    'state-dismantled': {colour: palette.grey, shape: 'ring'},
};

/** Years in service: the figure in the mark is from how many. */
const ageMarks = {
    'age-0': {colour: '#35a35b', shape: 'disc', figure: '0'},
    'age-5': {colour: '#21918c', shape: 'disc', figure: '5'},
    'age-10': {colour: '#3b528b', shape: 'disc', figure: '10'},
    'age-15': {colour: '#7a3b8f', shape: 'disc', figure: '15'},
    'age-none': {colour: palette.grey, shape: 'ring'},
};

const marks = {...operatorMarks, ...technologyMarks, ...stateMarks, ...ageMarks};

/** The operators with a mark of their own, by the order of the legend. */
export const operators = Object.keys(operatorMarks).filter((name) => name !== 'other');

/** The colour of an operator's mark. */
export function operatorColour(name) {
    return operatorMarks[name].colour;
}

/** The operator whose mark a code gets: VNPT's network is VinaPhone. */
export function operatorOf(code) {
    const folded = (code ?? '').toLowerCase().replace(/[^a-z]/g, '');
    if (folded.startsWith('vnpt') || folded === 'vina') {
        return 'vinaphone';
    }
    return operators.includes(folded) ? folded : 'other';
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
    saltire(c) {
        polygon(c, [[-6, -13], [0, -7], [6, -13], [13, -6], [7, 0], [13, 6], [6, 13], [0, 7], [-6, 13], [-13, 6], [-7, 0], [-13, -6]]);
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
    polyline(c, points);
    c.closePath();
}

function polyline(c, points) {
    points.forEach(([x, y], i) => i ? c.lineTo(x, y) : c.moveTo(x, y));
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

/** @returns {{colour: string, shape: string, picture?: string, figure?: string, dark?: boolean}} */
function markOf(name, colours) {
    if (name === 'postal') {
        return {colour: colours.postal, shape: 'badge', picture: 'postal'};
    }
    if (name === 'radio') {
        return {colour: colours.radio, shape: 'shield', picture: 'radio'};
    }
    return marks[name] ?? operatorMarks.other;
}

/**
 * Draws a mark.
 * @param {string} name an operator, "other", "postal", "radio", or a class of another style
 * @param {boolean} hollow
 * @param {{postal: string, radio: string, land: string}} colours
 * @returns {HTMLCanvasElement}
 */
export function drawMark(name, hollow, colours) {
    const {canvas, c} = canvasOf(size);
    const mark = markOf(name, colours);
    outline(c, mark.shape, colours.land, 6); // keeps marks apart where they overlap
    c.beginPath();
    shapes[mark.shape](c);
    c.fillStyle = hollow ? colours.land : mark.colour;
    c.fill();
    if (hollow) {
        outline(c, mark.shape, mark.colour, 3.5);
    }
    if (mark.picture) {
        c.beginPath();
        pictures[mark.picture](c);
        c.strokeStyle = hollow ? mark.colour : colours.land;
        c.lineWidth = 2.5;
        c.stroke();
    }
    if (mark.figure) {
        write(c, mark.figure, hollow ? mark.colour : mark.dark ? '#10202a' : '#ffffff');
    }
    return canvas;
}

const drawnMarks = new Map();

/**
 * A mark as a picture for a list or a legend. Each mark is drawn once for the
 * colours that it has: a list of canvases takes several times as long to paint.
 * @returns {HTMLImageElement}
 */
export function markPicture(name, hollow, colours) {
    const key = `${name} ${hollow} ${colours.postal} ${colours.radio} ${colours.land}`;
    let address = drawnMarks.get(key);
    if (!address) {
        address = drawMark(name, hollow, colours).toDataURL();
        drawnMarks.set(key, address);
    }
    const picture = document.createElement('img');
    picture.src = address;
    picture.alt = '';
    picture.className = 'swatch';
    return picture;
}

function canvasOf(side) {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = side;
    const c = canvas.getContext('2d', {willReadFrequently: true});
    c.translate(side / 2, side / 2);
    c.lineJoin = c.lineCap = 'round';
    return {canvas, c};
}

function write(c, text, colour) {
    c.font = `bold ${text.length > 1 ? 14 : 17}px "Be Vietnam Pro", sans-serif`;
    c.textAlign = 'center';
    c.textBaseline = 'middle';
    c.fillStyle = colour;
    c.fillText(text, 0, 1);
}

function outline(c, shape, colour, width) {
    c.beginPath();
    shapes[shape](c);
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.stroke();
}

const pixelsOf = (canvas) => canvas.getContext('2d', {willReadFrequently: true}).getImageData(0, 0, canvas.width, canvas.height);

/** A mark or a ring as the map library takes it, by image name. */
export function imageNamed(name, colours) {
    if (name.startsWith('ring/')) {
        return drawRing(name, colours);
    }
    const hollow = name.endsWith('-hollow');
    return pixelsOf(drawMark(hollow ? name.slice(0, -'-hollow'.length) : name, hollow, colours));
}

const ringSize = 72;

/**
 * The ring of a cluster: which share each operator has in it.
 * @param {string} name "ring/" and tenths by operator, as in ring/3,2,4,0,1; nothing: a plain ring
 * @param {Record<string, string>} colours
 */
function drawRing(name, colours) {
    const {canvas, c} = canvasOf(ringSize);
    const tenths = name.slice(name.indexOf('/') + 1).split(',').map(Number).filter((n) => n >= 0);
    const total = Math.max(10, tenths.reduce((sum, n) => sum + n, 0));
    c.arc(0, 0, 34, 0, 2 * Math.PI);
    c.fillStyle = colours.halo;
    c.fill();
    let from = -Math.PI / 2;
    const arc = (share, colour) => {
        c.beginPath();
        c.arc(0, 0, 29, from, from + 2 * Math.PI * share);
        c.strokeStyle = colour;
        c.lineWidth = 8;
        c.lineCap = 'butt';
        c.stroke();
        from += 2 * Math.PI * share;
    };
    if (name.endsWith('/')) {
        arc(1, colours.outline);
    } else {
        tenths.forEach((n, i) => arc(n / total, operatorColour(operators[i])));
        arc(1 - tenths.reduce((sum, n) => sum + n, 0) / total, operatorColour('other'));
    }
    return pixelsOf(canvas);
}
