-- The first version of the registry file: an OGC GeoPackage 1.3 with one layer
-- or attribute table a kind of record, and the chain of changes.
--
-- This file is history: it is never edited. A new field is a new migration.
-- Triggers, aliases and value lists are no part of migrations: the program
-- rebuilds them from its description of the records (see objects.go).

-- +goose Up
PRAGMA application_id = 1196444487; -- "GPKG"
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
    srs_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL PRIMARY KEY,
    organization TEXT NOT NULL,
    organization_coordsys_id INTEGER NOT NULL,
    definition TEXT NOT NULL,
    description TEXT
);
INSERT INTO gpkg_spatial_ref_sys VALUES
    ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
    ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]', 'longitude and latitude in decimal degrees on the WGS 84 ellipsoid');

CREATE TABLE gpkg_contents (
    table_name TEXT NOT NULL PRIMARY KEY,
    data_type TEXT NOT NULL,
    identifier TEXT UNIQUE,
    description TEXT DEFAULT '',
    last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    min_x DOUBLE,
    min_y DOUBLE,
    max_x DOUBLE,
    max_y DOUBLE,
    srs_id INTEGER,
    CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_geometry_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    geometry_type_name TEXT NOT NULL,
    srs_id INTEGER NOT NULL,
    z TINYINT NOT NULL,
    m TINYINT NOT NULL,
    CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
    CONSTRAINT uk_gc_table_name UNIQUE (table_name),
    CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents (table_name),
    CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id)
);

CREATE TABLE gpkg_extensions (
    table_name TEXT,
    column_name TEXT,
    extension_name TEXT NOT NULL,
    definition TEXT NOT NULL,
    scope TEXT NOT NULL,
    CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
);
INSERT INTO gpkg_extensions VALUES
    ('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
    ('gpkg_data_column_constraints', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec130/#extension_schema', 'read-write'),
    ('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write'),
    ('gpkg_metadata_reference', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec130/#extension_metadata', 'read-write');

CREATE TABLE gpkg_data_columns (
    table_name TEXT NOT NULL,
    column_name TEXT NOT NULL,
    name TEXT,
    title TEXT,
    description TEXT,
    mime_type TEXT,
    constraint_name TEXT,
    CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
    CONSTRAINT gdc_tn UNIQUE (table_name, name)
);

CREATE TABLE gpkg_data_column_constraints (
    constraint_name TEXT NOT NULL,
    constraint_type TEXT NOT NULL,
    value TEXT,
    min NUMERIC,
    min_is_inclusive BOOLEAN,
    max NUMERIC,
    max_is_inclusive BOOLEAN,
    description TEXT,
    CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value)
);

CREATE TABLE gpkg_metadata (
    id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL,
    md_scope TEXT NOT NULL DEFAULT 'dataset',
    md_standard_uri TEXT NOT NULL,
    mime_type TEXT NOT NULL DEFAULT 'text/xml',
    metadata TEXT NOT NULL DEFAULT ''
);

CREATE TABLE gpkg_metadata_reference (
    reference_scope TEXT NOT NULL,
    table_name TEXT,
    column_name TEXT,
    row_id_value INTEGER,
    timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    md_file_id INTEGER NOT NULL,
    md_parent_id INTEGER,
    CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata (id),
    CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata (id)
);
INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'http://purl.org/dc/terms/', 'text/xml',
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Sổ đăng ký hạ tầng bưu chính, viễn thông, truyền thanh</dc:title><dc:language>vi</dc:language><dc:type>Dataset</dc:type></metadata>');
INSERT INTO gpkg_metadata_reference (reference_scope, md_file_id) VALUES ('geopackage', 1);

-- What wrote this file: the program's version that last migrated it, and the
-- fingerprint of the triggers and aliases in it.
CREATE TABLE about (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- Whether the program is writing. It is set and reset within one transaction:
-- no other connection ever sees it set, and a crash leaves it as it was.
CREATE TABLE writing (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    active INTEGER NOT NULL
) STRICT;
INSERT INTO writing VALUES (1, 0);

-- Edits by other programs that wait to be entered in the chain.
CREATE TABLE outside (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
    layer TEXT NOT NULL,
    row_fid INTEGER NOT NULL,
    operation TEXT NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
    row_before TEXT -- JSON; the geometry in hexadecimal
) STRICT;

-- The chain: what was written down, when, by whom and why. Rows are only added.
CREATE TABLE change (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    origin TEXT NOT NULL,
    actor TEXT NOT NULL,
    request TEXT NOT NULL,
    reason TEXT NOT NULL,
    kind TEXT NOT NULL,
    record_id TEXT NOT NULL,
    operation TEXT NOT NULL,
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX change_record ON change (kind, record_id);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('change', 'attributes', 'change');

CREATE TABLE setting (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL,
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('setting', 'attributes', 'setting');

CREATE TABLE operator (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    short_name TEXT,
    sector TEXT,
    plmn TEXT,
    contact TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX operator_row ON operator (id, ifnull(valid_from, ''));
CREATE INDEX operator_code ON operator (code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('operator', 'attributes', 'operator');

CREATE TABLE admin_unit (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom MULTIPOLYGON,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    level TEXT,
    type TEXT,
    area_class TEXT,
    parent_code TEXT,
    parent_name TEXT,
    province_code TEXT,
    province_name TEXT,
    population INTEGER,
    population_year INTEGER,
    population_source TEXT,
    households INTEGER,
    area_km2 REAL,
    area_year INTEGER,
    area_source TEXT,
    seat TEXT,
    merged_from TEXT,
    schematic BOOLEAN,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX admin_unit_row ON admin_unit (id, ifnull(valid_from, ''));
CREATE INDEX admin_unit_code ON admin_unit (code);
CREATE VIRTUAL TABLE rtree_admin_unit_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('admin_unit', 'features', 'admin_unit', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('admin_unit', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('admin_unit', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE unit_succession (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    from_code TEXT,
    from_name TEXT,
    to_code TEXT,
    to_name TEXT,
    on_date DATE,
    whole BOOLEAN,
    share REAL,
    decree TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX unit_succession_row ON unit_succession (id, ifnull(valid_from, ''));
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('unit_succession', 'attributes', 'unit_succession');

CREATE TABLE site (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    operator_code TEXT,
    tenants TEXT,
    commune_code TEXT,
    commune TEXT,
    address TEXT,
    state TEXT,
    structure TEXT,
    support_class TEXT,
    legal_type TEXT,
    height_m REAL,
    building_height_m REAL,
    ground_elevation_m REAL,
    technologies TEXT,
    coverage_radius_m REAL,
    power_w REAL,
    tenant_room INTEGER,
    hardened BOOLEAN,
    backup_power BOOLEAN,
    commissioned DATE,
    decommissioned DATE,
    land_owner TEXT,
    contact TEXT,
    has_permit BOOLEAN,
    permit_no TEXT,
    permit_date DATE,
    consent_no TEXT,
    built_date DATE,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX site_row ON site (id, ifnull(valid_from, ''));
CREATE INDEX site_code ON site (code);
CREATE VIRTUAL TABLE rtree_site_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('site', 'features', 'site', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('site', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('site', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE station (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    site_id TEXT,
    operator_code TEXT,
    commune_code TEXT,
    technology TEXT,
    band TEXT,
    state TEXT,
    power_w REAL,
    antenna_height_m REAL,
    coverage_radius_m REAL,
    transmitters INTEGER,
    commissioned DATE,
    decommissioned DATE,
    certificate_no TEXT,
    certificate_issued DATE,
    certificate_expires DATE,
    filed_date DATE,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX station_row ON station (id, ifnull(valid_from, ''));
CREATE INDEX station_code ON station (code);
CREATE INDEX station_site_id ON station (site_id);
CREATE VIRTUAL TABLE rtree_station_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('station', 'features', 'station', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('station', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('station', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE sector (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    station_id TEXT,
    azimuth_deg REAL,
    mechanical_tilt_deg REAL,
    electrical_tilt_deg REAL,
    height_m REAL,
    beamwidth_deg REAL,
    eirp_dbm REAL,
    frequency_mhz REAL,
    band TEXT,
    antenna_model TEXT,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX sector_row ON sector (id, ifnull(valid_from, ''));
CREATE INDEX sector_code ON sector (code);
CREATE INDEX sector_station_id ON sector (station_id);
CREATE VIRTUAL TABLE rtree_sector_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('sector', 'features', 'sector', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('sector', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('sector', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE postal_point (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    operator_code TEXT,
    class TEXT,
    public BOOLEAN,
    commune_code TEXT,
    commune TEXT,
    address TEXT,
    staffed BOOLEAN,
    hours_per_day REAL,
    internet BOOLEAN,
    services TEXT,
    phone TEXT,
    note TEXT,
    commissioned DATE,
    decommissioned DATE,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX postal_point_row ON postal_point (id, ifnull(valid_from, ''));
CREATE INDEX postal_point_code ON postal_point (code);
CREATE VIRTUAL TABLE rtree_postal_point_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('postal_point', 'features', 'postal_point', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('postal_point', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('postal_point', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE radio_station (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    commune_code TEXT,
    commune TEXT,
    address TEXT,
    technology TEXT,
    state TEXT,
    frequency_mhz REAL,
    power_w REAL,
    antenna_height_m REAL,
    coverage_radius_m REAL,
    villages INTEGER,
    villages_served INTEGER,
    licence_no TEXT,
    licence_expires DATE,
    contact TEXT,
    note TEXT,
    commissioned DATE,
    decommissioned DATE,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX radio_station_row ON radio_station (id, ifnull(valid_from, ''));
CREATE INDEX radio_station_code ON radio_station (code);
CREATE VIRTUAL TABLE rtree_radio_station_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('radio_station', 'features', 'radio_station', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('radio_station', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('radio_station', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE loudspeaker_cluster (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    radio_id TEXT,
    commune_code TEXT,
    village TEXT,
    technology TEXT,
    state TEXT,
    loudspeakers INTEGER,
    power_w REAL,
    sensitivity_db REAL,
    height_m REAL,
    azimuth_deg REAL,
    coverage_radius_m REAL,
    note TEXT,
    commissioned DATE,
    decommissioned DATE,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX loudspeaker_cluster_row ON loudspeaker_cluster (id, ifnull(valid_from, ''));
CREATE INDEX loudspeaker_cluster_code ON loudspeaker_cluster (code);
CREATE INDEX loudspeaker_cluster_radio_id ON loudspeaker_cluster (radio_id);
CREATE VIRTUAL TABLE rtree_loudspeaker_cluster_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('loudspeaker_cluster', 'features', 'loudspeaker_cluster', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('loudspeaker_cluster', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('loudspeaker_cluster', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE settlement (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    type TEXT,
    commune_code TEXT,
    population INTEGER,
    households INTEGER,
    weight REAL,
    source TEXT,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX settlement_row ON settlement (id, ifnull(valid_from, ''));
CREATE INDEX settlement_code ON settlement (code);
CREATE VIRTUAL TABLE rtree_settlement_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('settlement', 'features', 'settlement', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('settlement', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('settlement', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE zone (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom MULTIPOLYGON,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    class TEXT,
    height_limit_m REAL,
    buffer_m REAL,
    citation TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX zone_row ON zone (id, ifnull(valid_from, ''));
CREATE INDEX zone_code ON zone (code);
CREATE VIRTUAL TABLE rtree_zone_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('zone', 'features', 'zone', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('zone', 'geom', 'MULTIPOLYGON', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('zone', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE indicator_value (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    unit_code TEXT,
    period_from DATE,
    period_to DATE,
    value REAL,
    measure TEXT,
    printed TEXT,
    source TEXT,
    denominator TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX indicator_value_row ON indicator_value (id, ifnull(valid_from, ''));
CREATE INDEX indicator_value_code ON indicator_value (code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('indicator_value', 'attributes', 'indicator_value');

