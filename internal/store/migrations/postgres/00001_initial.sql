-- +goose Up

-- The same tables and indexes as those of SQLite after its migration 14, with the same names: queries are written once for both.
--
-- Strings compare by their bytes (COLLATE "C"), as in SQLite and in the program. Citus must be able to distribute entities, figures and
-- statements by id, links by from_id, citations by record_id and the rows of other records by the key of the record. So there are no
-- foreign keys and no triggers; primary keys contain that column; and unique keys that lack it, such as slugs, are indexes and no
-- constraints, which can be replaced by plain ones.
--
-- A row of an index has at most 2,704 bytes. Sort keys have a length to match (search.MaxSortKey). Of other strings that may be longer, the
-- summaries of statements and the subjects of figures, an index has the beginning, in the very words of the query.

-- Keys are unique over all kinds: a running number with the kind's code in the low six bits (kg.ID). Change sets are numbered without gaps.
-- changed_at is when the graph last changed, NULL while it is empty. Who writes locks a row first, so that writers wait for each other.
CREATE TABLE sequence (
  name TEXT COLLATE "C" PRIMARY KEY,
  last BIGINT NOT NULL,
  changed_at TEXT COLLATE "C"
);
INSERT INTO sequence (name, last) VALUES ('record', 0), ('change', 0);

-- The name of an entity's own row is the one shown where nobody asks for a language. Names sort by name_key (search.SortKey). A partial
-- date has the first and the last day that it may be.

CREATE TABLE official (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  born_on TEXT COLLATE "C",
  born_on_first TEXT COLLATE "C",
  born_on_last TEXT COLLATE "C",
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX official_slug ON official (slug);
CREATE INDEX official_name_key ON official (name_key, id);
CREATE INDEX official_born_on_first ON official (born_on_first, id);
CREATE INDEX official_updated_at ON official (updated_at DESC, id);

-- Enumerations sort as they are listed, in the very words of the query: a value more takes a new index.

CREATE TABLE district (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  level TEXT COLLATE "C" NOT NULL,
  population BIGINT,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX district_slug ON district (slug);
CREATE INDEX district_name_key ON district (name_key, id);
CREATE INDEX district_level ON district ((CASE level WHEN 'REGION' THEN 0 WHEN 'COUNTRY' THEN 1 WHEN 'PROVINCE' THEN 2 WHEN 'MUNICIPALITY' THEN 3 WHEN 'CITY' THEN 4 WHEN 'DISTRICT' THEN 5 WHEN 'COUNTY' THEN 6 WHEN 'TOWNSHIP' THEN 7 WHEN 'ZONE' THEN 8 WHEN 'CONSTITUENCY' THEN 9 WHEN 'OTHER' THEN 10 END), id);
CREATE INDEX district_population ON district (population, id);
CREATE INDEX district_updated_at ON district (updated_at DESC, id);

CREATE TABLE park (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  founded_on TEXT COLLATE "C",
  founded_on_first TEXT COLLATE "C",
  founded_on_last TEXT COLLATE "C",
  area_hectares BIGINT, -- of 1/10000
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX park_slug ON park (slug);
CREATE INDEX park_name_key ON park (name_key, id);
CREATE INDEX park_founded_on_first ON park (founded_on_first, id);
CREATE INDEX park_area_hectares ON park (area_hectares, id);
CREATE INDEX park_updated_at ON park (updated_at DESC, id);

CREATE TABLE project (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  status TEXT COLLATE "C" NOT NULL,
  project_count BIGINT NOT NULL,
  investment_amount BIGINT, -- of 1/10000
  investment_currency TEXT COLLATE "C",
  started_on TEXT COLLATE "C",
  started_on_first TEXT COLLATE "C",
  started_on_last TEXT COLLATE "C",
  completed_on TEXT COLLATE "C",
  completed_on_first TEXT COLLATE "C",
  completed_on_last TEXT COLLATE "C",
  sectors TEXT COLLATE "C", -- JSON list
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX project_slug ON project (slug);
CREATE INDEX project_name_key ON project (name_key, id);
CREATE INDEX project_status ON project ((CASE status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'COMPLETED' THEN 3 WHEN 'SUSPENDED' THEN 4 WHEN 'CANCELLED' THEN 5 WHEN 'UNKNOWN' THEN 6 END), id);
CREATE INDEX project_project_count ON project (project_count, id);
CREATE INDEX project_investment_amount ON project (investment_amount, id);
CREATE INDEX project_started_on_first ON project (started_on_first, id);
CREATE INDEX project_completed_on_first ON project (completed_on_first, id);
CREATE INDEX project_updated_at ON project (updated_at DESC, id);

CREATE TABLE rail_line (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  status TEXT COLLATE "C" NOT NULL,
  opened_on TEXT COLLATE "C",
  opened_on_first TEXT COLLATE "C",
  opened_on_last TEXT COLLATE "C",
  length_km BIGINT, -- of 1/10000
  max_speed_kmh BIGINT,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX rail_line_slug ON rail_line (slug);
CREATE INDEX rail_line_name_key ON rail_line (name_key, id);
CREATE INDEX rail_line_status ON rail_line ((CASE status WHEN 'PLANNED' THEN 0 WHEN 'UNDER_CONSTRUCTION' THEN 1 WHEN 'OPERATING' THEN 2 WHEN 'CLOSED' THEN 3 WHEN 'UNKNOWN' THEN 4 END), id);
CREATE INDEX rail_line_opened_on_first ON rail_line (opened_on_first, id);
CREATE INDEX rail_line_length_km ON rail_line (length_km, id);
CREATE INDEX rail_line_max_speed_kmh ON rail_line (max_speed_kmh, id);
CREATE INDEX rail_line_updated_at ON rail_line (updated_at DESC, id);

CREATE TABLE station (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX station_slug ON station (slug);
CREATE INDEX station_name_key ON station (name_key, id);
CREATE INDEX station_updated_at ON station (updated_at DESC, id);

CREATE TABLE organization (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C",
  location_lat DOUBLE PRECISION,
  location_lon DOUBLE PRECISION,
  type TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX organization_slug ON organization (slug);
CREATE INDEX organization_name_key ON organization (name_key, id);
CREATE INDEX organization_type ON organization ((CASE type WHEN 'LEGISLATURE' THEN 0 WHEN 'GOVERNMENT' THEN 1 WHEN 'ADVISORY_BODY' THEN 2 WHEN 'PARTY' THEN 3 WHEN 'COMPANY' THEN 4 WHEN 'UNIVERSITY' THEN 5 WHEN 'OTHER' THEN 6 END), id);
CREATE INDEX organization_updated_at ON organization (updated_at DESC, id);

CREATE TABLE source (
  id BIGINT PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  title_key TEXT COLLATE "C" NOT NULL,
  title_folded TEXT COLLATE "C" NOT NULL,
  publisher TEXT COLLATE "C",
  publisher_key TEXT COLLATE "C",
  publisher_folded TEXT COLLATE "C",
  authors TEXT COLLATE "C", -- JSON list
  url TEXT COLLATE "C",
  published_on TEXT COLLATE "C",
  published_on_first TEXT COLLATE "C",
  published_on_last TEXT COLLATE "C",
  language TEXT COLLATE "C",
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX source_slug ON source (slug);
CREATE INDEX source_title_key ON source (title_key, id);
CREATE INDEX source_publisher_key ON source (publisher_key, id);
CREATE INDEX source_published_on_first ON source (published_on_first, id);
CREATE INDEX source_updated_at ON source (updated_at DESC, id);

-- An entity without names that have a period is found in name_dated at no cost.
CREATE TABLE name (
  entity_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  language TEXT COLLATE "C" NOT NULL,
  type BIGINT NOT NULL,
  period_from TEXT COLLATE "C" NOT NULL,
  period_until TEXT COLLATE "C" NOT NULL,
  possible_from TEXT COLLATE "C" NOT NULL,
  possible_until TEXT COLLATE "C" NOT NULL,
  certain_from TEXT COLLATE "C" NOT NULL,
  certain_until TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (entity_id, position)
);
CREATE INDEX name_text ON name (text, entity_id);
CREATE INDEX name_dated ON name (entity_id) WHERE possible_from <> '';

CREATE TABLE identifier (
  entity_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  scheme TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (entity_id, position)
);
CREATE UNIQUE INDEX identifier_value ON identifier (scheme, value, entity_id);

CREATE TABLE former_slug (
  kind BIGINT NOT NULL,
  slug TEXT COLLATE "C" NOT NULL,
  record_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (kind, slug)
);
CREATE UNIQUE INDEX former_slug_record ON former_slug (record_id, position);

-- Columns of the identity are never NULL: '' and 2147483647 stand for what is absent, so that UNIQUE sees it.
-- possible_* and certain_* are the days between which the link may and must hold (kg.Span). on_behalf_of is the entity on whose behalf it
-- exists, such as the party for which a seat is held.
CREATE TABLE link (
  id BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  from_type BIGINT NOT NULL,
  from_id BIGINT NOT NULL,
  to_type BIGINT NOT NULL,
  to_id BIGINT NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  "order" BIGINT NOT NULL,
  period_from TEXT COLLATE "C" NOT NULL,
  period_until TEXT COLLATE "C" NOT NULL,
  attested_on TEXT COLLATE "C" NOT NULL,
  possible_from TEXT COLLATE "C" NOT NULL,
  possible_until TEXT COLLATE "C" NOT NULL,
  certain_from TEXT COLLATE "C" NOT NULL,
  certain_until TEXT COLLATE "C" NOT NULL,
  note TEXT COLLATE "C" NOT NULL,
  on_behalf_of BIGINT,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id, from_id)
);
-- Links of one series (ends, kind, role, order) begin with the columns that they share. Where there is no start, the end tells them
-- apart.
CREATE UNIQUE INDEX link_identity ON link (
  from_id, to_id, kind, role, "order", period_from, (CASE period_from WHEN '' THEN period_until ELSE '' END)
);
-- Both ways through a link, in the order of its connections, with what as-of asks and the far end, so that a page is found without touching
-- the table. The last columns are keys, not INCLUDEd: the days are then compared before a row of the table is read, also where it must be.
CREATE INDEX link_out ON link (from_id, kind, to_type, "order", id, to_id, possible_from, possible_until);
CREATE INDEX link_in ON link (to_id, kind, from_type, "order", id, from_id, possible_from, possible_until);
CREATE INDEX link_on_behalf_of ON link (on_behalf_of, kind) WHERE on_behalf_of IS NOT NULL;
-- Lists in another order than their own begin where the page does.
CREATE INDEX link_period_from ON link ((CASE WHEN period_from <> '' THEN possible_from END), id);
CREATE INDEX link_period_until ON link ((CASE WHEN period_until <> '' THEN possible_until END), id);
CREATE INDEX link_role ON link (nullif(role, ''), id);
CREATE INDEX link_order ON link (nullif("order", 2147483647), id);
CREATE INDEX link_kind ON link (kind, id);
CREATE INDEX link_updated_at ON link (updated_at DESC, id);

-- Facts of a source come in the order of their locators; sort makes ¶ 2 go before ¶ 10 (kg.LocatorKey).
CREATE TABLE citation (
  id BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  source_id BIGINT NOT NULL,
  locator TEXT COLLATE "C" NOT NULL,
  sort TEXT COLLATE "C" NOT NULL,
  quote TEXT COLLATE "C" NOT NULL,
  field TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (id, record_id)
);
CREATE UNIQUE INDEX citation_identity ON citation (record_id, source_id, locator, field);
CREATE INDEX citation_source ON citation (source_id, sort, record_id);

-- sort is what lists sort by: measure, first day and last day of the period, missing days last. subjects are the keys of
-- the subjects in order, so that a target finds the outcome about the same ones.
CREATE TABLE figure (
  id BIGINT PRIMARY KEY,
  source_id BIGINT NOT NULL,
  measure TEXT COLLATE "C" NOT NULL,
  label TEXT COLLATE "C" NOT NULL,
  value BIGINT NOT NULL, -- of 1/10000
  unit TEXT COLLATE "C" NOT NULL,
  qualifier TEXT COLLATE "C" NOT NULL,
  wording TEXT COLLATE "C" NOT NULL,
  type TEXT COLLATE "C" NOT NULL,
  period_from TEXT COLLATE "C" NOT NULL,
  period_until TEXT COLLATE "C" NOT NULL,
  attested_on TEXT COLLATE "C" NOT NULL,
  possible_from TEXT COLLATE "C" NOT NULL,
  possible_until TEXT COLLATE "C" NOT NULL,
  subjects TEXT COLLATE "C" NOT NULL,
  stated_by BIGINT NOT NULL, -- 0 for nobody
  sort TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX figure_identity ON figure (
  source_id, measure, unit, type, period_from, period_until, attested_on, substr(subjects, 1, 200), stated_by
);
CREATE INDEX figure_sort ON figure (sort, id);
CREATE INDEX figure_outcome ON figure (measure, unit, substr(subjects, 1, 200), possible_from, possible_until, type, id);
CREATE INDEX figure_stated_by ON figure (stated_by);
CREATE INDEX figure_measure ON figure (measure, id);
CREATE INDEX figure_label ON figure (label, id);
CREATE INDEX figure_value ON figure (value, id);
CREATE INDEX figure_unit ON figure (unit, id);
CREATE INDEX figure_type ON figure ((CASE type WHEN 'OUTCOME' THEN 0 WHEN 'TARGET' THEN 1 END), id);
CREATE INDEX figure_period_from ON figure ((CASE WHEN period_from <> '' THEN possible_from END), id);
CREATE INDEX figure_updated_at ON figure (updated_at DESC, id);

CREATE TABLE figure_subject (
  subject_id BIGINT NOT NULL,
  sort TEXT COLLATE "C" NOT NULL,
  figure_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (subject_id, sort, figure_id)
);
CREATE UNIQUE INDEX figure_subject_position ON figure_subject (figure_id, position, subject_id);

-- sort is the first day on which it may have been said, missing days last.
CREATE TABLE statement (
  id BIGINT PRIMARY KEY,
  source_id BIGINT NOT NULL,
  speaker_id BIGINT NOT NULL, -- 0 for nobody
  said_on TEXT COLLATE "C" NOT NULL,
  summary TEXT COLLATE "C" NOT NULL,
  topics TEXT COLLATE "C", -- JSON list
  sort TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL,
  updated_at TEXT COLLATE "C" NOT NULL
);
CREATE INDEX statement_identity ON statement (source_id, speaker_id, said_on, substr(summary, 1, 200));
CREATE INDEX statement_sort ON statement (sort, id);
CREATE INDEX statement_speaker ON statement (speaker_id, sort, id);
CREATE INDEX statement_said_on ON statement (substr(nullif(said_on, '') || '-01-01', 1, 10), id);
CREATE INDEX statement_updated_at ON statement (updated_at DESC, id);

CREATE TABLE statement_subject (
  subject_id BIGINT NOT NULL,
  sort TEXT COLLATE "C" NOT NULL,
  statement_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  PRIMARY KEY (subject_id, sort, statement_id)
);
CREATE UNIQUE INDEX statement_subject_position ON statement_subject (statement_id, position, subject_id);

-- One transaction that wrote. Their numbers have no gaps, and their order is the order of the commits.
CREATE TABLE change_set (
  id BIGINT PRIMARY KEY,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  run TEXT COLLATE "C" NOT NULL, -- '' outside imports
  token BIGINT -- a random number by which it is recognized on another connection or server, NULL for those of earlier versions
);

-- Why nobody may write to the database but civicgraph copy, in one row at most: 'source' if the graph was moved to another database, 'target'
-- while it is filled from another one.
CREATE TABLE transfer (
  role TEXT COLLATE "C" PRIMARY KEY,
  other TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL
);

-- What happened to one record. before and after hold the fields that changed, in import form; a new record keeps no copy.
CREATE TABLE change (
  set_id BIGINT NOT NULL,
  position BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  action BIGINT NOT NULL,
  before TEXT COLLATE "C", -- JSON object
  after TEXT COLLATE "C", -- JSON object
  PRIMARY KEY (set_id, position)
);
CREATE INDEX change_record ON change (record_id, set_id, position);

-- How many links an entity has, at either end.
CREATE TABLE degree (
  entity_id BIGINT PRIMARY KEY,
  links BIGINT NOT NULL
);

-- What names and codes are found by. item is the position of the name, or that of the identifier below zero; start tells
-- whether the key begins where the name does (search.Key).
CREATE TABLE search_key (
  key TEXT COLLATE "C" NOT NULL,
  entity_id BIGINT NOT NULL,
  item BIGINT NOT NULL,
  start BIGINT NOT NULL,
  PRIMARY KEY (key, entity_id, item, start)
);

-- The index of words. A posting says that a text has a word. The text is one of a section (sectionOf): a field of the records of a kind, or
-- the topics of a statement; and if many records share the text, a phrase. Phrases are the different roles of links, and labels and measures
-- of figures; their ids have the code of the kind of these records, whose indexes are those of orders. word_end has the ends of each word
-- from each character on, so that a part of a word is found too.

CREATE TABLE word (
  id BIGINT PRIMARY KEY,
  text TEXT COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX word_text ON word (text);

CREATE TABLE word_end (
  text TEXT COLLATE "C" NOT NULL,
  word BIGINT NOT NULL,
  PRIMARY KEY (text, word)
);

CREATE TABLE posting (
  word BIGINT NOT NULL,
  section BIGINT NOT NULL,
  record_id BIGINT NOT NULL,
  PRIMARY KEY (word, section, record_id)
);

CREATE TABLE phrase (
  id BIGINT PRIMARY KEY,
  field BIGINT NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL -- folded
);
CREATE UNIQUE INDEX phrase_text ON phrase (field, text);
