// Package storetest opens databases for tests: files of SQLite or, if CIVICGRAPH_TEST_ENGINE is postgres, databases of PostgreSQL. The
// database of CIVICGRAPH_TEST_DSN is used unless CIVICGRAPH_TEST_ENGINE is sqlite.
package storetest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest/postgres"
)

// OnPostgres reports whether the tests run on PostgreSQL.
func OnPostgres() bool {
	engine := os.Getenv("CIVICGRAPH_TEST_ENGINE")
	return engine == "postgres" || engine == "" && os.Getenv(postgres.DSNVariable) != ""
}

// SQLiteOnly skips a test on PostgreSQL, for a reason such as "it damages the file".
func SQLiteOnly(t testing.TB, reason string) {
	t.Helper()
	if OnPostgres() {
		t.Skip("of SQLite only: " + reason)
	}
}

// PostgresOnly skips a test on SQLite, for a reason such as "files have no replicas".
func PostgresOnly(t testing.TB, reason string) {
	t.Helper()
	if !OnPostgres() {
		t.Skip("of PostgreSQL only: " + reason)
	}
}

// Template is a database that is made once, of which each test gets a copy. The migrations are most of what a small test would cost.
type Template struct {
	// Options are those of the store that is filled, with the defaults of Open.
	Options store.Options
	// Fill writes what each copy begins with.
	Fill func(*store.Store) error

	once     sync.Once
	content  []byte // of a file
	err      error
	postgres postgres.Template
}

// Copy returns the path or the address of a database of the test's own, for store.Open.
func (p *Template) Copy(t testing.TB) string {
	t.Helper()
	if OnPostgres() {
		p.once.Do(func() { p.postgres.Fill = p.fill })
		return p.postgres.Copy(t)
	}
	p.once.Do(func() { p.content, p.err = p.file() })
	if p.err != nil {
		t.Fatal(p.err)
	}
	path := filepath.Join(t.TempDir(), "civicgraph.db")
	if err := os.WriteFile(path, p.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// file returns the content of a file with the database.
func (p *Template) file() (content []byte, err error) {
	folder, err := os.MkdirTemp("", "civicgraph-test-*")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	path := filepath.Join(folder, "template.db")
	if err := p.fill(path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
}

// fill makes the database. One on a server with Citus is distributed.
func (p *Template) fill(path string) error {
	if OnPostgres() {
		if err := distribute(context.Background(), path); err != nil {
			return err
		}
	}
	s, err := store.Open(context.Background(), path, withDefaults(p.Options))
	if err != nil {
		return err
	}
	if p.Fill != nil {
		err = p.Fill(s)
	}
	return errors.Join(err, s.Close())
}

// distribute distributes a database, if its server has Citus.
func distribute(ctx context.Context, address string) error {
	hasCitus, err := postgres.HasCitus(ctx, address)
	if err == nil && hasCitus {
		_, err = store.Distribute(ctx, address, kg.NewKinds())
	}
	return err
}

var empty Template

// Database returns the path or the address of a database without records, of the present version.
func Database(t testing.TB) string {
	t.Helper()
	return empty.Copy(t)
}

// Blank returns the path of a file that does not exist, or the address of a database without tables.
func Blank(t testing.TB) string {
	t.Helper()
	if OnPostgres() {
		return postgres.Empty.Copy(t)
	}
	return filepath.Join(t.TempDir(), "civicgraph.db")
}

// New opens a database without records, until the end of the test.
func New(t testing.TB, options store.Options) *store.Store {
	t.Helper()
	return Open(t, Database(t), options)
}

// Open opens a database until the end of the test. The options have the kinds of civicgraph and the clock of the machine as defaults.
func Open(t testing.TB, path string, options store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), path, withDefaults(options))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func withDefaults(options store.Options) store.Options {
	if options.Kinds == nil {
		options.Kinds = kg.NewKinds()
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return options
}
