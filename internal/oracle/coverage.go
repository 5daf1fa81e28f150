package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// Coordinates returns the schema coordinates that a query can contain: `Type.field`, `Type.field(argument:)`,
// `InputType.field` and, of the enums that orders and groups are made of, `Enum.VALUE`. They are in a fixed order.
func Coordinates(schema *ast.Schema) []string {
	var all []string
	for _, definition := range reachableTypes(schema) {
		switch definition.Kind {
		case ast.InputObject:
			for _, f := range definition.Fields {
				all = append(all, coordinate(definition.Name, f.Name))
			}
		case ast.Enum:
			for _, value := range definition.EnumValues {
				if ordersBy(definition) {
					all = append(all, coordinate(definition.Name, value.Name))
				}
			}
		case ast.Object, ast.Interface:
			for _, f := range definition.Fields {
				if strings.HasPrefix(f.Name, "__") {
					continue
				}
				all = append(all, coordinate(definition.Name, f.Name))
				for _, a := range f.Arguments {
					all = append(all, argumentCoordinate(definition.Name, f.Name, a.Name))
				}
			}
		}
	}
	return all
}

func coordinate(typeName, member string) string { return typeName + "." + member }

func argumentCoordinate(typeName, field, argument string) string {
	return typeName + "." + field + "(" + argument + ":)"
}

// ordersBy reports whether an enum is part of orders or groups.
func ordersBy(enum *ast.Definition) bool {
	return strings.HasSuffix(enum.Name, "OrderField") || strings.HasSuffix(enum.Name, "Group") || enum.Name == "OrderDirection"
}

// reachableTypes returns the types that a query can mention, Query first.
func reachableTypes(schema *ast.Schema) []*ast.Definition {
	types := []*ast.Definition{schema.Query}
	queue := slices.Clone(types)
	add := func(name string) {
		if definition := schema.Types[name]; !strings.HasPrefix(name, "__") && !slices.Contains(types, definition) {
			types, queue = append(types, definition), append(queue, definition)
		}
	}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		if at.IsCompositeType() {
			for _, other := range schema.PossibleTypes[at.Name] {
				add(other.Name)
			}
			for _, other := range at.Interfaces {
				add(other)
			}
		}
		for _, f := range at.Fields {
			add(f.Type.Name())
			for _, a := range f.Arguments {
				add(a.Type.Name())
			}
		}
	}
	return types
}

// coverage counts how many documents contain each schema coordinate.
type coverage struct {
	schema *ast.Schema
	all    []string
	counts map[string]int
}

func newCoverage(schema *ast.Schema) *coverage {
	return &coverage{schema: schema, all: Coordinates(schema), counts: map[string]int{}}
}

// missing returns the coordinates that no document contains.
func (c *coverage) missing() []string {
	return slices.DeleteFunc(slices.Clone(c.all), func(name string) bool { return c.counts[name] > 0 })
}

// rarest returns the coordinates that the fewest documents contain, and the number of these documents.
func (c *coverage) rarest() (names []string, count int) {
	for _, name := range c.all {
		switch n := c.counts[name]; {
		case len(names) == 0 || n < count:
			names, count = []string{name}, n
		case n == count:
			names = append(names, name)
		}
	}
	return names, count
}

// add counts the coordinates of a document.
func (c *coverage) add(document *ast.QueryDocument) {
	seen := map[string]bool{}
	var events validator.Events
	events.OnField(func(_ *validator.Walker, f *ast.Field) {
		seen[coordinate(f.ObjectDefinition.Name, f.Name)] = true
		for _, a := range f.Arguments {
			seen[argumentCoordinate(f.ObjectDefinition.Name, f.Name, a.Name)] = true
		}
	})
	events.OnValue(func(_ *validator.Walker, v *ast.Value) {
		switch {
		case v.Definition == nil:
		case v.Kind == ast.EnumValue:
			seen[coordinate(v.Definition.Name, v.Raw)] = true
		case v.Kind == ast.ObjectValue:
			for _, child := range v.Children {
				seen[coordinate(v.Definition.Name, child.Name)] = true
			}
		}
	})
	validator.Walk(c.schema, document, &events)
	for name := range seen {
		c.counts[name]++
	}
}
