package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync/atomic"
	"testing"
	"time"
)

// waits counts how often a connection waits for the server.
type waits struct {
	net.Conn

	count *atomic.Int64
	// owes means that something was sent since the last wait.
	owes bool
}

func (w *waits) Write(p []byte) (int, error) {
	w.owes = true
	return w.Conn.Write(p)
}

func (w *waits) Read(p []byte) (int, error) {
	if w.owes {
		w.owes = false
		w.count.Add(1)
	}
	return w.Conn.Read(p)
}

// TestPostgresRoundTrips: the begin and the end of a transaction cost no round trip, and neither does a statement that is new.
func TestPostgresRoundTrips(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	var count atomic.Int64
	dial := e.config.DialFunc
	e.config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		return &waits{Conn: c, count: &count}, err
	}
	c := e.connection(t)
	count.Store(0)
	for snapshot := range 3 {
		must(t, c.begin(false))
		for read := range 4 {
			texts(t, c, fmt.Sprintf("SELECT %d FROM sequence", read))
		}
		must(t, c.rollback())
		if got := count.Swap(0); got != 4 {
			t.Errorf("snapshot %d of four reads took %d round trips", snapshot, got)
		}
	}
	must(t, c.begin(true))
	texts(t, c, "SELECT last FROM sequence WHERE name = 'record'")
	must(t, c.send([]request{
		{Query: Query{SQL: "UPDATE sequence SET last = 1 WHERE name = 'record'"}}, {Query: Query{SQL: "UPDATE sequence SET last = 1 WHERE name = 'change'"}},
	}))
	must(t, c.commit())
	if got := count.Swap(0); got != 3 {
		t.Errorf("a write of three statements took %d round trips", got)
	}
	must(t, c.begin(false))
	must(t, c.rollback())
	must(t, c.begin(true))
	must(t, c.commit())
	if got := count.Load(); got != 0 {
		t.Errorf("a transaction without statements took %d round trips", got)
	}
}

// TestPostgresSnapshot: reads of a snapshot see the state at the first one.
func TestPostgresSnapshot(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	reader, writer := e.connection(t), e.connection(t)
	const last = "SELECT last FROM sequence WHERE name = 'record'"
	must(t, reader.begin(false))
	before := texts(t, reader, last)
	must(t, writer.begin(true))
	_, err := writer.run(Query{SQL: "UPDATE sequence SET last = 77 WHERE name = 'record'"})
	must(t, err)
	must(t, writer.commit())
	if after := texts(t, reader, last); !slices.Equal(before, after) {
		t.Errorf("it was %s, then %s", before, after)
	}
	if _, err := reader.run(Query{SQL: "UPDATE sequence SET last = 78"}); sqlState(err) != stateReadOnly {
		t.Errorf("a snapshot writes: %v", err)
	}
	must(t, reader.rollback())
	must(t, reader.begin(false))
	if after := texts(t, reader, last); after[0] != "77" {
		t.Errorf("a later snapshot sees %s", after)
	}
	must(t, reader.rollback())
}

// TestPostgresWritersWait: a transaction that writes waits for others, as long as the engine says.
func TestPostgresWritersWait(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	e.lockWait = 50 * time.Millisecond
	var writers [2]conn
	for i := range writers {
		c, err := e.openWriter(t.Context())
		must(t, err)
		defer func() { must(t, c.close()) }()
		must(t, c.begin(true))
		writers[i] = c
	}
	const add = "UPDATE sequence SET last = last + 1 WHERE name = 'record' RETURNING last"
	_, err := writers[0].run(Query{SQL: add})
	must(t, err)
	_, err = writers[1].run(Query{SQL: add})
	if !errors.Is(e.explain(err), ErrBusy) {
		t.Errorf("another writes at the same time: %v", e.explain(err))
	}
	must(t, writers[1].rollback())
	must(t, writers[0].commit())
	must(t, writers[1].begin(true))
	if got := texts(t, writers[1], add); got[0] != "2" {
		t.Errorf("it counts to %s", got[0])
	}
	if _, err := writers[1].run(Query{SQL: "SELECT nothing"}); err == nil {
		t.Error("there is a column")
	}
	if err := writers[1].commit(); err == nil {
		t.Error("a transaction that failed is committed")
	}
	must(t, writers[1].begin(false))
	if got := texts(t, writers[1], "SELECT last FROM sequence WHERE name = 'record'"); got[0] != "1" {
		t.Errorf("it counted to %s", got[0])
	}
}

// TestPostgresCommit executes the last statements of a transaction with its end, and undoes it if one fails.
func TestPostgresCommit(t *testing.T) {
	t.Parallel()
	c := migratedPostgres(t).connection(t)
	set := func(last int64, table string) request {
		return request{Query: Query{SQL: "UPDATE " + table + " SET last = $1::bigint WHERE name = 'record'", Args: []any{last}}}
	}
	wants := func(want string) {
		t.Helper()
		must(t, c.begin(false))
		if got := texts(t, c, "SELECT last FROM sequence WHERE name = 'record'"); got[0] != want {
			t.Errorf("it is %s, want %s", got[0], want)
		}
		must(t, c.rollback())
	}
	must(t, c.begin(true))
	must(t, c.commit(set(1, "sequence"), set(2, "sequence")))
	wants("2")
	must(t, c.begin(true))
	must(t, c.send([]request{set(3, "sequence")}))
	must(t, c.commit(set(4, "sequence")))
	wants("4")
	for _, statements := range [][]request{nil, {set(5, "sequence")}} {
		must(t, c.begin(true))
		must(t, c.send(statements))
		if err := c.commit(set(6, "sequence"), set(7, "nothing")); err == nil || errors.Is(err, errUncertain) {
			t.Errorf("a statement that fails with the end: %v", err)
		}
		wants("4")
	}
	ctx, cancel := context.WithCancel(t.Context())
	must(t, c.begin(true))
	must(t, c.send([]request{set(8, "sequence")}))
	release := c.stopWith(ctx)
	cancel()
	c.stopper.stopping.Wait()
	if err := c.commit(); !errors.Is(err, context.Canceled) {
		t.Errorf("a commit after the end of its context: %v", err)
	}
	release()
	must(t, c.rollback())
	wants("4")
}
