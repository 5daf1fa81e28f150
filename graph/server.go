// Package graph is the GraphQL endpoint: a gqlgen server with transports, an executor and an executable schema of its own.
// Documents are limited before they are validated, and queries are answered by internal/plan.
package graph

import (
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/graph/generated"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// Options configures an endpoint.
type Options struct {
	// Log receives the causes of internal errors, which clients do not see.
	Log    *slog.Logger
	Limits Limits
	// Trusted holds documents that clients may name instead of sending them. OnlyTrusted refuses all others.
	Trusted     *TrustedDocuments
	OnlyTrusted bool
}

// server picks the transport of a request, as gqlgen's handler.Server does.
type server struct {
	transports []graphql.Transport
	executor   *executor
	http       httpTransport
}

// NewHandler returns the endpoint over a store.
func NewHandler(s *store.Store, options Options) http.Handler { return newServer(s, options) }

func newServer(s *store.Store, options Options) *server {
	log := errorLog{options.Log}
	base := generated.NewExecutableSchema(generated.Config{Resolvers: &Resolver{}, Schema: newSchema()})
	schema := &executable{
		ExecutableSchema: base,
		store:            s,
		planner:          plan.New(base.Schema(), s.Registry(), plan.Options{Now: s.Now, Limits: options.Limits.Plan}),
		limits:           options.Limits,
		log:              log,
		introspections:   newByteCache[[]byte](introspectionCacheBytes),
	}
	shared := httpTransport{limits: options.Limits, budget: &memoryBudget{limit: options.Limits.InFlight}, log: log}
	return &server{
		transports: []graphql.Transport{postTransport{shared}, getTransport{shared}},
		executor:   newExecutor(schema, options),
		http:       shared,
	}
}

// allowedMethods lists the methods of the endpoint.
const allowedMethods = "GET, HEAD, POST, OPTIONS"

// ServeHTTP answers one request.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowedMethods)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	for _, transport := range s.transports {
		if transport.Supports(r) {
			transport.Do(w, r, s.executor)
			return
		}
	}
	s.http.respond(w, r, func(*responseWriter) (*graphql.Response, *httpError) {
		return nil, methodNotAllowed(allowedMethods, "method %s is not supported; use POST, or GET for a query", r.Method)
	})
}
