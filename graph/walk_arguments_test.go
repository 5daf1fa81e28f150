package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// samples holds values of scalars that suit every graph, in addition to those of the graph itself.
var samples = map[string][]string{
	"Int":      {"1", "2", "0"},
	"Float":    {"0.5", "117"},
	"Boolean":  {"true", "false"},
	"Date":     {`"2023-01-11"`, `"2020-02-29"`},
	"DateTime": {`"2023-01-13T08:00:00Z"`},
	"Decimal":  {`"12.5"`, "3"},
	// Inputs of dates take less precise ones.
	"PartialDate": {`"2022"`, `"2022-12"`},
}

// maxValues is the number of values of the graph that an argument is given.
const maxValues = 3

// argumentSet holds arguments with their values, as source text without parentheses.
type argumentSet struct {
	arguments []*servedInput
	text      string
}

// argumentChoice holds the values to try for one argument, or for several arguments whose values must come from one record.
type argumentChoice struct {
	required bool
	values   []argumentSet
}

func isRequired(a *servedInput) bool { return a.Type.Kind == "NON_NULL" && a.DefaultValue == nil }

// isCursor reports whether an argument takes a cursor.
func isCursor(a *servedInput) bool {
	return (a.Name == "after" || a.Name == "before") && a.Type.named() == "String"
}

// isSampled reports whether values of an argument must come from the graph: slugs, ids, codes.
func isSampled(a *servedInput) bool {
	return (a.Type.named() == "String" || a.Type.named() == "ID") && !isCursor(a)
}

// requiredArguments returns the required arguments of a field; not ok if one has no value.
func (w *walker) requiredArguments(f *field) (argumentSet, bool) {
	var needed []*servedInput
	for _, a := range f.Args {
		if isRequired(a) {
			needed = append(needed, a)
		}
	}
	return joinArguments(w.choices(f, needed, nil), nil)
}

// joinArguments joins the first values of required arguments; own replaces those of its choice.
func joinArguments(choices []argumentChoice, own *argumentSet) (argumentSet, bool) {
	all := argumentSet{}
	var texts []string
	add := func(g argumentSet) {
		all.arguments = append(all.arguments, g.arguments...)
		texts = append(texts, g.text)
	}
	for _, c := range choices {
		if own != nil && slices.ContainsFunc(c.values, func(g argumentSet) bool { return g.arguments[0] == own.arguments[0] }) {
			add(*own)
			continue
		}
		if c.required && len(c.values) == 0 {
			return argumentSet{}, false
		}
		if c.required {
			add(c.values[0])
		}
	}
	if len(texts) > 0 {
		all.text = "(" + strings.Join(texts, ", ") + ")"
	}
	return all, true
}

// variants returns a selection of the field for every value of each argument.
func (w *walker) variants(f *field, cursors []string) []*selection {
	plainly, ok := w.selectField(f, 0, maxSelectionDepth)
	if !ok {
		return nil
	}
	var all []*selection
	choices := w.choices(f, f.Args, cursors)
	for _, c := range choices {
		for _, g := range c.values {
			with, _ := joinArguments(choices, &g) // it has what it needs, for it is asked plainly too
			s := *plainly
			s.key += fmt.Sprintf("_%d", len(all))
			s.arguments, s.given = with.text, with.arguments
			all = append(all, &s)
		}
	}
	return all
}

// choices returns the values to try for arguments of a field.
func (w *walker) choices(f *field, arguments []*servedInput, cursors []string) []argumentChoice {
	var choices []argumentChoice
	var together, ends []*servedInput
	for _, a := range arguments {
		var texts []string
		switch {
		case isCursor(a):
			texts = cursors
		case takesEntity(a):
			ends = append(ends, a)
			continue
		case a.Name == "query":
			for _, name := range w.entityValues(w.possible("Entity"), "name") {
				texts = append(texts, quote(name))
			}
		case isSampled(a) && isRequired(a):
			together = append(together, a)
			continue
		case isSampled(a):
			choices = append(choices, argumentChoice{values: w.recordValues([]*servedInput{a}, f)})
			continue
		default:
			texts = w.literals(a.Type, w.depthOf(a.Type.named()))
		}
		if a.Name == "limit" {
			texts = slices.DeleteFunc(texts, func(text string) bool { return text == "0" })
		}
		c := argumentChoice{required: isRequired(a)}
		for _, text := range texts {
			c.values = append(c.values, argumentSet{arguments: []*servedInput{a}, text: a.Name + ": " + text})
		}
		choices = append(choices, c)
	}
	if len(together) > 0 {
		choices = append(choices, argumentChoice{required: true, values: w.recordValues(together, f)})
	}
	if len(ends) > 0 {
		choices = append(choices, argumentChoice{required: true, values: w.entitySets(ends)})
	}
	return choices
}

// literals returns values of a type as source text.
func (w *walker) literals(r *servedRef, hops int) []string {
	switch r.Kind {
	case "NON_NULL":
		return w.literals(r.OfType, hops)
	case "LIST":
		items := w.literals(r.OfType, hops)
		var lists []string
		for _, item := range items {
			lists = append(lists, "["+item+"]")
		}
		return append(lists, "["+strings.Join(items[:min(len(items), maxValues)], ", ")+"]")
	case "ENUM":
		var names []string
		for _, v := range w.types[r.Name].EnumValues {
			names = append(names, v.Name)
		}
		return names
	case "INPUT_OBJECT":
		return w.inputLiterals(w.types[r.Name], hops)
	}
	texts := slices.Clone(samples[r.Name])
	if r.Name == "Int" || r.Name == "Float" || r.Name == "Boolean" {
		return texts
	}
	held := w.leafLiterals(func(f *servedField) bool { return f.Type.named() == r.Name })
	return append(texts, held[:min(len(held), maxValues)]...)
}

// depthOf returns how many levels of the fields of an input to fill: the first time its own fields and those of the inputs
// in it, later only its own, because inputs are recursive.
func (w *walker) depthOf(name string) int {
	if w.expanded[name] {
		return 1
	}
	w.expanded[name] = true
	return 2
}

// inputLiterals returns objects with the required fields and each other field in turn, and with each value of the required
// fields.
func (w *walker) inputLiterals(of *servedType, depth int) []string {
	var needed []string
	others := map[string][]string{}
	for _, f := range of.InputFields {
		if depth == 0 && !isRequired(f) {
			continue
		}
		texts := w.literals(f.Type, depth-1)
		if depth < 2 && len(texts) > maxValues {
			texts = texts[:maxValues]
		}
		if isRequired(f) && !of.IsOneOf && len(texts) > 0 {
			needed = append(needed, f.Name+": "+texts[0])
			texts = texts[1:]
		}
		others[f.Name] = texts
	}
	object := func(with string) string {
		fields := []string{}
		for _, field := range needed {
			if name, _, _ := strings.Cut(field, ":"); !strings.HasPrefix(with, name+":") {
				fields = append(fields, field)
			}
		}
		if with != "" {
			fields = append(fields, with)
		}
		return "{" + strings.Join(fields, ", ") + "}"
	}
	var objects []string
	if !of.IsOneOf {
		objects = append(objects, object(""))
	}
	for _, f := range of.InputFields {
		for _, text := range others[f.Name] {
			objects = append(objects, object(f.Name+": "+text))
		}
	}
	return objects
}

// recordValues returns values for several arguments from one record of the graph, from its fields of the same names: a
// record of the field's type, or else of any type.
func (w *walker) recordValues(arguments []*servedInput, f *field) []argumentSet {
	types := []string(nil)
	if !w.isLeaf(f.Type.named()) {
		types = w.possible(f.Type.named())
	}
	found := w.recordValuesOf(types, arguments)
	if len(found) == 0 {
		found = w.recordValuesOf(w.typeNames(), arguments)
	}
	if len(found) == 0 && len(arguments) == 1 {
		// Search strings, if nothing better is known.
		a := arguments[0]
		held := w.leafLiterals(func(f *servedField) bool { return f.Type.named() == a.Type.named() })
		for _, text := range held[:min(len(held), maxValues)] {
			found = append(found, argumentSet{arguments, a.Name + ": " + asList(a, text)})
		}
	}
	if len(found) > 1 && len(arguments) == 1 && isList(arguments[0]) {
		found = append(found, listOfAll(arguments[0], found))
	}
	return found
}

// recordValuesOf returns the first values of each of some types.
func (w *walker) recordValuesOf(types []string, arguments []*servedInput) []argumentSet {
	var found []argumentSet
	for _, name := range types {
		some := 0
		for _, object := range w.sampled[name] {
			var texts []string
			for _, a := range arguments {
				if text := w.literalOf(object, a); text != "" {
					texts = append(texts, a.Name+": "+text)
				}
			}
			g := argumentSet{arguments, strings.Join(texts, ", ")}
			isNew := !slices.ContainsFunc(found, func(other argumentSet) bool { return other.text == g.text })
			if len(texts) == len(arguments) && isNew && some < maxValues {
				found = append(found, g)
				some++
			}
		}
	}
	return found
}

// literalOf returns an object's value for an argument, from the field of the same name or, for a list, of its singular.
func (w *walker) literalOf(object map[string]any, a *servedInput) string {
	value, ok := object[a.Name].(string)
	if !ok && isList(a) {
		value, ok = object[strings.TrimSuffix(a.Name, "s")].(string)
	}
	if !ok {
		return ""
	}
	return asList(a, quote(value))
}

func isList(a *servedInput) bool { return strings.HasPrefix(a.Type.String(), "[") }

func asList(a *servedInput, text string) string {
	if isList(a) {
		return "[" + text + "]"
	}
	return text
}

// maxListItems is the number of values in a list.
const maxListItems = 50

// listOfAll returns a list of values found one by one.
func listOfAll(a *servedInput, found []argumentSet) argumentSet {
	var items []string
	for _, g := range found[:min(len(found), maxListItems)] {
		items = append(items, strings.TrimSuffix(strings.TrimPrefix(g.text, a.Name+": ["), "]"))
	}
	return argumentSet{[]*servedInput{a}, fmt.Sprintf("%s: [%s]", a.Name, strings.Join(items, ", "))}
}

// leafLiterals returns the different values of some fields in the graph as source text.
func (w *walker) leafLiterals(chosen func(f *servedField) bool) []string {
	var texts []string
	for _, name := range w.typeNames() {
		for _, f := range w.types[name].Fields {
			if !w.isLeaf(f.Type.named()) || !chosen(f) {
				continue
			}
			for _, object := range w.sampled[name] {
				if value, ok := object[f.Name].(string); ok && !slices.Contains(texts, quote(value)) {
					texts = append(texts, quote(value))
				}
			}
		}
	}
	return texts
}

// typeNames returns the types of the objects seen so far, in order.
func (w *walker) typeNames() []string {
	var names []string
	for name := range w.sampled {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// cursors returns the cursors of an answered page.
func (w *walker) cursors(value any, below []*selection) []string {
	var texts []string
	for _, object := range objectsIn(value) {
		for _, s := range below {
			text, isText := object[s.key].(string)
			if isText && (s.Name == "cursor" || strings.HasSuffix(s.Name, "Cursor")) && !slices.Contains(texts, quote(text)) {
				texts = append(texts, quote(text))
			}
			if !isText && !w.hasID(s.of) {
				texts = append(texts, w.cursors(object[s.key], s.below)...)
			}
		}
	}
	slices.Sort(texts)
	texts = slices.Compact(texts)
	return texts[:min(len(texts), maxValues)]
}

// quote returns a string as source text.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has JSON
	}
	return string(quoted)
}
