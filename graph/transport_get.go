package graph

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"
)

// getTransport is the graphql.Transport of queries in URLs.
type getTransport struct {
	httpTransport
}

// Supports reports whether the request is a GET or HEAD.
func (getTransport) Supports(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

// Do answers a request.
func (t getTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	t.respond(w, r, func(*responseWriter) (*graphql.Response, *httpError) {
		params, err := decodeURL(r.URL.RawQuery, r.Header, t.limits)
		if err != nil {
			return nil, err
		}
		return t.execute(r, params, exec)
	})
}
