package graph_test

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"

	generatedschema "civicgraph/graph/generated"
	"civicgraph/internal/ingest"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// nested returns a store with districts in one another and parks in the innermost, whose names are long.
func nested(t *testing.T, districts, parks int, limits plan.Limits) *synthetic {
	t.Helper()
	var lines bytes.Buffer
	lines.WriteString(`{"source":{"slug":"s","title":"T"}}` + "\n")
	for i := range districts {
		fmt.Fprintf(&lines, `{"district":{"slug":"d%d","level":"OTHER","names":[{"text":"D","language":"en"}],"citations":[{"source":"s"}]}}`+"\n", i)
		if i > 0 {
			fmt.Fprintf(&lines, `{"link":{"kind":"PART_OF","from":{"district":"d%d"},"to":{"district":"d%d"},"citations":[{"source":"s"}]}}`+"\n", i, i-1)
		}
	}
	for i := range parks {
		fmt.Fprintf(&lines, `{"park":{"slug":"p%d","names":[{"text":"%s %d","language":"en"}],"citations":[{"source":"s"}]}}`+"\n", i, longName, i)
		fmt.Fprintf(&lines, `{"link":{"kind":"LOCATED_IN","from":{"park":"p%d"},"to":{"district":"d%d"},"citations":[{"source":"s"}]}}`+"\n", i, districts-1)
	}
	s := openStore(t)
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", &lines)); err != nil {
		t.Fatal(err)
	}
	schema := generatedschema.NewExecutableSchema(generatedschema.Config{}).Schema()
	return &synthetic{schema: schema, store: s, planner: plan.New(schema, s.Registry(), plan.Options{Now: time.Now, Limits: limits})}
}

// longName is a name of 300 bytes.
var longName = strings.Repeat("Park of the northern shore ", 12)[:300]

// TestDeepListsNeedLittleMemory: a page of each of many parents takes no more memory because all lead to the same entities.
//
//nolint:paralleltest // it measures the memory of the process
func TestDeepListsNeedLittleMemory(t *testing.T) {
	if raced() {
		t.Skip("NOT TESTED: memory; the race detector takes its own")
	}
	const districts, parks, limit = 50, 3000, 6 << 20
	s := nested(t, districts, parks, plan.DefaultLimits())
	for _, query := range []string{
		`{ districts(first: 100) { nodes { parks(deep: true, first: 1) { totalCount pageInfo { hasNextPage } nodes { slug } } } } }`,
		`{ districts(first: 100) { nodes { parks(deep: true, last: 1, orderBy: {field: SLUG}, where: {slug: {ne: "p0"}}) { totalCount nodes { slug } } } } }`,
	} {
		q := s.question(t, query)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		answer, _, err := s.answer(t.Context(), q)
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf(`"totalCount":%d`, parks-strings.Count(query, "where")); strings.Count(string(answer), want) != districts {
			t.Errorf("%s: not every district has %s: %.300s", query, want, answer)
		}
		allocated := after.TotalAlloc - before.TotalAlloc
		t.Logf("%d KiB for an answer of %d bytes", allocated>>10, len(answer))
		if allocated > limit {
			t.Errorf("%s: an answer of %d bytes allocates %d KiB, want at most %d", query, len(answer), allocated>>10, limit>>10)
		}
	}
}

// TestDeepestHierarchy reads the deepest hierarchy that can be written, from both ends.
func TestDeepestHierarchy(t *testing.T) {
	t.Parallel()
	s := nested(t, store.MaxLevels+1, 1, plan.DefaultLimits())
	for query, want := range map[string]string{
		`{ district(slug: "d0") { parks(deep: true) { totalCount } } }`:            `"totalCount":1`,
		`{ park(slug: "p0") { districts { nodes { slug ancestors { slug } } } } }`: fmt.Sprintf(`"slug":"d%d","ancestors":[{"slug":"d%d"}`, store.MaxLevels, store.MaxLevels-1),
	} {
		answer, _, err := s.answer(t.Context(), s.question(t, query))
		if err != nil || !strings.Contains(string(answer), want) {
			t.Errorf("%s answers %.200s, %v, want %s", query, answer, err, want)
		}
	}
}

// TestDerivedMemoryCounts: whatever is derived from rows counts against the limit on reading.
func TestDerivedMemoryCounts(t *testing.T) {
	t.Parallel()
	var aliases strings.Builder
	for i := range 60 {
		fmt.Fprintf(&aliases, `n%d: name(languages: ["l%d", "zh"]) `, i, i)
	}
	for name, c := range map[string]struct {
		query string
		limit int // beyond the rows, but below what is derived from them
	}{
		"names in languages": {`{ parks(first: 100) { nodes { ` + aliases.String() + ` } } }`, 1500 << 10},
		"matches":            {`{ search(query: "northern", first: 100) { edges { highlight } } }`, 60 << 10},
		"sort keys of links": {`{ district(slug: "d1") { parks(first: 100, orderBy: {field: NAME}) { edges { cursor } } } }`, 40 << 10},
		"sort keys of entities": {
			`{ district(slug: "d0") { parks(deep: true, first: 1, orderBy: {field: NAME}) { edges { cursor } } } }`, 60 << 10,
		},
		"paths": {`{ paths(from: {district: "d1"}, to: {district: "d0"}) { length } }`, 10 << 10},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const parks = 150
			large, small := nested(t, 2, parks, plan.DefaultLimits()), nested(t, 2, parks, plan.Limits{Answer: 1 << 20, Read: c.limit})
			if _, _, err := large.answer(t.Context(), large.question(t, c.query)); err != nil {
				t.Fatal(err)
			}
			_, _, err := small.answer(context.WithoutCancel(t.Context()), small.question(t, c.query))
			list, ok := err.(gqlerror.List) //nolint:errorlint // the planner returns it as it is
			if !ok || list[0].Extensions["limit"] != "max-read" {
				t.Errorf("with %d bytes the error is %v", c.limit, err)
			}
		})
	}
}
