package graph

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// referenceType is the input type of arguments that name an entity.
const referenceType = "EntityRef"

// rewriteReferences gives documents in the older spelling the present one: where an argument of the type EntityRef is a string, or a
// variable of the type ID, it becomes the object {id: …}. It runs before all checks, which see the result.
func rewriteReferences(schema *ast.Schema, doc *ast.QueryDocument) {
	r := referenceRewriter{schema: schema, doc: doc}
	for _, operation := range doc.Operations {
		if operation.Operation == ast.Query {
			r.selections(operation.SelectionSet, schema.Query)
		}
	}
	for _, fragment := range doc.Fragments {
		r.selections(fragment.SelectionSet, schema.Types[fragment.TypeCondition])
	}
}

// referenceRewriter rewrites a document whose names may all be wrong.
type referenceRewriter struct {
	schema *ast.Schema
	doc    *ast.QueryDocument
}

// selections rewrites the selections of a type; nil if the type is unknown.
func (r referenceRewriter) selections(set ast.SelectionSet, of *ast.Definition) {
	if of == nil {
		return
	}
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			definition := of.Fields.ForName(s.Name)
			if definition == nil {
				continue
			}
			for _, argument := range s.Arguments {
				declared := definition.Arguments.ForName(argument.Name)
				if declared != nil && declared.Type.Name() == referenceType && r.isOlder(argument.Value) {
					argument.Value = idReference(argument.Value)
				}
			}
			r.selections(s.SelectionSet, r.schema.Types[definition.Type.Name()])
		case *ast.InlineFragment:
			below := of
			if s.TypeCondition != "" {
				below = r.schema.Types[s.TypeCondition]
			}
			r.selections(s.SelectionSet, below)
		case *ast.FragmentSpread: // fragments are rewritten by themselves
		}
	}
}

// isOlder reports whether a value is the id of an entity, and not a reference.
func (r referenceRewriter) isOlder(value *ast.Value) bool {
	switch value.Kind {
	case ast.StringValue, ast.BlockValue, ast.IntValue:
		return true
	case ast.Variable:
		return r.isID(value.Raw)
	case ast.FloatValue, ast.BooleanValue, ast.NullValue, ast.EnumValue, ast.ListValue, ast.ObjectValue:
	}
	return false
}

// isID reports whether a variable is an ID wherever it is declared. One that may be null was accepted only with a default,
// and becomes one that may not, because a reference requires that.
func (r referenceRewriter) isID(variable string) bool {
	var declared []*ast.VariableDefinition
	for _, operation := range r.doc.Operations {
		if definition := operation.VariableDefinitions.ForName(variable); definition != nil {
			declared = append(declared, definition)
		}
	}
	for _, definition := range declared {
		if definition.Type.NamedType != "ID" {
			return false
		}
	}
	for _, definition := range declared {
		if definition.DefaultValue != nil && definition.DefaultValue.Kind != ast.NullValue {
			definition.Type.NonNull = true
		}
	}
	return len(declared) > 0
}

// idReference returns the reference with an id.
func idReference(id *ast.Value) *ast.Value {
	return &ast.Value{
		Kind: ast.ObjectValue, Position: id.Position,
		Children: ast.ChildValueList{{Name: "id", Value: id, Position: id.Position}},
	}
}
