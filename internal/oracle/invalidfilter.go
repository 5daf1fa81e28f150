package oracle

import (
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// invalidInput returns a value of an input type with exactly one error, inside depth filters; found is false if there is
// none.
func (w *writer) invalidInput(typeName string, depth int) (object map[string]any, found bool) {
	definition := w.oracle.schema.Types[typeName]
	object = map[string]any{}
	if typeName == "IdentifierFilter" {
		object["scheme"] = "wikidata"
	}
	if definition.Fields.ForName("direction") != nil {
		return w.invalidOrder(definition), true
	}
	if isRecordFilter(definition) && depth > 3 {
		return nil, false
	}
	for range 10 {
		f := pick(w.rand, definition.Fields...)
		value, isInvalid := w.invalidValue(f, typeName, depth)
		if !isInvalid {
			continue
		}
		object[f.Name] = value
		if isRecordFilter(definition) && w.chance(30) {
			generator := &filterGenerator{writer: w, conditionsLeft: 3}
			for name, other := range generator.filter(typeName, generator.anyFor(typeName), 0) {
				if name != f.Name {
					object[name] = other
				}
			}
		}
		return object, true
	}
	return nil, false
}

// invalidOrder returns a sort key with one error.
func (w *writer) invalidOrder(definition *ast.Definition) map[string]any {
	fields := w.oracle.schema.Types[definition.Fields.ForName("field").Type.Name()].EnumValues
	key := map[string]any{"field": pick(w.rand, fields...).Name}
	switch w.rand.IntN(3) {
	case 0:
		key["direction"] = variableOnly{value: "desc"}
	case 1:
		key["direction"] = variableOnly{value: nil}
	default:
		key["field"] = variableOnly{value: strings.ToLower(pick(w.rand, fields...).Name)}
	}
	return key
}

func (w *writer) invalidValue(f *ast.FieldDefinition, of string, depth int) (value any, isInvalid bool) {
	typeName := f.Type.Name()
	definition := w.oracle.schema.Types[typeName]
	switch {
	case f.Name == "not" && w.chance(50):
		var deep any = map[string]any{}
		for range maxFilterLevels {
			deep = map[string]any{"not": deep}
		}
		return deep, true
	case f.Name == "or" && w.chance(50):
		return w.tooManyConditions(of)
	case definition.Kind == ast.InputObject:
		object, found := w.invalidInput(typeName, depth+1)
		if f.Type.Elem != nil {
			return []any{object}, found
		}
		return object, found
	case definition.Kind == ast.Enum:
		value = variableOnly{value: strings.ToLower(pick(w.rand, definition.EnumValues...).Name)}
	default:
		value, isInvalid = w.invalidScalar(f, typeName)
		if _, isList := value.([]any); !isInvalid || isList || f.Type.Elem == nil {
			return value, isInvalid
		}
	}
	if f.Type.Elem != nil {
		return []any{value}, true
	}
	return value, true
}

// tooManyConditions returns more equal alternatives than a filter may have conditions.
func (w *writer) tooManyConditions(of string) (value any, isInvalid bool) {
	for _, f := range w.oracle.schema.Types[of].Fields {
		if f.Type.Name() != "StringFilter" {
			continue
		}
		var list []any
		for range maxFilterConditions + 1 + w.rand.IntN(20) {
			list = append(list, map[string]any{f.Name: map[string]any{"startsWith": "a"}})
		}
		return list, true
	}
	return nil, false
}

func (w *writer) invalidScalar(f *ast.FieldDefinition, typeName string) (value any, isInvalid bool) {
	if f.Type.Elem != nil && w.chance(30) {
		return w.tooManyValues(typeName)
	}
	switch typeName {
	case "String":
		return strings.Repeat("é", maxFilterString/2) + "x", true
	case "Date":
		return pick(w.rand, "2023-02-30", "2023", "2023-1-11", "yesterday", ""), true
	case "PartialDate":
		return pick(w.rand, "2023-02-30", "2023-13", "23", "last year", "", "0000", "2023-1"), true
	case "Decimal":
		return pick(w.rand, "1e15", "many", "1.23456", "", "99999999999999999", "1."), true
	}
	return nil, false
}

// tooManyValues returns a list with one value more than allowed.
func (w *writer) tooManyValues(typeName string) (value any, isInvalid bool) {
	one := map[string]any{"String": "a", "Int": 1, "Decimal": "1", "Date": "2023-01-11", "PartialDate": "2023"}[typeName]
	var list []any
	for range maxFilterValues + 1 {
		list = append(list, one)
	}
	return list, one != nil
}
