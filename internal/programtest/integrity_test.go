package programtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver behind database/sql

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// checkIntegrity opens a database as the program does, checks its integrity, and returns the number of rows of each table.
func checkIntegrity(t *testing.T, path string) map[string]string {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		t.Errorf("cannot open the database: %v", err)
		return nil
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	db := storetest.OpenSQL(t, path)
	defer func() { _ = db.Close() }()
	// A server goes on with the transaction of a program that was killed until it notices.
	check, want := "SELECT last >= 0 FROM sequence WHERE name = 'record' FOR UPDATE", "true"
	if !storetest.OnPostgres() {
		check, want = "PRAGMA integrity_check", "ok"
	}
	if result := storetest.Rows(t, db, check); len(result) != 1 || result[0][0] != want {
		t.Errorf("%s returns %q", check, result)
	}
	for problem, query := range inconsistencies() {
		if n := storetest.Rows(t, db, query)[0][0]; n != "0" {
			t.Errorf("%s: %s", problem, n)
		}
	}
	rows := map[string]string{"last record": storetest.Rows(t, db, "SELECT last FROM sequence WHERE name = 'record'")[0][0]}
	for _, table := range storetest.Tables(t, db) {
		rows[table] = storetest.Rows(t, db, "SELECT count(*) FROM "+table)[0][0]
	}
	return rows
}

// inconsistencies returns queries that count rows which contradict others, by what is wrong with them.
func inconsistencies() map[string]string {
	with := `WITH entity (id) AS (` + union("official", "district", "park", "project", "rail_line", "station", "organization") +
		`), fact (id) AS (SELECT id FROM entity UNION ALL ` + union("link", "figure", "statement") +
		`), record (id) AS (SELECT id FROM fact UNION ALL ` + union("source") + `) SELECT count(*) FROM `
	queries := map[string]string{
		"links with a missing end":                   "link WHERE from_id NOT IN (SELECT id FROM entity) OR to_id NOT IN (SELECT id FROM entity) OR from_type != from_id & 63 OR to_type != to_id & 63",
		"citations of a missing record":              "citation WHERE record_id NOT IN (SELECT id FROM fact)",
		"citations of a missing source":              "citation WHERE source_id NOT IN (SELECT id FROM source)",
		"facts without a citation":                   "fact WHERE id NOT IN (SELECT record_id FROM citation)",
		"figures of a missing source":                "figure WHERE source_id NOT IN (SELECT id FROM source) OR stated_by != 0 AND stated_by NOT IN (SELECT id FROM entity)",
		"figures about a missing entity":             "figure_subject WHERE subject_id NOT IN (SELECT id FROM entity) OR figure_id NOT IN (SELECT id FROM figure)",
		"figures about nothing":                      "figure WHERE id NOT IN (SELECT figure_id FROM figure_subject)",
		"statements of a missing source":             "statement WHERE source_id NOT IN (SELECT id FROM source) OR speaker_id != 0 AND speaker_id NOT IN (SELECT id FROM entity)",
		"statements about a missing entity":          "statement_subject WHERE subject_id NOT IN (SELECT id FROM entity) OR statement_id NOT IN (SELECT id FROM statement)",
		"names of a missing entity":                  "name WHERE entity_id NOT IN (SELECT id FROM entity)",
		"entities without a name":                    "entity WHERE id NOT IN (SELECT entity_id FROM name)",
		"identifiers of a missing entity":            "identifier WHERE entity_id NOT IN (SELECT id FROM entity)",
		"entities without search keys":               "entity WHERE id NOT IN (SELECT entity_id FROM search_key)",
		"search keys of a missing name":              "search_key WHERE item > 0 AND NOT EXISTS (SELECT 1 FROM name WHERE entity_id = search_key.entity_id AND position = item)",
		"search keys of a missing identifier":        "search_key WHERE item <= 0 AND NOT EXISTS (SELECT 1 FROM identifier WHERE entity_id = search_key.entity_id AND position = -item)",
		"former slugs of a missing record":           "former_slug WHERE record_id NOT IN (SELECT id FROM record)",
		"records without a change that created them": "record WHERE id NOT IN (SELECT record_id FROM change WHERE action = 1)",
		"changes of a missing record":                "change WHERE record_id NOT IN (SELECT id FROM record) OR set_id NOT IN (SELECT id FROM change_set)",
		"gaps in the change numbers":                 "sequence WHERE name = 'change' AND last != (SELECT count(*) FROM change_set) OR name = 'change' AND last != (SELECT coalesce(max(id), 0) FROM change_set)",
		"record ids beyond the sequence":             "record WHERE id >> 6 > (SELECT last FROM sequence WHERE name = 'record')",
		"record ids used twice":                      "(SELECT id >> 6 FROM record GROUP BY id >> 6 HAVING count(*) > 1) AS repeated",
		"entities with a wrong degree":               "(SELECT id, count(*) AS links FROM (SELECT from_id AS id FROM link UNION ALL SELECT to_id FROM link) AS ends GROUP BY id) AS counted FULL JOIN degree ON entity_id = id WHERE counted.links IS DISTINCT FROM degree.links",
	}
	for problem, query := range queries {
		queries[problem] = with + query
	}
	if !storetest.OnPostgres() {
		queries["broken foreign keys"] = "SELECT count(*) FROM pragma_foreign_key_check"
	}
	return queries
}

func union(tables ...string) string {
	return "SELECT id FROM " + strings.Join(tables, " UNION ALL SELECT id FROM ")
}

// wantAllOrNothing checks the integrity of a database, and that it has the rows of before or of after an import. It reports whether
// they are those of after.
func wantAllOrNothing(t *testing.T, path string, before, after map[string]string) (all bool) {
	t.Helper()
	switch rows := fmt.Sprint(checkIntegrity(t, path)); rows {
	case fmt.Sprint(before):
		return false
	case fmt.Sprint(after):
		return true
	default:
		t.Errorf("the tables have %s rows, want %v as before or %v as after", rows, before, after)
		return false
	}
}

// TestInconsistencies: each query finds damage.
func TestInconsistencies(t *testing.T) {
	t.Parallel()
	db := storetest.OpenSQL(t, demoDatabase.Copy(t))
	for problem, query := range inconsistencies() {
		if n := storetest.Rows(t, db, query)[0][0]; n != "0" {
			t.Errorf("%s: %s", problem, n)
		}
	}
	if !storetest.OnPostgres() {
		if _, err := db.ExecContext(t.Context(), "PRAGMA foreign_keys = 0"); err != nil {
			t.Fatal(err)
		}
	}
	found := map[string]bool{"broken foreign keys": true}
	for _, damage := range []string{
		"DELETE FROM official", "DELETE FROM source", "DELETE FROM citation", "DELETE FROM name", "DELETE FROM search_key", "DELETE FROM degree",
		"DELETE FROM change", "DELETE FROM change_set", "DELETE FROM figure", "DELETE FROM figure_subject", "DELETE FROM statement",
		"UPDATE sequence SET last = 1 WHERE name = 'record'", "DELETE FROM district", "DELETE FROM link", "UPDATE citation SET record_id = 0 WHERE id = (SELECT min(id) FROM citation)",
		"INSERT INTO identifier VALUES (0, 1, 's', 'v')", "INSERT INTO former_slug VALUES (1, 's', 0, 1)", "INSERT INTO search_key SELECT 'k', id, -9, 1 FROM park",
		"INSERT INTO organization (id, slug, name, name_key, type, version, updated_at) SELECT id + 1, slug, name, name_key, 'OTHER', 1, '' FROM park",
	} {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.ExecContext(t.Context(), damage); err != nil {
			t.Fatalf("%v in %s", err, damage)
		}
		for problem, query := range inconsistencies() {
			found[problem] = found[problem] || storetest.Rows(t, tx, query)[0][0] != "0"
		}
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
	}
	for problem := range inconsistencies() {
		if !found[problem] {
			t.Errorf("no damage is found as %s", problem)
		}
	}
}
