// Package sqlite keeps a registry in one file, which is an OGC GeoPackage that
// QGIS, ogr2ogr and the like open and edit as it is.
//
// # The file
//
// Each kind of record has a table with the columns of its Schema: a layer where
// the kind has a geometry, else an attribute table. Beside them stand the chain
// of changes, settings and rasters. Tables are made by migrations, which are
// history and never edited; triggers, aliases and value lists follow from the
// Schemas and are made anew when the program's differ from the file's.
//
// The tables that others edit are made so that they can: no generated columns,
// no STRICT, and no function in a trigger that GDAL does not bring itself. Our
// own writes never upsert or replace, with which the R-tree goes wrong.
//
// # Who writes
//
// A table of one row says whether the program is writing; it is set and reset
// within the transaction. While it is not set, triggers refuse references to
// nothing and note every edit with the row before it. AdoptOutside enters what
// was noted in the chain. Program and others can work on the file at the same
// time: SQLite lets one write at a time, readers never wait.
//
// Within the program one transaction writes at a time, on a connection of its
// own; readers have theirs.
package sqlite
