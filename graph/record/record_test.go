package record_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/graph/generated"
	"civicgraph/graph/record"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestRecordIsWrittenByThePlan marshals a record as gqlgen does where a resolver returns one, under a field of a payload.
func TestRecordIsWrittenByThePlan(t *testing.T) {
	t.Parallel()
	s := storetest.New(t, store.Options{})
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource()))); err != nil {
		t.Fatal(err)
	}
	snapshot, err := s.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(snapshot.Close)
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	planner := plan.New(schema, s.Registry(), plan.Options{Now: time.Now, Limits: plan.DefaultLimits()})

	doc, problems := gqlparser.LoadQueryWithRules(schema, `query ($zh: [String!]) {
		district(slug: "baodi") { __typename ...names parent { slug } } } fragment names on Entity { slug title: name(languages: $zh) }`, nil)
	if problems != nil {
		t.Fatal(problems)
	}
	operation := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{"zh": []any{"zh"}}}
	payload := graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Query"})[0]
	ctx := graphql.WithFieldContext(graphql.WithOperationContext(t.Context(), operation), &graphql.FieldContext{Field: payload})
	answer, err := planner.Answer(ctx, snapshot, question(t, schema, `{ district(slug: "baodi") { id } }`), nil)
	if err != nil {
		t.Fatal(err)
	}
	id, err := kg.ParseID(string(answer[len(`{"id":"`) : len(answer)-len(`"}`)]))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		id   kg.ID
		want string
	}{
		{id, `{"__typename":"District","slug":"baodi","title":"宝坻","parent":{"slug":"tianjin"}}`},
		{id + 1_000_000, `null`},
	} {
		var got bytes.Buffer
		if err := (&record.Record{ID: c.id, Planner: planner, Snapshot: snapshot}).MarshalGQLContext(ctx, &got); err != nil || got.String() != c.want {
			t.Errorf("the record is %s, %v, want %s", &got, err, c.want)
		}
	}
}

// question is the only root field of a query.
func question(t *testing.T, schema *ast.Schema, query string) plan.RootField {
	t.Helper()
	doc, problems := gqlparser.LoadQueryWithRules(schema, query, nil)
	if problems != nil {
		t.Fatal(problems)
	}
	field, ok := doc.Operations[0].SelectionSet[0].(*ast.Field)
	if !ok {
		t.Fatalf("%s selects no field", query)
	}
	return plan.RootField{Field: field, Sets: []ast.SelectionSet{field.SelectionSet}}
}
