package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// replica is a server that snapshots are read from in place of the primary. It is used while its history is known to be that of the
// primary, or an earlier part of it.
type replica struct {
	server

	store *Store
	// newest is the number of its newest change set at the last look, noChange while it is not used.
	newest atomic.Int64
	// compared is when its history was last found to be the primary's, isKnown whether it ever was. They belong to the watch.
	compared time.Time
	isKnown  bool

	mu sync.Mutex
	// isReported is whether anything was reported yet, isUsed what was.
	isReported, isUsed bool
}

// openReplicas opens the replicas and begins to watch them.
func (s *Store) openReplicas(ctx context.Context, opts Options) error {
	for _, address := range opts.ReadFrom {
		r, err := s.openReplica(ctx, address, opts)
		if err != nil {
			return err
		}
		s.replicas = append(s.replicas, r)
		s.watch(r.watch())
	}
	return nil
}

// openReplica returns a replica. It may be down; the watch opens the first connection to it.
func (s *Store) openReplica(ctx context.Context, address string, opts Options) (*replica, error) {
	e, err := openEngine(ctx, address, opts.LockWait)
	if err != nil {
		return nil, err
	}
	r := &replica{server: server{engine: e, readers: emptyPool(opts.Readers, e.openReader)}, store: s}
	r.replica = r
	r.newest.Store(noChange)
	return r, nil
}

// has reports whether the replica may be used for a snapshot with a change set, or for any if it is noChange.
func (r *replica) has(change int64) bool {
	newest := r.newest.Load()
	return newest != noChange && newest >= change
}

// leaveOut keeps the replica from being used until the next look that succeeds.
func (r *replica) leaveOut(err error) { r.set(noChange, err) }

// set sets the number of the newest change set, and reports whether the replica is used if that is new.
func (r *replica) set(newest int64, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.newest.Store(newest)
	if isUsed := err == nil; !r.isReported || r.isUsed != isUsed {
		r.isReported, r.isUsed = true, isUsed
		r.store.reportReplica(r.engine.name(), r.engine.explain(err))
	}
}

// watch keeps looking at the replica: after a commit until it has that too, and otherwise as often as at the primary.
func (r *replica) watch() watch {
	pause := firstPause
	return watch{
		engine: r.engine,
		look:   r.look,
		wait: func(ctx context.Context, _ listener) {
			changes := r.store.Changes()
			if newest := changes.Newest(); r.newest.Load() >= newest {
				pause = firstPause
				_, _ = changes.Wait(ctx, newest) // it is also time to look when ctx ends
				return
			}
			sleep(ctx, pause)
			pause = min(2*pause, lookEvery)
		},
		failed: func(err error) {
			r.compared = time.Time{}
			r.leaveOut(err)
		},
	}
}

// look finds out how far the replica is. On one connection, histories are compared now and then: a replica that is made primary keeps it.
func (r *replica) look(ctx context.Context, l listener) error {
	at, err := readHistory(l, "s.last")
	if err != nil {
		return err
	}
	if time.Since(r.compared) >= lookEvery {
		if err := r.compare(ctx, at); err != nil {
			return err
		}
		r.compared = time.Now()
	}
	r.set(at.newest, nil)
	return nil
}

// errOtherHistory means that a server is not a replica of the primary, or no longer one.
var errOtherHistory = errors.New("has another history than the primary; replicate it from the primary again")

// compare returns an error if the newest change set of the replica is not one of the primary's. While the primary does not answer, a
// replica that was compared before remains in use.
func (r *replica) compare(ctx context.Context, at history) error {
	// A replica may show a commit shortly before the primary does, where commits wait for replicas.
	const attempts, pause = 5, 20 * time.Millisecond
	for range attempts {
		same, err := r.store.history(ctx, at.newest)
		switch {
		case err != nil && r.isKnown && r.store.engine.isTransient(err):
			return nil
		case err != nil:
			return err
		case same.schema == at.schema && same.newest >= at.newest && same.set == at.set:
			r.isKnown = true
			return nil
		}
		sleep(ctx, pause)
	}
	return fmt.Errorf("it %w", errOtherHistory)
}

// history is a place in the history of a graph.
type history struct {
	// schema is the version of the tables, newest the number of the newest change set, and set what the change set of the place says.
	schema, newest int64
	set            string
}

// history reads the place of a change set in the history of the primary. It says nothing if there is no such change set.
func (s *Store) history(ctx context.Context, change int64) (history, error) {
	c, err := s.health.acquire(ctx)
	if err != nil {
		return history{}, err
	}
	defer s.health.release(c)
	defer c.stopWith(ctx)()
	return readHistory(c, "$1", change)
}

// readHistory reads the place of a change set, of which an SQL expression is the number.
func readHistory(c conn, change string, args ...any) (at history, err error) {
	err = c.read(Query{SQL: `SELECT s.last, c.at, c.actor, c.run, c.token, (SELECT max(version_id) FROM ` + versionTable + `)
FROM sequence s
LEFT JOIN change_set c ON c.id = ` + change + `
WHERE s.name = 'change'`, Args: args}, func(r *Row) error {
		at = history{schema: r.Int(5), newest: r.Int(0), set: fmt.Sprintf("%s %q %q %d", r.Text(1), r.Text(2), r.Text(3), r.Int(4))}
		return nil
	})
	return at, err
}
