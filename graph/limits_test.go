package graph_test

import (
	"bytes"
	"context"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"civicgraph/graph"
)

// TestLargeResponsesAreRefused checks a query that reads few rows but writes them again and again.
func TestLargeResponsesAreRefused(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.Depth, options.Limits.Complexity, options.Limits.Time = math.MaxInt, math.MaxInt, time.Hour
	server := newDemoServer(t)
	server.Handler = graph.NewHandler(server.store, options)
	const levels = 40
	query := `{ district(slug: "baodi") { ` + strings.Repeat("parent { children { nodes { ", levels) + "slug" + strings.Repeat(" } } }", levels) + " } }"
	got := server.answer(t, query, nil)
	if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "TOO_LARGE" || string(got.Data) != `{"district":null}` {
		t.Errorf("it answers %.300s %+v", got.Data, got.Errors)
	}
}

// TestBodies sends bodies that are not requests.
func TestBodies(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	for name, c := range map[string]struct {
		body, code string
		status     int
	}{
		"no JSON":         {`{"query":`, "BAD_REQUEST", http.StatusBadRequest},
		"a list":          {`[{"query":"{ __typename }"}]`, "BAD_REQUEST", http.StatusBadRequest},
		"a number":        {`{"query":5}`, "BAD_REQUEST", http.StatusBadRequest},
		"two requests":    {`{"query":"{ __typename }"} {}`, "BAD_REQUEST", http.StatusBadRequest},
		"too large":       {`{"query":"` + strings.Repeat(" ", 1<<20) + `"}`, "TOO_LARGE", http.StatusRequestEntityTooLarge},
		"no such field":   {`{"query":"{ nothing }"}`, "GRAPHQL_VALIDATION_FAILED", http.StatusOK},
		"no query at all": {`{"query":"{"}`, "GRAPHQL_PARSE_FAILED", http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", strings.NewReader(c.body))
			r.Header.Set("Content-Type", "application/json")
			w := httptest.NewRecorder()
			server.ServeHTTP(w, r)
			body := w.Body.Bytes()
			if w.Code != c.status || !bytes.Contains(body, []byte(`"code":"`+c.code+`"`)) || bytes.Contains(body, []byte(`"data"`)) {
				t.Errorf("it answers %d %s", w.Code, body)
			}
			for _, leak := range []string{"graphql.RawParams", "struct", "SELECT"} {
				if bytes.Contains(body, []byte(leak)) {
					t.Errorf("it reveals %s: %s", leak, body)
				}
			}
		})
	}
}

// TestForgedCursorsAreRefused changes and lengthens a cursor.
func TestForgedCursorsAreRefused(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	var data struct {
		Districts struct{ PageInfo struct{ EndCursor string } }
	}
	server.read(t, "{ districts(first: 1) { pageInfo { endCursor } } }", nil, &data)
	cursor := data.Districts.PageInfo.EndCursor
	for _, other := range []string{cursor + "A", cursor[:len(cursor)-1], cursor[:len(cursor)-2] + "AA", "A", strings.ToUpper(cursor)} {
		got := server.answer(t, "query ($c: String) { districts(after: $c) { nodes { slug } } }", map[string]any{"c": other})
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "BAD_CURSOR" {
			t.Errorf("with %q it answers %s %+v", other, got.Data, got.Errors)
		}
	}
}

// TestClientThatHasLeft checks that a client that has left is not logged as an error.
func TestClientThatHasLeft(t *testing.T) {
	t.Parallel()
	s := newDemoServer(t).store
	var log bytes.Buffer
	options := quiet()
	options.Log = slog.New(slog.NewTextHandler(&log, nil))
	handler := graph.NewHandler(s, options)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", strings.NewReader(`{"query":"{ districts { nodes { slug } } }"}`))
	r.Header.Set("Content-Type", "application/json")
	handler.ServeHTTP(httptest.NewRecorder(), r)
	if log.Len() > 0 {
		t.Errorf("the log says %s", log.String())
	}
}
