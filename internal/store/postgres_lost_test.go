package store

import (
	"context"
	"errors"
	"math/rand/v2"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"civicgraph/internal/store/storetest/postgres"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestPostgresStop: a statement ends with its context, and the connection is good for another one.
func TestPostgresStop(t *testing.T) {
	t.Parallel()
	c := newPostgresConn(t)
	must(t, c.begin(false))
	texts(t, c, "SELECT 1")
	ctx, cancel := context.WithCancel(t.Context())
	release := c.stopWith(ctx)
	start := time.Now()
	time.AfterFunc(20*time.Millisecond, cancel)
	if err := c.read(Query{SQL: "SELECT pg_sleep(60)"}, nil); sqlState(err) != stateStopped {
		t.Errorf("the statement ended with %v", err)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
	if err := c.read(Query{SQL: "SELECT 1"}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a statement after the end of the context: %v", err)
	}
	release()
	must(t, c.rollback())
	if !c.isUsable() {
		t.Fatal("the connection is not usable")
	}
	release = c.stopWith(t.Context())
	if got := texts(t, c, "SELECT 7"); got[0] != "7" {
		t.Errorf("the next statement returned %s", got)
	}
	release()
}

// TestPostgresStopAtAnyTime: a request to stop a statement never stops another one, whenever it comes.
func TestPostgresStopAtAnyTime(t *testing.T) {
	t.Parallel()
	e := newPostgres(t)
	readers, err := newPool(t.Context(), 1, e.openReader)
	must(t, err)
	defer func() { must(t, readers.close()) }()
	stopped := 0
	for range 300 {
		c, err := readers.acquire(t.Context())
		must(t, err)
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(2000))*time.Microsecond)
		release := c.stopWith(ctx)
		must(t, c.begin(false))
		err = c.read(Query{SQL: "SELECT pg_sleep($1::float8)", Args: []any{rand.Float64() / 500}}, nil)
		if ctx.Err() == nil {
			must(t, err)
		} else if err != nil {
			stopped++
		}
		release()
		cancel()
		must(t, c.rollback())
		readers.release(c)

		c, err = readers.acquire(t.Context())
		must(t, err)
		must(t, c.begin(false))
		texts(t, c, "SELECT 1, pg_sleep(0.0005)")
		must(t, c.rollback())
		readers.release(c)
	}
	if stopped == 0 {
		t.Error("no statement was stopped")
	}
}

// relay passes bytes on to a server until it is cut off.
type relay struct {
	isCut atomic.Bool
	// folder has its socket.
	folder string
}

func newRelay(t *testing.T, to *postgresEngine) *relay {
	t.Helper()
	r := &relay{folder: t.TempDir()}
	network, address := pgconn.NetworkAddress(r.folder, to.config.Port)
	toNetwork, toAddress := pgconn.NetworkAddress(to.config.Host, to.config.Port)
	entrance, err := (&net.ListenConfig{}).Listen(t.Context(), network, address)
	must(t, err)
	t.Cleanup(func() { must(t, entrance.Close()) })
	go func() {
		for {
			from, err := entrance.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(toNetwork, toAddress)
			if err != nil {
				_ = from.Close()
				return
			}
			go r.pass(server, from)
			go r.pass(from, server)
		}
	}()
	return r
}

func (r *relay) pass(to, from net.Conn) {
	defer func() { _ = to.Close() }()
	buffer := make([]byte, 4096)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		if !r.isCut.Load() {
			_, _ = to.Write(buffer[:n])
		}
	}
}

// TestPostgresSilentServer: a server that is cut off does not hold a request longer than the connection is patient.
func TestPostgresSilentServer(t *testing.T) {
	t.Parallel()
	e := newPostgres(t)
	if network, _ := pgconn.NetworkAddress(e.config.Host, e.config.Port); network != "unix" {
		t.Skip("the server has no socket")
	}
	r := newRelay(t, e)
	e.config.Host = r.folder
	c := e.connection(t)
	texts(t, c, "SELECT 1")
	r.isCut.Store(true)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	release := c.stopWith(ctx)
	start := time.Now()
	must(t, c.begin(false))
	if err := c.read(Query{SQL: "SELECT 1"}, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ended with %v", err)
	}
	release()
	must(t, c.rollback())
	if took := time.Since(start); took > 2*stopPatience {
		t.Errorf("it took %v", took)
	}
	if c.isUsable() {
		t.Error("the connection is usable")
	}
}

// TestPostgresServerRestart: the next request after the server ended all connections sees nothing of it.
func TestPostgresServerRestart(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	w, err := e.openWriter(t.Context())
	must(t, err)
	defer func() { must(t, w.close()) }()
	c := e.connection(t)
	const last = "SELECT last FROM sequence WHERE name = 'record'"
	for _, writing := range []bool{false, true} {
		for range 2 {
			must(t, w.begin(writing))
			texts(t, w, last)
			must(t, w.rollback())
			kill(t, e)
		}
	}
	if got := texts(t, c, last); got[0] != "0" {
		t.Errorf("a read outside a transaction returned %s", got)
	}
	kill(t, e)
	must(t, c.checkHealth())
	kill(t, e)
	if _, err := c.run(Query{SQL: "UPDATE sequence SET last = last + 1"}); !errors.Is(err, errLost) {
		t.Errorf("a write outside a transaction: %v", err)
	}
	if c.isUsable() {
		t.Error("the connection is usable after a write was lost")
	}
}

// TestPostgresLostTransaction: a transaction that was begun fails with its connection, and the pool replaces that.
func TestPostgresLostTransaction(t *testing.T) {
	t.Parallel()
	e := migratedPostgres(t)
	readers, err := newPool(t.Context(), 1, e.openWriter)
	must(t, err)
	defer func() { must(t, readers.close()) }()
	const last = "SELECT last FROM sequence WHERE name = 'record'"
	const add = "UPDATE sequence SET last = last + 1 WHERE name = 'record'"
	for _, commit := range []bool{false, true} {
		c, err := readers.acquire(t.Context())
		must(t, err)
		must(t, c.begin(true))
		_, err = c.run(Query{SQL: add})
		must(t, err)
		kill(t, e)
		if commit {
			err = c.commit()
		} else {
			err = c.read(Query{SQL: last}, nil)
		}
		if !errors.Is(err, errLost) || errors.Is(err, errUncertain) != commit || isRetryable(err) == commit {
			t.Errorf("the connection was lost, when committing: %t: %v", commit, err)
		}
		must(t, c.rollback())
		if c.isUsable() {
			t.Error("the connection is usable")
		}
		readers.release(c)
	}
	c, err := readers.acquire(t.Context())
	must(t, err)
	if got := texts(t, c, last); got[0] != "0" {
		t.Errorf("what was not committed is there: %s", got)
	}
	readers.release(c)
}

// TestPostgresListener: a listener is told of commits that wrote, also of those before it listens, and after its connection was lost.
func TestPostgresListener(t *testing.T) {
	postgres.OwnServer(t)
	t.Parallel()
	needsOwnServer(t)
	e := migratedPostgres(t)
	l, err := e.openListener(t.Context())
	must(t, err)
	defer func() { must(t, l.close()) }()
	w := e.connection(t)
	commit := func(writing bool) {
		must(t, w.begin(writing))
		texts(t, w, "SELECT last FROM sequence")
		must(t, w.commit())
	}
	hears := func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		l.listen(ctx)
		return ctx.Err() == nil
	}
	for range 2 {
		if hears() {
			t.Error("it heard something before a commit")
		}
		commit(false)
		if hears() {
			t.Error("it heard of a transaction that read")
		}
		commit(true)
		if !hears() {
			t.Error("it did not hear of a commit before it listened")
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			time.Sleep(10 * time.Millisecond)
			commit(true)
		})
		if !hears() {
			t.Error("it did not hear of a commit while it listened")
		}
		wg.Wait()
		commit(true)
		texts(t, l, "SELECT 1") // reads what it is told
		if !hears() {
			t.Error("it did not hear of a commit that was told to a statement")
		}
		kill(t, e)
		hears()
		texts(t, l, "SELECT 1")
	}
}

func TestPostgresErrors(t *testing.T) {
	t.Parallel()
	const secret = "hidden"
	e := postgresAt(t, "postgres://somebody:"+secret+"@db.example:6543/graph")
	for state, want := range map[string]string{
		stateNoRight: "somebody", stateReadOnly: "replica", stateWrongPassword: "PGPASSWORD", stateNotAuthorized: "pg_hba.conf",
		stateNoDatabase: "createdb -E UTF8", stateDiskFull: "disk", stateTooManyConnections: "--max-readers", stateStarting: "try again",
		stateShutdown: "start", stateDamagedPage: "backup", stateLockTimeout: "another program", "42601": "42601",
	} {
		err := e.explain(&pgconn.PgError{Severity: "ERROR", Code: state, Message: "a message"})
		if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "graph on db.example:6543") || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: %v", state, err)
		}
		if again := e.explain(err); state == stateLockTimeout && again.Error() != err.Error() {
			t.Errorf("a sentence became %v", again)
		}
	}
	for state, want := range map[string]bool{stateSerialization: true, stateDeadlock: true, stateLockTimeout: false, "23505": false} {
		if isRetryable(&pgconn.PgError{Code: state}) != want {
			t.Errorf("%s is retryable: %t", state, !want)
		}
	}
	if isRetryable(nil) || isRetryable(context.Canceled) {
		t.Error("nil or the end of a context is retryable")
	}
	for _, address := range []string{
		"postgres://somebody:" + secret + "@127.0.0.1:1/graph", "postgres://somebody:" + secret + "@nowhere.invalid/graph",
		"postgres://somebody:" + secret + "@/graph?host=/nowhere",
	} {
		e := postgresAt(t, address)
		_, err := e.openReader(t.Context())
		if err == nil || !strings.Contains(err.Error(), "database graph on ") || !strings.Contains(err.Error(), "cannot be reached") ||
			strings.Contains(err.Error(), secret) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v", err)
		}
		t.Log(err)
	}
	for _, address := range []string{
		"postgres://u:" + secret + "@h:port/x", "postgres://u:x@" + secret + "@h:port/x", "postgres://u:" + secret + "/more@h/x",
		"postgres://u:p%zz" + secret + "@h/x", "postgres://u:" + secret + "@h/x?sslmode=none", "postgres://u@h:1:" + secret + "/x",
		"postgres://u@h/x?password=" + secret + "&port=y",
	} {
		_, err := openPostgres(t.Context(), address, time.Second)
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%v", err)
		}
		t.Log(err)
	}
}
