package store

import (
	"context"
	"errors"
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
	store    *Store
	// since is the change set that the snapshot must contain, newest its newest one; noChange if nothing is asked of it.
	since, newest int64
	server        *server
	reader        conn
	// row is called for each row of the running query, by count.
	row, count func(*Row) error
	// isRead is set as soon as something was read: no other snapshot can take its place from then on.
	isRead bool
	// done is the channel whose end stops the reads; release ends the watch on it.
	done    <-chan struct{}
	release func()
	memo    memo
}

// noChange is no number of a change set.
const noChange = -1

// ErrUnavailable means that no server of the database answers, or that one broke off. The same may succeed later.
var ErrUnavailable = errors.New("the database is unavailable")

// UnknownChangeError means that the graph lacks a change set that a snapshot must contain.
type UnknownChangeError struct{ Change, Newest int64 }

// Error names both numbers.
func (e *UnknownChangeError) Error() string {
	return fmt.Sprintf("change set %d is unknown; the newest is %d", e.Change, e.Newest)
}

// Snapshot begins a snapshot of the graph, as it is at the first read, on a read connection that it keeps until Close.
// It waits while all connections are lent.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) { return s.newSnapshot(ctx, noChange) }

// SnapshotSince begins a snapshot that contains a change set and all earlier ones: one that is read from a replica may lag behind what its
// reader knows already. The error is an UnknownChangeError if there is no such change set yet.
func (s *Store) SnapshotSince(ctx context.Context, change int64) (*Snapshot, error) {
	return s.newSnapshot(ctx, max(0, change))
}

func (s *Store) newSnapshot(ctx context.Context, since int64) (*Snapshot, error) {
	snapshot := &Snapshot{registry: s.registry, store: s, since: since, newest: noChange, release: func() {}}
	snapshot.count = snapshot.countRow // once for all queries
	if err := snapshot.begin(ctx); err != nil {
		return nil, err
	}
	return snapshot, nil
}

// Change returns the number of the newest change set in a snapshot that was begun by SnapshotSince.
func (s *Snapshot) Change() int64 { return s.newest }

// begin begins the snapshot on a server that has what is asked of it, and tries again for a while if none answers.
func (s *Snapshot) begin(ctx context.Context) error {
	for repeat := newRepetition(readRetryTime); ; {
		for server := range s.store.servers(s.since) {
			err := s.beginOn(ctx, server)
			if err == nil {
				return nil
			}
			if !server.hasFailed(err) {
				return err
			}
			repeat.failed(err)
		}
		if !repeat.wait(ctx) {
			return repeat.error(ctx)
		}
	}
}

func (s *Snapshot) beginOn(ctx context.Context, from *server) error {
	c, err := from.readers.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait for a connection: %w", err)
	}
	s.server, s.reader = from, c
	if err = c.begin(false); err == nil && s.since != noChange {
		err = s.readChange(ctx)
	}
	if err != nil {
		s.leave()
		return fmt.Errorf("begin a snapshot: %w", err)
	}
	return nil
}

// readChange reads the number of the newest change set.
func (s *Snapshot) readChange(ctx context.Context) (err error) {
	defer s.reader.stopWith(ctx)()
	s.newest, err = readChange(s.reader)
	if err == nil && s.newest < s.since {
		err = &UnknownChangeError{Change: s.since, Newest: s.newest}
	}
	return err
}

// leave ends the snapshot on its server and gives the connection back.
func (s *Snapshot) leave() {
	s.release()
	s.release, s.done = func() {}, nil
	if err := s.reader.rollback(); err != nil {
		// Nothing was written; the next BEGIN reports a connection that is beyond use.
		_ = err
	}
	s.server.readers.release(s.reader)
	s.reader = nil
}

// Close ends the snapshot and gives its connection back.
func (s *Snapshot) Close() {
	if s.reader != nil {
		s.leave()
	}
}

// Read runs a query and calls row for each row. It stops when ctx ends. As long as nothing was read, a server that breaks off is replaced
// by another one.
func (s *Snapshot) Read(ctx context.Context, q Query, row func(*Row) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	if s.reader == nil {
		return fmt.Errorf("read: %w", ErrUnavailable)
	}
	s.Statements++
	var start time.Time
	if s.Trace != nil {
		start = time.Now()
	}
	rowsBefore := s.Rows
	err := s.read(ctx, q, row)
	if s.Trace != nil {
		s.Trace(Trace{Query: q, Rows: s.Rows - rowsBefore, Took: time.Since(start), Err: err})
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("read: %w", ctx.Err())
	}
	return err
}

func (s *Snapshot) read(ctx context.Context, q Query, row func(*Row) error) error {
	s.row = row
	for repeat := newRepetition(readRetryTime); ; {
		if done := ctx.Done(); done != s.done {
			s.release()
			s.release, s.done = s.reader.stopWith(ctx), done
		}
		err := s.reader.read(q, s.count)
		if err == nil {
			s.isRead = true
			return nil
		}
		if !s.server.hasFailed(err) {
			return err
		}
		repeat.failed(err)
		if s.isRead || !repeat.wait(ctx) {
			return repeat.error(ctx)
		}
		s.leave()
		if err := s.begin(ctx); err != nil {
			return err
		}
	}
}

func (s *Snapshot) countRow(r *Row) error {
	s.isRead = true
	s.Rows++
	return s.row(r)
}
