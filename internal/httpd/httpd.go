// Package httpd serves HTTP: the routes, access from other origins, the embedded web pages, the request log, the health check,
// connection limits and a graceful stop.
package httpd

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Routes are the handlers by path.
type Routes struct {
	GraphQL http.Handler
	// Pages are further resources for GET, by path. A path that ends in a slash is that page only, not the paths below it.
	Pages map[string]http.Handler
	// Health returns an error if the server cannot answer requests.
	Health func(context.Context) error
	// Access is which browser pages may send requests.
	Access Access
}

// NewHandler returns the handler of all routes. Each request gets an id, which is in its log lines and in its internal errors.
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
	mux.Handle("GET /healthz", newHealth(routes.Health, log))
	return withRequestID(checkHost(mux, routes.Access.Hosts), log), nil
}

// requestIDHeader carries the id of a request, to the handlers and back to the client.
const requestIDHeader = "X-Request-Id"

func withRequestID(next http.Handler, log *slog.Logger) http.Handler {
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
