package graph_test

import (
	"bytes"
	"context"
	"slices"
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

// TestIntrospectionHasNulls checks that a type has null where its kind has no list, and a list where it has.
func TestIntrospectionHasNulls(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	has := map[string][]string{
		"fields": {"OBJECT", "INTERFACE"}, "interfaces": {"OBJECT", "INTERFACE"}, "possibleTypes": {"INTERFACE", "UNION"},
		"enumValues": {"ENUM"}, "inputFields": {"INPUT_OBJECT"}, "isOneOf": {"INPUT_OBJECT"}, "ofType": {"NON_NULL", "LIST"}, "name": {"SCALAR", "OBJECT", "INTERFACE", "ENUM", "INPUT_OBJECT"},
	}
	const members = "kind name isOneOf fields { name } interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } ofType { name }"
	var data struct {
		Schema struct{ Types []map[string]any } `json:"__schema"`
		Type   struct {
			Fields []struct{ Type map[string]any }
		} `json:"__type"`
	}
	server.read(t, `{ __schema { types { `+members+` } } __type(name: "DistrictConnection") { fields { type { `+members+` } } } }`, nil, &data)
	types, kinds := data.Schema.Types, map[any]bool{}
	for _, field := range data.Type.Fields {
		types = append(types, field.Type)
	}
	for _, of := range types {
		kinds[of["kind"]] = true
		for field, kindsWith := range has {
			kind, _ := of["kind"].(string)
			if (of[field] != nil) != slices.Contains(kindsWith, kind) {
				t.Errorf("the type %v of kind %s has %s %v", of["name"], kind, field, of[field])
			}
		}
	}
	if len(kinds) < 6 {
		t.Errorf("only the kinds %v are served", kinds)
	}
	for query, want := range map[string]string{
		`{ __type(name: "Nothing") { name } }`:                             `{"__type":null}`,
		`{ __type(name: "[Int]") { name } }`:                               `{"__type":null}`,
		`query ($n: String!) { __type(name: $n) { name } }`:                `{"__type":{"name":"Park"}}`,
		`{ __type(name: "Date") { specifiedByURL } }`:                      `{"__type":{"specifiedByURL":"https://www.rfc-editor.org/rfc/rfc3339"}}`,
		`{ __type(name: "Park") { specifiedByURL } }`:                      `{"__type":{"specifiedByURL":null}}`,
		`{ __type(name: "__DirectiveLocation") { kind } }`:                 `{"__type":{"kind":"ENUM"}}`,
		`{ __type(name: "Overview") { interfaces { name } kind } }`:        `{"__type":{"interfaces":[],"kind":"OBJECT"}}`,
		`{ __schema { mutationType { name } subscriptionType { name } } }`: `{"__schema":{"mutationType":null,"subscriptionType":null}}`,
	} {
		if got := server.answer(t, query, map[string]any{"n": "Park"}); string(got.Data) != want {
			t.Errorf("%s answers %s %v, want %s", query, got.Data, got.Errors, want)
		}
	}
}

// TestDirectivesAreThoseOfTheSpecification checks that what clients cannot load or the server does not execute is not declared.
func TestDirectivesAreThoseOfTheSpecification(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	got := server.answer(t, `{ __schema { directives { name isRepeatable locations args { name defaultValue type { kind ofType { name } } } } } }`, nil)
	for _, want := range []string{
		`{"name":"deprecated","isRepeatable":false,"locations":["FIELD_DEFINITION","ARGUMENT_DEFINITION","INPUT_FIELD_DEFINITION","ENUM_VALUE"],"args":[{"name":"reason","defaultValue":"\"No longer supported\"","type":{"kind":"NON_NULL","ofType":{"name":"String"}}}]}`,
		`{"name":"oneOf","isRepeatable":false,"locations":["INPUT_OBJECT"],"args":[]}`,
		`{"name":"specifiedBy","isRepeatable":false,"locations":["SCALAR"],"args":[{"name":"url","defaultValue":null,"type":{"kind":"NON_NULL","ofType":{"name":"String"}}}]}`,
	} {
		if !strings.Contains(string(got.Data), want) {
			t.Errorf("the directives are %s, without %s", got.Data, want)
		}
	}
	for _, other := range []string{"defer", "stream", "DIRECTIVE_DEFINITION"} {
		if strings.Contains(string(server.askPlainly(t, fullIntrospection)), `"`+other+`"`) {
			t.Errorf("the introspection contains %s", other)
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
