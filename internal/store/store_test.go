package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// testTime is when the clock of a test starts.
var testTime = time.Date(2023, 1, 13, 8, 0, 0, 0, time.UTC)

// testStore is a store on a database of its own, with a clock that stands still.
type testStore struct {
	*store.Store
	path  string
	clock time.Time
	other *sql.DB
}

// sql is a connection of another program to the store's database.
func (s *testStore) sql(t testing.TB) *sql.DB {
	t.Helper()
	if s.other == nil {
		s.other = storetest.OpenSQL(t, s.path)
	}
	return s.other
}

// newStore is a store without records.
func newStore(t testing.TB) *testStore {
	t.Helper()
	return openStore(t, storetest.Database(t))
}

// newSmallStore is a store with the small graph, written by version 1 at testTime.
func newSmallStore(t testing.TB) *testStore {
	t.Helper()
	return openStore(t, smallDatabase.Copy(t))
}

// smallDatabase has the small graph.
var smallDatabase = storetest.Template{
	Options: store.Options{Now: func() time.Time { return testTime }},
	Fill: func(s *store.Store) error {
		decoded, err := decodeLines(smallGraph())
		if err == nil {
			_, err = s.Write(context.Background(), store.Author{Actor: "test"}, decoded)
		}
		return err
	},
}

// isRaced reports whether the tests run under the race detector.
func isRaced() bool {
	info, _ := debug.ReadBuildInfo()
	return slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
}

// skipRaced leaves out what runs in one goroutine, mostly in SQLite, and would take a minute under the race detector.
func skipRaced(t *testing.T) {
	t.Helper()
	if isRaced() {
		t.Skip("NOT TESTED: under the race detector it takes a minute, make check does it without")
	}
}

// openStore opens a database that must open, and closes it at the end of the test.
func openStore(t testing.TB, path string) *testStore {
	t.Helper()
	s := &testStore{path: path, clock: testTime}
	s.Store = storetest.Open(t, path, store.Options{Now: func() time.Time { return s.clock }})
	return s
}

// records decodes lines of import form.
func records(t testing.TB, lines ...string) []*kg.Record {
	t.Helper()
	decoded, err := decodeLines(lines)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

func decodeLines(lines []string) ([]*kg.Record, error) {
	kinds := kg.NewKinds()
	var decoded []*kg.Record
	for _, line := range lines {
		d := json.NewDecoder(strings.NewReader(line))
		d.UseNumber()
		var input map[string]any
		if err := d.Decode(&input); err != nil {
			return nil, fmt.Errorf("%w in %s", err, line)
		}
		record, err := kinds.Decode(input)
		if err != nil {
			return nil, fmt.Errorf("%w in %s", err, line)
		}
		decoded = append(decoded, record)
	}
	return decoded, nil
}

// write writes lines that must go in.
func (s *testStore) write(t testing.TB, lines ...string) store.WriteCounts {
	t.Helper()
	written, err := s.Write(t.Context(), store.Author{Actor: "test"}, records(t, lines...))
	if err != nil {
		t.Fatal(err)
	}
	return written
}

func (s *testStore) snapshot(t testing.TB) *store.Snapshot {
	t.Helper()
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return snapshot
}

// rows returns the rows of a statement as strings; NULL is null.
func rows(t testing.TB, snapshot *store.Snapshot, st store.Query, columns int) [][]string {
	t.Helper()
	var all [][]string
	err := snapshot.Read(t.Context(), st, func(row *store.Row) error {
		values := make([]string, columns)
		for i := range values {
			values[i] = "null"
			if !row.IsNull(i) {
				values[i] = string(row.AppendText(nil, i))
			}
		}
		all = append(all, values)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// rows returns the rows of a statement in a new snapshot.
func (s *testStore) rows(t testing.TB, st store.Query, columns int) [][]string {
	t.Helper()
	snapshot := s.snapshot(t)
	defer snapshot.Close()
	return rows(t, snapshot, st, columns)
}

// columns returns the columns of fields of a schema type.
func (s *testStore) columns(t testing.TB, typeName string, fields ...string) (*store.Table, []store.Column) {
	t.Helper()
	table, ok := s.Registry().Table(typeName)
	if !ok {
		t.Fatalf("nothing is known of the type %s", typeName)
	}
	columns := make([]store.Column, len(fields))
	for i, name := range fields {
		path := strings.Split(name, ".")
		field, ok := table.Fields[path[0]]
		if ok && len(path) > 1 {
			field, ok = field.Fields[path[1]]
		}
		if !ok || field.Column.IsZero() {
			t.Fatalf("nothing is known of the field %s.%s", typeName, name)
		}
		columns[i] = field.Column
	}
	return table, columns
}

// bySlug returns fields of the record with a slug, current or former; nil if there is none.
func (s *testStore) bySlug(t testing.TB, typeName, slug string, fields ...string) []string {
	t.Helper()
	table, columns := s.columns(t, typeName, fields...)
	found := s.rows(t, table.BySlug(slug, columns), 1+len(fields))
	if len(found) > 1 {
		t.Fatalf("%s %s is there %d times", typeName, slug, len(found))
	}
	if len(found) == 0 {
		return nil
	}
	return found[0][1:]
}

// id is the key of the record with a slug.
func (s *testStore) id(t testing.TB, typeName, slug string) kg.ID {
	t.Helper()
	found := s.bySlug(t, typeName, slug, "id")
	if found == nil {
		t.Fatalf("there is no %s %s", typeName, slug)
	}
	var id kg.ID
	if _, err := fmt.Sscan(found[0], &id); err != nil {
		t.Fatal(err)
	}
	return id
}

// owned returns fields of the items of a list of one record, in order.
func (s *testStore) owned(t testing.TB, typeName, slug, list string, fields ...string) []string {
	t.Helper()
	table, _ := s.Registry().Table(typeName)
	from, ok := table.ChildLists[list]
	if !ok {
		t.Fatalf("nothing is known of the list %s.%s", typeName, list)
	}
	columns := make([]store.Column, len(fields))
	for i, field := range fields {
		columns[i] = from.Table.Fields[field].Column
	}
	found := s.rows(t, from.ByOwner([]kg.ID{s.id(t, typeName, slug)}, columns), store.ChildColumns+len(fields))
	slices.SortFunc(found, func(a, b []string) int {
		return strings.Compare(fmt.Sprintf("%20s", a[store.ChildOrder]), fmt.Sprintf("%20s", b[store.ChildOrder]))
	})
	items := make([]string, len(found))
	for i, values := range found {
		items[i] = strings.Join(values[store.ChildColumns:], " ")
	}
	return items
}

func exec(t testing.TB, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%v in %s", err, statement)
		}
	}
}

// dump returns the contents of all tables of the graph, as another program reads them.
func dump(t testing.TB, db *sql.DB) string {
	t.Helper()
	return storetest.Dump(t, db)
}

// query returns the rows of a statement as strings.
func query(t testing.TB, db *sql.DB, statement string) [][]string {
	t.Helper()
	return storetest.Rows(t, db, statement)
}
