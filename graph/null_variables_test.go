package graph_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/graph"
)

// TestNullVariables sends null for variables that stand where null is not allowed, which validation accepts because of
// their defaults: the request is refused, wherever the variable stands.
func TestNullVariables(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	const refused = "variable $b is null, but "
	for name, c := range map[string]struct{ query, message string }{
		"@include at the root":           {"query($b: Boolean = false) { districts @include(if: $b) { totalCount } }", refused + "@include argument if must be Boolean!"},
		"@skip at the root":              {"query($b: Boolean = false) { districts @skip(if: $b) { totalCount } }", refused + "@skip argument if"},
		"@include below":                 {"query($b: Boolean = true) { districts { totalCount @include(if: $b) } }", refused},
		"an inline fragment":             {"query($b: Boolean = true) { districts { ... @skip(if: $b) { totalCount } } }", refused},
		"a fragment spread":              {"query($b: Boolean = true) { districts { ...f @skip(if: $b) } } fragment f on DistrictConnection { totalCount }", refused},
		"in a fragment":                  {"query($b: Boolean = true) { districts { ...f } } fragment f on DistrictConnection { totalCount @skip(if: $b) }", refused},
		"below __schema":                 {"query($b: Boolean = false) { __schema { queryType @include(if: $b) { name } } }", refused},
		"on __schema":                    {"query($b: Boolean = false) { __schema @include(if: $b) { queryType { name } } }", refused},
		"below __type":                   {`query($b: Boolean = false) { __type(name: "Park") { fields { name @skip(if: $b) } } }`, refused},
		"an argument of __type":          {`query($b: String = "Park") { __type(name: $b) { name } }`, refused + "argument name must be String!"},
		"without a default, @include":    {"query($b: Boolean) { districts @include(if: $b) { totalCount } }", `Variable "$b" of type "Boolean" used in position expecting type "Boolean!"`},
		"without a default, in __schema": {"query($b: Boolean) { __schema { queryType @skip(if: $b) { name } } }", `used in position expecting type "Boolean!"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := server.answer(t, c.query, map[string]any{"b": nil})
			if got.Data != nil || len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" || !strings.Contains(got.Errors[0].Message, c.message) {
				t.Errorf("it answers %.300s %+v, want %s", got.Data, got.Errors, c.message)
			}
		})
	}
	for _, query := range []string{
		"query($b: Boolean = false) { __typename districts @include(if: $b) { totalCount } }",
		"query($b: Boolean = false, $c: String) { district(slug: \"baodi\", asOf: null) { name @skip(if: $b) } districts(after: $c) { totalCount } }",
	} {
		if got := server.answer(t, query, map[string]any{"c": nil}); len(got.Errors) > 0 {
			t.Errorf("%s\nanswers %+v", query, got.Errors)
		}
	}
}

// TestPanicsAreHidden makes gqlgen's resolvers panic: the client sees an internal error with the id of its request, under
// which the log has the panic.
func TestPanicsAreHidden(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	options := quiet()
	options.Log = slog.New(slog.NewTextHandler(&log, nil))
	s := newDemoServer(t).store
	handler := graph.NewHandlerWithMiddleware(s, options, func(context.Context, graphql.Resolver) (any, error) { panic("secret") })
	server := &testServer{Handler: handler, store: s}
	for _, query := range []string{
		"{ __schema { queryType { name } } }",
		`{ __type(name: "Park") { fields { name } } }`,
		"query($b: Boolean = true) { __schema { queryType @include(if: $b) { name } } }",
	} {
		log.Reset()
		body := string(server.ask(t, query, nil))
		for _, leak := range []string{"secret", "panic", "goroutine", ".go:"} {
			if strings.Contains(body, leak) {
				t.Errorf("%s\nshows %s: %.500s", query, leak, body)
			}
		}
		if !strings.Contains(body, `"code":"INTERNAL"`) || !strings.Contains(body, `"requestId":"request-of-the-test"`) {
			t.Errorf("%s\nanswers %.500s", query, body)
		}
		if logged := log.String(); !strings.Contains(logged, "secret") || !strings.Contains(logged, "request=request-of-the-test") {
			t.Errorf("the log says %.500s", logged)
		}
	}
}

// TestPanicsOfTheExecutorAreHidden does the same with an executor that panics.
func TestPanicsOfTheExecutorAreHidden(t *testing.T) {
	t.Parallel()
	posted(`{"query":"{ districts { totalCount } }"}`).comesTo(http.StatusInternalServerError, "INTERNAL").run(t, graph.NewBrokenHandler(quiet()))
}
