package oracle_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// TestQueriesReachEverything proves that invented queries select every field of the schema, give every argument, make
// every mistake and turn pages; that the schema allows them; and that the oracle agrees with itself.
func TestQueriesReachEverything(t *testing.T) {
	t.Parallel()
	s := schema(t)
	o, err := oracle.New(s, kg.NewKinds(), oracle.Graph(3), time.Unix(1_700_000_000, 0))
	if err != nil {
		t.Fatal(err)
	}
	queries := oracle.NewQueries(s, o, 3)
	seen := map[string]int{}
	for range 4000 {
		query, variables := queries.Next()
		data, errs := o.Answer(query, "", variables)
		if err := o.Compare(respond(data, errs), data, errs); err != nil {
			t.Fatalf("%v\n%s\n%v", err, query, variables)
		}
		for _, e := range errs {
			seen[e.Code]++
		}
		if len(errs) == 0 && (strings.Contains(query, "after: ") || strings.Contains(query, "before: ")) {
			seen["a page turned"]++
		}
		note(t, s, query, seen)
		noteAnswer(data, seen)
	}
	for _, what := range append(reachable(s), "targetStatus MET", "targetStatus MISSED", "targetStatus PENDING", "targetStatus UNKNOWN",
		"targetStatus <nil>", "type TARGET", "type OUTCOME", "a page turned", "BAD_ARGUMENT", "BAD_CURSOR", "BAD_DATE", "BAD_ID", "BAD_PAGE") {
		if seen[what] == 0 {
			t.Errorf("no query has %s", what)
		}
	}
	if invalid := queries.Refused()[oracle.Invalid]; invalid > 30 {
		t.Errorf("the schema refuses %d of 4000 queries", invalid)
	}
}

// TestQueriesAreRepeatable proves that a seed stands for one sequence.
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

// note counts the fields and arguments of a query, the fields of filters and orders, and the keys to sort by.
func note(t *testing.T, s *ast.Schema, query string, seen map[string]int) {
	t.Helper()
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		t.Fatal(err)
	}
	var events validator.Events
	events.OnField(func(_ *validator.Walker, f *ast.Field) {
		name := f.ObjectDefinition.Name + "." + f.Name
		seen[name]++
		for _, a := range f.Arguments {
			seen[name+"("+a.Name+")"]++
		}
	})
	events.OnValue(func(_ *validator.Walker, v *ast.Value) {
		if v.Definition == nil {
			return
		}
		if v.Kind == ast.EnumValue && (strings.HasSuffix(v.Definition.Name, "OrderField") || v.Definition.Name == "OrderDirection") {
			seen[v.Definition.Name+"."+v.Raw]++
		}
		for _, child := range v.Children {
			if child.Name != "" {
				seen[v.Definition.Name+"."+child.Name]++
			}
		}
	})
	validator.Walk(s, document, &events)
}

// noteAnswer counts what targets and figures are answered to be.
func noteAnswer(value any, seen map[string]int) {
	switch v := value.(type) {
	case oracle.Object:
		for _, m := range v {
			if m.Key == "targetStatus" || m.Key == "type" {
				seen[fmt.Sprint(m.Key, " ", m.Value)]++
			}
			noteAnswer(m.Value, seen)
		}
	case []any:
		for _, item := range v {
			noteAnswer(item, seen)
		}
	}
}

// reachable lists the fields of all types and their arguments, and by what lists are sorted.
func reachable(s *ast.Schema) []string {
	var names []string
	for _, definition := range s.Types {
		if definition.Kind == ast.InputObject {
			for _, f := range definition.Fields {
				names = append(names, definition.Name+"."+f.Name)
			}
		}
		if strings.HasSuffix(definition.Name, "OrderField") || definition.Name == "OrderDirection" {
			for _, value := range definition.EnumValues {
				names = append(names, definition.Name+"."+value.Name)
			}
		}
		if !definition.IsCompositeType() || strings.HasPrefix(definition.Name, "__") {
			continue
		}
		for _, f := range definition.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			name := definition.Name + "." + f.Name
			names = append(names, name)
			for _, a := range f.Arguments {
				names = append(names, name+"("+a.Name+")")
			}
		}
	}
	return names
}
