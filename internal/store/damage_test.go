package store_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestDamagedDatabase writes to databases that contradict themselves. The error is one sentence that says what to do.
func TestDamagedDatabase(t *testing.T) {
	t.Parallel()
	const cited = `"citations":[{"source":"s"}]`
	statement := `{"statement":{"summary":"S","topics":["a"],"about":[{"park":"z"}],` + cited + `}}`
	figure := `{"figure":{"measure":"m","label":"L","unit":"u","subjects":[{"park":"z"}],"value":"1",` + cited + `}}`
	for name, c := range map[string]struct{ damage, line string }{
		"a former slug of no record": {
			"INSERT INTO former_slug (kind, slug, record_id, position) VALUES (2, 'gone', 64002, 1)",
			`{"district":{"slug":"gone","population":5,` + cited + `}}`,
		},
		"no row for the last key": {"DELETE FROM sequence WHERE name = 'record'", `{"source":{"slug":"s-9","title":"T"}}`},
		"a last key that is taken": {
			"UPDATE sequence SET last = (SELECT (min(id) >> 6) - 1 FROM link) WHERE name = 'record'",
			`{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},` + cited + `}}`,
		},
		"a figure without its citation": {"DELETE FROM citation WHERE record_id IN (SELECT id FROM figure)", figure},
		"an index without its rows": {
			"PRAGMA writable_schema = 1; DELETE FROM statement_subject; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'figure_subject') WHERE name = 'statement'",
			statement,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			s.write(t, figure, statement)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(c.damage, "PRAGMA") {
				storetest.SQLiteOnly(t, "it damages the file")
			}
			makeDatabase(t, s.path, c.damage)
			damaged := openStoreOnce(t, s.path)
			defer closeStore(t, damaged)
			_, err := damaged.Write(t.Context(), store.Author{Actor: "test"}, records(t, c.line))
			if name == "a figure without its citation" {
				if err != nil {
					t.Errorf("the citation cannot be added again: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), "restore a backup") || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

// TestOptimizeWaitsForNoReader: a reader of another program keeps part of the log from being moved, and Optimize does not wait for it.
func TestOptimizeWaitsForNoReader(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	db := storetest.OpenSQL(t, s.path)
	tx, err := db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	var n int
	if err := tx.QueryRowContext(t.Context(), "SELECT count(*) FROM district").Scan(&n); err != nil {
		t.Fatal(err)
	}
	s.write(t, `{"source":{"slug":"s-9","title":"T"}}`)
	start := time.Now()
	if err := s.Optimize(t.Context()); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 8*time.Second {
		t.Errorf("it takes %v, as long as it would wait for a lock", took)
	}
}

// TestBeginWhileAnotherWrites returns ErrBusy after the time to wait.
func TestBeginWhileAnotherWrites(t *testing.T) {
	t.Parallel()
	one := newStore(t)
	batch, err := one.Begin(t.Context(), store.Author{Actor: "one"})
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	two := storetest.Open(t, one.path, store.Options{LockWait: time.Millisecond})
	if _, err := two.Begin(context.Background(), store.Author{Actor: "two"}); !errors.Is(err, store.ErrBusy) {
		t.Errorf("the error is %v, want %v", err, store.ErrBusy)
	}
}
