package graph

import (
	"io"
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
	t.respond(w, r, func(writer *responseWriter) (*graphql.Response, *httpError) {
		if hasBody(r) {
			return nil, badRequest("a %s request has no body; send the body by POST", r.Method)
		}
		params, err := decodeURL(r.URL.RawQuery, r.Header, t.limits)
		if err != nil {
			return nil, err
		}
		return t.execute(writer, r, params, exec)
	})
}

// hasBody reports whether a request has a body. One of unknown length may be empty.
func hasBody(r *http.Request) bool {
	if r.ContentLength >= 0 {
		return r.ContentLength > 0
	}
	n, _ := io.ReadFull(r.Body, make([]byte, 1)) // an error is that of the next read
	return n > 0
}
