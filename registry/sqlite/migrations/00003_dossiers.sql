-- Measurements, deployment plans, dossiers with all that belongs to them, rule
-- sets, scenarios and submissions.
--
-- This file is history: it is never edited. A new field is a new migration.

-- +goose Up
CREATE TABLE measurement (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    operator_code TEXT,
    technology TEXT,
    frequency_mhz REAL,
    level_dbm REAL,
    quality_db REAL,
    down_mbps REAL,
    up_mbps REAL,
    latency_ms REAL,
    cell TEXT,
    height_m REAL,
    surroundings TEXT,
    taken_at TEXT,
    campaign TEXT,
    source TEXT,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX measurement_row ON measurement (id, ifnull(valid_from, ''));
CREATE INDEX measurement_operator_code ON measurement (operator_code);
CREATE VIRTUAL TABLE rtree_measurement_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('measurement', 'features', 'measurement', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('measurement', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('measurement', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE planned_position (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    plan_code TEXT,
    year INTEGER,
    operator_code TEXT,
    commune_code TEXT,
    commune TEXT,
    address TEXT,
    state TEXT,
    tenants TEXT,
    technologies TEXT,
    height_m REAL,
    tolerance_m REAL,
    approval_no TEXT,
    approved_on DATE,
    build_by DATE,
    site_code TEXT,
    note TEXT,
    structure TEXT,
    support_class TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX planned_position_row ON planned_position (id, ifnull(valid_from, ''));
CREATE INDEX planned_position_code ON planned_position (code);
CREATE INDEX planned_position_operator_code ON planned_position (operator_code);
CREATE VIRTUAL TABLE rtree_planned_position_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('planned_position', 'features', 'planned_position', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('planned_position', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('planned_position', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE rule_set (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    jurisdiction TEXT,
    citation TEXT,
    body TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX rule_set_row ON rule_set (id, ifnull(valid_from, ''));
CREATE INDEX rule_set_code ON rule_set (code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('rule_set', 'attributes', 'rule_set');

CREATE TABLE application (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    type TEXT,
    title TEXT,
    operator_code TEXT,
    state TEXT,
    province_code TEXT,
    filed DATE,
    received DATE,
    due DATE,
    clock_from DATE,
    days_used INTEGER,
    officer TEXT,
    appraiser TEXT,
    rule_set_code TEXT,
    plan_code TEXT,
    sharing_plan BOOLEAN,
    related TEXT,
    submitter TEXT,
    contact TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX application_row ON application (id, ifnull(valid_from, ''));
CREATE INDEX application_code ON application (code);
CREATE INDEX application_operator_code ON application (operator_code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('application', 'attributes', 'application');

CREATE TABLE proposed_position (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    geom POINT,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    application_id TEXT,
    operator_code TEXT,
    number INTEGER,
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
    bands TEXT,
    hosts INTEGER,
    eirp_dbm REAL,
    antenna_height_m REAL,
    sectors TEXT,
    plan_position TEXT,
    sharing_asked BOOLEAN,
    sharing_answers TEXT,
    public_land BOOLEAN,
    land_owner TEXT,
    reason TEXT,
    site_id TEXT,
    built DATE,
    note TEXT,
    given_crs TEXT,
    given_coordinates TEXT,
    accuracy_m REAL,
    approximate BOOLEAN,
    approximate_reason TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX proposed_position_row ON proposed_position (id, ifnull(valid_from, ''));
CREATE INDEX proposed_position_code ON proposed_position (code);
CREATE INDEX proposed_position_application_id ON proposed_position (application_id);
CREATE INDEX proposed_position_operator_code ON proposed_position (operator_code);
CREATE INDEX proposed_position_site_id ON proposed_position (site_id);
CREATE VIRTUAL TABLE rtree_proposed_position_geom USING rtree(id, minx, maxx, miny, maxy);
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('proposed_position', 'features', 'proposed_position', 4326);
INSERT INTO gpkg_geometry_columns VALUES ('proposed_position', 'geom', 'POINT', 4326, 0, 0);
INSERT INTO gpkg_extensions VALUES ('proposed_position', 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec130/#extension_rtree', 'write-only');

CREATE TABLE dossier_event (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    application_id TEXT,
    operator_code TEXT,
    at TEXT,
    actor TEXT,
    on_behalf TEXT,
    action TEXT,
    from_state TEXT,
    to_state TEXT,
    until DATE,
    comment TEXT,
    internal BOOLEAN,
    detail TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX dossier_event_row ON dossier_event (id, ifnull(valid_from, ''));
CREATE INDEX dossier_event_application_id ON dossier_event (application_id);
CREATE INDEX dossier_event_operator_code ON dossier_event (operator_code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('dossier_event', 'attributes', 'dossier_event');

CREATE TABLE decision (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    application_id TEXT,
    operator_code TEXT,
    outcome TEXT,
    number TEXT,
    signed DATE,
    signer TEXT,
    appraiser TEXT,
    reason TEXT,
    conditions TEXT,
    rule_set_code TEXT,
    frozen TEXT,
    frozen_sha256 TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX decision_row ON decision (id, ifnull(valid_from, ''));
CREATE INDEX decision_application_id ON decision (application_id);
CREATE INDEX decision_operator_code ON decision (operator_code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('decision', 'attributes', 'decision');

CREATE TABLE attachment (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    application_id TEXT,
    operator_code TEXT,
    position_id TEXT,
    name TEXT,
    class TEXT,
    media_type TEXT,
    bytes INTEGER,
    sha256 TEXT,
    added_at TEXT,
    added_by TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX attachment_row ON attachment (id, ifnull(valid_from, ''));
CREATE INDEX attachment_application_id ON attachment (application_id);
CREATE INDEX attachment_operator_code ON attachment (operator_code);
CREATE INDEX attachment_position_id ON attachment (position_id);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('attachment', 'attributes', 'attachment');

CREATE TABLE scenario (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    code TEXT,
    name TEXT,
    network TEXT,
    unit_code TEXT,
    parent TEXT,
    state TEXT,
    made_at TEXT,
    author TEXT,
    question TEXT,
    result TEXT,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX scenario_row ON scenario (id, ifnull(valid_from, ''));
CREATE INDEX scenario_code ON scenario (code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('scenario', 'attributes', 'scenario');

CREATE TABLE submission (
    fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
    id TEXT,
    valid_from DATE,
    valid_to DATE,
    operator_code TEXT,
    record_kind TEXT,
    period_from DATE,
    period_to DATE,
    due DATE,
    received DATE,
    state TEXT,
    file_name TEXT,
    sha256 TEXT,
    created INTEGER,
    changed INTEGER,
    retired INTEGER,
    unchanged INTEGER,
    detail TEXT,
    accepted_by TEXT,
    accepted_on DATE,
    note TEXT,
    revision INTEGER
);
CREATE UNIQUE INDEX submission_row ON submission (id, ifnull(valid_from, ''));
CREATE INDEX submission_operator_code ON submission (operator_code);
INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('submission', 'attributes', 'submission');

