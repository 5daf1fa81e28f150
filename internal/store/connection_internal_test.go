package store

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

func openInternal(t *testing.T, options Options) *Store {
	t.Helper()
	options.Kinds, options.Now = kg.NewKinds(), time.Now
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "test.db"), options)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestSortStopsWithItsContext ends the context when a query has produced its last row and only the sort is left, which takes
// about as long as producing the rows where it is done in one piece.
func TestSortStopsWithItsContext(t *testing.T) {
	t.Parallel()
	const rows = 300_000
	s := openInternal(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	var last time.Time
	err = snapshot.reader.(*sqliteConn).conn.CreateFunction("produced", &sqlite.FunctionImpl{
		NArgs: 1,
		Scalar: func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
			n := args[0].Int64()
			if n == rows {
				last = time.Now()
				cancel()
			}
			return sqlite.IntegerValue(n * 7919 % 1_000_003), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	err = snapshot.Read(ctx, Query{SQL: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000)
SELECT i, 'a value of some length that makes the rows of the sort longer' FROM n ORDER BY produced(i)`}, func(*Row) error { return nil })
	if ctx.Err() == nil || err == nil {
		t.Fatalf("the query is not stopped: %v", err)
	}
	if produced, sorted := last.Sub(start), time.Since(last); sorted > produced/4 {
		t.Errorf("the sort goes on for %v after rows that took %v", sorted, produced)
	}
}

// TestReadersAreLentInOrder: who waits longest is next.
func TestReadersAreLentInOrder(t *testing.T) {
	t.Parallel()
	s := openInternal(t, Options{Readers: 1})
	held, err := s.primary.readers.acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	order := make(chan int, 5)
	for i := range cap(order) {
		waiting := make(chan struct{})
		go func() {
			close(waiting)
			c, err := s.primary.readers.acquire(t.Context())
			if err != nil {
				t.Error(err)
				return
			}
			order <- i
			s.primary.readers.release(c)
		}()
		<-waiting
		time.Sleep(20 * time.Millisecond) // until it waits in the queue, which nothing shows
	}
	s.primary.readers.release(held)
	for want := range cap(order) {
		if got := <-order; got != want {
			t.Errorf("number %d is served instead of %d", got, want)
		}
	}
}

// TestReadersAreOpenedWhenNeeded and then kept.
func TestReadersAreOpenedWhenNeeded(t *testing.T) {
	t.Parallel()
	s := openInternal(t, Options{Readers: 10})
	for range 3 {
		var lent []conn
		for range 4 {
			c, err := s.primary.readers.acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			lent = append(lent, c)
		}
		for _, c := range lent {
			s.primary.readers.release(c)
		}
		if n := len(s.primary.readers.idle); n != 4 {
			t.Errorf("%d connections are open, want 4", n)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	l := location{path: "x.db"}
	for code, want := range map[sqlite.ResultCode]string{
		sqlite.ResultFull:         "disk is full",
		sqlite.ResultIOErrSHMSize: "disk is full", // what a start on a full disk meets
		sqlite.ResultCorrupt:      "restore a backup",
		sqlite.ResultIOErrRead:    "cannot be read or written",
		sqlite.ResultBusy:         "another program",
	} {
		err := l.explain(code.ToError())
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "database x.db ") {
			t.Errorf("%v is explained as %v, want %q", code, err, want)
		}
	}
}

// TestTraceForLog: one line, and long arguments are cut.
func TestTraceForLog(t *testing.T) {
	t.Parallel()
	s := openInternal(t, Options{})
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer snapshot.Close()
	var traces []Trace
	snapshot.Trace = func(trace Trace) { traces = append(traces, trace) }
	q := Query{SQL: "SELECT k.value\nFROM json_each($1) k\nWHERE k.value <> $2", Args: []any{"[" + strings.Repeat("11,", 100) + "11]", int64(5)}}
	if err := snapshot.Read(t.Context(), q, func(*Row) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if len(traces) != 1 || traces[0].Rows != 101 || traces[0].Took <= 0 {
		t.Fatalf("the traces are %+v", traces)
	}
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("SQL", "query", traces[0])
	for _, part := range []string{`query.sql="SELECT k.value FROM json_each($1) k WHERE k.value <> $2"`, "query.rows=101", "… (304 bytes)", ", 5]", "query.took="} {
		if !strings.Contains(b.String(), part) {
			t.Errorf("%q is missing in %s", part, b.String())
		}
	}
}
