package graph_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// forms are what the values of scalars look like as JSON; a scalar that is not here may be anything but an object.
var forms = map[string]*regexp.Regexp{
	"Int":         regexp.MustCompile(`^-?(0|[1-9]\d*)$`),
	"Float":       regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$`),
	"Boolean":     regexp.MustCompile(`^(true|false)$`),
	"String":      regexp.MustCompile(`(?s)^".*"$`),
	"ID":          regexp.MustCompile(`^"[A-Za-z0-9_-]+"$`),
	"Date":        regexp.MustCompile(`^"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"$`),
	"PartialDate": regexp.MustCompile(`^"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"$`),
	"DateTime":    regexp.MustCompile(`^"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"$`),
	"Decimal":     regexp.MustCompile(`^"(-?[1-9]\d*|0|-?(0|[1-9]\d*)\.\d*[1-9])"$`),
	"URL":         regexp.MustCompile(`^"https?://[^\s"]+"$`),
}

var otherForm = regexp.MustCompile(`(?s)^[^{\[]`)

// layouts are those of scalars that a form is not enough for.
var layouts = map[string][]string{
	"Date":        {`"2006-01-02"`},
	"PartialDate": {`"2006-01-02"`, `"2006-01"`, `"2006"`},
	"DateTime":    {`"2006-01-02T15:04:05Z07:00"`},
}

// mostHarvested is how many objects of a type are remembered for their leaves.
const mostHarvested = 100

// where is what a value answers: a field of the objects at a place, and the path of the response from there.
type where struct {
	*walker
	place place
	top   *selection
	path  string
	// way leads to the object that the value is of.
	way []step
}

// wrong reports what is wrong with a field, the first time that it is.
func (at where) wrong(format string, arguments ...any) {
	at.t.Helper()
	field := at.path[strings.LastIndexByte(at.path, '.')+1:]
	field, _, _ = strings.Cut(field, "[")
	if at.wrongs[field] {
		return
	}
	at.wrongs[field] = true
	query := at.write(at.place, nil)
	if at.top != nil {
		query = at.write(at.place, []*selection{at.top})
	}
	at.fail("%s\nanswers at %s %s", query, at.path, fmt.Sprintf(format, arguments...))
}

// field checks what one field of the objects at a place answers, and tells whether that says anything.
func (at where) field(object map[string]any, s *selection) bool {
	at.top, at.way = s, at.place.way
	return at.member(object, s)
}

func (at where) member(object map[string]any, s *selection) bool {
	at.path += "." + s.key
	at.way = append(slices.Clone(at.way), step{from: s.of, text: s.Name + s.arguments, key: s.key})
	says := at.value(object[s.key], s.Type, s)
	if says {
		at.reached[s.name()] = true
	}
	return says
}

// value checks a value against its type. It says something if it is not null, an empty list or an empty page.
func (at where) value(value any, declared *servedRef, s *selection) bool {
	switch {
	case declared.Kind == "NON_NULL":
		if value == nil {
			at.wrong("null, declared is %s", declared)
			return false
		}
		return at.value(value, declared.OfType, s)
	case value == nil:
		return false
	case declared.Kind == "LIST":
		items, ok := value.([]any)
		if !ok {
			at.wrong("%v, declared is the list %s", value, declared)
		}
		says := false
		path := at.path
		for i, item := range items {
			at.path = fmt.Sprintf("%s[%d]", path, i)
			says = at.value(item, declared.OfType, s) || says
		}
		return says
	case at.isLeaf(declared.Name):
		at.leaf(value, at.types[declared.Name])
		return true
	}
	return at.object(value, declared, s)
}

// leaf checks a scalar or the value of an enum.
func (at where) leaf(value any, declared *servedType) {
	if declared.Kind == "ENUM" {
		name, _ := value.(string)
		if !slices.ContainsFunc(declared.EnumValues, func(v *servedField) bool { return v.Name == name }) {
			at.wrong("%v, which is no %s", value, declared.Name)
		}
		return
	}
	text := fmt.Sprint(value)
	if _, isText := value.(string); isText {
		text = `"` + text + `"`
	}
	form, ok := forms[declared.Name]
	if !ok {
		form = otherForm
	}
	if !form.MatchString(text) || !fitsLayout(text, layouts[declared.Name]) {
		at.wrong("%s, which is no %s", text, declared.Name)
	}
	if number, isNumber := value.(json.Number); isNumber && declared.Name == "Int" {
		if _, err := strconv.ParseInt(number.String(), 10, 32); err != nil {
			at.wrong("%s, which is too large for an Int", text)
		}
	}
}

func fitsLayout(text string, layouts []string) bool {
	return len(layouts) == 0 || slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

// object checks an object with all that was asked of it, and takes note of it. A record says something as it is; of a
// value with lists one must not be empty.
func (at where) object(value any, declared *servedRef, s *selection) bool {
	object, ok := value.(map[string]any)
	if !ok {
		at.wrong("%v, declared is %s", value, declared)
		return false
	}
	name, _ := object["__typename"].(string)
	if !slices.Contains(at.possible(declared.Name), name) {
		at.wrong("an object of type %q, declared is %s", name, declared)
		return false
	}
	at.checkKeys(at, object, s.below)
	id, leaves := at.remember(object, name, s.below)
	if id != "" && at.refetch != nil {
		at.way = []step{{from: at.query, text: fmt.Sprintf("%s(%s: %q)", at.refetch.Name, at.refetch.Args[0].Name, id), key: at.refetch.Name}}
	}
	if at.harvestSize(name) < mostHarvested {
		at.harvest[name] = append(at.harvest[name], leaves)
	}
	at.found(name, at.way)
	lists, full := 0, 0
	for _, below := range s.below {
		if !at.fits(below, name) {
			continue
		}
		says := at.member(object, below)
		if below.Type.isList() {
			lists++
			if says {
				full++
			}
		}
	}
	return id != "" || lists == 0 || full > 0
}

func (w *walker) harvestSize(name string) int { return len(w.harvest[name]) }

// isList tells whether a type is one of lists.
func (r *servedRef) isList() bool {
	return r.Kind == "LIST" || r.Kind == "NON_NULL" && r.OfType.Kind == "LIST"
}

// remember takes an object's id, of which no other type may have one alike, and its leaves.
func (at where) remember(object map[string]any, name string, below []*selection) (id string, leaves map[string]any) {
	leaves = map[string]any{}
	for _, s := range below {
		if at.fits(s, name) && at.isLeaf(s.Type.named()) {
			leaves[s.Name] = object[s.key]
		}
		if at.fits(s, name) && s.Name == "id" && s.Type.named() == "ID" {
			id, _ = object[s.key].(string)
		}
	}
	if id == "" {
		return "", leaves
	}
	if other, seen := at.ids[id]; seen && other != name {
		at.wrong("the id %q of an object of type %s, which one of type %s has too", id, name, other)
	}
	at.ids[id] = name
	return id, leaves
}

// checkKeys finds what an object has that was not asked of it, and what was asked and is missing.
func (w *walker) checkKeys(at where, object map[string]any, selections []*selection) {
	name, isText := object["__typename"].(string)
	if !isText {
		at.wrong("an object without its __typename")
		return
	}
	expected := map[string]bool{"__typename": true}
	for _, s := range selections {
		if !w.fits(s, name) {
			continue
		}
		expected[s.key] = true
		if _, ok := object[s.key]; !ok {
			at.wrong("an object of type %s without %s", name, s.key)
		}
	}
	for key := range object {
		if !expected[key] {
			at.wrong("an object of type %s with %s, which was not asked of it", name, key)
		}
	}
}
