package store

import (
	"database/sql"
	"slices"
	"testing"
)

// TestPostgresTablesAreThoseOfSQLite: the tables of both have the same columns and indexes.
func TestPostgresTablesAreThoseOfSQLite(t *testing.T) {
	t.Parallel()
	memory := locate(Memory, defaultLockWait)
	db := memory.openMigrator()
	defer func() { must(t, db.Close()) }()
	must(t, memory.migrate(t.Context(), db))
	c := migratedPostgres(t).connection(t)
	for what, of := range map[string]struct{ sqlite, postgres string }{
		"columns": {
			`SELECT m.name || '.' || p.name || ' ' || p.type || iif(p."notnull" OR p.pk > 0, ' NOT NULL', '')
FROM sqlite_schema m
CROSS JOIN pragma_table_info(m.name) p
WHERE m.type = 'table' AND m.name NOT GLOB 'sqlite_*' AND m.name <> 'goose_db_version'`,
			`SELECT table_name || '.' || column_name || ' ' ||
  CASE data_type WHEN 'bigint' THEN 'INTEGER' WHEN 'double precision' THEN 'REAL' ELSE upper(data_type) END ||
  CASE WHEN data_type = 'text' AND collation_name IS DISTINCT FROM 'C' THEN ' of another collation' ELSE '' END ||
  CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name <> 'civicgraph_version'`,
		},
		"indexes": {
			"SELECT name || ' ON ' || tbl_name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
			`SELECT indexname || ' ON ' || tablename FROM pg_indexes
WHERE schemaname = current_schema() AND tablename <> 'civicgraph_version' AND indexname NOT LIKE '%_pkey'
  AND NOT (indexname = tablename || '_slug' OR indexname = 'word_text')`, // constraints of SQLite
		},
	} {
		want, got := listed(t, db, of.sqlite), texts(t, c, "SELECT * FROM ("+of.postgres+") x")
		slices.Sort(want)
		slices.Sort(got)
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("PostgreSQL lacks of %s: %s", what, line)
			}
		}
		for _, line := range got {
			if !slices.Contains(want, line) {
				t.Errorf("SQLite lacks of %s: %s", what, line)
			}
		}
		if len(want) == 0 {
			t.Errorf("there are no %s", what)
		}
	}
}

// listed returns the strings of a query.
func listed(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	tx, err := db.BeginTx(t.Context(), nil)
	must(t, err)
	defer func() { must(t, tx.Rollback()) }()
	all, err := stringsOf(t.Context(), tx, query)
	must(t, err)
	return all
}
