-- +goose Up

-- Keys are unique over all kinds: a running number with the kind's code in the low six bits (kg.ID).
CREATE TABLE sequence (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sequence (name, last) VALUES ('record', 0);

-- The name of an entity's own row is the one shown where nobody asks for a language.

CREATE TABLE official (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  born_on TEXT,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE district (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  level TEXT NOT NULL,
  population INTEGER,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE park (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  founded_on TEXT,
  area_hectares INTEGER, -- of 1/10000
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE project (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  status TEXT NOT NULL,
  project_count INTEGER NOT NULL,
  investment_amount INTEGER, -- of 1/10000
  investment_currency TEXT,
  started_on TEXT,
  completed_on TEXT,
  sectors TEXT, -- JSON list
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE rail_line (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  status TEXT NOT NULL,
  opened_on TEXT,
  length_km INTEGER, -- of 1/10000
  max_speed_kmh INTEGER,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE station (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT,
  location_lat REAL,
  location_lon REAL,
  type TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  publisher TEXT,
  authors TEXT, -- JSON list
  url TEXT,
  published_on TEXT,
  language TEXT,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE name (
  entity_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  text TEXT NOT NULL,
  language TEXT NOT NULL,
  type INTEGER NOT NULL,
  PRIMARY KEY (entity_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE identifier (
  entity_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (entity_id, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX identifier_value ON identifier (scheme, value, entity_id);

CREATE TABLE former_slug (
  kind INTEGER NOT NULL,
  slug TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (kind, slug)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX former_slug_record ON former_slug (record_id, position);

-- Columns of the identity are never NULL: '' and 2147483647 stand for what is absent, so that UNIQUE sees it.
-- possible_* and certain_* are the days between which the link may and must hold (kg.Span).
CREATE TABLE link (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  from_type INTEGER NOT NULL,
  from_id INTEGER NOT NULL,
  to_type INTEGER NOT NULL,
  to_id INTEGER NOT NULL,
  role TEXT NOT NULL,
  "order" INTEGER NOT NULL,
  period_from TEXT NOT NULL,
  period_until TEXT NOT NULL,
  attested_on TEXT NOT NULL,
  possible_from TEXT NOT NULL,
  possible_until TEXT NOT NULL,
  certain_from TEXT NOT NULL,
  certain_until TEXT NOT NULL,
  note TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX link_identity ON link (from_id, to_id, kind, role, period_from, "order");
-- Both ways through a link, in the order of its connections, with what as-of asks and the far end, so that a page is
-- found without touching the table.
CREATE INDEX link_out ON link (from_id, kind, to_type, "order", id, to_id, possible_from, possible_until);
CREATE INDEX link_in ON link (to_id, kind, from_type, "order", id, from_id, possible_from, possible_until);

CREATE TABLE citation (
  id INTEGER PRIMARY KEY,
  record_id INTEGER NOT NULL,
  source_id INTEGER NOT NULL REFERENCES source (id),
  locator TEXT NOT NULL,
  quote TEXT NOT NULL,
  field TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX citation_identity ON citation (record_id, source_id, locator, field);
CREATE INDEX citation_source ON citation (source_id);
