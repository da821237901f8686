// Package geo is the root of the computation packages: plain values in, plain
// values out. Nothing below it knows the registry, SQL or HTTP.
//
// Every position is an orb.Point holding longitude, then latitude, in decimal
// degrees on WGS 84 (EPSG:4326), unless a name says otherwise.
package geo
