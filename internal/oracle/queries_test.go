package oracle_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// TestQueriesReachEverything generates queries until they have contained every schema coordinate, caused every error and
// turned pages, and targets had every status. All queries must be valid, and the oracle must agree with itself.
func TestQueriesReachEverything(t *testing.T) {
	t.Parallel()
	const least, most = 1000, 10_000
	s := schema(t)
	for seed := range int64(3) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			o, err := oracle.New(s, kg.NewKinds(), oracle.Graph(seed), time.Unix(1_700_000_000, 0))
			if err != nil {
				t.Fatal(err)
			}
			queries := oracle.NewQueries(s, o, seed)
			missing := map[string]bool{}
			for _, what := range []string{
				"targetStatus MET", "targetStatus MISSED", "targetStatus PENDING", "targetStatus UNKNOWN", "targetStatus <nil>",
				"type TARGET", "type OUTCOME", "a page turned", "BAD_ARGUMENT", "BAD_CURSOR", "BAD_DATE", "BAD_ID", "BAD_PAGE",
			} {
				missing[what] = true
			}
			n := 0
			for ; n < least || n < most && len(missing)+len(queries.Missing()) > 0; n++ {
				query, variables := queries.Next()
				data, errs := o.Answer(query, "", variables)
				if err := o.Compare(respond(data, errs), data, errs); err != nil {
					t.Fatalf("%v\n%s\n%v", err, query, variables)
				}
				for _, e := range errs {
					delete(missing, e.Code)
				}
				if len(errs) == 0 && (strings.Contains(query, "after: ") || strings.Contains(query, "before: ")) {
					delete(missing, "a page turned")
				}
				forgetAnswered(data, missing)
			}
			for _, what := range append(slices.Sorted(maps.Keys(missing)), queries.Missing()...) {
				t.Errorf("none of %d queries has %s", n, what)
			}
			if invalid := queries.Refused()[oracle.Invalid]; invalid > n/100 {
				t.Errorf("the schema refuses %d of %d queries", invalid, n)
			}
			t.Logf("%d queries", n)
		})
	}
}

// TestQueriesAreRepeatable checks that a seed gives one sequence.
func TestQueriesAreRepeatable(t *testing.T) {
	t.Parallel()
	var all [2][]string
	for i := range all {
		s := schema(t)
		o, err := oracle.New(s, kg.NewKinds(), oracle.Graph(5), time.Unix(0, 0))
		if err != nil {
			t.Fatal(err)
		}
		queries := oracle.NewQueries(s, o, 5)
		for range 200 {
			query, variables := queries.Next()
			data, errs := o.Answer(query, "", variables)
			if err := o.Compare(respond(data, errs), data, errs); err != nil {
				t.Fatal(err)
			}
			all[i] = append(all[i], query)
		}
	}
	for i := range all[0] {
		if all[0][i] != all[1][i] {
			t.Fatalf("query %d is\n%s\nand then\n%s", i, all[0][i], all[1][i])
		}
	}
}

// forgetAnswered removes the statuses and types of figures in an answer.
func forgetAnswered(value any, missing map[string]bool) {
	switch v := value.(type) {
	case oracle.Object:
		for _, m := range v {
			if m.Key == "targetStatus" || m.Key == "type" {
				delete(missing, fmt.Sprint(m.Key, " ", m.Value))
			}
			forgetAnswered(m.Value, missing)
		}
	case []any:
		for _, item := range v {
			forgetAnswered(item, missing)
		}
	}
}

// TestMissing checks the coordinates of a small schema.
func TestMissing(t *testing.T) {
	t.Parallel()
	s := gqlparser.MustLoadSchema(&ast.Source{Input: `
		type Query { node: Node a(where: AFilter, orderBy: [AOrder!]): A }
		type Mutation { write(input: Input): A }
		interface Node { id: ID }
		type A implements Node { id: ID b: [B] kind: Kind }
		type B { size(unit: String = "m"): Int }
		type C { unreachable: Int }
		enum Kind { ONE }
		input AFilter { not: AFilter kind: Kind }
		input AOrder { field: AOrderField! }
		enum AOrderField { SIZE NAME }
		input Input { a: Int }`})
	all := "Query.node Query.a Query.a(where:) Query.a(orderBy:) Node.id A.id A.b A.kind AFilter.not AFilter.kind AOrder.field B.size B.size(unit:) " +
		"AOrderField.SIZE AOrderField.NAME"
	if got := oracle.Coordinates(s); strings.Join(got, " ") != all {
		t.Errorf("the coordinates are %s", strings.Join(got, " "))
	}
	for query, want := range map[string]string{
		`{ __typename }`: all,
		`query ($w: AFilter = {kind: ONE}) { a(where: $w, orderBy: [{field: SIZE}]) { ...F } } fragment F on A { ... on Node { id } b { size } }`: "Query.node A.id A.kind AFilter.not B.size(unit:) AOrderField.NAME",
	} {
		if got := strings.Join(oracle.MissingAfter(s, query), " "); got != want {
			t.Errorf("%s leaves out %s", query, got)
		}
	}
}
