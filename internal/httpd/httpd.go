// Package httpd serves HTTP: the routes, who may ask from where, the pages that were built, the request log, health, limits of
// connections, and a clean stop.
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

// stopTime bounds how long a stop waits for the requests under way.
const stopTime = 30 * time.Second

// Limits bound what connections may cost.
type Limits struct {
	// Connections is how many may be open.
	Connections int
	// Header is how long the header of a request may be, in bytes.
	Header int
	// HeaderTime is how long a client may take to send it, ReadTime to send the whole request, IdleTime to send the next.
	HeaderTime, ReadTime, IdleTime time.Duration
	// WriteTime is how long a response may take from then on, unless its handler says otherwise.
	WriteTime time.Duration
}

// DefaultLimits serve people and programs, near and far.
func DefaultLimits() Limits {
	return Limits{
		Connections: 1000,
		Header:      16 << 10,
		HeaderTime:  10 * time.Second,
		ReadTime:    30 * time.Second,
		IdleTime:    2 * time.Minute,
		WriteTime:   2 * time.Minute,
	}
}

// Routes are the handlers that the server brings under its paths.
type Routes struct {
	GraphQL http.Handler
	// Pages are what else there is to GET, by path; a path that ends in a slash is that page alone, not what is below it.
	Pages map[string]http.Handler
	// Healthy tells why the server cannot answer, if so.
	Healthy func(context.Context) error
	// Access is who may ask from within a browser.
	Access Access
}

// NewHandler puts the routes under their paths. Every request gets an id, which its log line and its internal errors
// carry.
func NewHandler(routes Routes, log *slog.Logger) (http.Handler, error) {
	endpoint, err := newOrigins(routes.GraphQL, routes.Access.Origins)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/graphql", endpoint)
	mux.Handle("/query", endpoint)
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
	return identify(checkHost(mux, routes.Access.Hosts), log), nil
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

// Server is what answers requests.
type Server struct {
	Handler http.Handler
	Limits  Limits
	Log     *slog.Logger
}

// Serve answers requests on the listener until ctx ends, then takes no more and waits for those under way.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	open := newConnections(s.Limits.Connections)
	server := &http.Server{
		Handler:           open.serving(s.Handler),
		ConnState:         open.changed,
		ConnContext:       open.remember,
		MaxHeaderBytes:    s.Limits.Header,
		ReadHeaderTimeout: s.Limits.HeaderTime,
		ReadTimeout:       s.Limits.ReadTime,
		IdleTimeout:       s.Limits.IdleTime,
		WriteTimeout:      s.Limits.WriteTime,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelWarn),
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
