package graph

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/internal/store"
)

// NewWatchedHandler is the endpoint with a function around every field that gqlgen resolves.
func NewWatchedHandler(s *store.Store, options Options, fields graphql.FieldMiddleware) http.Handler {
	e := newEndpoint(s, options)
	e.reader.fields = fields
	return e
}

// HashOf is the hash that names a document.
var HashOf = hashOf
