package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// variableOnly is a value that only a variable can have: validation refuses it as a literal.
type variableOnly struct{ value any }

// literal returns a value as source text, with variables for some of its parts.
func (w *writer) literal(t *ast.Type, value any) string {
	switch v := value.(type) {
	case variableOnly:
		name := w.newName("v")
		w.variables[name] = v.value
		typeText := t.String()
		if v.value == nil {
			typeText = strings.TrimSuffix(typeText, "!")
		}
		w.declared = append(w.declared, "$"+name+": "+typeText)
		return "$" + name
	case []any:
		var items []string
		for _, item := range v {
			items = append(items, w.nestedValue(t.Elem, item))
		}
		if len(items) == 1 && w.chance(40) && items[0] != "null" && items[0][0] != '$' {
			return items[0]
		}
		return "[" + strings.Join(items, ", ") + "]"
	case map[string]any:
		return w.object(t, v)
	case json.Number:
		return v.String()
	case string:
		if w.oracle.schema.Types[t.Name()].Kind == ast.Enum {
			return v
		}
		text, err := json.Marshal(v)
		if err != nil {
			panic(unimplemented(err.Error()))
		}
		return string(text)
	case nil:
		return "null"
	}
	return fmt.Sprint(value)
}

func (w *writer) object(t *ast.Type, object map[string]any) string {
	definition := w.oracle.schema.Types[t.Name()]
	names := sortedKeys(object)
	if w.chance(30) {
		w.rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	}
	var members []string
	for _, name := range names {
		f := definition.Fields.ForName(name)
		members = append(members, name+": "+w.nestedValue(memberType(definition, f), object[name]))
	}
	if definition.Directives.ForName("oneOf") == nil && !w.forbidsVariables && w.chance(3) {
		f := pick(w.rand, definition.Fields...)
		if !slices.Contains(names, f.Name) && !f.Type.NonNull {
			members = append(members, f.Name+": "+w.undefinedVariable(f.Type.String()))
		}
	}
	return "{" + strings.Join(members, ", ") + "}"
}

// memberType returns the type of a field of an input type. The one field of an object of a @oneOf type may not be null.
func memberType(of *ast.Definition, f *ast.FieldDefinition) *ast.Type {
	t := *f.Type
	t.NonNull = t.NonNull || of.Directives.ForName("oneOf") != nil
	return &t
}

// nestedValue returns a value inside another, or a variable that has it.
func (w *writer) nestedValue(t *ast.Type, value any) string {
	if value == nil || w.forbidsVariables || needsVariable(value) || w.chance(96) {
		return w.literal(t, value)
	}
	return w.variable(t.String(), value, w.constant(t, value))
}

// constant returns a value without variables, as the default of a variable must be.
func (w *writer) constant(t *ast.Type, value any) string {
	w.forbidsVariables = true
	defer func() { w.forbidsVariables = false }()
	return w.literal(t, value)
}

// undefinedVariable declares a variable without a value.
func (w *writer) undefinedVariable(typeText string) string {
	name := "$" + w.newName("v")
	w.declared = append(w.declared, name+": "+typeText)
	return name
}

// needsVariable reports whether a value contains one that only a variable can have.
func needsVariable(value any) bool {
	switch v := value.(type) {
	case variableOnly:
		return true
	case []any:
		return slices.ContainsFunc(v, needsVariable)
	case map[string]any:
		for _, member := range v {
			if needsVariable(member) {
				return true
			}
		}
	}
	return false
}
