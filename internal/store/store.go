// Package store owns all SQL: what the schema reads from which tables, set-based reads, the one way of writing, and
// the migrations.
package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"civicgraph/internal/kg"
)

// Options configure a Store.
type Options struct {
	Kinds *kg.Kinds
	// Now returns the time of a write.
	Now func() time.Time
	// Readers is the number of read connections at most to each server, DefaultReaders where 0.
	Readers int
	// LockWait is how long a write waits for another program that writes to the same file, 10 seconds where 0.
	LockWait time.Duration
	// RefuseOld refuses a database of an older version in place of migrating it.
	RefuseOld bool
	// ReadFrom are the addresses of replicas of the database, which snapshots are read from as far as possible.
	ReadFrom []string
	// ReportReplica is called with the name of a replica when it is left out, with the reason, and with nil when it is used again; nil does
	// nothing.
	ReportReplica func(name string, err error)
}

// defaultLockWait is how long a connection waits for a lock of another program.
const defaultLockWait = 10 * time.Second

// Store is an open database.
type Store struct {
	registry *Registry
	now      func() time.Time
	engine   engine
	lockWait time.Duration
	writer   *pool // of one connection
	// insertions and identityReads are for the holder of the connection of writer.
	insertions    *insertions
	identityReads identityReads
	health        *pool // of one connection, so that Ping waits for no request
	primary       server
	replicas      []*replica
	// turn counts snapshots, so that replicas take turns.
	turn          atomic.Uint64
	reportReplica func(name string, err error)

	changes  *Changes
	watching sync.Once // begins to watch changes
	// running ends at Close, and with it the watches.
	running context.Context //nolint:containedctx // the life of the store
	stop    context.CancelFunc
	watches sync.WaitGroup
}

// Memory is the path of a database that lives as long as the process.
const Memory = ":memory:"

// Open opens a database: the file at a path, Memory, or one of PostgreSQL by its address. It creates a file that does not exist and
// migrates an older database. The error is one sentence for the person who started the program; a file that is not a database of
// civicgraph is left as it is.
func Open(ctx context.Context, path string, opts Options) (*Store, error) {
	if opts.Readers == 0 {
		opts.Readers = DefaultReaders()
	}
	if opts.LockWait == 0 {
		opts.LockWait = defaultLockWait
	}
	if opts.ReportReplica == nil {
		opts.ReportReplica = func(string, error) {}
	}
	for _, address := range append([]string{path}, opts.ReadFrom...) {
		if len(opts.ReadFrom) > 0 && !IsPostgres(address) {
			return nil, errors.New("only databases of PostgreSQL have replicas; their addresses begin with postgres://")
		}
	}
	e, err := openEngine(ctx, path, opts.LockWait)
	if err != nil {
		return nil, err
	}
	s := &Store{
		now: opts.Now, engine: e, primary: server{engine: e}, lockWait: opts.LockWait, changes: newChanges(),
		reportReplica: opts.ReportReplica,
	}
	s.running, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	if err := s.open(ctx, opts); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open migrates the database and opens its connections. After an error, Close closes those that are open.
func (s *Store) open(ctx context.Context, opts Options) (err error) {
	if opts.RefuseOld {
		if err := s.refuseOld(ctx); err != nil {
			return err
		}
	}
	if err := s.engine.migrate(ctx); err != nil {
		return s.engine.explain(err)
	}
	s.registry = newRegistry(opts.Kinds, s.engine.dialect())
	s.insertions, s.identityReads = newInsertions(s.registry.dialect), newIdentityReads(s.registry)
	if s.writer, err = newPool(ctx, 1, s.engine.openWriter); err != nil {
		return err
	}
	if s.primary.readers, err = newPool(ctx, opts.Readers, s.engine.openReader); err != nil {
		return err
	}
	if s.health, err = newPool(ctx, 1, s.engine.openReader); err != nil {
		return err
	}
	return s.openReplicas(ctx, opts)
}

// refuseOld returns an error for a database of an older version.
func (s *Store) refuseOld(ctx context.Context) error {
	has, made, err := s.engine.versions(ctx)
	switch {
	case err != nil:
		return s.engine.explain(err)
	case has > 0 && has < made:
		return fmt.Errorf("database %s has the schema version %d, and this civicgraph makes %d; use the civicgraph that wrote it, "+
			"or bring it up to date first by starting this one on it", s.engine.name(), has, made)
	}
	return nil
}

// Close waits for the reads under way and closes the database.
func (s *Store) Close() error {
	s.stop()
	s.watches.Wait()
	s.changes.end()
	var errs []error
	for _, r := range s.replicas {
		errs = append(errs, r.readers.close(), r.engine.close())
	}
	for _, p := range []*pool{s.health, s.primary.readers, s.writer} {
		if p != nil {
			errs = append(errs, p.close())
		}
	}
	return errors.Join(append(errs, s.engine.close())...)
}

// Name returns the name of the database for the operator, without the user and the password.
func (s *Store) Name() string { return s.primary.engine.name() }

// Now returns the time by the store's clock.
func (s *Store) Now() time.Time { return s.now() }

// Registry returns the registry, which says how every type of the schema is read.
func (s *Store) Registry() *Registry { return s.registry }

// IsEmpty reports whether the graph holds no record.
func (s *Store) IsEmpty(ctx context.Context) (bool, error) {
	empty := false
	err := s.withWriter(ctx, func(c conn) error {
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
	err := s.withWriter(ctx, func(c conn) error {
		return c.read(Query{SQL: "SELECT actor, run\nFROM change_set\nGROUP BY actor, run\nORDER BY min(id)"}, func(r *Row) error {
			authors = append(authors, Author{Actor: r.Text(0), Run: r.Text(1)})
			return nil
		})
	})
	return authors, err
}

// withWriter calls use with the connection that writes.
func (s *Store) withWriter(ctx context.Context, use func(conn) error) error {
	c, err := s.writer.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	defer s.writer.release(c)
	return use(c)
}

// Optimize gathers the statistics by which queries are planned; worth it after a bulk load.
func (s *Store) Optimize(ctx context.Context) error {
	return s.withWriter(ctx, func(c conn) error { return s.engine.explain(c.optimize()) })
}
