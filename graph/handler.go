// Package graph is the GraphQL endpoint: it lets gqlgen parse, validate and introspect, and hands every root field of a
// query to the plan.
package graph

import (
	"context"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/graph/generated"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// keptDocuments is how many parsed and validated documents are kept, maxKept how long their text may be, in bytes.
const (
	keptDocuments = 1000
	maxKept       = 16 << 10
)

// documents keeps parsed documents, but for long ones, so that what is kept is bounded.
type documents struct {
	graphql.Cache[*ast.QueryDocument]
}

// Add keeps a document by its text.
func (d documents) Add(ctx context.Context, text string, document *ast.QueryDocument) {
	if len(text) <= maxKept {
		d.Cache.Add(ctx, text, document)
	}
}

// NewHandler is the endpoint over a store. Causes of internal errors go to the log only.
func NewHandler(s *store.Store, log *slog.Logger) http.Handler { return newServer(s, log) }

func newServer(s *store.Store, log *slog.Logger) *handler.Server {
	// There are no resolvers: the reader answers every root field before gqlgen would ask one.
	schema := generated.NewExecutableSchema(generated.Config{})
	r := &reader{store: s, planner: plan.New(schema.Schema(), s.Registry(), s.Now), log: log}
	srv := handler.New(schema)
	srv.AddTransport(transport.Options{})
	srv.AddTransport(transport.GET{})
	srv.AddTransport(post{})
	srv.SetQueryCache(documents{lru.New[*ast.QueryDocument](keptDocuments)})
	srv.Use(extension.Introspection{})
	srv.SetRecoverFunc(r.recovered)
	srv.AroundResponses(r.aroundResponse)
	srv.AroundRootFields(r.aroundRootField)
	return srv
}
