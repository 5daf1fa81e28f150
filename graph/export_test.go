package graph

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/internal/store"
)

// NewHandlerWithMiddleware returns an endpoint with a function around every field that gqlgen resolves.
func NewHandlerWithMiddleware(s *store.Store, options Options, middleware graphql.FieldMiddleware) http.Handler {
	server := newServer(s, options)
	server.executor.resolverMiddleware = middleware
	return server
}

// HashOf returns the hash that names a document.
var HashOf = hashOf

// NewBrokenHandler returns an endpoint whose executor panics.
func NewBrokenHandler(options Options) http.Handler {
	e := &executor{limits: options.Limits, log: errorLog{options.Log}}
	return &server{transports: []graphql.Transport{postTransport{httpTransport{
		limits: options.Limits, budget: &memoryBudget{limit: options.Limits.InFlight}, log: e.log,
	}}}, executor: e}
}
