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
	endpoint, err := newOrigins(routes.GraphQL, routes.Access.Origins, newRefusals(log))
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	handleBoth(mux, "", "/graphql", toPlayground(endpoint))
	handleBoth(mux, "", "/query", toPlayground(endpoint))
	for path, page := range routes.Pages {
		switch {
		case strings.HasPrefix(path, hashedPath): // programs ask for these, by their exact names
			mux.Handle("GET "+path, page)
		case path == "/":
			mux.Handle("GET /{$}", page)
		case strings.HasSuffix(path, "/"):
			mux.Handle("GET "+path+"{$}", page)
			mux.Handle("GET "+strings.TrimSuffix(path, "/"), withSlash())
		default:
			handleBoth(mux, "GET ", path, page)
		}
	}
	handleBoth(mux, "GET ", "/healthz", newHealth(routes.Health, log))
	handler := checkHost(mux, routes.Access.Hosts, newRefusals(log))
	return withRequestID(closeChunked(handler), log), nil
}

// handleBoth serves a path with and without a slash at its end, which some clients add.
func handleBoth(mux *http.ServeMux, method, path string, handler http.Handler) {
	mux.Handle(method+path, handler)
	mux.Handle(method+path+"/{$}", handler)
}

// withSlash redirects to the path with a slash at its end, from which a page finds its files.
func withSlash() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		target := *r.URL
		target.Path, target.RawPath = target.Path+"/", ""
		http.Redirect(w, r, target.RequestURI(), http.StatusPermanentRedirect)
	})
}

// closeChunked closes the connection after the response to a chunked request. If the request also has a Content-Length, a proxy can
// disagree with this server about where it ends, and pass on a second request unseen (request smuggling). net/http removes
// Content-Length before a handler sees it, so every chunked request closes the connection. In HTTP/1.0, which has no chunked encoding,
// net/http ignores Transfer-Encoding, so every request with a body does.
func closeChunked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.TransferEncoding) > 0 || !r.ProtoAtLeast(1, 1) && r.ContentLength != 0 {
			w.Header().Set("Connection", "close")
		}
		next.ServeHTTP(w, r)
	})
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
