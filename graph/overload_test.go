package graph_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"civicgraph/graph"
)

const small = `{"query":"{ district(slug: \"baodi\") { slug } }"}`

// bigQuery returns a valid query with a large response.
func bigQuery() string {
	body, err := json.Marshal(map[string]string{"query": "{ districts(first: 100) { nodes { children(first: 100) { nodes { ancestors { children(first: 100, deep: true) { nodes { name names { text } parent { name children(first: 100) { nodes { name names { text } } } } } } } } } } } }"})
	if err != nil {
		panic(err) // strings are always valid JSON
	}
	return string(body)
}

func askJSON(ctx context.Context, handler http.Handler, body io.Reader) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/graphql", body)
	r.Header.Set("Content-Type", asJSON)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

// refusedFor checks that a response is 503 with an error that names a limit.
func refusedFor(t *testing.T, w *httptest.ResponseRecorder, code, limit string) {
	t.Helper()
	var got response
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusServiceUnavailable || len(got.Errors) != 1 ||
		got.Errors[0].Extensions["code"] != code || got.Errors[0].Extensions["limit"] != limit || got.Errors[0].Extensions["max"] == nil || got.Data != nil {
		t.Errorf("it answers %d %.300s", w.Code, w.Body)
	}
}

// TestTimeIsBounded checks that a query that takes too long is refused, and that nothing is logged as an error.
func TestTimeIsBounded(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	options := quiet()
	options.Limits.Time, options.Limits.Complexity, options.Log = time.Nanosecond, math.MaxInt, slog.New(slog.NewTextHandler(&log, nil))
	handler := graph.NewHandler(newDemoServer(t).store, options)
	refusedFor(t, askJSON(t.Context(), handler, strings.NewReader(bigQuery())), "TIMEOUT", "max-time")
	if log.Len() > 0 {
		t.Errorf("the log says %s", &log)
	}
}

// slowBody is a body whose end has not arrived.
type slowBody struct {
	reading chan struct{}
	rest    chan string
}

// Read waits for the rest.
func (b *slowBody) Read(p []byte) (int, error) {
	select {
	case b.reading <- struct{}{}:
	default:
	}
	return copy(p, <-b.rest), io.EOF
}

// TestSlowBodiesTakeNoSlot checks that a body that arrives slowly takes no slot, so that others are answered.
func TestSlowBodiesTakeNoSlot(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.Concurrent, options.Limits.Queue, options.Limits.Wait = 1, 1, time.Millisecond
	handler := graph.NewHandler(newDemoServer(t).store, options)
	body, slow := &slowBody{reading: make(chan struct{}, 1), rest: make(chan string)}, make(chan *httptest.ResponseRecorder)
	go func() { slow <- askJSON(t.Context(), handler, body) }()
	<-body.reading
	if w := askJSON(t.Context(), handler, strings.NewReader(small)); w.Code != http.StatusOK {
		t.Errorf("beside a slow body it answers %d %s", w.Code, w.Body)
	}
	body.rest <- small
	if w := <-slow; w.Code != http.StatusOK {
		t.Errorf("the slow body is answered %d %s", w.Code, w.Body)
	}
}

// TestBytesInFlightAreBounded checks that bodies and responses beyond the memory budget are refused, except small bodies.
func TestBytesInFlightAreBounded(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.InFlight, options.Limits.Complexity = 6<<10, math.MaxInt
	handler := graph.NewHandler(newDemoServer(t).store, options)
	for _, c := range []struct {
		name, body string
		refused    bool
	}{
		{"a small body", small, false},
		{"the largest small body", small + strings.Repeat(" ", 15<<10), false},
		{"a large body", small + strings.Repeat(" ", 17<<10), true},
		{"a large answer", bigQuery(), true},
	} {
		w := askJSON(t.Context(), handler, strings.NewReader(c.body))
		if c.refused {
			refusedFor(t, w, "OVERLOADED", "max-in-flight")
		} else if w.Code != http.StatusOK {
			t.Errorf("%s is answered %d %s", c.name, w.Code, w.Body)
		}
		if c.refused && w.Header().Get("Retry-After") != "1" {
			t.Errorf("%s has the header %v", c.name, w.Header())
		}
	}
}

// TestSlowClientsAreGivenUp checks that bodies that do not end are given up in favour of new requests.
func TestSlowClientsAreGivenUp(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.InFlight, options.Limits.Body = 64<<10, 40<<10
	server := httptest.NewServer(graph.NewHandler(newDemoServer(t).store, options))
	t.Cleanup(server.Close)
	var first net.Conn
	for i := range 8 { // a chunked body counts as the longest, so there is room for one
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = conn.Close() })
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
		line, err := bufio.NewReader(conn).ReadString('\n')
		if err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("body %d gets %q, %v", i, line, err)
		}
		if first == nil {
			first = conn
		}
	}
	given, err := io.ReadAll(first)
	if err != nil || !strings.Contains(string(given), "408 Request Timeout") || !strings.Contains(string(given), "too slowly") {
		t.Errorf("the first one gets %q, %v", given, err)
	}
}

// TestWorkStopsWithoutClient checks that the slot of a client that has left is free at once, although its query would take long.
func TestWorkStopsWithoutClient(t *testing.T) {
	t.Parallel()
	options := quiet()
	options.Limits.Concurrent, options.Limits.Queue, options.Limits.Time, options.Limits.Wait, options.Limits.Complexity = 1, 1, time.Hour, time.Hour, math.MaxInt
	demo := newDemoServer(t)
	handler := graph.NewHandler(demo.store, options)
	ctx, leave := context.WithCancel(t.Context())
	gone := make(chan *httptest.ResponseRecorder)
	go func() { gone <- askJSON(ctx, handler, strings.NewReader(bigQuery())) }()
	leave()
	if w := <-gone; w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "BAD_REQUEST") { // it may still read
		t.Errorf("a client that has left gets %d %.200s", w.Code, w.Body)
	}
	if w := askJSON(t.Context(), handler, strings.NewReader(small)); w.Code != http.StatusOK {
		t.Errorf("then it answers %d %s", w.Code, w.Body)
	}
}
