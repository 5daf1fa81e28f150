package store

import (
	"context"
	"fmt"
)

// Snapshot is one state of the graph: whatever is read from it belongs together, also while others write. It is for
// one goroutine at a time.
type Snapshot struct {
	readers *pool
	reader  *sqliteConn
	// done is what ends the reads, release lets go of it.
	done    <-chan struct{}
	release func()
	// Statements and Rows count what was read so far.
	Statements, Rows int
	memo             memo
}

// Snapshot takes the graph as it is at the first read. It holds a connection until it is closed.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	r, err := s.readers.take(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for a connection: %w", err)
	}
	if err := r.run("BEGIN"); err != nil {
		s.readers.free <- r
		return nil, fmt.Errorf("begin a snapshot: %w", err)
	}
	return &Snapshot{readers: s.readers, reader: r, release: func() {}}, nil
}

// Close ends the snapshot and gives the connection back.
func (s *Snapshot) Close() {
	s.release()
	if err := s.reader.run("ROLLBACK"); err != nil {
		// Nothing was written; the next BEGIN reports a connection that is beyond use.
		_ = err
	}
	s.readers.free <- s.reader
}

// Read runs a statement and hands each row to a function. It stops when ctx ends.
func (s *Snapshot) Read(ctx context.Context, st Query, row func(*Row) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	s.Statements++
	if done := ctx.Done(); done != s.done {
		s.release()
		s.release, s.done = s.reader.stopWith(ctx), done
	}
	err := s.reader.read(st, func(r *Row) error {
		s.Rows++
		return row(r)
	})
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("read: %w", ctx.Err())
	}
	return err
}
