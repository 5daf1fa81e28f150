package graph_test

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest/citus"
	"civicgraph/internal/store/storetest/postgres"
)

// TestDistributed asks all golden cases and random queries of databases that are read and written as Citus has them, or of distributed ones
// if CIVICGRAPH_TEST_DSN names a server with Citus: the answers are the same, and Citus takes each statement.
func TestDistributed(t *testing.T) {
	t.Parallel()
	t.Run("golden", func(t *testing.T) {
		t.Parallel()
		server, recorder := newDistributedServer(t, bytes.Split(demo.FirstSource(), []byte("\n")), quiet())
		for name, query := range goldenQueries(t) {
			want, err := os.ReadFile(filepath.Join("testdata", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			got := indented(t, milliseconds.ReplaceAll(server.ask(t, query, variablesOf(t, query)), nil))
			if got != string(want) {
				t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
			}
		}
		recorder.check(t)
	})
	t.Run("random", func(t *testing.T) {
		t.Parallel()
		const seed = 5
		lines := oracleGraph(t, seed)
		server, recorder := newDistributedServer(t, lines, withoutDocumentLimits())
		serverAgrees(t, server, lines, seed, queryCount{least: 250})
		recorder.check(t)
	})
}

// newDistributedServer returns an endpoint with a graph in a database that is read and written as Citus has it, and what records its SQL.
func newDistributedServer(t *testing.T, lines [][]byte, options graph.Options) (*testServer, *sqlRecorder) {
	t.Helper()
	address := postgres.Empty.Copy(t)
	hasCitus, err := postgres.HasCitus(t.Context(), address)
	if err == nil && hasCitus {
		_, err = store.Distribute(t.Context(), address, kg.NewKinds())
	} else if err == nil {
		err = store.PrepareDistribution(t.Context(), address, kg.NewKinds())
	}
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), address, store.Options{Kinds: kg.NewKinds(), Now: func() time.Time { return testTime }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(bytes.Join(lines, []byte("\n"))))); err != nil {
		t.Fatal(err)
	}
	recorder := &sqlRecorder{statements: map[string]bool{}}
	options.Log = slog.New(recorder)
	return &testServer{Handler: graph.NewHandler(s, options), store: s}, recorder
}

// sqlRecorder is a log that records the SQL of queries.
type sqlRecorder struct {
	mu         sync.Mutex
	statements map[string]bool
}

func (*sqlRecorder) Enabled(context.Context, slog.Level) bool { return true }

func (r *sqlRecorder) Handle(_ context.Context, record slog.Record) error {
	record.Attrs(func(a slog.Attr) bool {
		if trace, ok := a.Value.Any().(store.Trace); ok {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.statements[trace.Query.SQL] = true
		}
		return true
	})
	return nil
}

func (r *sqlRecorder) WithAttrs([]slog.Attr) slog.Handler { return r }

func (r *sqlRecorder) WithGroup(string) slog.Handler { return r }

// check reports statements that Citus refuses.
func (r *sqlRecorder) check(t *testing.T) {
	t.Helper()
	layout := citus.Layout{Keys: store.DistributionKeys(kg.NewKinds()), Reference: store.CopiedTables()}
	const usual = 200 // the golden cases have more statements than these
	if len(r.statements) < usual {
		t.Errorf("only %d statements were recorded", len(r.statements))
	}
	for sql := range r.statements {
		if err := layout.Check(sql); err != nil {
			t.Errorf("Citus refuses\n%s\nbecause of %v", sql, err)
		}
	}
}
