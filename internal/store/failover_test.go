package store_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
	"civicgraph/internal/store/storetest/postgres"
)

// TestFailover kills the primary while two stores write and read, and promotes the replica.
func TestFailover(t *testing.T) {
	t.Parallel()
	storetest.PostgresOnly(t, "files have no replicas")
	l := newLoad(t)
	l.start(t)
	l.waitForWrites(t, 30)
	l.failOver(t, l.nodes[0], l.nodes[1])
	l.waitForWrites(t, 30)
	l.stop(t)
}

// load are stores that write and read while servers fail, and what they found. Each write is a source of its own.
type load struct {
	nodes  []*postgres.Node
	stores []*store.Store
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu sync.Mutex
	// acknowledged are the slugs of sources by the numbers of their change sets.
	acknowledged map[int64]string
	// newest is the number of the newest of them.
	newest int64

	reads, failedReads, failedWrites, inDoubt, wrong atomic.Int64
}

func newLoad(t *testing.T) *load {
	t.Helper()
	primary, replica := postgres.StartPair(t)
	l := &load{nodes: []*postgres.Node{primary, replica}, acknowledged: map[int64]string{}}
	address := postgres.Address(url.Values{"target_session_attrs": {"read-write"}}, primary, replica)
	for range 2 {
		l.stores = append(l.stores, storetest.Open(t, address, store.Options{
			ReadFrom: []string{postgres.Address(nil, primary), postgres.Address(nil, replica)},
		}))
	}
	return l
}

func (l *load) start(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	l.cancel = cancel
	for i, s := range l.stores {
		l.work.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				l.write(t, s, fmt.Sprintf("s%d-%d", i, n))
			}
		})
		for range 2 {
			l.work.Go(func() {
				for ctx.Err() == nil {
					l.read(t, s)
				}
			})
		}
	}
}

// write writes a source until it is acknowledged.
func (l *load) write(t *testing.T, s *store.Store, slug string) {
	record, err := decodeLines([]string{`{"source":{"slug":"` + slug + `","title":"Gazette","publishedOn":"2024"}}`})
	for mayExist := false; err == nil; {
		var change int64
		var written store.WriteCounts
		change, written, err = put(s, record[0])
		switch {
		case err == nil && written.Created == 0 && !mayExist:
			l.fail(t, "%s is there although it was reported as not written", slug)
			return
		case err == nil:
			l.acknowledge(change, slug)
			return
		case errors.Is(err, store.ErrInDoubt):
			l.inDoubt.Add(1)
			mayExist, err = true, nil
		case errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrBusy): // a commit that waits for a replica holds up others
			l.failedWrites.Add(1)
			err = nil
		}
	}
	l.fail(t, "write %s: %v", slug, err)
}

func put(s *store.Store, record *kg.Record) (change int64, written store.WriteCounts, err error) {
	b, err := s.Begin(context.Background(), store.Author{Actor: "test"}, record)
	if err != nil {
		return 0, written, err
	}
	defer b.Close()
	if _, err := b.Put(record); err != nil {
		return 0, written, err
	}
	written, err = b.Commit()
	return b.Change(), written, err
}

func (l *load) acknowledge(change int64, slug string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[change] = slug
	l.newest = max(l.newest, change)
}

// read reads all sources since the newest acknowledged change set.
func (l *load) read(t *testing.T, s *store.Store) {
	l.mu.Lock()
	since := l.newest
	l.mu.Unlock()
	found, change, err := sourcesOf(s, since)
	l.reads.Add(1)
	switch {
	case errors.Is(err, store.ErrUnavailable):
		l.failedReads.Add(1)
		return
	case err != nil:
		l.fail(t, "read: %v", err)
		return
	}
	if change < since || int64(len(found)) != change {
		l.fail(t, "a snapshot since change set %d has %d sources at change set %d", since, len(found), change)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for n, slug := range l.acknowledged {
		if n <= change && !found[slug] {
			l.fail(t, "a snapshot at change set %d lacks %s of change set %d", change, slug, n)
		}
	}
}

func sourcesOf(s *store.Store, since int64) (found map[string]bool, change int64, err error) {
	snapshot, err := s.SnapshotSince(context.Background(), since)
	if err != nil {
		return nil, 0, err
	}
	defer snapshot.Close()
	found = map[string]bool{}
	err = snapshot.Read(context.Background(), store.Query{SQL: "SELECT slug FROM source"}, func(r *store.Row) error {
		found[r.Text(0)] = true
		return nil
	})
	return found, snapshot.Change(), err
}

func (l *load) fail(t *testing.T, format string, args ...any) {
	if l.wrong.Add(1) < 10 {
		t.Errorf(format, args...)
	}
}

// waitForWrites waits until a number of further writes are acknowledged.
func (l *load) waitForWrites(t *testing.T, more int) {
	t.Helper()
	count := func() int {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.acknowledged)
	}
	for want, deadline := count()+more, time.Now().Add(time.Minute); count() < want; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d writes are acknowledged, want %d", count(), want)
		}
	}
}

// failOver kills the primary and promotes the replica.
func (l *load) failOver(t *testing.T, primary, replica *postgres.Node) {
	t.Helper()
	began := time.Now()
	primary.Kill(t)
	replica.Promote(t)
	t.Logf("the replica is promoted after %v", time.Since(began))
}

// stop ends the work, and checks that every acknowledged write is there, in the change set that it was acknowledged with.
func (l *load) stop(t *testing.T) {
	t.Helper()
	l.cancel()
	l.work.Wait()
	sets := map[int64]string{}
	var numbers []int64
	snapshot, err := l.stores[0].SnapshotSince(t.Context(), l.newest)
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	for _, row := range rows(t, snapshot, store.Query{SQL: `SELECT c.set_id, s.slug
FROM change c
JOIN source s ON s.id = c.record_id
ORDER BY c.set_id`}, 2) {
		n, err := strconv.ParseInt(row[0], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		sets[n] = row[1]
		numbers = append(numbers, n)
	}
	for i, n := range numbers {
		if n != int64(i)+1 {
			t.Fatalf("change set %d follows %d", n, i)
		}
	}
	lost := 0
	for n, slug := range l.acknowledged {
		if n > 0 && sets[n] != slug {
			lost++
		}
	}
	t.Logf("%d writes acknowledged, %d lost, %d failed, %d in doubt; %d reads, %d failed, %d wrong", len(l.acknowledged), lost,
		l.failedWrites.Load(), l.inDoubt.Load(), l.reads.Load(), l.failedReads.Load(), l.wrong.Load())
	if lost > 0 || slices.Max(numbers) < l.newest {
		t.Errorf("%d acknowledged writes are lost", lost)
	}
}
