// Package store owns all SQL: what the schema reads from which tables, set-based reads, the one way of writing, and
// the migrations.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Options configure a Store.
type Options struct {
	Registry *Registry
	// Now returns the time of a write.
	Now func() time.Time
	// Readers is the number of read connections at most, DefaultReaders where 0.
	Readers int
	// LockWait is how long a write waits for another program that writes to the same file, 10 seconds where 0.
	LockWait time.Duration
}

// defaultLockWait is how long a connection waits for a lock of another program.
const defaultLockWait = 10 * time.Second

// Store is an open database.
type Store struct {
	registry *Registry
	now      func() time.Time
	location location
	writer   *pool // of one connection
	readers  *pool
	health   *pool // of one connection, so that Ping waits for no request
}

// Memory is the path of a database that lives as long as the process.
const Memory = ":memory:"

// Open opens a database file. It creates a file that does not exist and migrates an older one. The error is one sentence
// for the person who started the program; a file that is not a database of civicgraph is left as it is.
func Open(ctx context.Context, path string, opts Options) (_ *Store, err error) {
	if opts.Readers == 0 {
		opts.Readers = DefaultReaders()
	}
	if opts.LockWait == 0 {
		opts.LockWait = defaultLockWait
	}
	location := locate(path, opts.LockWait)
	if err := location.check(ctx); err != nil {
		return nil, err
	}
	migrator := location.openMigrator()
	// Closed last: a database in memory goes with its last connection.
	defer func() { err = errors.Join(err, migrator.Close()) }()
	if err := location.migrate(ctx, migrator); err != nil {
		return nil, location.explain(err)
	}
	s := &Store{registry: opts.Registry, now: opts.Now, location: location}
	if s.writer, err = newPool(1, location.openWriter); err != nil {
		return nil, err
	}
	if s.readers, err = newPool(opts.Readers, location.openReader); err != nil {
		return nil, errors.Join(err, s.writer.close())
	}
	if s.health, err = newPool(1, location.openReader); err != nil {
		return nil, errors.Join(err, s.readers.close(), s.writer.close())
	}
	return s, nil
}

// Close waits for the reads under way and closes the database.
func (s *Store) Close() error {
	return errors.Join(s.health.close(), s.readers.close(), s.writer.close())
}

// Now returns the time by the store's clock.
func (s *Store) Now() time.Time { return s.now() }

// Registry returns the registry, which says how every type of the schema is read.
func (s *Store) Registry() *Registry { return s.registry }

// IsEmpty reports whether the graph holds no record.
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

// Authors returns who changed the graph, each once, in the order of their first changes.
func (s *Store) Authors(ctx context.Context) ([]Author, error) {
	var authors []Author
	err := s.withWriter(ctx, func(c *sqliteConn) error {
		return c.read(Query{SQL: "SELECT actor, run\nFROM change_set\nGROUP BY actor, run\nORDER BY min(id)"}, func(r *Row) error {
			authors = append(authors, Author{Actor: r.Text(0), Run: r.Text(1)})
			return nil
		})
	})
	return authors, err
}

// withWriter calls use with the connection that writes.
func (s *Store) withWriter(ctx context.Context, use func(*sqliteConn) error) error {
	c, err := s.writer.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	defer s.writer.release(c)
	return use(c)
}

// Optimize gathers the statistics by which SQLite chooses indexes, and moves the write-ahead log into the database file;
// worth it after a bulk load. The limited analysis samples no single values: with samples SQLite would plan a statement
// again for other arguments, at a quarter of a point read's cost.
func (s *Store) Optimize(ctx context.Context) error {
	return s.withWriter(ctx, func(c *sqliteConn) error {
		for _, statement := range []string{"PRAGMA analysis_limit = 1000", "ANALYZE"} {
			if err := c.run(statement); err != nil {
				return s.location.explain(err)
			}
		}
		// A reader that still needs the log keeps part of it, which a later checkpoint moves. This one does not wait.
		c.conn.SetBusyTimeout(0)
		defer c.conn.SetBusyTimeout(s.location.lockWait)
		return s.location.explain(c.run("PRAGMA wal_checkpoint(TRUNCATE)"))
	})
}
