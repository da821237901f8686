// Package ogc serves the registry as OGC API Features, for QGIS, GDAL and other
// programs that speak the standard: parts 1 (core, GeoJSON, HTML, OpenAPI 3.0)
// and 2 (other reference systems), the schemas of part 5, queryables as
// parameters from part 3, and sorting as part 8 drafts it.
//
// # Collections
//
// Every kind of record that has a place is a collection, named as the kind. A
// feature's id is the record's ID; its properties are the fields of the
// registry.Schema, from which schemas, queryables and the description of the
// API are made too.
//
// # Time
//
// Without datetime a request is about today: the rows that hold now. With an
// instant it is about the rows that held on that day in Vietnam; with an
// interval about every row that held on some day of it, so that a thing can
// appear more than once, told apart by valid_from.
//
// # Pages
//
// The link to the next page names the record that this one ended at and the day
// that was meant by now. What comes or goes elsewhere in the collection does not
// shift it, nor does midnight: walking the links meets every record that stayed
// once.
//
// # Boxes in other reference systems
//
// A box of metres is no box of degrees. It is answered by comparing each
// position in the box's own system, after a box of degrees around it has left
// the rest out. As the standard demands, features without geometry meet every
// box.
package ogc
