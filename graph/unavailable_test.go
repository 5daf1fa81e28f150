package graph_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// program is the name by which the connections of a test are known to the server.
const program = "broken"

// breaker is a log that ends all connections of the test after each of the first SQL queries.
type breaker struct {
	slog.Handler
	t    *testing.T
	path string
	// times is the number of these queries.
	times int
}

// Handle is called for each query.
func (b *breaker) Handle(ctx context.Context, r slog.Record) error {
	if r.Message == "SQL" && b.times > 0 {
		b.times--
		storetest.Rows(b.t, storetest.OpenSQL(b.t, b.path),
			"SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND application_name = '"+program+"'")
	}
	return b.Handler.Handle(ctx, r)
}

// TestBrokenConnections: a query whose connection ends in the middle is answered all the same, and is refused if that happens again.
func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	storetest.PostgresOnly(t, "files have no connections")
	// The second query of the first attempt fails, the third is the first one of the second attempt.
	for times, want := range map[int]string{0: `"Baodi"`, 1: `"Baodi"`, 3: `"UNAVAILABLE"`} {
		path := storetest.Database(t)
		s := storetest.Open(t, path+"&application_name="+program, store.Options{})
		if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource()))); err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		options := quiet()
		debug := slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})
		options.Log = slog.New(&breaker{Handler: debug, t: t, path: path, times: times})
		w := askJSON(t.Context(), graph.NewHandler(s, options), strings.NewReader(`{"query":"{ district(slug: \"baodi\") { name parent { name } } }"}`))
		wantStatus := http.StatusOK
		if times == 3 {
			wantStatus = http.StatusServiceUnavailable
		}
		if w.Code != wantStatus || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "SQL") {
			t.Errorf("with connections that are ended after %d queries it answers %d %s, want %d %s", times, w.Code, w.Body, wantStatus, want)
		}
		if isLogged := strings.Contains(log.String(), "level=ERROR"); isLogged != (times == 3) {
			t.Errorf("with connections that are ended after %d queries the log says %s", times, &log)
		}
	}
}
