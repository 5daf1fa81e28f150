package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
	"civicgraph/internal/store/storetest/postgres"
)

// TestCopyKnowsAllTables: a table that the list lacks would be lost.
func TestCopyKnowsAllTables(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	all := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'goose_db_version'"
	if storetest.OnPostgres() {
		all = "SELECT relname FROM pg_class WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p') AND relname <> 'civicgraph_version'"
	}
	var want []string
	for _, row := range query(t, s.sql(t), all) {
		if row[0] != "transfer" {
			want = append(want, row[0])
		}
	}
	got := s.Registry().CopiedTables()
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("a copy has the tables %v, the database %v", got, want)
	}
}

// copyDirections are the engines between which tests copy.
func copyDirections(t *testing.T, test func(t *testing.T, from, to *testStore)) {
	t.Helper()
	onSQLite := func(t *testing.T) *testStore {
		t.Helper()
		return openStore(t, filepath.Join(t.TempDir(), "copy.db"))
	}
	onPostgres := func(t *testing.T) *testStore {
		t.Helper()
		return openStore(t, postgres.Empty.Copy(t))
	}
	for _, d := range []struct {
		name     string
		from, to func(*testing.T) *testStore
	}{
		{"SQLite to SQLite", onSQLite, onSQLite},
		{"SQLite to PostgreSQL", onSQLite, onPostgres},
		{"PostgreSQL to SQLite", onPostgres, onSQLite},
		{"PostgreSQL to PostgreSQL", onPostgres, onPostgres},
	} {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			test(t, d.from(t), d.to(t))
		})
	}
}

// newCopy is a copy that reports no progress.
func newCopy(t testing.TB, from, to *testStore) *store.Copy {
	t.Helper()
	c, err := store.NewCopy(t.Context(), from.Store, to.Store, func(store.CopyProgress) {})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// history are batches that create and change records in every way: fields, names, slugs, codes, terms, phrases, topics, evidence.
func history() [][]string {
	const cited = `"citations":[{"source":"s","locator":"¶ 2"}]`
	post := func(period, more string) string {
		return `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"district":"baodi"},"role":"Party secretary","period":{` + period + `},` + more + cited + `}}`
	}
	return [][]string{
		smallGraph(),
		{
			`{"district":{"slug":"baodi","population":800000,"summary":"A district in the north.","citations":[{"source":"s-2","field":"population"}]}}`,
			`{"source":{"slug":"s-2","title":"Another title","publisher":"Daily"}}`,
		},
		{
			`{"district":{"slug":"tianjin","names":[{"text":"Tientsin","language":"en","type":"FORMER"},{"text":"天津","language":"zh"}],` +
				`"identifiers":[{"scheme":"gbt2260","value":"12"}],"formerSlugs":["tientsin"],` + cited + `}}`,
			`{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en","type":"FORMER","until":"1990"},{"text":"Jin","language":"en"}],` + cited + `}}`,
		},
		{post(`"from":"2016","until":"2019"`, ""), post(`"from":"2021"`, `"note":"Second term",`)},
		{
			post(`"from":"2021","until":"2024"`, ""),
			`{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},` + cited + `}}`,
			`{"figure":{"measure":"output","label":"Output","unit":"u","subjects":[{"park":"z"}],"value":"1.5",` + cited + `}}`,
			`{"statement":{"summary":"Growth is strong","topics":["growth"],"about":[{"park":"z"}],"speaker":"yin",` + cited + `}}`,
		},
		{
			`{"figure":{"measure":"output","label":"Gross output","unit":"u","subjects":[{"park":"z"}],"value":"2",` + cited + `}}`,
			`{"statement":{"summary":"Growth is strong","topics":["industry"],"about":[{"park":"bz"}],"speaker":"yin",` + cited + `}}`,
			`{"project":{"slug":"p","investment":null,"sectors":null,"summary":"Late.","citations":[{"source":"s"}]}}`,
		},
		{`{"project":{"slug":"p","summary":null,"names":[{"text":"Projects of Zhongguancun","language":"en"}],"citations":[{"source":"s-2"}]}}`},
	}
}

// equals checks that both databases are the same, row by row and record by record.
func equals(t *testing.T, c *store.Copy, wantRecords int) {
	t.Helper()
	rows, records, err := c.Compare(t.Context())
	if err != nil || records != wantRecords || rows <= records {
		t.Fatalf("%d records and %d rows are equal, %v; want %d records", records, rows, err, wantRecords)
	}
}

// TestCopy copies a graph with a history.
func TestCopy(t *testing.T) {
	t.Parallel()
	copyDirections(t, func(t *testing.T, from, to *testStore) {
		for _, batch := range history() {
			from.write(t, batch...)
		}
		c := newCopy(t, from, to)
		report, err := c.Load(t.Context())
		if err != nil || report.Set != int64(len(history())) {
			t.Fatalf("%+v, %v", report, err)
		}
		equals(t, c, report.Records)
		if _, err := c.Load(t.Context()); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("a second copy ends with %v", err)
		}
		// The copy is a graph like any other.
		const line = `{"source":{"slug":"s-5","title":"Fifth"}}`
		from.write(t, line)
		to.write(t, line)
		if _, _, err := c.Compare(t.Context()); err == nil || !strings.Contains(err.Error(), "token") {
			t.Errorf("after the same write to both, they differ in %v, want in the token only", err)
		}
	})
}

// TestFollow copies changes after each was made, and several at once.
func TestFollow(t *testing.T) {
	t.Parallel()
	copyDirections(t, func(t *testing.T, from, to *testStore) {
		c := newCopy(t, from, to)
		batches := history()
		from.write(t, batches[0]...)
		if _, err := c.LoadToFollow(t.Context()); err != nil {
			t.Fatal(err)
		}
		const together = 4
		for i, batch := range batches[1:] {
			from.write(t, batch...)
			if i < together {
				continue
			}
			if lag, err := c.Round(t.Context()); err != nil || lag.Set != int64(i+2) {
				t.Fatalf("round %d: %+v, %v", i, lag, err)
			}
			if _, _, err := c.Compare(t.Context()); err != nil {
				t.Fatalf("after %d batches: %v", i+2, err)
			}
		}
		if _, err := to.Begin(t.Context(), store.Author{Actor: "test"}); !errors.Is(err, store.ErrFilling) {
			t.Errorf("a write to the target ends with %v", err)
		}
	})
}
