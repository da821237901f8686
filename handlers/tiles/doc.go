// Package tiles serves the registry as vector tiles:
//
//	/tiles.json                                                    the tile sets
//	/tiles/{layer}.json                                            TileJSON 3.0
//	/tiles/{layer}/{z}/{x}/{y}.mvt                                 a tile
//	/tiles/basemap.json, /tiles/basemap/{z}/{x}/{y}.mvt            what the map stands on
//	/ogc/tileMatrixSets[/WebMercatorQuad]                          OGC API – Tiles
//	/ogc/collections/{layer}/tiles[/WebMercatorQuad]
//	/ogc/collections/{layer}/tiles/WebMercatorQuad/{z}/{y}/{x}
//
// The layers are those of Names. ?as_of=DATE draws another day than today; the
// filters of the layer's list pick records, so that map, list and counts agree;
// ?cluster=PIXELS draws the points of low zooms as clusters.
//
// # Validators
//
// A tile's ETag is the hash of its content, so that one edit voids only the
// tiles that it changes. Tiles are kept, for each day and question, with the
// revision of their layer that they are known to show. When the layer has moved
// on, a tile is kept if none of what changed since touches it; else it is drawn
// again, and keeps its ETag if it came out the same. Answers say "no-cache": a
// browser keeps the tile but asks each time, which costs a few microseconds here.
//
// A tile without features is answered with 204 and no body, an address that is
// no tile with 404.
package tiles
