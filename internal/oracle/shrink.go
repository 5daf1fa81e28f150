package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"
	"github.com/vektah/gqlparser/v2/parser"
)

// Shrink removes parts of a query as long as it still fails, so that the cause is easier to see. fails is also called with
// invalid queries; it must return false for them.
func Shrink(query string, fails func(query string) bool) string {
	for {
		smaller, found := smallerFailing(query, fails)
		if !found {
			return query
		}
		query = smaller
	}
}

// smallerFailing returns a query that fails and lacks one part of another.
func smallerFailing(query string, fails func(string) bool) (string, bool) {
	for i := 0; ; i++ {
		document, err := parser.ParseQuery(&ast.Source{Input: query})
		if err != nil {
			return "", false
		}
		cut := &reducer{skip: i}
		for _, op := range document.Operations {
			cut.selections(&op.SelectionSet)
		}
		for _, f := range document.Fragments {
			cut.selections(&f.SelectionSet)
		}
		for _, op := range document.Operations {
			cut.defaults(op.VariableDefinitions)
		}
		if !cut.done {
			return "", false
		}
		removeUnused(document)
		var b strings.Builder
		formatter.NewFormatter(&b, formatter.WithIndent("  ")).FormatQueryDocument(document)
		if fails(b.String()) {
			return b.String(), true
		}
	}
}

// reducer removes one part of a document: the one after skip others.
type reducer struct {
	skip int
	done bool
}

func (c *reducer) cutHere() bool {
	if c.done {
		return false
	}
	c.skip--
	c.done = c.skip < 0
	return c.done
}

func (c *reducer) selections(set *ast.SelectionSet) {
	for i := range *set {
		if len(*set) > 1 && c.cutHere() {
			*set = slices.Delete(*set, i, i+1)
			return
		}
	}
	for i := range *set {
		switch s := (*set)[i].(type) {
		case *ast.Field:
			c.arguments(s)
			c.directives(&s.Directives)
			c.selections(&s.SelectionSet)
		case *ast.InlineFragment:
			if c.cutHere() {
				*set = slices.Replace(*set, i, i+1, s.SelectionSet...)
				return
			}
			c.directives(&s.Directives)
			c.selections(&s.SelectionSet)
		case *ast.FragmentSpread:
			c.directives(&s.Directives)
		}
	}
}

func (c *reducer) arguments(f *ast.Field) {
	for i := range f.Arguments {
		if c.cutHere() {
			f.Arguments = slices.Delete(f.Arguments, i, i+1)
			return
		}
	}
	for _, a := range f.Arguments {
		c.value(a.Value)
	}
}

// value removes a field or an item of a value, or replaces a value by one of the same form inside it.
func (c *reducer) value(v *ast.Value) {
	for i := range v.Children {
		if c.cutHere() {
			v.Children = slices.Delete(v.Children, i, i+1)
			return
		}
	}
	for _, child := range v.Children {
		inner := child.Value
		if (child.Name == "not" || child.Name == "and" || child.Name == "or") && c.cutHere() {
			if inner.Kind == ast.ListValue && len(inner.Children) > 0 {
				inner = inner.Children[0].Value
			}
			*v = *inner
			return
		}
		c.value(inner)
	}
}

// defaults reduces the defaults of variables.
func (c *reducer) defaults(list ast.VariableDefinitionList) {
	for _, v := range list {
		if v.DefaultValue != nil {
			c.value(v.DefaultValue)
		}
	}
}

func (c *reducer) directives(list *ast.DirectiveList) {
	for i := range *list {
		if c.cutHere() {
			*list = slices.Delete(*list, i, i+1)
			return
		}
	}
}

// removeUnused removes unused fragments and variables.
func removeUnused(document *ast.QueryDocument) {
	for {
		used := &usage{}
		for _, op := range document.Operations {
			used.selections(op.SelectionSet)
		}
		for _, f := range document.Fragments {
			used.selections(f.SelectionSet)
		}
		before := len(document.Fragments)
		document.Fragments = slices.DeleteFunc(document.Fragments, func(f *ast.FragmentDefinition) bool {
			return !slices.Contains(used.fragments, f.Name)
		})
		if len(document.Fragments) < before {
			continue
		}
		for _, op := range document.Operations {
			op.VariableDefinitions = slices.DeleteFunc(op.VariableDefinitions, func(v *ast.VariableDefinition) bool {
				return !slices.Contains(used.variables, v.Variable)
			})
		}
		return
	}
}

// usage collects the names of used fragments and variables.
type usage struct {
	fragments, variables []string
}

func (u *usage) selections(set ast.SelectionSet) {
	for _, selection := range set {
		switch s := selection.(type) {
		case *ast.Field:
			for _, a := range s.Arguments {
				u.value(a.Value)
			}
			u.directives(s.Directives)
			u.selections(s.SelectionSet)
		case *ast.InlineFragment:
			u.directives(s.Directives)
			u.selections(s.SelectionSet)
		case *ast.FragmentSpread:
			u.fragments = append(u.fragments, s.Name)
			u.directives(s.Directives)
		}
	}
}

func (u *usage) directives(list ast.DirectiveList) {
	for _, d := range list {
		for _, a := range d.Arguments {
			u.value(a.Value)
		}
	}
}

func (u *usage) value(v *ast.Value) {
	if v.Kind == ast.Variable {
		u.variables = append(u.variables, v.Raw)
	}
	for _, child := range v.Children {
		u.value(child.Value)
	}
}
