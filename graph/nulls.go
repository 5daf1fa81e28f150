package graph

import (
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// checkNulls refuses null for a nullable variable that stands where null is not allowed: as an argument of a directive or of
// a field about the schema. Validation accepts such a variable if it has a default, but a request may still send null.
// internal/plan reports the arguments of all other fields.
func checkNulls(operation *graphql.OperationContext, variables map[string]any) *gqlerror.Error {
	c := &nullCheck{fragments: operation.Doc.Fragments, nulls: map[string]bool{}}
	for _, definition := range operation.Operation.VariableDefinitions {
		if value, ok := variables[definition.Variable]; ok && value == nil {
			c.nulls[definition.Variable] = true
		}
	}
	if len(c.nulls) == 0 {
		return nil
	}
	c.directives(operation.Operation.Directives)
	c.selections(operation.Operation.SelectionSet)
	return c.err
}

// nullCheck looks for variables that are null. It keeps the first error and ignores the rest.
type nullCheck struct {
	fragments ast.FragmentDefinitionList
	nulls     map[string]bool
	visited   []string
	err       *gqlerror.Error
}

func (c *nullCheck) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			c.directives(s.Directives)
			if strings.HasPrefix(s.Name, "__") || strings.HasPrefix(s.ObjectDefinition.Name, "__") {
				c.arguments("argument ", s.Arguments)
			}
			c.selections(s.SelectionSet)
		case *ast.InlineFragment:
			c.directives(s.Directives)
			c.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			c.directives(s.Directives)
			if !slices.Contains(c.visited, s.Name) {
				c.visited = append(c.visited, s.Name)
				c.selections(c.fragments.ForName(s.Name).SelectionSet)
			}
		}
	}
}

func (c *nullCheck) directives(list ast.DirectiveList) {
	for _, directive := range list {
		c.arguments("@"+directive.Name+" argument ", directive.Arguments)
	}
}

func (c *nullCheck) arguments(kind string, list ast.ArgumentList) {
	for _, argument := range list {
		c.value(kind+argument.Name, argument.Value)
	}
}

// value checks a value of the argument where.
func (c *nullCheck) value(where string, value *ast.Value) {
	if c.err == nil && value.Kind == ast.Variable && c.nulls[value.Raw] && value.ExpectedType != nil && value.ExpectedType.NonNull {
		c.err = errorf(codeValidation, "variable $%s is null, but %s must be %s; send a value, or omit the variable",
			value.Raw, where, value.ExpectedType)
		c.err.Locations = []gqlerror.Location{{Line: value.Position.Line, Column: value.Position.Column}}
	}
	for _, child := range value.Children {
		c.value(where, child.Value)
	}
}
