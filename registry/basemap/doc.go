// Package basemap keeps what a map stands on: land, water, rivers, roads,
// borders and places, as a province imports them, in a folder beside its
// registry, one file a layer. It is no part of the registry: nothing is counted
// by it and no rule turns on it.
//
// A file is GeoJSON packed with gzip, which GIS programs open as it is, with
// where it comes from in its member "hatang". It is written whole or not at all.
//
// Sources call things by many names. What a feature is (its class) and from
// which scale on it matters (its rank, 0 to 10) are found out once, when it is
// imported, by the usual fields of Natural Earth, OpenStreetMap and Vietnamese
// offices (see meaning); tiles carry the class and the rank alone.
package basemap
