package store

import (
	"context"
	"fmt"
	"time"
)

// Snapshot is one state of the graph: all reads from it agree with each other, also while others write. It is for one
// goroutine at a time.
type Snapshot struct {
	// Statements and Rows count what was read so far.
	Statements, Rows int
	// Trace, if set, is called after each query.
	Trace func(Trace)

	registry *Registry
	readers  *pool
	reader   conn
	// done is the channel whose end stops the reads; release ends the watch on it.
	done    <-chan struct{}
	release func()
	memo    memo
}

// Snapshot begins a snapshot of the graph, as it is at the first read, on a read connection that it keeps until Close.
// It waits while all connections are lent.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	r, err := s.readers.acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for a connection: %w", err)
	}
	if err := r.begin(false); err != nil {
		s.readers.release(r)
		return nil, fmt.Errorf("begin a snapshot: %w", err)
	}
	return &Snapshot{registry: s.registry, readers: s.readers, reader: r, release: func() {}}, nil
}

// Close ends the snapshot and gives its connection back.
func (s *Snapshot) Close() {
	s.release()
	if err := s.reader.rollback(); err != nil {
		// Nothing was written; the next BEGIN reports a connection that is beyond use.
		_ = err
	}
	s.readers.release(s.reader)
}

// Read runs a query and calls row for each row. It stops when ctx ends.
func (s *Snapshot) Read(ctx context.Context, q Query, row func(*Row) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	s.Statements++
	if done := ctx.Done(); done != s.done {
		s.release()
		s.release, s.done = s.reader.stopWith(ctx), done
	}
	var start time.Time
	if s.Trace != nil {
		start = time.Now()
	}
	rowsBefore := s.Rows
	err := s.reader.read(q, func(r *Row) error {
		s.Rows++
		return row(r)
	})
	if s.Trace != nil {
		s.Trace(Trace{Query: q, Rows: s.Rows - rowsBefore, Took: time.Since(start), Err: err})
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("read: %w", ctx.Err())
	}
	return err
}
