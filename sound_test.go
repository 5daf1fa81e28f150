package main

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the driver behind database/sql

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// sound opens a database, as the program does, and holds it to be whole. It is how many rows each table has.
func sound(t *testing.T, path string) map[string]int {
	t.Helper()
	s, err := store.Open(t.Context(), path, store.Options{Registry: store.NewRegistry(kg.NewKinds()), Now: time.Now})
	if err != nil {
		t.Errorf("it does not open: %v", err)
		return nil
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if said := column[string](t, db, "PRAGMA integrity_check"); len(said) != 1 || said[0] != "ok" {
		t.Errorf("the check of integrity says %q", said)
	}
	for question, query := range inconsistencies() {
		if n := column[int](t, db, query); len(n) != 1 || n[0] != 0 {
			t.Errorf("%s: %v", question, n)
		}
	}
	rows := map[string]int{}
	for _, table := range column[string](t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
		rows[table] = column[int](t, db, "SELECT count(*) FROM "+table)[0]
	}
	rows["last record"] = column[int](t, db, "SELECT last FROM sequence WHERE name = 'record'")[0]
	return rows
}

// inconsistencies are queries that count what must not be.
func inconsistencies() map[string]string {
	with := `WITH thing (id) AS (` + union("official", "district", "park", "project", "rail_line", "station", "organization") +
		`), fact (id) AS (SELECT id FROM thing UNION ALL ` + union("link", "figure", "statement") +
		`), record (id) AS (SELECT id FROM fact UNION ALL ` + union("source") + `) SELECT count(*) FROM `
	queries := map[string]string{
		"foreign keys that lead nowhere":       "pragma_foreign_key_check",
		"links with an end that is not there":  "link WHERE from_id NOT IN thing OR to_id NOT IN thing OR from_type != from_id & 63 OR to_type != to_id & 63",
		"citations of a record that is none":   "citation WHERE record_id NOT IN fact",
		"citations of a source that is none":   "citation WHERE source_id NOT IN (SELECT id FROM source)",
		"facts without a citation":             "fact WHERE id NOT IN (SELECT record_id FROM citation)",
		"figures of a source that is none":     "figure WHERE source_id NOT IN (SELECT id FROM source) OR stated_by != 0 AND stated_by NOT IN thing",
		"figures about what is none":           "figure_subject WHERE subject_id NOT IN thing OR figure_id NOT IN (SELECT id FROM figure)",
		"figures about nothing":                "figure WHERE id NOT IN (SELECT figure_id FROM figure_subject)",
		"statements of a source that is none":  "statement WHERE source_id NOT IN (SELECT id FROM source) OR speaker_id != 0 AND speaker_id NOT IN thing",
		"statements about what is none":        "statement_subject WHERE subject_id NOT IN thing OR statement_id NOT IN (SELECT id FROM statement)",
		"names of what is none":                "name WHERE entity_id NOT IN thing",
		"entities without a name":              "thing WHERE id NOT IN (SELECT entity_id FROM name)",
		"codes of what is none":                "identifier WHERE entity_id NOT IN thing",
		"entities that no key finds":           "thing WHERE id NOT IN (SELECT entity_id FROM search_key)",
		"keys without their name":              "search_key WHERE item > 0 AND NOT EXISTS (SELECT 1 FROM name WHERE entity_id = search_key.entity_id AND position = item)",
		"keys without their code":              "search_key WHERE item <= 0 AND NOT EXISTS (SELECT 1 FROM identifier WHERE entity_id = search_key.entity_id AND position = -item)",
		"slugs given up by what is none":       "former_slug WHERE record_id NOT IN record",
		"records that no change made":          "record WHERE id NOT IN (SELECT record_id FROM change WHERE action = 1)",
		"changes of what is none":              "change WHERE record_id NOT IN record OR set_id NOT IN (SELECT id FROM change_set)",
		"gaps between changes":                 "sequence WHERE name = 'change' AND last != (SELECT count(*) FROM change_set) OR name = 'change' AND last != (SELECT ifnull(max(id), 0) FROM change_set)",
		"keys beyond the last":                 "record WHERE id >> 6 > (SELECT last FROM sequence WHERE name = 'record')",
		"keys of two records":                  "(SELECT id >> 6 FROM record GROUP BY id >> 6 HAVING count(*) > 1)",
		"entities whose links are not counted": "(SELECT id, count(*) AS links FROM (SELECT from_id AS id FROM link UNION ALL SELECT to_id FROM link) GROUP BY id) AS counted FULL JOIN degree ON entity_id = id WHERE counted.links IS NOT degree.links",
	}
	for question, query := range queries {
		queries[question] = with + query
	}
	return queries
}

func union(tables ...string) string {
	return "SELECT id FROM " + strings.Join(tables, " UNION ALL SELECT id FROM ")
}

// column is the only column of a query.
func column[T any](t *testing.T, db *sql.DB, query string) []T {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer func() { _ = rows.Close() }()
	var values []T
	for rows.Next() {
		var value T
		if err := rows.Scan(&value); err != nil {
			t.Fatal(err)
		}
		values = append(values, value)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return values
}

// noneOrAll holds a database to be whole and as it was before or after an import.
func noneOrAll(t *testing.T, path string, before, after map[string]int) (all bool) {
	t.Helper()
	switch rows := fmt.Sprint(sound(t, path)); rows {
	case fmt.Sprint(before):
		return false
	case fmt.Sprint(after):
		return true
	default:
		t.Errorf("the tables have %s rows, want as before %v or as after %v", rows, before, after)
		return false
	}
}

// TestSoundFindsWhatIsWrong holds the queries themselves: each finds what was broken for it.
func TestSoundFindsWhatIsWrong(t *testing.T) {
	t.Parallel()
	path := demoDatabase(t)
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for question, query := range inconsistencies() {
		if n := column[int](t, db, query); n[0] != 0 {
			t.Errorf("%s: %v", question, n)
		}
	}
	found := map[string]bool{"foreign keys that lead nowhere": true}
	for _, breakage := range []string{
		"DELETE FROM official", "DELETE FROM source", "DELETE FROM citation", "DELETE FROM name", "DELETE FROM search_key", "DELETE FROM degree",
		"DELETE FROM change", "DELETE FROM change_set", "DELETE FROM figure", "DELETE FROM figure_subject", "DELETE FROM statement",
		"UPDATE sequence SET last = 1 WHERE name = 'record'", "DELETE FROM district", "DELETE FROM link", "UPDATE citation SET record_id = 0 WHERE id = (SELECT min(id) FROM citation)",
		"INSERT INTO identifier VALUES (0, 1, 's', 'v')", "INSERT INTO former_slug VALUES (1, 's', 0, 1)", "INSERT INTO search_key SELECT 'k', id, -9, 1 FROM park",
		"INSERT INTO organization SELECT id + 1, slug, name, summary, location_lat, location_lon, 'OTHER', 1, '', '' FROM park",
	} {
		for _, statement := range []string{"PRAGMA foreign_keys = 0", "BEGIN", breakage} {
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%v in %s", err, statement)
			}
		}
		for question, query := range inconsistencies() {
			found[question] = found[question] || column[int](t, db, query)[0] > 0
		}
		if _, err := db.ExecContext(t.Context(), "ROLLBACK"); err != nil {
			t.Fatal(err)
		}
	}
	for question := range inconsistencies() {
		if !found[question] {
			t.Errorf("nothing that was broken is found as %s", question)
		}
	}
}
