package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// field is what a selection asks for under one response key: the fields merged under it, with their selections.
type field struct {
	*ast.Field
	key string
	// set is the selection of the first field, further holds those of the others.
	set     ast.SelectionSet
	further []ast.SelectionSet
	// ids are the ids of the items of the root field nodes, 0 for items of other kinds than the one being compiled; nil for other fields.
	ids []kg.ID
}

// collect returns the fields that are selected of an object type, merged by response key, in the order of the answer.
func (c *compiler) collect(f *field, typeName string) []field {
	collected := collector{compiler: c, typeName: typeName, fields: make([]field, 0, len(f.set))}
	collected.add(f.set)
	for _, set := range f.further {
		collected.add(set)
	}
	return collected.fields
}

// collector collects the fields of one object type.
type collector struct {
	*compiler
	typeName string
	fields   []field
	// spread holds the fragments added already. Adding one again changes nothing.
	spread []string
}

func (c *collector) add(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if c.isIncluded(s.Directives) {
				c.merge(s)
			}
		case *ast.InlineFragment:
			if c.isIncluded(s.Directives) && c.satisfies(s.TypeCondition) {
				c.add(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if !c.isIncluded(s.Directives) || slices.Contains(c.spread, s.Name) {
				continue
			}
			c.spread = append(c.spread, s.Name)
			if fragment := c.root.Fragments.ForName(s.Name); c.satisfies(fragment.TypeCondition) {
				c.add(fragment.SelectionSet)
			}
		}
	}
}

func (c *collector) merge(s *ast.Field) {
	for i := range c.fields {
		if f := &c.fields[i]; f.key == s.Alias {
			f.further = append(f.further, s.SelectionSet)
			return
		}
	}
	c.fields = append(c.fields, field{Field: s, key: s.Alias, set: s.SelectionSet})
}

// satisfies reports whether the object type satisfies the type condition of a fragment.
func (c *collector) satisfies(condition string) bool {
	if condition == "" || condition == c.typeName {
		return true
	}
	for _, possible := range c.planner.schema.PossibleTypes[condition] {
		if possible.Name == c.typeName {
			return true
		}
	}
	return false
}

// isIncluded evaluates @skip and @include.
func (c *compiler) isIncluded(directives ast.DirectiveList) bool {
	skip, _ := c.condition(directives.ForName("skip")).(bool)
	include, isGiven := c.condition(directives.ForName("include")).(bool)
	return !skip && (include || !isGiven)
}

// condition returns the argument of @skip or @include; nil without such a directive.
func (c *compiler) condition(directive *ast.Directive) any {
	if directive == nil {
		return nil
	}
	argument := directive.Arguments.ForName("if")
	value, _, _ := c.planner.inputs.Literal(directive.Definition.Arguments.ForName("if").Type, argument.Value, c.root.Variables)
	return value
}
