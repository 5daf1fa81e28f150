package store_test

import (
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestEarlierVersions migrates a database of each earlier version. What it held stays; what is derived from that, and the
// tables, are as in a new database with the same records.
func TestEarlierVersions(t *testing.T) {
	storetest.SQLiteOnly(t, "no released version made a database of PostgreSQL")
	t.Parallel()
	files, err := filepath.Glob("testdata/databases/*.db.gz")
	if err != nil || len(files) < 4 {
		t.Fatalf("there are %d databases of earlier versions, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "old.db")
			decompress(t, file, path)
			before := storetest.OpenSQL(t, path)
			columns := storedColumns(t, before)
			delete(columns, "search_key") // a migration may derive keys anew
			for table, names := range columns {
				columns[table] = slices.DeleteFunc(names, func(name string) bool { return strings.HasSuffix(name, "_key") })
			}
			want := contents(t, before, columns)
			if len(want) < 100 {
				t.Fatalf("the file holds only %d rows", len(want))
			}
			if err := before.Close(); err != nil {
				t.Fatal(err)
			}
			migrated := openStore(t, path)
			sameLines(t, "what was stored", contents(t, migrated.sql(t), columns), want)

			rewritten := newStore(t)
			if _, err := rewritten.Write(t.Context(), store.Author{Actor: store.ImportActor}, allRecords(t, migrated)); err != nil {
				t.Fatal(err)
			}
			all := storedColumns(t, rewritten.sql(t))
			sameLines(t, "the tables", contents(t, migrated.sql(t), all), contents(t, rewritten.sql(t), all))
			sameLines(t, "the schema", schemaOf(t, migrated.sql(t)), schemaOf(t, rewritten.sql(t)))
			if changes := query(t, migrated.sql(t), "SELECT count(*), count(DISTINCT record_id), min(action) FROM change"); changes[0][0] != changes[0][1] || changes[0][2] != "1" {
				t.Errorf("the changes are %v, want one creation of each record", changes)
			}
			migrated.write(t, sourceLine, baodiLine)
		})
	}
}

func decompress(t *testing.T, from, to string) {
	t.Helper()
	file, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unzipped)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// storedColumns returns the columns of each table that hold what records say or what is derived from it.
func storedColumns(t *testing.T, db *sql.DB) map[string][]string {
	t.Helper()
	columns := map[string][]string{}
	for _, row := range query(t, db, `SELECT m.name, p.name
FROM sqlite_schema m
CROSS JOIN pragma_table_info(m.name) p
WHERE m.type = 'table' AND m.name NOT GLOB 'sqlite_*' AND m.name NOT IN ('goose_db_version', 'sequence', 'change', 'change_set')
  AND p.name NOT IN ('id', 'version', 'updated_at', 'subjects')
ORDER BY m.name, p.cid`) {
		columns[row[0]] = append(columns[row[0]], row[1])
	}
	return columns
}

// contents returns the rows of these columns, sorted. Slugs stand for keys, which depend on the order of writing.
func contents(t *testing.T, db *sql.DB, columns map[string][]string) []string {
	t.Helper()
	slugs := map[string]string{}
	for table, names := range columns {
		if slices.Contains(names, "slug") && table != "former_slug" {
			for _, row := range query(t, db, "SELECT id, slug FROM "+table) {
				slugs[row[0]] = table + "/" + row[1]
			}
		}
	}
	partnerOf := strconv.Itoa(int(kg.PartnerOf))
	var lines []string
	for table, names := range columns {
		for _, row := range query(t, db, `SELECT "`+strings.Join(names, `", "`)+`" FROM `+table) {
			for i, name := range names {
				if strings.HasSuffix(name, "_id") || name == "stated_by" {
					row[i] = keyLabel(slugs, row[i])
				}
			}
			if table == "link" && row[0] == partnerOf && row[2] > row[4] { // stored with the smaller key first
				row[1], row[2], row[3], row[4] = row[3], row[4], row[1], row[2]
			}
			lines = append(lines, table+": "+strings.Join(row, " | "))
		}
	}
	slices.Sort(lines)
	return lines
}

// keyLabel returns the slug of a key, or the kind of a record without one.
func keyLabel(slugs map[string]string, key string) string {
	if slug := slugs[key]; slug != "" {
		return slug
	}
	n, err := strconv.ParseInt(key, 10, 64)
	if err != nil || n == 0 {
		return key
	}
	return "kind " + strconv.Itoa(int(kg.ID(n).Code()))
}

func schemaOf(t *testing.T, db *sql.DB) []string {
	t.Helper()
	var all []string
	for _, row := range query(t, db, "SELECT type, name, sql FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*' AND name <> 'goose_db_version' ORDER BY name") {
		all = append(all, strings.Join(row, " "))
	}
	return all
}

func allRecords(t *testing.T, s *testStore) (all []*kg.Record) {
	t.Helper()
	snapshot := s.snapshot(t)
	defer snapshot.Close()
	err := s.Registry().Records(context.Background(), snapshot, store.Subset{}, func(r *kg.Record) error {
		all = append(all, r)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func sameLines(t *testing.T, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Errorf("%s: %d lines, want %d; they differ from line %d:\n%s\nwant\n%s", what, len(got), len(want), i,
				strings.Join(got[min(i, len(got)):min(i+3, len(got))], "\n"), strings.Join(want[min(i, len(want)):min(i+3, len(want))], "\n"))
			return
		}
	}
}
