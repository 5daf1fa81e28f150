-- +goose Up

-- One transaction that wrote. Their numbers have no gaps, and their order is the order of the commits.
CREATE TABLE change_set (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  run TEXT NOT NULL -- '' outside imports
) STRICT;
INSERT INTO sequence (name, last) VALUES ('change', 0);

-- What happened to one record. before and after hold the fields that changed, in import form; a new record keeps no copy.
CREATE TABLE change (
  set_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  record_id INTEGER NOT NULL,
  action INTEGER NOT NULL,
  before TEXT, -- JSON object
  after TEXT, -- JSON object
  PRIMARY KEY (set_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_record ON change (record_id, set_id, position);

-- What names and codes are found by. item is the position of the name, or that of the identifier below zero; start tells
-- whether the key begins where the name does (search.Key).
CREATE TABLE search_key (
  key TEXT NOT NULL,
  entity_id INTEGER NOT NULL,
  item INTEGER NOT NULL,
  start INTEGER NOT NULL,
  PRIMARY KEY (key, entity_id, item, start)
) STRICT, WITHOUT ROWID;

-- How many links an entity has, at either end.
CREATE TABLE degree (
  entity_id INTEGER PRIMARY KEY,
  links INTEGER NOT NULL
) STRICT;

-- Names sort by what is left of them without case and marks. A partial date has the first and the last day that it may be.
-- Migration 5 fills them.
ALTER TABLE official ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE district ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE park ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE project ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE rail_line ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE station ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE organization ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE source ADD COLUMN title_key TEXT NOT NULL DEFAULT '';

ALTER TABLE official ADD COLUMN born_on_first TEXT;
ALTER TABLE official ADD COLUMN born_on_last TEXT;
ALTER TABLE park ADD COLUMN founded_on_first TEXT;
ALTER TABLE park ADD COLUMN founded_on_last TEXT;
ALTER TABLE project ADD COLUMN started_on_first TEXT;
ALTER TABLE project ADD COLUMN started_on_last TEXT;
ALTER TABLE project ADD COLUMN completed_on_first TEXT;
ALTER TABLE project ADD COLUMN completed_on_last TEXT;
ALTER TABLE rail_line ADD COLUMN opened_on_first TEXT;
ALTER TABLE rail_line ADD COLUMN opened_on_last TEXT;
ALTER TABLE source ADD COLUMN published_on_first TEXT;
ALTER TABLE source ADD COLUMN published_on_last TEXT;
