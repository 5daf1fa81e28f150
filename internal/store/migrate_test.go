package store_test

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// applicationID marks the databases of civicgraph: "civi".
const applicationID = "PRAGMA application_id = 0x63697669"

func TestNewDatabaseIsMarked(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads the mark in the file")
	t.Parallel()
	s := newStore(t)
	if got := query(t, s.sql(t), "PRAGMA application_id"); got[0][0] != "1667855977" {
		t.Errorf("the mark is %s", got[0][0])
	}
}

func TestOlderDatabaseIsMigrated(t *testing.T) {
	storetest.SQLiteOnly(t, "it makes old files")
	t.Parallel()
	for name, statements := range map[string][]string{
		"of no version yet": {applicationID},
		"whose first migration was not reached": {
			applicationID,
			"CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL, is_applied INTEGER NOT NULL, " +
				"tstamp TIMESTAMP DEFAULT (datetime('now')))",
			"INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "old.db")
			makeDatabase(t, path, statements...)
			s := openStore(t, path)
			s.write(t, sourceLine, baodiLine)
			if got := s.bySlug(t, "District", "baodi", "name"); !slices.Equal(got, []string{"Baodi"}) {
				t.Errorf("it holds %v", got)
			}
		})
	}
}

// TestStartThatWasCutShort ends the context of a start at many of the points at which anyone looks at it: the next start
// must continue.
func TestStartThatWasCutShort(t *testing.T) {
	t.Parallel()
	for looks := 0; ; looks += 1 + looks/3 {
		path := storetest.Blank(t)
		ctx := endingAfter(t.Context(), looks)
		cut, err := store.Open(ctx, path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
		if err == nil {
			if err := cut.Close(); err != nil {
				t.Error(err)
			}
		}
		s, again := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
		if again != nil {
			t.Fatalf("after a start that ended at look %d with %v: %v", looks, err, again)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if ctx.Err() == nil {
			return
		}
	}
}

// ending is a context that ends at the n-th call of Err.
type ending struct {
	context.Context //nolint:containedctx // it is one
	looks           atomic.Int64
	end             context.CancelFunc
}

func endingAfter(parent context.Context, looks int) *ending {
	ctx, cancel := context.WithCancel(parent)
	e := &ending{Context: ctx, end: cancel}
	e.looks.Store(int64(looks))
	return e
}

func (e *ending) Done() <-chan struct{} {
	e.look()
	return e.Context.Done()
}

func (e *ending) Err() error {
	e.look()
	return e.Context.Err()
}

func (e *ending) look() {
	if e.looks.Add(-1) < 0 {
		e.end()
	}
}

// TestNewerDatabaseIsRefused and left as it is, however it keeps its log.
func TestNewerDatabaseIsRefused(t *testing.T) {
	storetest.SQLiteOnly(t, "it makes files")
	t.Parallel()
	for _, mode := range []string{"WAL", "DELETE"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			path := filepath.Join(dir, "newer.db")
			s := openStoreOnce(t, path)
			s.write(t, sourceLine, baodiLine)
			closeStore(t, s)
			makeDatabase(t, path,
				"CREATE TABLE of_tomorrow (x)",
				"INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)",
				"PRAGMA journal_mode = "+mode,
			)
			before := folder(t, dir)
			sentence := refusal(t, path)
			for _, word := range []string{"9999", "newer"} {
				if !strings.Contains(sentence, word) {
					t.Errorf("it says %q, nothing of %q", sentence, word)
				}
			}
			if folder(t, dir) != before {
				t.Error("the folder is not as it was")
			}
		})
	}
}

func TestMigratingAgainChangesNothing(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads its schema")
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	s := openStoreOnce(t, path)
	s.write(t, sourceLine, baodiLine)
	closeStore(t, s)
	db := storetest.OpenSQL(t, path)
	const everything = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
	schema, versions, before := query(t, db, everything), query(t, db, "SELECT * FROM goose_db_version"), dump(t, db)
	again := openStoreOnce(t, path)
	if written := again.write(t); (written != store.WriteCounts{}) {
		t.Errorf("writing nothing did %+v", written)
	}
	closeStore(t, again)
	same := func(a, b [][]string) bool { return slices.EqualFunc(a, b, slices.Equal) }
	if !same(schema, query(t, db, everything)) || !same(versions, query(t, db, "SELECT * FROM goose_db_version")) || dump(t, db) != before {
		t.Error("a second Open changed the database")
	}
}
