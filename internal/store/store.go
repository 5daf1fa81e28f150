// Package store owns all SQL: what the schema reads from which tables, set-based reads, the one way of writing, and
// the migrations.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Options are what a Store needs beside its database.
type Options struct {
	Registry *Registry
	// Now tells the time of a write.
	Now func() time.Time
}

// Store is an open database.
type Store struct {
	registry *Registry
	now      func() time.Time
	writer   *sql.DB
	readers  *readers
}

// Memory is the path of a database that lives as long as the process.
const Memory = ":memory:"

// Open opens the database file, creates it where there is none and migrates an older one. The error is one sentence
// for the person who started the program; what is no database of civicgraph is left as it is.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	location := locate(path)
	if err := location.check(ctx); err != nil {
		return nil, err
	}
	writer, err := location.openWriter()
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, writer); err != nil {
		return nil, errors.Join(location.explain(err), writer.Close())
	}
	readers, err := location.openReaders()
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &Store{registry: opts.Registry, now: opts.Now, writer: writer, readers: readers}, nil
}

// Close waits for the reads under way and closes the database.
func (s *Store) Close() error {
	return errors.Join(s.readers.close(), s.writer.Close())
}

// Now is the time, as the store's clock tells it.
func (s *Store) Now() time.Time { return s.now() }

// Registry says how every type of the schema is read.
func (s *Store) Registry() *Registry { return s.registry }

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	return snapshot.Read(ctx, Statement{SQL: "SELECT 1"}, func(*Row) error { return nil })
}

// Empty tells whether the graph holds no record at all.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var last int64
	err := s.writer.QueryRowContext(ctx, "SELECT last FROM sequence WHERE name = 'record'").Scan(&last)
	if err != nil {
		return false, fmt.Errorf("read the sequence: %w", err)
	}
	return last == 0, nil
}

// Analyze tells the engine how its tables are filled; worth it after a bulk load. A limited analysis takes no samples of
// single values: with samples SQLite would plan a statement anew for other arguments, at a quarter of a point read's cost.
func (s *Store) Analyze(ctx context.Context) error {
	_, err := s.writer.ExecContext(ctx, "PRAGMA analysis_limit = 1000; ANALYZE")
	if err != nil {
		return fmt.Errorf("analyze: %w", err)
	}
	return nil
}
