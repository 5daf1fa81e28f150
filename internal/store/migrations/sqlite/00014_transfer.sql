-- +goose Up

-- Why nobody may write to the database but civicgraph copy, in one row at most: 'source' if the graph was moved to another database, 'target'
-- while it is filled from another one.
CREATE TABLE transfer (
  role TEXT PRIMARY KEY,
  other TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
