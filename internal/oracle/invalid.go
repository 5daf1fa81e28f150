package oracle

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// makeInvalid makes the value of one argument invalid. It reports whether it could.
func (w *writer) makeInvalid(p selectionContext, f *ast.FieldDefinition, given map[string]any) bool {
	candidates := canBeInvalid(f)
	if len(candidates) == 0 {
		return false
	}
	d := pick(w.rand, candidates...)
	switch d.Name {
	case "asOf", "on":
		given[d.Name] = pick[any](w.rand, "2023-02-30", "2023", "2023-1-11", "yesterday", "", "0000-01-01", "2023-01-11T00:00:00Z", 20230111)
		w.hasInvalidDay = w.hasInvalidDay || p.definition.Name == "Query"
	case "id":
		given["id"] = pick[any](w.rand, "nonsense", "", "gk5T", "==", 5)
	case "ids":
		given["ids"] = []any{w.globalID(), "nonsense", "worse"}
		if w.chance(30) {
			given["ids"] = w.tooManyIDs()
		}
	case "first", "last":
		given[d.Name] = pick(w.rand, -1, 101, 100_000)
		if w.chance(30) {
			given["first"], given["last"] = 3, 3
		}
	case "after", "before":
		if w.hasInvalidDay {
			return false
		}
		if w.chance(40) && w.cursorOfOtherFilter(p, f, given, d.Name) {
			return true
		}
		given[d.Name] = w.invalidCursor(p.definition.Name, f)
	case "from", "to", "of":
		given[d.Name] = w.invalidReference()
	case "maxLength", "depth", "limit":
		given[d.Name] = pick(w.rand, -1, 10_001, 100_000)
	case "deep", "direction", "languages":
		given[d.Name] = nil
	case "where", "link", "orderBy", "orderByLink":
		invalid, found := w.invalidInput(d.Type.Name(), 0)
		if !found {
			return false
		}
		given[d.Name] = invalid
		if d.Type.Elem != nil {
			given[d.Name] = []any{invalid}
		}
	default:
		return false
	}
	return true
}

func (w *writer) tooManyIDs() []any {
	ids := []any{}
	for range maxIDs + 1 {
		ids = append(ids, w.globalID())
	}
	return ids
}

// invalidCursor returns a cursor of a list of another field, or a string that is no cursor.
func (w *writer) invalidCursor(owner string, f *ast.FieldDefinition) string {
	if len(w.oracle.cursors.fields) > 0 && w.chance(70) {
		text, c := w.cursor()
		if c.Field != listField(owner, f.Name) {
			return text
		}
	}
	return pick(w.rand, "nonsense", "bm9uc2Vuc2U", "0", "é")
}

// strayCursor gives a list a cursor of the same field with its arguments, most likely of another record.
func (w *writer) strayCursor(p selectionContext, f *ast.FieldDefinition, given map[string]any) {
	known := w.oracle.cursors
	field := listField(p.definition.Name, f.Name)
	fits := known.seen[field]
	if strings.HasPrefix(field, "Entity.") {
		fits = slices.DeleteFunc(slices.Clone(fits), func(text string) bool {
			return !w.isOfType(known.byText[text].Parent, p.definition)
		})
	}
	if len(fits) == 0 {
		return
	}
	text := pick(w.rand, fits...)
	for _, d := range f.Arguments {
		if !isPageArgument(d.Name) {
			delete(given, d.Name)
		}
	}
	maps.Copy(given, known.byText[text].decodedArguments())
	given[pick(w.rand, "after", "before")] = text
	w.hasStrayCursor = true
}

// cursorOfOtherFilter gives a list a cursor of the same field with another filter or order. It reports whether it could.
func (w *writer) cursorOfOtherFilter(p selectionContext, f *ast.FieldDefinition, given map[string]any, side string) bool {
	known := w.oracle.cursors
	fits := known.seen[listField(p.definition.Name, f.Name)]
	for range min(20, len(fits)) {
		text := pick(w.rand, fits...)
		own := known.byText[text].decodedArguments()
		for _, name := range []string{"orderBy", "orderByLink", "where", "link"} {
			d := f.Arguments.ForName(name)
			if d == nil || w.oracle.normalizedArgument(d, own[name]) == "" {
				continue
			}
			for _, d := range f.Arguments {
				if !isPageArgument(d.Name) {
					delete(given, d.Name)
				}
			}
			maps.Copy(given, own)
			delete(given, name)
			if strings.HasPrefix(name, "orderBy") && w.chance(50) {
				given[name] = reversed(own[name])
			}
			given[side] = text
			return true
		}
	}
	return false
}

// reversed returns an order with the opposite direction of its first key.
func reversed(order any) any {
	keys := slices.Clone(asList(order))
	first, _ := keys[0].(map[string]any)
	first = maps.Clone(first)
	first["direction"] = map[bool]string{true: "ASC", false: "DESC"}[first["direction"] == "DESC"]
	keys[0] = first
	return keys
}

// isOfType reports whether an entity is of a type. Whether an empty list refuses a cursor of the links or figures of
// another type is unspecified.
func (w *writer) isOfType(id kg.ID, definition *ast.Definition) bool {
	t, _ := w.oracle.byID[id.Global()].(*entity)
	return slices.Contains(w.oracle.possible(definition.Name), t.typeName())
}

// decodedArguments returns the arguments of the cursor's list, without those of the page.
func (c Cursor) decodedArguments() map[string]any {
	decoder := json.NewDecoder(strings.NewReader(c.Arguments))
	decoder.UseNumber()
	var arguments map[string]any
	if err := decoder.Decode(&arguments); err != nil {
		panic(unimplemented(err.Error()))
	}
	return arguments
}
