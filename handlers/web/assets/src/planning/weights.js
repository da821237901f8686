// Weights: for how many a person counts when points are chosen, by type of unit,
// by commune, and beyond the radius. As the address has them: xa:2,23344:3,beyond:2

const beyondName = 'beyond';
const isCommune = (code) => /^\d+$/.test(code);

/** Weights as the form holds them: factors by type, commune or 'beyond'; who counts for one is not there. */
export function readWeights(text) {
    const weights = new Map();
    for (const part of (text ?? '').split(',')) {
        const [code, factor] = part.split(':');
        if (code && Number(factor) > 0 && Number(factor) !== 1) {
            weights.set(code, Number(factor));
        }
    }
    return weights;
}

/** @param {Map<string, number>} weights */
export function writeWeights(weights) {
    return [...weights].map(([code, factor]) => `${code}:${factor}`).join(',');
}

/** Which weights a question of this kind takes. */
export function takesWeights({goal}) {
    return {weights: goal !== 'fewest', 'weights.beyond': goal !== 'fewest' && goal !== 'cover'};
}

/** What the API takes of them; undefined for none. */
export function weightsOf(values) {
    const on = takesWeights(values);
    const weights = on.weights ? readWeights(values.weights) : new Map();
    const beyond = on['weights.beyond'] ? weights.get(beyondName) ?? 0 : 0;
    weights.delete(beyondName);
    const list = (wanted) => [...weights].filter(([code]) => isCommune(code) === wanted).map(([code, factor]) => ({code, factor}));
    return weights.size || beyond ? {types: list(false), communes: list(true), beyond} : undefined;
}

/** The form's weights of a question of the API. */
export function weightsIn(weights) {
    const {types, communes, beyond} = weights ?? {};
    return writeWeights(new Map([...types ?? [], ...communes ?? []].map(({code, factor}) => [code, factor]).concat(beyond ? [[beyondName, beyond]] : [])));
}

/** Those of single communes. @param {Map<string, number>} weights */
export const ofCommunes = (weights) => [...weights].filter(([code]) => isCommune(code));
