package graph_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// samples are values of scalars that every graph can be asked with; those that the graph itself holds come on top.
var samples = map[string][]string{
	"Int":      {"1", "2", "0"},
	"Float":    {"0.5", "117"},
	"Boolean":  {"true", "false"},
	"Date":     {`"2023-01-11"`, `"2020-02-29"`},
	"DateTime": {`"2023-01-13T08:00:00Z"`},
	"Decimal":  {`"12.5"`, "3"},
	// Inputs of dates ask for parts of them.
	"PartialDate": {`"2022"`, `"2022-12"`},
}

// enoughValues is how many values of the graph an argument is tried with.
const enoughValues = 3

// given are arguments with their values, as a query writes them without its parentheses.
type given struct {
	arguments []*servedInput
	text      string
}

// choice is what may be given for one argument, or for several that only one object has values for.
type choice struct {
	required bool
	values   []given
}

func isRequired(a *servedInput) bool { return a.Type.Kind == "NON_NULL" && a.DefaultValue == nil }

// isCursor tells whether an argument takes a place in the very list that it is given to.
func isCursor(a *servedInput) bool {
	return (a.Name == "after" || a.Name == "before") && a.Type.named() == "String"
}

// isHarvested tells whether only the graph has values for an argument: a slug, an id, a code.
func isHarvested(a *servedInput) bool {
	return (a.Type.named() == "String" || a.Type.named() == "ID") && !isCursor(a)
}

// plainly gives a field the arguments that it must have, and no others. Not ok where one has no value.
func (w *walker) plainly(f *field) (given, bool) {
	var needed []*servedInput
	for _, a := range f.Args {
		if isRequired(a) {
			needed = append(needed, a)
		}
	}
	return joined(w.choices(f, needed, nil), nil)
}

// joined gives the required arguments their first values, but those of one choice in its own way.
func joined(choices []choice, own *given) (given, bool) {
	all := given{}
	var texts []string
	add := func(g given) {
		all.arguments = append(all.arguments, g.arguments...)
		texts = append(texts, g.text)
	}
	for _, c := range choices {
		if own != nil && slices.ContainsFunc(c.values, func(g given) bool { return g.arguments[0] == own.arguments[0] }) {
			add(*own)
			continue
		}
		if c.required && len(c.values) == 0 {
			return given{}, false
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

// variants asks for a field with every value of each argument in turn.
func (w *walker) variants(f *field, cursors []string) []*selection {
	plainly, ok := w.selectField(f, 0, enoughHops)
	if !ok {
		return nil
	}
	var all []*selection
	choices := w.choices(f, f.Args, cursors)
	for _, c := range choices {
		for _, g := range c.values {
			with, _ := joined(choices, &g) // it has what it needs, for it is asked plainly too
			s := *plainly
			s.key += fmt.Sprintf("_%d", len(all))
			s.arguments, s.given = with.text, with.arguments
			all = append(all, &s)
		}
	}
	return all
}

// isEnd tells whether an argument takes the id of an entity, whatever the field is called that tells it.
func isEnd(a *servedInput) bool {
	return a.Type.named() == "ID" && a.Name != "id" && a.Name != "ids"
}

// choices are the values for some arguments of a field.
func (w *walker) choices(f *field, arguments []*servedInput, cursors []string) []choice {
	var choices []choice
	var together, ends []*servedInput
	for _, a := range arguments {
		var texts []string
		switch {
		case isCursor(a):
			texts = cursors
		case isEnd(a):
			ends = append(ends, a)
			continue
		case a.Name == "query":
			for _, name := range w.entities("name") {
				texts = append(texts, quote(name))
			}
		case isHarvested(a) && isRequired(a):
			together = append(together, a)
			continue
		case isHarvested(a):
			choices = append(choices, choice{values: w.tuples([]*servedInput{a}, f)})
			continue
		default:
			texts = w.texts(a.Type, w.depthOf(a.Type.named()))
		}
		if a.Name == "limit" {
			texts = slices.DeleteFunc(texts, func(text string) bool { return text == "0" })
		}
		c := choice{required: isRequired(a)}
		for _, text := range texts {
			c.values = append(c.values, given{arguments: []*servedInput{a}, text: a.Name + ": " + text})
		}
		choices = append(choices, c)
	}
	if len(together) > 0 {
		choices = append(choices, choice{required: true, values: w.tuples(together, f)})
	}
	if len(ends) > 0 {
		choices = append(choices, choice{required: true, values: w.ends(ends)})
	}
	return choices
}

// ends are entities for some arguments together, each another one.
func (w *walker) ends(arguments []*servedInput) []given {
	ids := w.entities("id")
	var found []given
	for i := range min(len(ids), enoughValues) {
		var texts []string
		for k, a := range arguments {
			texts = append(texts, a.Name+": "+quote(ids[(i+k)%len(ids)]))
		}
		found = append(found, given{arguments, strings.Join(texts, ", ")})
	}
	return found
}

// entities are the values of a field of one entity of each kind.
func (w *walker) entities(field string) []string {
	var values []string
	for _, name := range w.possible("Entity") {
		for _, object := range w.harvest[name] {
			if value, ok := object[field].(string); ok {
				values = append(values, value)
				break
			}
		}
	}
	return values
}

// texts are values for an argument that any graph can be asked with.
func (w *walker) texts(r *servedRef, hops int) []string {
	switch r.Kind {
	case "NON_NULL":
		return w.texts(r.OfType, hops)
	case "LIST":
		items := w.texts(r.OfType, hops)
		var lists []string
		for _, item := range items {
			lists = append(lists, "["+item+"]")
		}
		return append(lists, "["+strings.Join(items[:min(len(items), enoughValues)], ", ")+"]")
	case "ENUM":
		var names []string
		for _, v := range w.types[r.Name].EnumValues {
			names = append(names, v.Name)
		}
		return names
	case "INPUT_OBJECT":
		return w.inputs(w.types[r.Name], hops)
	}
	texts := slices.Clone(samples[r.Name])
	if r.Name == "Int" || r.Name == "Float" || r.Name == "Boolean" {
		return texts
	}
	held := w.leaves(func(f *servedField) bool { return f.Type.named() == r.Name })
	return append(texts, held[:min(len(held), enoughValues)]...)
}

// depthOf is how deep the values of an input are made: its own fields and those of the inputs in it once, afterwards
// only its own, for inputs lead to one another without end.
func (w *walker) depthOf(name string) int {
	if w.expanded[name] {
		return 1
	}
	w.expanded[name] = true
	return 2
}

// inputs are objects with what they must have and each of the other fields in turn, and with each value of what they must
// have.
func (w *walker) inputs(of *servedType, depth int) []string {
	var needed []string
	others := map[string][]string{}
	for _, f := range of.InputFields {
		if depth == 0 && !isRequired(f) {
			continue
		}
		texts := w.texts(f.Type, depth-1)
		if depth < 2 && len(texts) > enoughValues {
			texts = texts[:enoughValues]
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

// tuples are values that one object of the graph has for some arguments together, each in the field of the argument's
// name: of what the field answers, else of anything.
func (w *walker) tuples(arguments []*servedInput, f *field) []given {
	types := []string(nil)
	if !w.isLeaf(f.Type.named()) {
		types = w.possible(f.Type.named())
	}
	found := w.tuplesOf(types, arguments)
	if len(found) == 0 {
		found = w.tuplesOf(w.typeNames(), arguments)
	}
	if len(found) == 0 && len(arguments) == 1 {
		// Words to look for, in want of anything better.
		a := arguments[0]
		held := w.leaves(func(f *servedField) bool { return f.Type.named() == a.Type.named() })
		for _, text := range held[:min(len(held), enoughValues)] {
			found = append(found, given{arguments, a.Name + ": " + listed(a, text)})
		}
	}
	if len(found) > 1 && len(arguments) == 1 && isList(arguments[0]) {
		found = append(found, allOf(arguments[0], found))
	}
	return found
}

// tuplesOf are the first values of each of some types.
func (w *walker) tuplesOf(types []string, arguments []*servedInput) []given {
	var found []given
	for _, name := range types {
		some := 0
		for _, object := range w.harvest[name] {
			var texts []string
			for _, a := range arguments {
				if text := w.textOf(object, a); text != "" {
					texts = append(texts, a.Name+": "+text)
				}
			}
			g := given{arguments, strings.Join(texts, ", ")}
			isNew := !slices.ContainsFunc(found, func(other given) bool { return other.text == g.text })
			if len(texts) == len(arguments) && isNew && some < enoughValues {
				found = append(found, g)
				some++
			}
		}
	}
	return found
}

// textOf is an object's value for an argument, in the field of its name or, for a list, of its singular.
func (w *walker) textOf(object map[string]any, a *servedInput) string {
	value, ok := object[a.Name].(string)
	if !ok && isList(a) {
		value, ok = object[strings.TrimSuffix(a.Name, "s")].(string)
	}
	if !ok {
		return ""
	}
	return listed(a, quote(value))
}

func isList(a *servedInput) bool { return strings.HasPrefix(a.Type.String(), "[") }

func listed(a *servedInput, text string) string {
	if isList(a) {
		return "[" + text + "]"
	}
	return text
}

// mostItems is how many values a list is given.
const mostItems = 50

// allOf gives a list what was found one by one.
func allOf(a *servedInput, found []given) given {
	var items []string
	for _, g := range found[:min(len(found), mostItems)] {
		items = append(items, strings.TrimSuffix(strings.TrimPrefix(g.text, a.Name+": ["), "]"))
	}
	return given{[]*servedInput{a}, fmt.Sprintf("%s: [%s]", a.Name, strings.Join(items, ", "))}
}

// leaves are the different values of some fields in the graph, as a query writes them.
func (w *walker) leaves(chosen func(f *servedField) bool) []string {
	var texts []string
	for _, name := range w.typeNames() {
		for _, f := range w.types[name].Fields {
			if !w.isLeaf(f.Type.named()) || !chosen(f) {
				continue
			}
			for _, object := range w.harvest[name] {
				if value, ok := object[f.Name].(string); ok && !slices.Contains(texts, quote(value)) {
					texts = append(texts, quote(value))
				}
			}
		}
	}
	return texts
}

// typeNames are those of the types that objects were seen of, in order.
func (w *walker) typeNames() []string {
	var names []string
	for name := range w.harvest {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// cursors are those of a page that was answered.
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
	return texts[:min(len(texts), enoughValues)]
}

// quote writes a text as a value in a query.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // a string always has JSON
	}
	return string(quoted)
}
