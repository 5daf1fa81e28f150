package graph

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestDeprecationsHaveReasons checks the reason of a deprecation that gives none, of which the schema may have no example.
func TestDeprecationsHaveReasons(t *testing.T) {
	t.Parallel()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: `
		enum E { OLD @deprecated OLDER @deprecated(reason: "Use OLD.") NEW }
		input I { old: Int @deprecated older: Int @deprecated(reason: "Use old.") new: Int }
		type Query { e(i: I): E }`})
	if err != nil {
		t.Fatal(err)
	}
	reasons := ""
	reasonOf := func(of any, reason *string) {
		field := &graphql.FieldContext{
			Parent: &graphql.FieldContext{Result: of}, Field: graphql.CollectedField{Field: &ast.Field{Name: "deprecationReason"}},
		}
		if got, _ := specified(field, reason).(*string); got != nil {
			reasons += *got + " "
		} else {
			reasons += "none "
		}
	}
	values, inputs := introspection.WrapTypeFromDef(schema, schema.Types["E"]).EnumValues(true), introspection.WrapTypeFromDef(schema, schema.Types["I"]).InputFields()
	for i := range values {
		reasonOf(&values[i], values[i].DeprecationReason())
		reasonOf(&inputs[i], inputs[i].DeprecationReason())
	}
	if want := "No longer supported No longer supported Use OLD. Use old. none none "; reasons != want {
		t.Errorf("the reasons are %s, want %s", reasons, want)
	}
}
