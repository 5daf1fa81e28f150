// Package input reads input values as the GraphQL specification coerces them: the values of variables, literals and defaults all become
// plain values of one form, and what is wrong with one is found in one place.
//
// A plain value is nil, a bool, a string (also for enum values, ids, dates and decimals), a json.Number, []any or map[string]any.
package input

import (
	"maps"
	"slices"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// Reader reads values of the input types of a schema.
type Reader struct {
	schema *ast.Schema
}

// NewReader returns a reader for a schema.
func NewReader(schema *ast.Schema) Reader { return Reader{schema: schema} }

// Path leads to a part of a value: names of fields, and indices of lists as digits.
type Path []string

// in returns the path of a part.
func (p Path) in(part string) Path { return append(slices.Clip(p), part) }

// Problem describes why a value is invalid.
type Problem struct {
	// Path is that of the part that is wrong.
	Path Path
	// Code is the code of a scalar that has one of its own; usually empty.
	Code string
	// Message is a sentence without the path: "must be a string, found 5".
	Message string
	// Given and Known are an unknown name and those that are known, for suggestions.
	Given string
	Known []string
	// Literal is the part itself, if it is in the document.
	Literal *ast.Value
}

// Variable returns the plain value of a type for the value of a variable, as encoding/json decodes it with json.Number.
func (r Reader) Variable(t *ast.Type, value any) (any, *Problem) { return r.variable(t, value, nil) }

func (r Reader) variable(t *ast.Type, value any, path Path) (any, *Problem) {
	if value == nil {
		return nil, null(t).at(path, nil)
	}
	if t.Elem != nil {
		items, isList := value.([]any)
		if !isList {
			item, problem := r.variable(t.Elem, value, path)
			return []any{item}, problem
		}
		list := make([]any, len(items))
		for i, item := range items {
			var problem *Problem
			if list[i], problem = r.variable(t.Elem, item, path.in(strconv.Itoa(i))); problem != nil {
				return nil, problem
			}
		}
		return list, nil
	}
	definition := r.schema.Types[t.NamedType]
	if definition.Kind != ast.InputObject {
		read, problem := scalar(definition, jsonToken(value))
		return read, problem.at(path, nil)
	}
	fields, isObject := value.(map[string]any)
	if !isObject {
		return nil, wrongType(definition, jsonToken(value)).at(path, nil)
	}
	return r.variableObject(definition, fields, path)
}

func (r Reader) variableObject(definition *ast.Definition, fields map[string]any, path Path) (any, *Problem) {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if definition.Fields.ForName(name) == nil {
			return nil, unknownField(definition, name).at(path.in(name), nil)
		}
	}
	object := make(map[string]any, len(fields))
	for _, field := range definition.Fields {
		given, isGiven := fields[field.Name]
		var problem *Problem
		if isGiven {
			object[field.Name], problem = r.variable(field.Type, given, path.in(field.Name))
		} else {
			problem = r.setDefault(object, field).at(path.in(field.Name), nil)
		}
		if problem != nil {
			return nil, problem
		}
	}
	return object, checkOneOf(definition, object, len(fields)).at(path, nil)
}

// setDefault sets an omitted field of an object to its default, if it has one.
func (r Reader) setDefault(object map[string]any, field *ast.FieldDefinition) *Problem {
	switch {
	case field.DefaultValue != nil:
		object[field.Name], _, _ = r.Literal(field.Type, field.DefaultValue, nil)
	case field.Type.NonNull:
		return &Problem{Message: "is required"}
	}
	return nil
}

// null returns the problem of null for a type; nil if the type is nullable.
func null(t *ast.Type) *Problem {
	if t.NonNull {
		return &Problem{Message: "must not be null"}
	}
	return nil
}

// Literal returns the plain value of a type for a literal, given the plain values of the variables in it. isGiven is false for a variable
// without a value.
func (r Reader) Literal(t *ast.Type, v *ast.Value, variables map[string]any) (value any, isGiven bool, problem *Problem) {
	l := literalReader{Reader: r, variables: variables}
	value, isGiven = l.value(t, v, nil)
	if len(l.problems) > 0 {
		return nil, true, l.problems[0]
	}
	return value, isGiven, nil
}

// Check returns the problems of a literal that do not depend on the values of its variables.
func (r Reader) Check(t *ast.Type, v *ast.Value) []*Problem {
	l := literalReader{Reader: r, isUnbound: true}
	l.value(t, v, nil)
	return l.problems
}

// literalReader reads one literal.
type literalReader struct {
	Reader

	variables map[string]any
	// isUnbound means that the variables have no values yet.
	isUnbound bool
	problems  []*Problem
}

// fail adds the problem of a literal, unless it is nil.
func (l *literalReader) fail(problem *Problem, path Path, v *ast.Value) {
	if problem != nil {
		l.problems = append(l.problems, problem.at(path, v))
	}
}

func (l *literalReader) value(t *ast.Type, v *ast.Value, path Path) (value any, isGiven bool) {
	if v.Kind == ast.Variable {
		value, isGiven = l.variables[v.Raw]
		if isGiven && value == nil {
			l.fail(null(t), path, v)
		}
		return value, isGiven || l.isUnbound
	}
	if v.Kind == ast.NullValue {
		l.fail(null(t), path, v)
		return nil, true
	}
	if t.Elem != nil {
		return l.list(t, v, path), true
	}
	definition := l.schema.Types[t.NamedType]
	switch {
	case definition.Kind == ast.InputObject && v.Kind == ast.ObjectValue:
		return l.object(definition, v, path), true
	case definition.Kind == ast.InputObject:
		l.fail(wrongType(definition, literalToken(v)), path, v)
		return nil, true
	}
	value, problem := scalar(definition, literalToken(v))
	l.fail(problem, path, v)
	return value, true
}

// list reads a list, or a single value as a list of one. Items that are variables without a value are null.
func (l *literalReader) list(t *ast.Type, v *ast.Value, path Path) any {
	if v.Kind != ast.ListValue {
		item, _ := l.value(t.Elem, v, path)
		return []any{item}
	}
	list := make([]any, len(v.Children))
	for i, child := range v.Children {
		here := path.in(strconv.Itoa(i))
		item, isGiven := l.value(t.Elem, child.Value, here)
		list[i] = item
		if !isGiven {
			l.fail(null(t.Elem), here, child.Value)
		}
	}
	return list
}

func (l *literalReader) object(definition *ast.Definition, v *ast.Value, path Path) any {
	known := len(l.problems)
	object := make(map[string]any, len(v.Children))
	for _, child := range v.Children {
		here := path.in(child.Name)
		field := definition.Fields.ForName(child.Name)
		if field == nil {
			l.fail(unknownField(definition, child.Name), here, &ast.Value{Kind: ast.EnumValue, Position: child.Position})
			continue
		}
		value, isGiven := l.value(field.Type, child.Value, here)
		if isGiven {
			object[child.Name] = value
		}
		if l.isUnbound && child.Value.Kind == ast.Variable {
			object[child.Name] = child // not null, as long as its variable is unbound
		}
	}
	given := len(v.Children)
	for _, field := range definition.Fields {
		if _, isGiven := object[field.Name]; !isGiven {
			l.fail(l.setDefault(object, field), path.in(field.Name), v)
		}
	}
	if len(l.problems) == known {
		l.fail(checkOneOf(definition, object, given), path, v)
	}
	return object
}

// checkOneOf refuses an object of a @oneOf type that does not have exactly one field, or whose field is null.
func checkOneOf(definition *ast.Definition, object map[string]any, given int) *Problem {
	if definition.Directives.ForName("oneOf") == nil {
		return nil
	}
	if given != 1 {
		return &Problem{Message: "must have exactly one field of " + definition.Name + ", found " + strconv.Itoa(given)}
	}
	for name, value := range object {
		if value == nil {
			return &Problem{Path: Path{name}, Message: "must not be null"}
		}
	}
	return nil
}

// at returns a problem at a path, in a literal or nil. The path of the problem goes on from there.
func (p *Problem) at(path Path, literal *ast.Value) *Problem {
	if p == nil {
		return nil
	}
	if p.Literal == nil {
		p.Literal = literal
	}
	p.Path = append(slices.Clip(path), p.Path...)
	return p
}
