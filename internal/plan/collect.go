package plan

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// field is what a selection asks under one response key: the fields merged under it, with the selections of all of them.
type field struct {
	*ast.Field
	key string
	// set are the selections of the first, further those of the others.
	set     ast.SelectionSet
	further []ast.SelectionSet
}

// collect merges the fields that a field's selections ask of an object type, in the order of the answer.
func (c *compiler) collect(f *field, typeName string) []field {
	g := collector{compiler: c, typeName: typeName, fields: make([]field, 0, len(f.set))}
	g.add(f.set)
	for _, set := range f.further {
		g.add(set)
	}
	return g.fields
}

// gathering is a collect under way.
type collector struct {
	*compiler
	typeName string
	fields   []field
	// spread are the fragments taken in already; a second time adds nothing.
	spread []string
}

func (g *collector) add(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			if g.included(s.Directives) {
				g.merge(s)
			}
		case *ast.InlineFragment:
			if g.included(s.Directives) && g.is(s.TypeCondition) {
				g.add(s.SelectionSet)
			}
		case *ast.FragmentSpread:
			if !g.included(s.Directives) || slices.Contains(g.spread, s.Name) {
				continue
			}
			g.spread = append(g.spread, s.Name)
			if fragment := g.root.Fragments.ForName(s.Name); g.is(fragment.TypeCondition) {
				g.add(fragment.SelectionSet)
			}
		}
	}
}

func (g *collector) merge(s *ast.Field) {
	for i := range g.fields {
		if f := &g.fields[i]; f.key == s.Alias {
			f.further = append(f.further, s.SelectionSet)
			return
		}
	}
	g.fields = append(g.fields, field{Field: s, key: s.Alias, set: s.SelectionSet})
}

// is tells whether the object type satisfies a fragment's type condition.
func (g *collector) is(condition string) bool {
	if condition == "" || condition == g.typeName {
		return true
	}
	for _, possible := range g.planner.schema.PossibleTypes[condition] {
		if possible.Name == g.typeName {
			return true
		}
	}
	return false
}

// included follows @skip and @include.
func (c *compiler) included(directives ast.DirectiveList) bool {
	return !c.holds(directives.ForName("skip"), true) && !c.holds(directives.ForName("include"), false)
}

func (c *compiler) holds(directive *ast.Directive, want bool) bool {
	if directive == nil {
		return false
	}
	value, err := directive.Arguments.ForName("if").Value.Value(c.root.Variables)
	is, ok := value.(bool)
	return err == nil && ok && is == want
}
