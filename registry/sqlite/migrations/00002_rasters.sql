-- Population and elevation models that were imported.

-- +goose Up
CREATE TABLE raster (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    source TEXT NOT NULL,
    year INTEGER NOT NULL,
    imported_at TEXT NOT NULL,
    west REAL NOT NULL,
    north REAL NOT NULL,
    cell_lon_deg REAL NOT NULL,
    cell_lat_deg REAL NOT NULL,
    cols INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    cells BLOB NOT NULL, -- little-endian float32, row by row, zlib
    digest TEXT NOT NULL, -- SHA-256 of the uncompressed cells
    revision INTEGER NOT NULL
) STRICT;
