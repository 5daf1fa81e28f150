-- +goose Up

-- When the graph last changed; NULL while it is empty.
ALTER TABLE sequence ADD COLUMN changed_at TEXT;

-- sort is what lists sort by: measure, first day and last day of the period, missing days last. subjects are the keys of
-- the subjects in order, so that a target finds the outcome about the same ones.
CREATE TABLE figure (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  measure TEXT NOT NULL,
  label TEXT NOT NULL,
  value INTEGER NOT NULL, -- of 1/10000
  unit TEXT NOT NULL,
  qualifier TEXT NOT NULL,
  wording TEXT NOT NULL,
  type TEXT NOT NULL,
  period_from TEXT NOT NULL,
  period_until TEXT NOT NULL,
  attested_on TEXT NOT NULL,
  possible_from TEXT NOT NULL,
  possible_until TEXT NOT NULL,
  subjects TEXT NOT NULL,
  stated_by INTEGER NOT NULL, -- 0 for nobody
  sort TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX figure_identity ON figure (
  source_id, measure, unit, type, period_from, period_until, attested_on, subjects, stated_by
);
CREATE INDEX figure_sort ON figure (sort, id);
CREATE INDEX figure_outcome ON figure (measure, unit, subjects, possible_from, possible_until, type, id);

CREATE TABLE figure_subject (
  subject_id INTEGER NOT NULL,
  sort TEXT NOT NULL,
  figure_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (subject_id, sort, figure_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX figure_subject_position ON figure_subject (figure_id, position, subject_id);

-- sort is the first day on which it may have been said, missing days last.
CREATE TABLE statement (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL,
  speaker_id INTEGER NOT NULL, -- 0 for nobody
  said_on TEXT NOT NULL,
  summary TEXT NOT NULL,
  topics TEXT, -- JSON list
  sort TEXT NOT NULL,
  version INTEGER NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX statement_identity ON statement (source_id, speaker_id, said_on, summary);
CREATE INDEX statement_sort ON statement (sort, id);
CREATE INDEX statement_speaker ON statement (speaker_id, sort, id);

CREATE TABLE statement_subject (
  subject_id INTEGER NOT NULL,
  sort TEXT NOT NULL,
  statement_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (subject_id, sort, statement_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX statement_subject_position ON statement_subject (statement_id, position, subject_id);

-- Facts of a source come in the order of their locators; sort makes ¶ 2 go before ¶ 10. Migration 3 fills it.
ALTER TABLE citation ADD COLUMN sort TEXT NOT NULL DEFAULT '';
DROP INDEX citation_source;
CREATE INDEX citation_source ON citation (source_id, sort, record_id);
