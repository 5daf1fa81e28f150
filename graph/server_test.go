package graph_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// testTime is the time of all writes in tests.
var testTime = time.Date(2023, 1, 13, 8, 0, 0, 0, time.UTC)

// testServer is an endpoint with a store of its own.
type testServer struct {
	http.Handler
	store *store.Store
}

func newTestServer(t testing.TB, lines [][]byte) *testServer {
	t.Helper()
	s := openStore(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(bytes.Join(lines, []byte("\n"))))); err != nil {
		t.Fatal(err)
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &testServer{Handler: graph.NewHandler(s, quiet()), store: s}
}

// quiet returns the options of an endpoint that logs nothing.
func quiet() graph.Options {
	return graph.Options{Log: slog.New(slog.DiscardHandler), Limits: graph.DefaultLimits()}
}

func openStore(t testing.TB) *store.Store {
	t.Helper()
	return storetest.New(t, store.Options{Now: func() time.Time { return testTime }})
}

func newDemoServer(t testing.TB) *testServer {
	t.Helper()
	return newTestServer(t, bytes.Split(demo.FirstSource(), []byte("\n")))
}

// ask posts a query and returns the body of the response.
func (s *testServer) ask(t testing.TB, query string, variables map[string]any) []byte {
	t.Helper()
	return s.send(t, map[string]any{"query": query, "variables": variables})
}

// send posts a request and returns the body of the response.
func (s *testServer) send(t testing.TB, request map[string]any) []byte {
	t.Helper()
	body, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-Civicgraph-Cost", "1")
	r.Header.Set("X-Request-Id", "request-of-the-test")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Body.Bytes()
}

// response is a decoded response.
type response struct {
	Data       json.RawMessage `json:"data"`
	Errors     []responseError `json:"errors"`
	Extensions struct {
		Cost struct {
			Statements   int     `json:"statements"`
			Rows         int     `json:"rows"`
			Milliseconds float64 `json:"milliseconds"`
		} `json:"cost"`
	} `json:"extensions"`
}

// responseError is an error of a response.
type responseError struct {
	Message   string `json:"message"`
	Path      []any  `json:"path"`
	Locations []struct {
		Line   int `json:"line"`
		Column int `json:"column"`
	} `json:"locations"`
	Extensions map[string]any `json:"extensions"`
}

func (s *testServer) answer(t testing.TB, query string, variables map[string]any) response {
	t.Helper()
	var r response
	body := s.ask(t, query, variables)
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatalf("the response is not JSON: %v\n%s", err, body)
	}
	return r
}

// read decodes the data of a query that must have no errors.
func (s *testServer) read(t testing.TB, query string, variables map[string]any, into any) response {
	t.Helper()
	r := s.answer(t, query, variables)
	if len(r.Errors) > 0 {
		t.Fatalf("%s\nanswers %+v", query, r.Errors)
	}
	if err := json.Unmarshal(r.Data, into); err != nil {
		t.Fatal(err)
	}
	return r
}

// indented returns JSON in the form of the golden files.
func indented(t testing.TB, body []byte) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, bytes.TrimSpace(body), "", "  "); err != nil {
		t.Fatalf("the response is not JSON: %v\n%s", err, body)
	}
	return strings.TrimSpace(b.String()) + "\n"
}

// askPlainly sends a query by GET, without headers.
func (s *testServer) askPlainly(t testing.TB, query string) []byte {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql?query="+url.QueryEscape(query), nil)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Body.Bytes()
}
