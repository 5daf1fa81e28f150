// Package httpd serves HTTP: the routes, the pages that were built, the request log, health, and a clean stop.
package httpd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"
)

const (
	// headerTime bounds how long a client may take to send its headers, idleTime how long a kept connection may rest.
	headerTime = 10 * time.Second
	idleTime   = 2 * time.Minute
	// stopTime bounds how long a stop waits for the requests under way.
	stopTime = 30 * time.Second
)

// Routes are the handlers that the server brings under its paths.
type Routes struct {
	GraphQL http.Handler
	// Pages are what else there is to GET, by path; a path that ends in a slash is that page alone, not what is below it.
	Pages map[string]http.Handler
	// Healthy tells why the server cannot answer, if so.
	Healthy func(context.Context) error
}

// NewHandler puts the routes under their paths. Every request gets an id, which its log line and its internal errors
// carry.
func NewHandler(routes Routes, log *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", routes.GraphQL)
	mux.Handle("/query", routes.GraphQL)
	for path, page := range routes.Pages {
		if strings.HasSuffix(path, "/") {
			path += "{$}"
		}
		mux.Handle("GET "+path, page)
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if err := routes.Healthy(r.Context()); err != nil {
			log.ErrorContext(r.Context(), "not healthy", "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			fmt.Fprintln(w, "the database does not answer")
			return
		}
		fmt.Fprintln(w, "ok")
	})
	return identify(mux, log)
}

// requestIDHeader carries the id of a request, to the handlers and back to the client.
const requestIDHeader = "X-Request-Id"

func identify(next http.Handler, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()[:16]
		r.Header.Set(requestIDHeader, id)
		w.Header().Set(requestIDHeader, id)
		start := time.Now()
		next.ServeHTTP(w, r)
		if log.Enabled(r.Context(), slog.LevelDebug) {
			log.DebugContext(r.Context(), "request", "id", id, "method", r.Method, "path", r.URL.Path, "took", time.Since(start))
		}
	})
}

// Serve answers requests on the listener until ctx ends, then takes no more and waits for those under way.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler, log *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		IdleTimeout:       idleTime,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	go func() {
		<-ctx.Done()
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		stopped <- server.Shutdown(late)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	if err := <-stopped; err != nil {
		return fmt.Errorf("requests were still under way after %v: %w", stopTime, err)
	}
	return nil
}
