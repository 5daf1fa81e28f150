package httpd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"civicgraph/internal/httpd"
)

// routes are handlers that say who they are, and which request they got.
func routes(healthy error) httpd.Routes {
	say := func(name string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, "%s %s %s", name, r.Method, r.Header.Get("X-Request-Id"))
		})
	}
	return httpd.Routes{
		GraphQL: say("graphql"), Pages: map[string]http.Handler{"/": say("playground")},
		Healthy: func(context.Context) error { return healthy },
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

func newServer(handler http.Handler) *httpd.Server {
	return &httpd.Server{Handler: handler, Limits: httpd.DefaultLimits(), Log: slog.New(slog.DiscardHandler)}
}

func ask(t *testing.T, handler http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
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
		{http.MethodGet, "/graphql/", http.StatusNotFound, ""},
		{http.MethodGet, "/graphql/deeper", http.StatusNotFound, ""},
		{http.MethodGet, "/healthz/deeper", http.StatusNotFound, ""},
		{http.MethodGet, "/index.html", http.StatusNotFound, ""},
	}
	for _, c := range cases {
		t.Run(c.method+" "+c.path, func(t *testing.T) {
			t.Parallel()
			w := ask(t, handler, c.method, c.path)
			if w.Code != c.status || !strings.HasPrefix(w.Body.String(), c.body) {
				t.Errorf("it answers %d %q, want %d %q", w.Code, w.Body, c.status, c.body)
			}
		})
	}
}

// TestRequestID: every request has an id of its own, which its handler and its client learn alike; a client cannot
// choose it.
func TestRequestID(t *testing.T) {
	t.Parallel()
	handler := newHandler(t, routes(nil), slog.New(slog.DiscardHandler))
	seen := map[string]bool{}
	for _, path := range []string{"/graphql", "/query", "/", "/graphql", "/healthz", "/nothing"} {
		w := ask(t, handler, http.MethodGet, path, "X-Request-Id", "mine\nand a forged line")
		id := w.Header().Get("X-Request-Id")
		if len(id) < 8 || strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" || seen[id] {
			t.Errorf("%s has the id %q, after %v", path, id, seen)
		}
		seen[id] = true
		if body := w.Body.String(); strings.HasPrefix(body, "graphql") || strings.HasPrefix(body, "playground") {
			if !strings.HasSuffix(body, " GET "+id) {
				t.Errorf("its handler got %q, want the id %s", body, id)
			}
		}
	}
}

func TestRequestsAreLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	handler := newHandler(t, routes(nil), slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	w := ask(t, handler, http.MethodGet, "/graphql?query={secret}")
	line := log.String()
	for _, part := range []string{"id=" + w.Header().Get("X-Request-Id"), "method=GET", "path=/graphql", "took="} {
		if !strings.Contains(line, part) {
			t.Errorf("the log is %q, without %s", line, part)
		}
	}
	if strings.Count(line, "\n") != 1 {
		t.Errorf("the log is %q, want one line", line)
	}
}

func TestUnhealthy(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	cause := errors.New("the disk of secrets is gone")
	w := ask(t, newHandler(t, routes(cause), slog.New(slog.NewTextHandler(&log, nil))), http.MethodGet, "/healthz")
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "secrets") || w.Body.Len() == 0 {
		t.Errorf("it answers %d %q", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), cause.Error()) {
		t.Errorf("the log is %q, without the cause", log.String())
	}
}

// serving is a server whose handler waits to be let go.
type serving struct {
	url     string
	address string
	arrived chan struct{}
	release chan struct{}
	stop    context.CancelFunc
	stopped chan error
}

func serve(t *testing.T) *serving {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	s := &serving{
		url: "http://" + listener.Addr().String() + "/", address: listener.Addr().String(), stop: stop,
		arrived: make(chan struct{}), release: make(chan struct{}), stopped: make(chan error, 1),
	}
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.arrived <- struct{}{}
		<-s.release
		if err := r.Context().Err(); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		fmt.Fprint(w, "answered")
	})
	go func() { s.stopped <- newServer(handler).Serve(ctx, listener) }()
	return s
}

// get is the status and body of an answer.
func (s *serving) get(ctx context.Context) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.url, nil)
	if err != nil {
		return "", err
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	return response.Status + " " + string(body), err
}

// TestStopAnswersWhatIsUnderWay: after the stop no new connection is taken, and those requests that were there are
// answered before Serve returns.
func TestStopAnswersWhatIsUnderWay(t *testing.T) {
	t.Parallel()
	s := serve(t)
	const requests = 3
	answers := make([]string, requests)
	var group sync.WaitGroup
	for i := range answers {
		group.Go(func() {
			answer, err := s.get(t.Context())
			if err != nil {
				answer = err.Error()
			}
			answers[i] = answer
		})
	}
	for range requests {
		<-s.arrived
	}
	s.stop()
	for {
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", s.address)
		if err != nil {
			break // no longer listening
		}
		_ = conn.Close()
	}
	select {
	case err := <-s.stopped:
		t.Errorf("it has stopped, with %v, before the requests were answered", err)
		s.stopped <- err
	default:
	}
	close(s.release)
	group.Wait()
	for _, answer := range answers {
		if answer != "200 OK answered" {
			t.Errorf("a request under way is answered %q", answer)
		}
	}
	if err := <-s.stopped; err != nil {
		t.Errorf("it stopped with %v", err)
	}
}

func TestStopWithNothingUnderWay(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.stop()
	if err := <-s.stopped; err != nil {
		t.Errorf("it stopped with %v", err)
	}
}

func TestServeReportsAFailure(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	if err := newServer(http.NotFoundHandler()).Serve(t.Context(), listener); !errors.Is(err, net.ErrClosed) {
		t.Errorf("the error is %v, want %v", err, net.ErrClosed)
	}
}
