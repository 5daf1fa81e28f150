package oracle

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// possibleTypes holds the possible types of an object and, if it is a page of Entity or Fact, those of its nodes.
type possibleTypes struct {
	types []string
	nodes []string
}

// check finds all invalid arguments of a selection set, without looking at data.
func (r *execution) check(selections ast.SelectionSet, at possibleTypes, path string) {
	if len(at.types) == 0 {
		return
	}
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			if r.included(s.Directives) && s.Name != "__typename" {
				r.checkField(s, at, join(path, s.Alias))
			}
		case *ast.InlineFragment:
			if r.included(s.Directives) {
				r.check(s.SelectionSet, r.narrow(at, s.TypeCondition), path)
			}
		case *ast.FragmentSpread:
			if r.included(s.Directives) {
				r.check(s.Definition.SelectionSet, r.narrow(at, s.Definition.TypeCondition), path)
			}
		}
	}
}

func (r *execution) checkField(f *ast.Field, at possibleTypes, path string) {
	arguments := r.arguments(f)
	for _, code := range r.argumentErrors(at.types, f, arguments) {
		r.fail(code, path)
	}
	next := r.typesBelow(f, at)
	switch f.Name {
	case "node", "nodes":
		if at.types[0] == "Query" {
			next = possibleTypes{types: r.oracle.typesOf(append(asList(arguments["id"]), asList(arguments["ids"])...))}
		}
	}
	if len(f.SelectionSet) > 0 {
		r.check(f.SelectionSet, next, path)
	}
}

// typesOf returns the types of the records with these global ids; an id determines the type even of a record that does not
// exist. It ignores all ids if there are too many.
func (o *Oracle) typesOf(ids []any) []string {
	var types []string
	if len(ids) > maxIDs {
		return nil
	}
	for _, global := range ids {
		id, err := kg.ParseID(fmt.Sprint(global))
		switch {
		case err != nil:
		case id.Code() == kg.KindLink:
			types = append(types, "Link")
		case id.Code() == kg.KindFigure:
			types = append(types, "Figure")
		case id.Code() == kg.KindStatement:
			types = append(types, "Statement")
		case id.Code() == kg.KindCitation:
			types = append(types, "Citation")
		default:
			if kind, known := o.kinds.ByCode(id.Code()); known {
				types = append(types, typeName(kind))
			}
		}
	}
	return types
}

// typesBelow returns the possible types of the objects of a field.
func (r *execution) typesBelow(f *ast.Field, at possibleTypes) possibleTypes {
	answer := f.Definition.Type.Name()
	if r.oracle.schema.Types[answer].Kind == ast.Object {
		next := possibleTypes{types: []string{answer}}
		if f.Name == "edges" {
			next.nodes = at.nodes
		}
		if f.Name == "facts" {
			next.nodes = r.oracle.factTypes(r.arguments(f)["kinds"])
		}
		if nodes := r.oracle.possibleNodes(at.types[0], f.Name); nodes != nil {
			next.nodes = nodes
		}
		return next
	}
	if at.nodes != nil && (f.Name == "node" || f.Name == "nodes") {
		return possibleTypes{types: at.nodes}
	}
	if types := r.oracle.groupTypes(at.types[0], f.Name); types != nil {
		return possibleTypes{types: types}
	}
	return possibleTypes{types: r.oracle.possible(answer)}
}

// narrow returns the types that satisfy a type condition.
func (r *execution) narrow(at possibleTypes, condition string) possibleTypes {
	if condition == "" {
		return at
	}
	fits := r.oracle.possible(condition)
	var types []string
	for _, name := range at.types {
		if slices.Contains(fits, name) {
			types = append(types, name)
		}
	}
	return possibleTypes{types: types, nodes: at.nodes}
}

// possible returns the object types that a type can be, itself if it is an object type.
func (o *Oracle) possible(name string) []string {
	var names []string
	for _, definition := range o.schema.PossibleTypes[name] {
		// The list also contains interfaces that implement the type.
		if definition.Kind == ast.Object {
			names = append(names, definition.Name)
		}
	}
	return names
}

// included reports whether the directives include a selection.
func (r *execution) included(directives ast.DirectiveList) bool {
	return r.condition(directives.ForName("include"), "include") && !r.condition(directives.ForName("skip"), "")
}

// condition returns the argument `if` of a directive. An absent directive is true if a name is given.
func (r *execution) condition(d *ast.Directive, whereAbsent string) bool {
	if d == nil {
		return whereAbsent != ""
	}
	value, err := d.Arguments.ForName("if").Value.Value(r.variables)
	if err != nil {
		panic(unimplemented(err.Error()))
	}
	return value == true
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
