package graph_test

import (
	"bytes"
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/graph"
)

// fullIntrospection is the query by which tools read a schema.
const fullIntrospection = `query IntrospectionQuery { __schema { description queryType { name } mutationType { name } subscriptionType { name }
	types { ...FullType } directives { name description isRepeatable locations args(includeDeprecated: true) { ...InputValue } } } }
fragment FullType on __Type { kind name description specifiedByURL isOneOf fields(includeDeprecated: true) { name description
	args(includeDeprecated: true) { ...InputValue } type { ...TypeRef } isDeprecated deprecationReason }
	inputFields(includeDeprecated: true) { ...InputValue } interfaces { ...TypeRef }
	enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason } possibleTypes { ...TypeRef } }
fragment InputValue on __InputValue { name description type { ...TypeRef } defaultValue isDeprecated deprecationReason }
fragment TypeRef on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name
	ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } } } }`

// TestIntrospectionIsBounded checks that tools can read the schema, and that repeating it is limited.
func TestIntrospectionIsBounded(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	query(fullIntrospection).with(`"DistrictConnection"`).run(t, server)
	answer := server.answer(t, "{ "+aliased(40, "__schema { types { fields { args { type { name kind } } } } }")+" }", nil)
	if len(answer.Errors) == 0 || answer.Errors[0].Extensions["limit"] != "max-introspection" {
		t.Errorf("it answers %.200s %+v", answer.Data, answer.Errors)
	}
	options := quiet()
	options.Limits.Introspection = 3
	server.Handler = graph.NewHandler(server.store, options)
	query("{ __schema { queryType { name } } }").with(`"Query"`).run(t, server) // three fields
	if answer := server.answer(t, `{ __schema { queryType { name kind } } district(slug: "baodi") { slug } }`, nil); len(answer.Errors) != 1 {
		t.Errorf("it answers %s %+v", answer.Data, answer.Errors)
	}
}

// TestIntrospectionIsCached checks that a query about the schema is resolved once, unless it has variables.
func TestIntrospectionIsCached(t *testing.T) {
	t.Parallel()
	server, resolved := newDemoServer(t), &atomic.Int64{}
	server.Handler = graph.NewHandlerWithMiddleware(server.store, quiet(), func(ctx context.Context, next graphql.Resolver) (any, error) {
		resolved.Add(1)
		return next(ctx)
	})
	first := server.askPlainly(t, fullIntrospection)
	asked := resolved.Load()
	if asked < 10_000 || bytes.Contains(first, []byte(`"errors"`)) {
		t.Fatalf("it resolves %d fields and answers %.200s", asked, first)
	}
	if again := server.askPlainly(t, fullIntrospection); !bytes.Equal(again, first) || resolved.Load() != asked {
		t.Errorf("the second time it resolves %d more fields and answers %.200s", resolved.Load()-asked, again)
	}
	for _, name := range []string{"Park", "Project"} {
		got := server.answer(t, "query($n: String!) { __type(name: $n) { name } }", map[string]any{"n": name})
		if string(got.Data) != `{"__type":{"name":"`+name+`"}}` {
			t.Errorf("with the variable %s it answers %s", name, got.Data)
		}
	}
}

// aliased returns a field n times, under different aliases.
func aliased(n int, field string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(" a" + strings.Repeat("a", i) + ": " + field)
	}
	return b.String()
}
