package oracle

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/core"
)

// refused returns the errors of a request that is not executed, because a value in the document or else in the variables is not of its
// type. The validation of gqlparser accepts any value for a custom scalar, and enum values in lower case.
func (o *Oracle) refused(document *ast.QueryDocument, op *ast.OperationDefinition, variables map[string]any) []Error {
	var errs []Error
	fail := func(code string) {
		if e := (Error{Code: code}); code != "" && !slices.Contains(errs, e) {
			errs = append(errs, e)
		}
	}
	events := &core.Events{}
	events.OnValue(func(_ *core.Walker, value *ast.Value) {
		switch value.Kind {
		case ast.StringValue, ast.BlockValue, ast.IntValue, ast.FloatValue, ast.BooleanValue, ast.EnumValue:
			if value.Definition != nil {
				fail(scalarError(value.Definition, value.Raw))
			}
		case ast.Variable, ast.NullValue, ast.ListValue, ast.ObjectValue:
		}
	})
	core.Walk(o.schema, document, events)
	if len(errs) > 0 {
		return errs
	}
	for _, definition := range op.VariableDefinitions {
		if value, given := variables[definition.Variable]; given {
			o.variableErrors(definition.Type, value, fail)
		}
	}
	return errs
}

// variableErrors calls fail with the codes of the errors of a value of a variable.
func (o *Oracle) variableErrors(t *ast.Type, value any, fail func(code string)) {
	if value == nil {
		return
	}
	if t.Elem != nil {
		for _, item := range asList(value) {
			o.variableErrors(t.Elem, item, fail)
		}
		return
	}
	definition := o.schema.Types[t.Name()]
	if definition.Kind != ast.InputObject {
		fail(scalarError(definition, fmt.Sprint(value)))
		return
	}
	object, _ := value.(map[string]any)
	for _, f := range definition.Fields {
		o.variableErrors(f.Type, object[f.Name], fail)
	}
}

// scalarError returns the code of the error of an enum value or a custom scalar; empty if it is valid.
func scalarError(definition *ast.Definition, text string) string {
	switch {
	case definition.Kind == ast.Enum && definition.EnumValues.ForName(text) == nil,
		definition.Name == "Decimal" && !isDecimal(text):
		return badValue
	case definition.Name == "Date" && !isDay(text),
		definition.Name == "PartialDate" && !isDay(firstDay(text)):
		return badDate
	}
	return ""
}
