package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"civicgraph/graph"
)

// TestLimitsOfDocuments sends, for each limit, a document at the limit and one just beyond it.
func TestLimitsOfDocuments(t *testing.T) {
	t.Parallel()
	s := newDemoServer(t).store
	const ids = "query($i: [ID!]!) { nodes(ids: $i) { id } }"
	anIDs := func(n int) map[string]any {
		return map[string]any{"i": strings.Split(strings.Repeat("x ", n-1)+"x", " ")}
	}
	pages := func(n int) map[string]any { return map[string]any{"n": n} }
	for _, c := range []struct {
		name, limit    string
		set            func(*graph.Limits)
		within, beyond asked
	}{
		{"tokens", "max-tokens", func(l *graph.Limits) { l.Tokens = 6 }, asked{"{ __typename a: __typename }", nil}, asked{"{ __typename a: __typename b: __typename }", nil}},
		{"comments", "max-tokens", func(l *graph.Limits) { l.Tokens = 6 }, asked{"{ __typename }\n#\n#\n#", nil}, asked{"{ __typename }\n#\n#\n#\n#", nil}},
		{"depth", "max-depth", func(l *graph.Limits) { l.Depth = 3 }, asked{"{ districts { nodes { slug } } }", nil}, asked{"{ districts { nodes { parent { slug } } } }", nil}},
		{"depth in fragments", "max-depth", func(l *graph.Limits) { l.Depth = 3 }, asked{"{ districts { ...a } } fragment a on DistrictConnection { nodes { slug } }", nil}, asked{"{ districts { ...a } } fragment a on DistrictConnection { nodes { parent { slug } } }", nil}},
		{"depth of values", "max-depth", func(l *graph.Limits) { l.Depth = 3 }, asked{"{ districts(where: {not: {not: {}}}) { totalCount } }", nil}, asked{"{ districts(where: {not: {not: {not: {}}}}) { totalCount } }", nil}},
		{"fields", "max-fields", func(l *graph.Limits) { l.Fields = 3 }, asked{"{ districts { nodes { slug } } }", nil}, asked{"{ districts { nodes { slug id } } }", nil}},
		{"fields in fragments", "max-fields", func(l *graph.Limits) { l.Fields = 9 }, asked{}.spreads(4), asked{}.spreads(5)},
		{"values in fragments", "max-fields", func(l *graph.Limits) { l.Fields = 6 }, asked{`{ node(id: "x") { id } ...a } fragment a on Query { __typename }`, nil}, asked{`{ node(id: "x") { id } ...a } fragment a on Query { __typename @include(if: true) }`, nil}},
		{"aliases", "max-aliases", func(l *graph.Limits) { l.Aliases = 2 }, asked{"{ a: __typename b: __typename }", nil}, asked{"{ a: __typename b: __typename c: __typename }", nil}},
		{"duplicates", "max-duplicates", func(l *graph.Limits) { l.Duplicates = 2 }, asked{"{ __typename __typename }", nil}, asked{"{ __typename __typename __typename }", nil}},
		{"duplicates of nested fields", "max-duplicates", func(l *graph.Limits) { l.Duplicates = 2 }, asked{"{ districts { totalCount } districts { totalCount } }", nil}, asked{"{ districts { totalCount totalCount } districts { totalCount } }", nil}},
		{"duplicates in inline fragments", "max-duplicates", func(l *graph.Limits) { l.Duplicates = 2 }, asked{"{ ... { __typename } }", nil}, asked{"{ ... { ... { __typename } } }", nil}},
		{"duplicates of spreads", "max-duplicates", func(l *graph.Limits) { l.Duplicates = 4 }, asked{"{ ...a ...a } fragment a on Query { __typename }", nil}, asked{"{ ...a ...a ...a ...a ...a } fragment a on Query { __typename }", nil}},
		// 1 + 10 · (1 + 1 · 1): a page of 10 nodes with a slug each.
		{"complexity of literals", "max-complexity", func(l *graph.Limits) { l.Complexity = 21 }, asked{"{ districts(first: 10) { nodes { slug } } }", nil}, asked{"{ districts(first: 11) { nodes { slug } } }", nil}},
		{"complexity of last", "max-complexity", func(l *graph.Limits) { l.Complexity = 21 }, asked{"{ districts(last: 10) { nodes { slug } } }", nil}, asked{"{ districts(last: 11) { nodes { slug } } }", nil}},
		{"complexity of variables", "max-complexity", func(l *graph.Limits) { l.Complexity = 21 }, asked{"query($n: Int) { districts(first: $n) { nodes { slug } } }", pages(10)}, asked{"query($n: Int) { districts(first: $n) { nodes { slug } } }", pages(11)}},
		{"complexity of defaults", "max-complexity", func(l *graph.Limits) { l.Complexity = 21 }, asked{"query($n: Int = 10) { districts(first: $n) { nodes { slug } } }", nil}, asked{"query($n: Int = 11) { districts(first: $n) { nodes { slug } } }", nil}},
		{"complexity without sizes", "max-complexity", func(l *graph.Limits) { l.Complexity = 41 }, asked{"{ districts { nodes { slug } } }", nil}, asked{"{ districts { nodes { slug } totalCount } }", nil}},
		{"complexity of nested pages", "max-complexity", func(l *graph.Limits) { l.Complexity = 1 + 2*(1+1+3*2) }, asked{"{ districts(first: 2) { nodes { children(first: 3) { nodes { slug } } } } }", nil}, asked{"{ districts(first: 2) { nodes { children(first: 4) { nodes { slug } } } } }", nil}},
		{"complexity of ids", "max-complexity", func(l *graph.Limits) { l.Complexity = 4 }, asked{ids, anIDs(3)}, asked{ids, anIDs(4)}},
		{"variables", "max-variables", func(l *graph.Limits) { l.Variables = 11 }, asked{ids, anIDs(10)}, asked{ids, anIDs(11)}},
		{"nested variables", "max-variables", func(l *graph.Limits) { l.Variables = 20 }, asked{"query($w: DistrictFilter) { districts(where: $w) { totalCount } }", map[string]any{"w": nots(5)}}, asked{"query($w: DistrictFilter) { districts(where: $w) { totalCount } }", map[string]any{"w": nots(20)}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			options := quiet()
			c.set(&options.Limits)
			server := &testServer{Handler: graph.NewHandler(s, options), store: s}
			if got := server.answer(t, c.within.query, c.within.variables); len(got.Errors) > 0 && got.Errors[0].Extensions["code"] != "BAD_ID" {
				t.Errorf("within the limit it answers %+v", got.Errors)
			}
			got := server.answer(t, c.beyond.query, c.beyond.variables)
			if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != "TOO_LARGE" || got.Errors[0].Extensions["limit"] != c.limit || got.Errors[0].Extensions["max"] == nil || !strings.Contains(got.Errors[0].Message, c.limit) || got.Data != nil {
				t.Errorf("beyond the limit it answers %s %+v", got.Data, got.Errors)
			}
		})
	}
}

// asked holds a query and its variables.
type asked struct {
	query     string
	variables map[string]any
}

// spreads returns a query that spreads a fragment of one field n times. Each spread counts two, and the fragment once more.
func (asked) spreads(n int) asked {
	return asked{query: "{ " + strings.Repeat("...a ", n) + "} fragment a on Query { __typename }"}
}

// nots returns a filter of n nested filters.
func nots(n int) map[string]any {
	filter := map[string]any{}
	for range n {
		filter = map[string]any{"not": filter}
	}
	return filter
}

// TestDefaultLimitsAccept checks nested pages of 100, and the deepest filter.
func TestDefaultLimitsAccept(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	for _, query := range []string{
		"{ districts(first: 100) { nodes { children(first: 100) { nodes { parks(first: 100) { nodes { slug } } } } } } }",
		fmt.Sprintf("{ districts(where: %s{}%s) { totalCount } }", strings.Repeat("{not: ", 7), strings.Repeat("}", 7)),
	} {
		if got := server.answer(t, query, nil); len(got.Errors) > 0 {
			t.Errorf("%s answers %+v", query, got.Errors)
		}
	}
}
