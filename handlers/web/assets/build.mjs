// Copies what the pages use out of node_modules into ../dist, from which the
// program embeds it: the map library with its worker, the fonts, one sprite of
// icons, the licences. Nothing is transformed but what must be, so there is no
// bundler: browsers load the modules as they are.
//
// The program names every asset by a fingerprint of them all when it starts, so
// file names stay plain here and modules may refer to their neighbours.

import {cp, mkdir, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {gzipSync} from 'node:zlib';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const dist = join(here, '..', 'dist');

const icons = [
    'activity', 'arrow-down', 'arrow-left', 'arrow-right', 'arrow-up', 'ban', 'bell', 'book-open', 'building', 'calendar',
    'chart-column', 'chart-line', 'check', 'chevron-down', 'chevron-left', 'chevron-right', 'circle-alert', 'circle-check',
    'circle-dot', 'circle-help', 'circle-x', 'clock', 'columns-2', 'copy', 'crosshair', 'database', 'download',
    'external-link', 'eye', 'eye-off', 'file-check', 'file-down', 'file-spreadsheet', 'file-text', 'flag', 'gavel',
    'git-compare', 'grip-vertical', 'hard-drive', 'heart-pulse', 'hexagon', 'history', 'house', 'inbox', 'info', 'keyboard',
    'languages', 'layers', 'link', 'list', 'list-checks', 'list-filter', 'lock', 'log-in', 'mail', 'map', 'map-pin',
    'maximize', 'megaphone', 'message-square', 'minus', 'moon', 'mountain', 'move', 'panel-right', 'paperclip', 'pause',
    'pencil', 'play', 'plus', 'printer', 'qr-code', 'radio-tower', 'rotate-ccw', 'route', 'ruler', 'save', 'scale', 'search',
    'send', 'server', 'settings', 'share-2', 'shield', 'signal', 'sliders-horizontal', 'square', 'stamp', 'sun', 'table',
    'target', 'trash-2', 'triangle-alert', 'undo-2', 'upload', 'user', 'users', 'waypoints', 'wifi', 'x',
];

// What the browser finds by unicode-range: Vietnamese words need latin and
// vietnamese, names from elsewhere latin-ext.
const fonts = [
    {package: 'be-vietnam-pro', weights: [400, 500, 600], subsets: ['vietnamese', 'latin-ext', 'latin']},
    {package: 'jetbrains-mono', weights: [400], subsets: ['vietnamese', 'latin-ext', 'latin']},
    // Be Vietnam Pro has no figures of one width: its 1 is half as wide as its 0, so
    // that columns of numbers would not stand in line. Figures are Inter's, which
    // has them, at the height of the letters beside them.
    {package: 'inter', weights: [400, 500, 600], subsets: ['latin'], family: 'Desk Figures', range: 'U+0030-0039', size: '102%'},
];

await clear();
await copyMapLibrary();
await copyFonts();
await writeIcons();
await writeVersions();

/** Empties dist but for the two files that are committed. */
async function clear() {
    await mkdir(dist, {recursive: true});
    for (const name of await readdir(dist)) {
        if (name !== 'README.md' && name !== '.gitignore') {
            await rm(join(dist, name), {recursive: true});
        }
    }
}

async function copyMapLibrary() {
    const from = join(modules, 'maplibre-gl');
    await copyLicence(from, 'LICENSE.txt', 'maplibre-gl');
    for (const name of ['maplibre-gl.mjs', 'maplibre-gl-worker.mjs', 'maplibre-gl.css']) {
        const text = await readFile(join(from, 'dist', name), 'utf8');
        // The source maps are four times the code and are not shipped.
        await put(`maplibre/${name}`, text.replace(/\n\/[/*]# sourceMappingURL=\S+(?: \*\/)?\s*$/, '\n'));
    }
}

async function copyFonts() {
    let css = '';
    for (const font of fonts) {
        const from = join(modules, '@fontsource', font.package);
        await copyLicence(from, 'LICENSE', font.package);
        for (const weight of font.weights) {
            css += faces(await readFile(join(from, `${weight}.css`), 'utf8'), font, weight);
            for (const subset of font.subsets) {
                const name = `${font.package}-${subset}-${weight}-normal.woff2`;
                await mkdir(join(dist, 'fonts'), {recursive: true});
                await cp(join(from, 'files', name), join(dist, 'fonts', name));
            }
        }
    }
    await put('fonts/fonts.css', css);
}

/** Takes the wanted subsets out of a font's style sheet, woff2 only. */
function faces(css, font, weight) {
    let out = '';
    for (const subset of font.subsets) {
        const name = `${font.package}-${subset}-${weight}-normal`;
        const start = css.indexOf(`/* ${name} */`);
        const end = css.indexOf('}', start);
        if (start < 0 || end < 0) {
            throw new Error(`${font.package} ${weight}.css has no face ${name}`);
        }
        out += partOf(font, css.slice(start, end + 1).replace(/src:[^;]*;/, `src: url(./${name}.woff2) format('woff2');`)) + '\n';
    }
    return out;
}

/** A face under the name, for the letters and at the size that are wanted of it. */
function partOf({family, range, size}, face) {
    return family ? face.replace(/font-family:[^;]*;/, `font-family: '${family}';\n  size-adjust: ${size};`).replace(/unicode-range:[^;]*;/, `unicode-range: ${range};`) : face;
}

/** Joins the icons into one sprite, each a symbol to <use>. */
async function writeIcons() {
    const from = join(modules, 'lucide-static');
    await copyLicence(from, 'LICENSE', 'lucide-static');
    let sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n';
    for (const icon of icons) {
        const svg = await readFile(join(from, 'icons', `${icon}.svg`), 'utf8');
        const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
        sprite += `<symbol id="${icon}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" ` +
            `stroke-linecap="round" stroke-linejoin="round">${body.replace(/\s+/g, ' ').trim()}</symbol>\n`;
    }
    await put('icons.svg', sprite + '</svg>\n');
}


async function copyLicence(from, name, library) {
    await mkdir(join(dist, 'licences'), {recursive: true});
    await cp(join(from, name), join(dist, 'licences', `${library}.txt`));
}

/** Says what the folder was built from. */
async function writeVersions() {
    const {dependencies} = JSON.parse(await readFile(join(here, 'package.json'), 'utf8'));
    await put('versions.json', JSON.stringify(dependencies, null, 2) + '\n');
}

/** Writes a text asset and, where it pays, its compressed form beside it. */
async function put(name, text) {
    const path = join(dist, name);
    await mkdir(dirname(path), {recursive: true});
    await writeFile(path, text);
    if (text.length > 4096) {
        await writeFile(path + '.gz', gzipSync(text, {level: 9}));
    }
}
