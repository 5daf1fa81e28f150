package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// TestPlanAgreesWithOracle sends random queries to the endpoint and the oracle, to one graph until every field, argument and
// condition of the schema was part of a query; `make long` sends many more.
func TestPlanAgreesWithOracle(t *testing.T) {
	t.Parallel()
	t.Run("demo", func(t *testing.T) {
		t.Parallel()
		agreeWithOracle(t, bytes.Split(bytes.TrimSpace(demo.FirstSource()), []byte("\n")), 1, queryCount{least: 250})
	})
	for seed := range int64(4) {
		t.Run(fmt.Sprintf("graph %d", seed), func(t *testing.T) {
			t.Parallel()
			count := queryCount{least: 250}
			if seed == 0 {
				count.complete = 10_000
			}
			agreeWithOracle(t, oracleGraph(t, seed), seed, count)
		})
	}
}

// queryCount is the number of random queries that a test sends.
type queryCount struct {
	least int
	// complete is the number after which a test fails if a schema coordinate was not part of any query; it sends more than
	// least until none is missing. Zero leaves that to other tests.
	complete int
}

// oracleGraph returns a random graph as lines of an import.
func oracleGraph(t testing.TB, seed int64) [][]byte {
	t.Helper()
	var lines [][]byte
	for _, record := range oracle.Graph(seed) {
		line, err := json.Marshal(record)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

// agreeWithOracle imports a graph into both and compares their answers to random queries, among them further pages by the
// endpoint's own cursors. It reduces a query with different answers before it reports it.
func agreeWithOracle(t *testing.T, lines [][]byte, seed int64, count queryCount) {
	t.Helper()
	server := newTestServer(t, lines)
	server.Handler = graph.NewHandler(server.store, withoutDocumentLimits())
	serverAgrees(t, server, lines, seed, count)
}

// serverAgrees is agreeWithOracle for an endpoint that has the graph.
func serverAgrees(t *testing.T, server *testServer, lines [][]byte, seed int64, count queryCount) {
	t.Helper()
	schema, o := newOracle(t, lines)
	disagreement := func(query string, variables map[string]any) error {
		data, errs := o.Answer(query, "", variables)
		if len(errs) > 0 && errs[0].Code == oracle.Invalid {
			return nil
		}
		return o.Compare(server.ask(t, query, variables), data, errs)
	}
	queries := oracle.NewQueries(schema, o, seed)
	for i := 0; i < count.least || i < count.complete && len(queries.Missing()) > 0; i++ {
		query, variables := queries.Next()
		if disagreement(query, variables) == nil {
			continue
		}
		query = oracle.Shrink(query, func(smaller string) bool { return disagreement(smaller, variables) != nil })
		given, err := json.Marshal(variables)
		if err != nil {
			t.Fatal(err)
		}
		t.Fatalf("query %d of seed %d: %v\n%s\nvariables %s", i, seed, disagreement(query, variables), query, given)
	}
	if missing := queries.Missing(); count.complete > 0 && len(missing) > 0 {
		t.Errorf("no query of seed %d contains %s", seed, strings.Join(missing, ", "))
	}
}

// newOracle returns an oracle over imported records, with the schema that it parsed for itself.
func newOracle(t testing.TB, lines [][]byte) (*ast.Schema, *oracle.Oracle) {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	var records []map[string]any
	for _, line := range lines {
		var record map[string]any
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.UseNumber()
		if err := decoder.Decode(&record); err != nil {
			t.Fatal(err)
		}
		records = append(records, record)
	}
	o, err := oracle.New(schema, kg.NewKinds(), records, testTime)
	if err != nil {
		t.Fatal(err)
	}
	return schema, o
}
