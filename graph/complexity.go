package graph

import (
	"encoding/json"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/plan"
)

// checkComplexity refuses an operation whose response could have too many values.
func checkComplexity(operation *graphql.OperationContext, limit int) *gqlerror.Error {
	c := complexity{fragments: operation.Doc.Fragments, variables: operation.Variables}
	if c.of(operation.Operation.SelectionSet, plainList) > limit {
		return limitError(limitComplexity, limit,
			"the response could have too many values, if all pages were full; request smaller pages with first, or fewer levels")
	}
	return nil
}

// complexity counts the values that a response can have.
type complexity struct {
	fragments ast.FragmentDefinitionList
	variables map[string]any
}

// listSize selects the assumed length of the lists among the fields of an object.
type listSize uint8

const (
	// plainList is the size of a list without pages.
	plainList listSize = iota
	// pageList is the size of a list in a page: that of the page, which the field of the page counts.
	pageList
)

// usualLength is the assumed length of a list without pages.
const usualLength = 10

// of returns the number of values that a selection can have.
func (c complexity) of(set ast.SelectionSet, lists listSize) int {
	const enough = 1 << 40 // far beyond every limit, so that products do not overflow
	total := 0
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			length, below := c.length(s, lists)
			total += 1 + length*c.of(s.SelectionSet, below)
		case *ast.InlineFragment:
			total += c.of(s.SelectionSet, lists)
		case *ast.FragmentSpread:
			total += c.of(c.fragments.ForName(s.Name).SelectionSet, lists)
		}
		total = min(total, enough)
	}
	return total
}

// length returns how many objects a field can have, and the size of the lists in them.
func (c complexity) length(f *ast.Field, lists listSize) (int, listSize) {
	for _, name := range []string{"first", "last", "limit", "ids"} {
		definition := f.Definition.Arguments.ForName(name)
		if definition == nil {
			continue
		}
		value := definition.DefaultValue
		if given := f.Arguments.ForName(name); given != nil {
			value = given.Value
		}
		if n, ok := c.argument(value); ok {
			return n, pageList
		}
		if name == "last" { // neither first nor last is given
			return plan.DefaultPage, pageList
		}
	}
	if f.Definition.Type.Elem != nil && lists == plainList {
		return usualLength, plainList
	}
	return 1, plainList
}

// argument returns the length that an argument requests, which never exceeds a fixed maximum.
func (c complexity) argument(value *ast.Value) (int, bool) {
	const maximum = 1000
	if value == nil {
		return 0, false
	}
	plain, err := value.Value(c.variables)
	if err != nil {
		return maximum, true // an integer beyond 64 bits
	}
	switch v := plain.(type) {
	case int64:
		return int(min(max(v, 0), maximum)), true
	case json.Number:
		n, err := v.Int64()
		return int(min(max(n, 0), maximum)), err == nil
	case []any:
		return min(len(v), maximum), true
	}
	return 0, false
}
