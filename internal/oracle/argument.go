package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// Codes of the errors of invalid arguments.
const (
	badArgument = "BAD_ARGUMENT"
	badCursor   = "BAD_CURSOR"
	badDate     = "BAD_DATE"
	badID       = "BAD_ID"
	badPage     = "BAD_PAGE"
	// badValue is the code of a value that is not of its type.
	badValue = "GRAPHQL_VALIDATION_FAILED"
)

// maxIDs is the maximal number of ids of one field.
const maxIDs = 100

// arguments returns the arguments of a field after substitution of variables and defaults and coercion of single values to
// lists. An argument without value and default is absent; null is nil.
func (r *execution) arguments(f *ast.Field) map[string]any {
	if known := r.cachedArguments[f]; known != nil {
		return known
	}
	arguments := map[string]any{}
	for _, definition := range f.Definition.Arguments {
		value, given := r.argument(definition, f.Arguments.ForName(definition.Name))
		if !given {
			continue
		}
		if definition.Type.Elem != nil && value != nil {
			value = asList(value)
		}
		arguments[definition.Name] = value
	}
	r.cachedArguments[f] = arguments
	return arguments
}

func (r *execution) argument(definition *ast.ArgumentDefinition, argument *ast.Argument) (value any, given bool) {
	if argument != nil {
		value, given = plain(argument.Value, r.variables)
	}
	if !given && definition.DefaultValue != nil {
		return plain(definition.DefaultValue, nil)
	}
	return value, given
}

// writtenArguments returns the arguments of a list in a query as a JSON object, without those of the page.
func (r *execution) writtenArguments(f *ast.Field) string {
	given := map[string]any{}
	for _, a := range f.Arguments {
		if isPageArgument(a.Name) {
			continue
		}
		if value, isGiven := r.argument(f.Definition.Arguments.ForName(a.Name), a); isGiven {
			given[a.Name] = r.oracle.coerced(f.Definition.Arguments.ForName(a.Name).Type, value)
		}
	}
	text, err := json.Marshal(given)
	if err != nil {
		panic(unimplemented(err.Error()))
	}
	return string(text)
}

func isPageArgument(name string) bool {
	return slices.Contains([]string{"first", "after", "last", "before"}, name)
}

// day returns the day at which a field looks: its own argument, or else that of the root field.
func (r *execution) day(arguments map[string]any) string {
	if day, given := arguments["asOf"].(string); given {
		return day
	}
	return r.rootDay
}

// listOf returns the list that a field answers, without its parent record.
func (r *execution) listOf(owner string, f *ast.Field, arguments map[string]any) List {
	var filter strings.Builder
	fmt.Fprintf(&filter, "deep=%v direction=%v", arguments["deep"] == true, arguments["direction"])
	if kinds, limited := arguments["kinds"].([]any); limited {
		var names []string
		for _, kind := range kinds {
			names = append(names, fmt.Sprint(kind))
		}
		slices.Sort(names)
		fmt.Fprintf(&filter, " kinds=%v", slices.Compact(names))
	}
	for _, name := range []string{"where", "link", "orderBy", "orderByLink"} {
		if d := f.Definition.Arguments.ForName(name); d != nil {
			filter.WriteString(r.oracle.normalizedArgument(d, arguments[name]))
		}
	}
	if query, given := arguments["query"]; given {
		fmt.Fprintf(&filter, " query=%q", query)
	}
	return List{Field: listField(owner, f.Name), Day: r.day(arguments), Filter: filter.String()}
}

// listField returns the name of a list's field. A list that every entity has is one field for all types of entity.
func listField(owner, field string) string {
	if owner != "Query" && slices.Contains([]string{"links", "figures", "statements"}, field) {
		owner = "Entity"
	}
	return owner + "." + field
}

// pageBounds returns the page arguments, which are valid except for what depends on the list.
func (r *execution) pageBounds(arguments map[string]any) bounds {
	var b bounds
	b.first, b.last = number(arguments["first"]), number(arguments["last"])
	b.after, b.before = r.cursor(arguments["after"]), r.cursor(arguments["before"])
	return b
}

func (r *execution) cursor(value any) *Cursor {
	text, given := value.(string)
	if c, known := r.oracle.cursors.byText[text]; given && known {
		return &c
	}
	return nil
}

func number(value any) *int {
	if value == nil {
		return nil
	}
	n, err := strconv.Atoi(fmt.Sprint(value))
	if err != nil {
		panic(unimplemented(err.Error()))
	}
	return &n
}

// argumentErrors returns the codes of the errors of a field's arguments that the query alone shows. types holds the
// possible types of the field's object.
func (r *execution) argumentErrors(types []string, f *ast.Field, arguments map[string]any) []string {
	var codes []string
	for _, definition := range f.Definition.Arguments {
		value, given := arguments[definition.Name]
		if given && value == nil && definition.Type.NonNull {
			codes = append(codes, badArgument)
		}
		if value == nil {
			continue
		}
		switch {
		case definition.Type.Name() == referenceType:
			codes = append(codes, r.oracle.referenceErrors(value)...)
		case r.oracle.schema.Types[definition.Type.Name()].Kind == ast.InputObject:
			codes = append(codes, r.oracle.inputErrors(definition.Type, value)...)
		case definition.Name == "ids":
			if len(asList(value)) > maxIDs {
				codes = append(codes, badArgument)
			}
		case slices.Contains([]string{"maxLength", "depth", "limit"}, definition.Name):
			codes = append(codes, r.traversalErrors(f.Name, definition.Name, value)...)
		case definition.Name == "after" || definition.Name == "before":
			if value == "" { // as without it
				continue
			}
			c := r.cursor(value)
			if !canBelongTo(r.listOf(types[0], f, arguments), c) {
				codes = append(codes, badCursor)
			} else if c.Arguments != r.writtenArguments(f) {
				panic(unspecified("whether lists with equivalent arguments share their cursors"))
			}
		}
	}
	if !isValidPage(number(arguments["first"]), number(arguments["last"])) {
		codes = append(codes, badPage)
	}
	return codes
}

// canBelongTo reports whether a cursor can belong to a list. Whether it has the right parent record depends on the data.
func canBelongTo(list List, c *Cursor) bool {
	if c == nil {
		return false
	}
	list.Parent = c.Parent
	return c.List == list
}

func isValidPage(first, last *int) bool {
	if first != nil && last != nil {
		return false
	}
	for _, n := range []*int{first, last} {
		if n != nil && (*n < 0 || *n > maxPage) {
			return false
		}
	}
	return true
}

// checkIDs reports the malformed ids of the root fields node and nodes. Each leaves null in its place.
func (r *execution) checkIDs(field string, arguments map[string]any, path string) {
	check := func(id any, path string) {
		if _, err := kg.ParseID(fmt.Sprint(id)); err != nil {
			r.fail(badID, path)
		}
	}
	switch field {
	case "node":
		check(arguments["id"], path)
	case "nodes":
		for i, id := range asList(arguments["ids"]) {
			check(id, join(path, fmt.Sprintf("[%d]", i)))
		}
	}
}
