package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/lexer"
	"github.com/vektah/gqlparser/v2/parser"

	"civicgraph/graph"
	"civicgraph/internal/oracle"
)

// TestOracleAgreesAtFilterLimits sends filters and orders at each limit and one beyond.
func TestOracleAgreesAtFilterLimits(t *testing.T) {
	t.Parallel()
	lines := oracleGraph(t, 5)
	_, o := newOracle(t, lines)
	server := newTestServer(t, lines)
	server.Handler = graph.NewHandler(server.store, withoutDocumentLimits())
	anyOf := func(condition string) func(int) string {
		return func(n int) string { return "where: {or: [" + strings.Repeat(condition+" ", n) + "]}" }
	}
	for name, c := range map[string]struct {
		limit    int
		argument func(n int) string
	}{
		"conditions":         {100, anyOf(`{slug: {ne: "x"}}`)},
		"empty filters":      {100, anyOf(`{}`)},
		"null filters":       {100, anyOf(`{slug: null}`)},
		"empty comparisons":  {100, anyOf(`{population: {}}`)},
		"codes":              {100, anyOf(`{identifier: {scheme: "wikidata"}}`)},
		"relations":          {10, anyOf(`{parks: {none: {}}}`)},
		"links only":         {10, anyOf(`{parks: {link: {}}}`)},
		"links of relations": {10, anyOf(`{parks: {some: {}, link: {kinds: LOCATED_IN}}}`)},
		"names":              {10, anyOf(`{name: {}}`)},
		"lists of strings":   {10, anyOf(`{statements: {some: {}}}`)},
		"references":         {5, anyOf(`{statements: {every: {speaker: {}}}}`)},
		"kinds":              {3, anyOf(`{figures: {some: {subjects: {some: {park: {}}}}}}`)},
		"levels":             {8, func(n int) string { return "where: " + strings.Repeat("{not: ", n-1) + "{}" + strings.Repeat("}", n-1) }},
		"levels of relations": {8, func(n int) string {
			return "where: " + strings.Repeat("{parent: {some: ", n-1) + "{}" + strings.Repeat("}}", n-1)
		}},
		"levels of links": {8, func(n int) string {
			return "where: " + strings.Repeat("{not: ", n-2) + "{parent: {link: {}}}" + strings.Repeat("}", n-2)
		}},
		"values":     {500, func(n int) string { return "where: {slug: {in: [" + strings.Repeat(`"a" `, n) + "]}}" }},
		"strings":    {2000, func(n int) string { return `where: {slug: {ne: "` + strings.Repeat("x", n) + `"}}` }},
		"order keys": {8, func(n int) string { return "orderBy: [" + strings.Repeat("{field: LEVEL} ", n) + "]" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n, isRefused := range map[int]bool{c.limit: false, c.limit + 1: true} {
				query := fmt.Sprintf("{ districts(%s) { totalCount nodes { slug } } }", c.argument(n))
				data, errs := o.Answer(query, "", nil)
				if err := o.Compare(server.ask(t, query, nil), data, errs); err != nil {
					t.Errorf("%d: %v", n, err)
				}
				if (len(errs) > 0) != isRefused {
					t.Errorf("%d: the oracle answers the errors %v", n, errs)
				}
			}
		})
	}
}

// TestRandomDocumentsAtTheirLimits sets each limit to the size of a random document, and to one less.
func TestRandomDocumentsAtTheirLimits(t *testing.T) {
	t.Parallel()
	lines := oracleGraph(t, 5)
	schema, o := newOracle(t, lines)
	s := newTestServer(t, lines).store
	queries := oracle.NewQueries(schema, o, 5)
	for range 60 {
		query, variables := queries.Next()
		sizes := measureDocument(t, query)
		for name, set := range map[string]func(l *graph.Limits, most int){
			"max-tokens":  func(l *graph.Limits, most int) { l.Tokens = most },
			"max-depth":   func(l *graph.Limits, most int) { l.Depth = most },
			"max-aliases": func(l *graph.Limits, most int) { l.Aliases = most },
		} {
			for most, isRefused := range map[int]bool{sizes[name]: false, sizes[name] - 1: true} {
				options := withoutDocumentLimits()
				set(&options.Limits, most)
				server := &testServer{Handler: graph.NewHandler(s, options), store: s}
				got := server.answer(t, query, variables)
				refused := len(got.Errors) == 1 && got.Errors[0].Extensions["limit"] == name
				if refused != isRefused {
					t.Fatalf("%s %d: it answers %.300s %+v to a document of %d\n%s", name, most, got.Data, got.Errors, sizes[name], query)
				}
			}
		}
	}
}

// measureDocument returns the size of a document by the name of the limit.
func measureDocument(t *testing.T, query string) map[string]int {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string]int{}
	tokens := lexer.New(&ast.Source{Input: query})
	for token, err := tokens.ReadToken(); token.Kind != lexer.EOF; token, err = tokens.ReadToken() {
		if err != nil {
			t.Fatal(err)
		}
		sizes["max-tokens"]++
	}
	m := measure{fragments: document.Fragments, sizes: sizes}
	for _, operation := range document.Operations {
		for _, variable := range operation.VariableDefinitions {
			m.value(variable.DefaultValue, 1)
		}
		m.selections(operation.SelectionSet, 1)
	}
	for _, fragment := range document.Fragments { // which count once more by themselves
		m.selections(fragment.SelectionSet, 1)
	}
	return sizes
}

// measure counts the aliases of a document and finds its depth.
type measure struct {
	fragments ast.FragmentDefinitionList
	sizes     map[string]int
}

func (m measure) selections(set ast.SelectionSet, depth int) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if s.Alias != s.Name {
				m.sizes["max-aliases"]++
			}
			m.atDepth(depth)
			for _, a := range s.Arguments {
				m.value(a.Value, depth)
			}
			m.directives(s.Directives, depth)
			m.selections(s.SelectionSet, depth+1)
		case *ast.InlineFragment:
			m.directives(s.Directives, depth)
			m.selections(s.SelectionSet, depth)
		case *ast.FragmentSpread:
			m.directives(s.Directives, depth)
			m.selections(m.fragments.ForName(s.Name).SelectionSet, depth)
		}
	}
}

func (m measure) directives(list ast.DirectiveList, depth int) {
	for _, d := range list {
		for _, a := range d.Arguments {
			m.value(a.Value, depth)
		}
	}
}

func (m measure) value(v *ast.Value, depth int) {
	if v == nil {
		return
	}
	m.atDepth(depth)
	for _, child := range v.Children {
		m.value(child.Value, depth+1)
	}
}

func (m measure) atDepth(depth int) { m.sizes["max-depth"] = max(m.sizes["max-depth"], depth) }
