package httpd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"civicgraph/internal/httpd"
)

// routes returns routes whose handlers answer with their name, the method and the request id.
func routes(health error) httpd.Routes {
	answer := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s %s %s", name, r.Method, r.Header.Get("X-Request-Id"))
		})
	}
	return httpd.Routes{
		GraphQL: answer("graphql"),
		Pages:   map[string]http.Handler{"/": answer("playground"), "/text.txt": answer("text"), "/folder/": answer("folder")},
		Health:  func(context.Context) error { return health },
	}
}

func newHandler(t *testing.T, r httpd.Routes, log *slog.Logger) http.Handler {
	t.Helper()
	handler, err := httpd.NewHandler(r, log)
	if err != nil {
		t.Fatal(err)
	}
	return handler
}

func send(t *testing.T, handler http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	return w
}

func TestRoutes(t *testing.T) {
	t.Parallel()
	handler := newHandler(t, routes(nil), slog.New(slog.DiscardHandler))
	cases := []struct {
		method, path string
		status       int
		body         string
	}{
		{http.MethodPost, "/graphql", http.StatusOK, "graphql POST "},
		{http.MethodGet, "/graphql?query={x}", http.StatusOK, "graphql GET "},
		{http.MethodOptions, "/graphql", http.StatusOK, "graphql OPTIONS "},
		{http.MethodPost, "/query", http.StatusOK, "graphql POST "},
		{http.MethodGet, "/query?query={x}", http.StatusOK, "graphql GET "},
		{http.MethodGet, "/", http.StatusOK, "playground GET "},
		{http.MethodGet, "/?query={x}", http.StatusOK, "playground GET "},
		{http.MethodGet, "/healthz", http.StatusOK, "ok\n"},
		{http.MethodPost, "/", http.StatusMethodNotAllowed, ""},
		{http.MethodPost, "/healthz", http.StatusMethodNotAllowed, ""},
		{http.MethodGet, "/nothing", http.StatusNotFound, ""},
		{http.MethodPost, "/nothing", http.StatusNotFound, ""},
		{http.MethodGet, "/graphql/?query={x}", http.StatusOK, "graphql GET "},
		{http.MethodPost, "/graphql/", http.StatusOK, "graphql POST "},
		{http.MethodOptions, "/graphql/", http.StatusOK, "graphql OPTIONS "},
		{http.MethodPost, "/query/", http.StatusOK, "graphql POST "},
		{http.MethodGet, "/healthz/", http.StatusOK, "ok\n"},
		{http.MethodHead, "/healthz/", http.StatusOK, ""},
		{http.MethodPost, "/healthz/", http.StatusMethodNotAllowed, ""},
		{http.MethodGet, "/text.txt", http.StatusOK, "text GET "},
		{http.MethodGet, "/text.txt/", http.StatusOK, "text GET "},
		{http.MethodPost, "/text.txt/", http.StatusMethodNotAllowed, ""},
		{http.MethodGet, "/folder/", http.StatusOK, "folder GET "},
		{http.MethodGet, "/folder", http.StatusPermanentRedirect, ""},
		{http.MethodGet, "/folder/deeper", http.StatusNotFound, ""},
		{http.MethodGet, "/graphql/deeper", http.StatusNotFound, ""},
		{http.MethodGet, "/healthz/deeper", http.StatusNotFound, ""},
		{http.MethodGet, "/index.html", http.StatusNotFound, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			t.Parallel()
			w := send(t, handler, c.method, c.path)
			if w.Code != c.status || !strings.HasPrefix(w.Body.String(), c.body) {
				t.Errorf("the response is %d %q, want %d %q", w.Code, w.Body, c.status, c.body)
			}
		})
	}
}

// TestRequestID: each request has a new id, which its handler and its client get; the client cannot choose it.
func TestRequestID(t *testing.T) {
	t.Parallel()
	handler := newHandler(t, routes(nil), slog.New(slog.DiscardHandler))
	seen := map[string]bool{}
	for _, path := range []string{"/graphql", "/query", "/", "/graphql", "/healthz", "/nothing"} {
		w := send(t, handler, http.MethodGet, path, "X-Request-Id", "mine\nand a forged line")
		id := w.Header().Get("X-Request-Id")
		if len(id) < 8 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" || seen[id] {
			t.Errorf("the id of %s is %q; ids before: %v", path, id, seen)
		}
		seen[id] = true
		if body := w.Body.String(); strings.HasPrefix(body, "graphql") || strings.HasPrefix(body, "playground") {
			if !strings.HasSuffix(body, " GET "+id) {
				t.Errorf("the handler got %q, want the id %s", body, id)
			}
		}
	}
}

func TestRequestsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	handler := newHandler(t, routes(nil), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	w := send(t, handler, http.MethodGet, "/graphql?query={secret}")
	line := log.String()
	for _, part := range []string{"id=" + w.Header().Get("X-Request-Id"), "method=GET", "path=/graphql", "took="} {
		if !strings.Contains(line, part) {
			t.Errorf("the log is %q, want it to contain %s", line, part)
		}
	}
	if strings.Count(line, "\n") != 1 {
		t.Errorf("the log is %q, want one line", line)
	}
}

func TestHealthError(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	cause := errors.New("the disk of secrets is gone")
	w := send(t, newHandler(t, routes(cause), slog.New(slog.NewTextHandler(&log, nil))), http.MethodGet, "/healthz")
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secrets") || w.Body.Len() == 0 {
		t.Errorf("the response is %d %q, want 503 without the cause", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), cause.Error()) {
		t.Errorf("the log is %q, want it to contain the cause", log.String())
	}
}

// TestHealthTime: a check that hangs, even one that ignores its context, is reported as unavailable in time.
func TestHealthTime(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	r := routes(nil)
	r.Health = func(context.Context) error {
		<-release
		return nil
	}
	handler := newHandler(t, r, slog.New(slog.DiscardHandler))
	for range 2 {
		if w := send(t, handler, http.MethodGet, "/healthz"); w.Code != http.StatusServiceUnavailable {
			t.Errorf("the response is %d %q, want 503", w.Code, w.Body)
		}
	}
}
