package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
	"civicgraph/internal/store/storetest/postgres"
)

// copies are a primary and a replica, and a store that writes to the one and reads from the other.
type copies struct {
	*testStore
	primary, replica *postgres.Node
	// reports are those of the replica, "" if it is used.
	reports chan string
}

// newCopies waits until the replica is used.
func newCopies(t *testing.T) *copies {
	t.Helper()
	c := &copies{reports: make(chan string, 100)}
	c.primary, c.replica = postgres.StartPair(t)
	c.testStore = &testStore{path: postgres.Address(nil, c.primary), clock: testTime}
	c.Store = storetest.Open(t, c.path, store.Options{
		Now: func() time.Time { return c.clock }, LockWait: time.Second, ReadFrom: []string{postgres.Address(nil, c.replica)},
		ReportReplica: func(_ string, err error) {
			if err != nil {
				c.reports <- err.Error()
				return
			}
			c.reports <- ""
		},
	})
	c.waitFor(t, "")
	return c
}

// waitFor waits for a report that contains these words.
func (c *copies) waitFor(t *testing.T, words string) {
	t.Helper()
	for deadline := time.After(10 * time.Second); ; {
		select {
		case report := <-c.reports:
			if (words == "") == (report == "") && strings.Contains(report, words) {
				return
			}
			t.Logf("the replica is reported: %q", report)
		case <-deadline:
			t.Fatalf("there is no report %q of the replica", words)
		}
	}
}

// readsFrom begins a snapshot and returns the server that it reads from, and the number of its sources.
func (c *copies) readsFrom(t *testing.T, begin func(context.Context) (*store.Snapshot, error)) (server string, sources string) {
	t.Helper()
	snapshot, err := begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	read := rows(t, snapshot, store.Query{SQL: "SELECT CASE WHEN pg_is_in_recovery() THEN 'replica' ELSE 'primary' END, (SELECT count(*) FROM source)"}, 2)
	return read[0][0], read[0][1]
}

// wantReads checks from which server a snapshot is read, and how many sources it has.
func (c *copies) wantReads(t *testing.T, begin func(context.Context) (*store.Snapshot, error), wantServer, wantSources string) {
	t.Helper()
	if server, sources := c.readsFrom(t, begin); server != wantServer || sources != wantSources {
		t.Errorf("a snapshot is read from the %s and has %s sources, want %s from the %s", server, sources, wantSources, wantServer)
	}
}

// since begins a snapshot with a change set.
func (c *copies) since(change int64) func(context.Context) (*store.Snapshot, error) {
	return func(ctx context.Context) (*store.Snapshot, error) { return c.SnapshotSince(ctx, change) }
}

func source(n int) string {
	return fmt.Sprintf(`{"source":{"slug":"s%d","title":"Gazette","publishedOn":"2024"}}`, n)
}

// TestReplica: one that lags, one that is down, one without its primary, and one that becomes a primary with other records.
func TestReplica(t *testing.T) {
	t.Parallel()
	storetest.PostgresOnly(t, "files have no replicas")
	c := newCopies(t)
	c.lag(t)
	c.breakDown(t)
	c.loseThePrimary(t)
	c.divide(t)
}

// lag checks that a replica is read from as far as it has what is asked of it.
func (c *copies) lag(t *testing.T) {
	t.Helper()
	c.replica.Execute(t, "SELECT pg_wal_replay_pause()")
	c.write(t, source(1))
	c.wantReads(t, c.Snapshot, "replica", "0")
	c.wantReads(t, c.since(1), "primary", "1")
	c.replica.Execute(t, "SELECT pg_wal_replay_resume()")
	for began := time.Now(); ; {
		server, sources := c.readsFrom(t, c.since(1))
		if sources != "1" {
			t.Fatalf("a snapshot since change set 1 has %s sources, want 1", sources)
		}
		if server == "replica" {
			break
		}
		if time.Since(began) > 2*time.Second {
			t.Fatal("the replica is not read from when it has change set 1")
		}
	}
	_, err := c.SnapshotSince(t.Context(), 2)
	if unknown, ok := errors.AsType[*store.UnknownChangeError](err); !ok || unknown.Change != 2 || unknown.Newest != 1 {
		t.Errorf("a snapshot since change set 2 fails with %v", err)
	}
}

// breakDown checks that a replica is left out while it is down, without an error to a reader.
func (c *copies) breakDown(t *testing.T) {
	t.Helper()
	c.replica.Kill(t)
	if _, sources := c.readsFrom(t, c.since(1)); sources != "1" { // its processes may take a moment to end
		t.Errorf("a snapshot has %s sources, want 1", sources)
	}
	c.waitFor(t, "database postgres on ")
	c.wantReads(t, c.since(1), "primary", "1")
	c.replica.Restart(t)
	c.waitFor(t, "")
	c.wantReads(t, c.since(1), "replica", "1")
}

// loseThePrimary checks that a replica is read from without a primary.
func (c *copies) loseThePrimary(t *testing.T) {
	t.Helper()
	c.primary.Kill(t)
	for range 3 {
		c.wantReads(t, c.since(1), "replica", "1")
		if err := c.Ping(t.Context()); err != nil {
			t.Errorf("the store is reported as useless although the replica answers: %v", err)
		}
	}
	if _, err := c.Begin(t.Context(), store.Author{}); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("without a primary, a batch begins with %v", err)
	}
}

// divide checks that a server with another history than the primary's is no replica, however long its history is.
func (c *copies) divide(t *testing.T) {
	t.Helper()
	c.replica.Promote(t)
	openStore(t, postgres.Address(nil, c.replica)).write(t, source(2))
	c.primary.Restart(t)
	c.waitFor(t, "another history")
	c.primary.Execute(t, "SET synchronous_commit = local; UPDATE sequence SET last = last + 2 WHERE name = 'change'; "+
		"INSERT INTO change_set (id, at, actor, run, token) SELECT c.id + n, at, actor, run, token + n FROM change_set c, generate_series(1, 2) n")
	for known := int64(1); known < 3; {
		var err error
		if known, err = c.Changes().Wait(t.Context(), known); err != nil {
			t.Fatal(err)
		}
	}
	for began := time.Now(); time.Since(began) < time.Second; time.Sleep(50 * time.Millisecond) {
		c.wantReads(t, c.Snapshot, "primary", "1")
	}
}

// TestReplicasAreOfPostgres: files have none.
func TestReplicasAreOfPostgres(t *testing.T) {
	t.Parallel()
	for _, o := range []struct{ path, replica string }{{store.Memory, "postgres://h/x"}, {"postgres://h/x", "x.db"}} {
		_, err := store.Open(t.Context(), o.path, store.Options{Kinds: kg.NewKinds(), Now: time.Now, ReadFrom: []string{o.replica}})
		if err == nil || !strings.Contains(err.Error(), "only databases of PostgreSQL have replicas") {
			t.Errorf("%v: %v", o, err)
		}
	}
}
