package graph

import (
	"encoding/json"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/plan"
)

// checkComplexity refuses a valid operation whose answer may hold too many values.
func checkComplexity(doc *document, operation *ast.OperationDefinition, variables map[string]any, limits Limits) *gqlerror.Error {
	c := complexity{fragments: doc.Fragments, variables: variables}
	if c.of(operation.SelectionSet, lists) > limits.Complexity {
		return exceeded(limitComplexity, limits.Complexity,
			"the answer may hold too many values, pages counted as full; ask for smaller pages by first, or fewer levels")
	}
	return nil
}

// complexity counts the values that an answer may hold.
type complexity struct {
	fragments ast.FragmentDefinitionList
	variables map[string]any
}

// within is what the lists among the fields of an object are: lists of their own, or what a page is made of, whose size
// its field tells.
type within uint8

const (
	lists within = iota
	page
)

// usualLength is how long a list without pages is taken to be.
const usualLength = 10

func (c complexity) of(set ast.SelectionSet, in within) int {
	const enough = 1 << 40
	total := 0
	for _, selection := range set {
		switch one := selection.(type) {
		case *ast.Field:
			length, below := c.length(one, in)
			total += 1 + length*c.of(one.SelectionSet, below)
		case *ast.InlineFragment:
			total += c.of(one.SelectionSet, in)
		case *ast.FragmentSpread:
			total += c.of(c.fragments.ForName(one.Name).SelectionSet, in)
		}
		total = min(total, enough)
	}
	return total
}

// length is how many objects a field may bring, and what the lists in them are.
func (c complexity) length(f *ast.Field, in within) (int, within) {
	for _, name := range []string{"first", "last", "limit", "ids"} {
		definition := f.Definition.Arguments.ForName(name)
		if definition == nil {
			continue
		}
		value := definition.DefaultValue
		if given := f.Arguments.ForName(name); given != nil {
			value = given.Value
		}
		if n, ok := c.lengthOf(value); ok {
			return n, page
		}
		if name == "last" { // first is not given either
			return plan.DefaultPage, page
		}
	}
	if f.Definition.Type.Elem != nil && in == lists {
		return usualLength, lists
	}
	return 1, lists
}

// lengthOf is the length that an argument asks for, at most that which one may.
func (c complexity) lengthOf(value *ast.Value) (int, bool) {
	const most = 1000
	if value == nil {
		return 0, false
	}
	plain, err := value.Value(c.variables)
	if err != nil {
		return most, true // a number beyond all
	}
	switch v := plain.(type) {
	case int64:
		return int(min(max(v, 0), most)), true
	case json.Number:
		n, err := v.Int64()
		return int(min(max(n, 0), most)), err == nil
	case []any:
		return min(len(v), most), true
	}
	return 0, false
}
