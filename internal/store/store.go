// Package store owns all SQL: what the schema reads from which tables, set-based reads, the one way of writing, and
// the migrations.
package store

import (
	"context"
	"errors"
	"fmt"
	"runtime"
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
	location location
	writer   *pool // of one
	readers  *pool // as many as there are cores
}

// Memory is the path of a database that lives as long as the process.
const Memory = ":memory:"

// Open opens the database file, creates it where there is none and migrates an older one. The error is one sentence
// for the person who started the program; what is no database of civicgraph is left as it is.
func Open(ctx context.Context, path string, opts Options) (_ *Store, err error) {
	location := locate(path)
	if err := location.check(ctx); err != nil {
		return nil, err
	}
	migrator, err := location.openMigrator()
	if err != nil {
		return nil, err
	}
	// Closed last: a database in memory goes with its last connection.
	defer func() { err = errors.Join(err, migrator.Close()) }()
	if err := migrate(ctx, migrator); err != nil {
		return nil, location.explain(err)
	}
	s := &Store{registry: opts.Registry, now: opts.Now, location: location}
	if s.writer, err = newPool(1, location.openWriter); err != nil {
		return nil, err
	}
	if s.readers, err = newPool(runtime.NumCPU(), location.openReader); err != nil {
		return nil, errors.Join(err, s.writer.close())
	}
	return s, nil
}

// Close waits for the reads under way and closes the database.
func (s *Store) Close() error {
	return errors.Join(s.readers.close(), s.writer.close())
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
	return snapshot.Read(ctx, Query{SQL: "SELECT 1"}, func(*Row) error { return nil })
}

// Empty tells whether the graph holds no record at all.
func (s *Store) IsEmpty(ctx context.Context) (bool, error) {
	empty := false
	err := s.withWriter(ctx, func(c *sqliteConn) error {
		return c.read(Query{SQL: "SELECT last FROM sequence WHERE name = 'record'"}, func(r *Row) error {
			empty = r.Int(0) == 0
			return nil
		})
	})
	return empty, err
}

// alone lends the connection that writes.
func (s *Store) withWriter(ctx context.Context, use func(*sqliteConn) error) error {
	c, err := s.writer.take(ctx)
	if err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	defer func() { s.writer.free <- c }()
	return use(c)
}

// Tidy tells the engine how its tables are filled, and brings what stands in the log into the database; worth it after a
// bulk load. A limited analysis takes no samples of single values: with samples SQLite would plan a statement anew for
// other arguments, at a quarter of a point read's cost.
func (s *Store) Optimize(ctx context.Context) error {
	return s.withWriter(ctx, func(c *sqliteConn) error {
		for _, statement := range []string{"PRAGMA analysis_limit = 1000", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"} {
			if err := c.run(statement); err != nil {
				return s.location.explain(err)
			}
		}
		return nil
	})
}
