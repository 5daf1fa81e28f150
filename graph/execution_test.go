package graph_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/99designs/gqlgen/graphql"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
)

// TestNoFieldResolverIsReached sends every golden case and counts the fields that gqlgen resolves: only those of
// introspection.
func TestNoFieldResolverIsReached(t *testing.T) {
	t.Parallel()
	s := openStore(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource()))); err != nil {
		t.Fatal(err)
	}
	var introspected atomic.Int64
	watched := graph.NewHandlerWithMiddleware(s, quiet(), func(ctx context.Context, next graphql.Resolver) (any, error) {
		field := graphql.GetFieldContext(ctx)
		if !strings.HasPrefix(field.Object, "__") && !strings.HasPrefix(field.Field.Name, "__") {
			t.Errorf("the resolver of %s.%s is reached", field.Object, field.Field.Name)
		}
		introspected.Add(1)
		return next(ctx)
	})
	server := &testServer{Handler: watched, store: s}
	for _, query := range goldenQueries(t) {
		server.ask(t, query, variablesOf(t, query))
	}
	if introspected.Load() > 0 {
		t.Errorf("%d fields were resolved before any introspection", introspected.Load())
	}
	server.ask(t, "{ __schema { queryType { name } } __typename }", nil)
	if introspected.Load() == 0 {
		t.Error("the middleware sees no field at all, so this test proves nothing")
	}
}

// TestEveryRecordIsRefetched queries node with the id of every record of the demo data.
func TestEveryRecordIsRefetched(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	seen := map[string]int{}
	for _, list := range []string{"officials", "districts", "parks", "projects", "railLines", "stations", "organizations", "sources", "figures", "statements"} {
		evidence := "... on Fact { citations { __typename id source { id } } } ... on Entity { links(first: 100) { nodes { __typename id citations { __typename id } } } }"
		var data map[string]struct{ Nodes []any }
		server.read(t, fmt.Sprintf("{ %s(first: 100) { nodes { __typename id ... on Node { %s } } } }", list, evidence), nil, &data)
		for _, node := range data[list].Nodes {
			refetch(t, server, node, seen)
		}
	}
	want := map[string]int{}
	for line := range bytes.SplitSeq(bytes.TrimSpace(demo.FirstSource()), []byte("\n")) {
		var record map[string]struct{ Citations []any }
		if err := json.Unmarshal(line, &record); err != nil {
			t.Fatal(err)
		}
		for kind, r := range record {
			want[strings.ToUpper(kind[:1])+kind[1:]]++
			want["Citation"] += len(r.Citations)
		}
	}
	for kind, n := range want {
		if seen[kind] != n {
			t.Errorf("%d records of type %s were refetched, the demo data holds %d", seen[kind], kind, n)
		}
	}
}

// refetch queries node for every object in a value that has an id and a type, each once.
func refetch(t *testing.T, server *testServer, value any, seen map[string]int) {
	t.Helper()
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			refetch(t, server, item, seen)
		}
	case map[string]any:
		id, hasID := v["id"].(string)
		kind, hasKind := v["__typename"].(string)
		if hasID && hasKind && seen["id "+id] == 0 {
			seen["id "+id]++
			seen[kind]++
			var data struct {
				Node struct {
					Type string `json:"__typename"`
					ID   string
				}
				Nodes []*struct{ ID string }
			}
			server.read(t, "query ($id: ID!) { node(id: $id) { __typename id } nodes(ids: [$id, $id]) { id } }", map[string]any{"id": id}, &data)
			if data.Node.ID != id || data.Node.Type != kind || len(data.Nodes) != 2 || data.Nodes[1].ID != id {
				t.Errorf("node(id: %q) of a %s gives %+v", id, kind, data)
			}
		}
		for _, item := range v {
			refetch(t, server, item, seen)
		}
	}
}

// TestStatementsDoNotGrow sends the same queries to a graph and to one with a hundred times its rows.
func TestStatementsDoNotGrow(t *testing.T) {
	t.Parallel()
	small, large := newSyntheticServer(t, 2), newSyntheticServer(t, 200)
	for name, query := range map[string]string{
		"a district": `{ districts(first: 1) { nodes { name parent { name } } } }`,
		"districts with what is in them": `{ districts(last: 20) { totalCount nodes {
			officials(asOf: "2020-06-15") { edges { link { role holds(on: "2020-06-15") citations { source { title } } } node { name } } }
			parks { nodes { name projects(first: 5) { totalCount nodes { name status investment { amount currency } } } } }
			stations { nodes { name railLines { nodes { name } } } } names { text } identifiers { scheme } } } }`,
		"six levels": `{ railLines(first: 20) { nodes { stops { nodes { ... on Station { district { parks { nodes {
			projects(first: 3) { nodes { leads { nodes { posts { nodes { ... on District { name } } } } } } } } } } } } } } } }`,
		"projects": `{ projects(first: 100) { nodes { name parks { nodes { name } } districts { nodes { name } } leads { nodes { name(languages: ["zh"]) } } } } }`,
		"each once": `{ districts(first: 100) { nodes { railLines { edges { link { order } node { name } } } } }
			railLines { nodes { districts { nodes { slug } } } } }`,
		"a search": `{ search(query: "park", kinds: PARK, first: 100) { totalCount edges { matchedOn node { name } } } }`,
		"totals":   `{ projectTotals(groupBy: [DISTRICT, SECTOR]) { district { name parent { name } } sector records investment { amount } } }`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var ignored any
			few := small.read(t, query, nil, &ignored).Extensions.Cost
			many := large.read(t, query, nil, &ignored).Extensions.Cost
			t.Logf("%d statements; %d rows and %d rows", few.Statements, few.Rows, many.Rows)
			if few.Statements != many.Statements || few.Statements == 0 {
				t.Errorf("%d statements on the small graph, %d on the large one", few.Statements, many.Statements)
			}
			if many.Rows <= few.Rows && name != "a district" {
				t.Errorf("the large graph brings %d rows, the small one %d", many.Rows, few.Rows)
			}
		})
	}
}

func newSyntheticServer(t testing.TB, districts int) *testServer {
	t.Helper()
	var lines bytes.Buffer
	if err := ingest.Synthetic(&lines, districts, 1); err != nil {
		t.Fatal(err)
	}
	return newTestServer(t, [][]byte{lines.Bytes()})
}

// TestCost sends a query with and without the header that asks for its cost.
func TestCost(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	got := server.answer(t, `{ district(slug: "baodi") { name parent { name } } }`, nil).Extensions.Cost
	if got.Statements != 3 || got.Rows != 3 || got.Milliseconds <= 0 {
		t.Errorf("cost is %+v, want 3 statements, 3 rows and some time", got)
	}
	if body := server.askPlainly(t, `{ district(slug: "baodi") { name } }`); bytes.Contains(body, []byte("extensions")) {
		t.Errorf("without the header there is a cost: %s", body)
	}
}
