package graph_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	generatedschema "civicgraph/graph/generated"
	"civicgraph/internal/ingest"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// synthetic is a store with a synthetic graph, queried without the endpoint.
type synthetic struct {
	schema  *ast.Schema
	store   *store.Store
	planner *plan.Planner
}

func newSynthetic(t *testing.T, districts int) *synthetic {
	t.Helper()
	var records bytes.Buffer
	if err := ingest.Synthetic(&records, districts, 1); err != nil {
		t.Fatal(err)
	}
	s := openStore(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", &records)); err != nil {
		t.Fatal(err)
	}
	schema := generatedschema.NewExecutableSchema(generatedschema.Config{}).Schema()
	return &synthetic{schema: schema, store: s, planner: plan.New(schema, s.Registry(), plan.Options{Now: s.Now, Limits: plan.DefaultLimits()})}
}

// question is the only root field of a query.
func (s *synthetic) question(t *testing.T, query string) plan.RootField {
	t.Helper()
	document, errs := gqlparser.LoadQueryWithRules(s.schema, query, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	field, ok := document.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Fatalf("%s selects no field", query)
	}
	return plan.RootField{Field: field, Sets: []ast.SelectionSet{field.SelectionSet}, Fragments: document.Fragments}
}

// answer is what a request does: a snapshot, an answer, and the snapshot's end.
func (s *synthetic) answer(ctx context.Context, q plan.RootField) (answer []byte, statements int, err error) {
	snapshot, err := s.store.Snapshot(context.WithoutCancel(ctx))
	if err != nil {
		return nil, 0, err
	}
	defer snapshot.Close()
	answer, err = s.planner.Answer(ctx, snapshot, q, nil)
	return answer, snapshot.Statements, err
}

// allocations returns the number of allocations per answer.
func (s *synthetic) allocations(t *testing.T, query string) float64 {
	t.Helper()
	q := s.question(t, query)
	return testing.AllocsPerRun(20, func() {
		if _, _, err := s.answer(t.Context(), q); err != nil {
			t.Fatal(err)
		}
	})
}

// TestAllocationsPerRequest limits the allocations of small requests, to a quarter more than measured, and checks that there is
// none per row.
func TestAllocationsPerRequest(t *testing.T) { //nolint:paralleltest // allocations are counted for the whole process
	if raced() {
		t.Skip("NOT TESTED: allocations; the race detector allocates too")
	}
	s := newSynthetic(t, 30)
	const page = `query { districts(first: %d, asOf: "2023-06-01") { nodes {
		name
		officials { edges { link { role holds(on: "2023-06-01") } node { name } } }
		parks { nodes { name projects(first: 5) { nodes { name status investment { amount currency } } } } }
		stations { nodes { name railLines { nodes { name } } } }
	} } }`
	const projects = `query { projects(first: %d) { nodes { name status parks { nodes { name districts { nodes { name } } } } leads { nodes { name } } } } }`
	for _, c := range []struct {
		name, query string
		most        float64
		onPostgres  float64
	}{
		{"a district by slug", `query { district(slug: "synthetica") { name level parent { name } } }`, 120, 190},
		{"five levels", fmt.Sprintf(page, 20), 680, 1000},
		{"a long page", fmt.Sprintf(projects, 100), 420, 580},
	} {
		got, most := s.allocations(t, c.query), c.most
		if storetest.OnPostgres() {
			most = c.onPostgres
		}
		if got > most {
			t.Errorf("%s allocates %.0f times, want %.0f at most", c.name, got, most)
		}
	}
	for name, query := range map[string]string{"five levels": page, "a long page": projects} {
		few, many := s.allocations(t, fmt.Sprintf(query, 10)), s.allocations(t, fmt.Sprintf(query, 30))
		if grown := many - few; grown > 40 {
			t.Errorf("%s: with three times the rows it allocates %.0f times more; lists may grow, but there must be no allocation per row", name, grown)
		}
	}
}

// endingContext is done at the n-th call of Err.
type endingContext struct {
	context.Context //nolint:containedctx // it is one
	left            int
}

func (c *endingContext) Err() error {
	c.left--
	if c.left < 0 {
		return context.Canceled
	}
	return nil
}

// TestAnswerStopsWithItsContext checks that an answer stops wherever it is: between statements, while sorting, while writing.
func TestAnswerStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newSynthetic(t, 8)
	const districts = 11 // with those above them
	q := s.question(t, `query { districts(first: 100) { nodes { parks(deep: true, first: 100) { nodes { projects { nodes { `+
		names(100)+` } } } } } } }`)
	const patient = 1 << 30
	whole := &endingContext{Context: t.Context(), left: patient}
	answer, statements, err := s.answer(whole, q)
	if err != nil {
		t.Fatal(err)
	}
	asked := patient - whole.left
	// A loop over the districts selects their pages, and writing checks every 256 KiB.
	if written := len(answer) >> 18; written == 0 || asked < statements+districts+written {
		t.Errorf("it was asked %d times, want once for each of %d statements, once for each of %d districts and %d times while writing",
			asked, statements, districts, written)
	}
	for n := range asked {
		if _, _, err := s.answer(&endingContext{Context: t.Context(), left: n}, q); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at check %d of %d, the error is %v, want %v", n+1, asked, err, context.Canceled)
		}
	}
}

// names returns the field name under n aliases.
func names(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d: name ", i)
	}
	return b.String()
}
