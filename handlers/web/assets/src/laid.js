// Features as the map lays them over: service areas with colours by which
// neighbours differ, conflicts with their ends and metres.

import {number} from './format.js';
import {palette} from './icons.js';

const areaColours = [palette.sky, palette.orange, palette.green, palette.purple, palette.blue, palette.vermilion];

/** Areas with a colour each, another than that of the nearest ones before it. */
export function coloured(features) {
    const placed = [];
    return features.map((feature) => {
        const at = middleOf(feature);
        const near = placed.map((one) => ({...one, far: Math.hypot(one.at[0] - at[0], one.at[1] - at[1])}))
            .sort((a, b) => a.far - b.far).slice(0, areaColours.length - 1).map(({colour}) => colour);
        const colour = areaColours.find((one) => !near.includes(one)) ?? areaColours[0];
        placed.push({at, colour});
        return {...feature, properties: {...feature.properties, colour}};
    });
}

/** About where an area lies: its point where it names one, else its first corner. */
function middleOf({properties: {lon, lat}, geometry}) {
    return lon === undefined ? geometry?.coordinates.flat(Infinity).slice(0, 2) ?? [0, 0] : [lon, lat];
}

/** Lines between masts that stand too close, with what they measure, and a ring at either end. */
export function conflictFeatures(features) {
    return features.flatMap((feature) => [
        {...feature, properties: {...feature.properties, label: `${number(feature.properties.distance_m)} m / ${number(feature.properties.threshold_m)} m`}},
        ...(feature.geometry?.coordinates ?? []).map((at) => ({type: 'Feature', geometry: {type: 'Point', coordinates: at}, properties: {end: true}})),
    ]);
}
