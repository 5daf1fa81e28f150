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

// scalarPatterns holds the patterns of scalars as JSON; otherPattern applies to scalars that are not listed.
var scalarPatterns = map[string]*regexp.Regexp{
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

var otherPattern = regexp.MustCompile(`(?s)^[^{\[]`)

// scalarLayouts holds the time layouts of scalars.
var scalarLayouts = map[string][]string{
	"Date":        {`"2006-01-02"`},
	"PartialDate": {`"2006-01-02"`, `"2006-01"`, `"2006"`},
	"DateTime":    {`"2006-01-02T15:04:05Z07:00"`},
}

// maxSampled is the number of objects of a type whose leaves are kept.
const maxSampled = 100

// answerCheck checks the value of a field of the objects at a path; path is that of the response.
type answerCheck struct {
	*walker
	root objectPath
	top  *selection
	path string
	// steps lead to the object that has the value.
	steps []step
}

// report reports what is wrong with a field, once for each field.
func (at answerCheck) report(format string, arguments ...any) {
	at.t.Helper()
	field := at.path[strings.LastIndexByte(at.path, '.')+1:]
	field, _, _ = strings.Cut(field, "[")
	if at.reported[field] {
		return
	}
	at.reported[field] = true
	query := at.write(at.root, nil)
	if at.top != nil {
		query = at.write(at.root, []*selection{at.top})
	}
	at.fail("%s\nanswers at %s %s", query, at.path, fmt.Sprintf(format, arguments...))
}

// field checks the value of a field of the objects at a path, and reports whether it is not empty.
func (at answerCheck) field(object map[string]any, s *selection) bool {
	at.top, at.steps = s, at.root.steps
	return at.member(object, s)
}

func (at answerCheck) member(object map[string]any, s *selection) bool {
	at.path += "." + s.key
	at.steps = append(slices.Clone(at.steps), step{from: s.of, text: s.Name + s.arguments, key: s.key})
	isFilled := at.value(object[s.key], s.Type, s)
	if isFilled {
		at.reached[s.name()] = true
	}
	return isFilled
}

// value checks a value against its type, and reports whether it is neither null nor an empty list or page.
func (at answerCheck) value(value any, declared *servedRef, s *selection) bool {
	switch {
	case declared.Kind == "NON_NULL":
		if value == nil {
			at.report("null, but the type is %s", declared)
			return false
		}
		return at.value(value, declared.OfType, s)
	case value == nil:
		return false
	case declared.Kind == "LIST":
		items, ok := value.([]any)
		if !ok {
			at.report("%v, but the type is the list %s", value, declared)
		}
		isFilled := false
		path := at.path
		for i, item := range items {
			at.path = fmt.Sprintf("%s[%d]", path, i)
			isFilled = at.value(item, declared.OfType, s) || isFilled
		}
		return isFilled
	case at.isLeaf(declared.Name):
		at.leaf(value, at.types[declared.Name])
		return true
	}
	return at.object(value, declared, s)
}

// leaf checks a scalar or an enum value.
func (at answerCheck) leaf(value any, declared *servedType) {
	if declared.Kind == "ENUM" {
		name, _ := value.(string)
		if !slices.ContainsFunc(declared.EnumValues, func(v *servedField) bool { return v.Name == name }) {
			at.report("%v, which is not a valid %s", value, declared.Name)
		}
		return
	}
	text := fmt.Sprint(value)
	if _, isText := value.(string); isText {
		text = `"` + text + `"`
	}
	form, ok := scalarPatterns[declared.Name]
	if !ok {
		form = otherPattern
	}
	if !form.MatchString(text) || !fitsLayout(text, scalarLayouts[declared.Name]) {
		at.report("%s, which is not a valid %s", text, declared.Name)
	}
	if number, isNumber := value.(json.Number); isNumber && declared.Name == "Int" {
		if _, err := strconv.ParseInt(number.String(), 10, 32); err != nil {
			at.report("%s, which is not a 32-bit integer", text)
		}
	}
}

func fitsLayout(text string, layouts []string) bool {
	return len(layouts) == 0 || slices.ContainsFunc(layouts, func(layout string) bool {
		_, err := time.Parse(layout, text)
		return err == nil
	})
}

// object checks an object with its selection, and keeps its values. A record is never empty; an object with lists is empty
// if all of them are.
func (at answerCheck) object(value any, declared *servedRef, s *selection) bool {
	object, ok := value.(map[string]any)
	if !ok {
		at.report("%v, but the type is %s", value, declared)
		return false
	}
	name, _ := object["__typename"].(string)
	if !slices.Contains(at.possible(declared.Name), name) {
		at.report("an object of type %q, but the type is %s", name, declared)
		return false
	}
	at.checkKeys(at, object, s.below)
	id, leaves := at.remember(object, name, s.below)
	if id != "" && at.refetch != nil {
		at.steps = []step{{from: at.query, text: fmt.Sprintf("%s(%s: %q)", at.refetch.Name, at.refetch.Args[0].Name, id), key: at.refetch.Name}}
	}
	if at.sampleSize(name) < maxSampled {
		at.sampled[name] = append(at.sampled[name], leaves)
	}
	at.enqueue(name, at.steps)
	lists, full := 0, 0
	for _, below := range s.below {
		if !at.fits(below, name) {
			continue
		}
		isFilled := at.member(object, below)
		if below.Type.isList() {
			lists++
			if isFilled {
				full++
			}
		}
	}
	return id != "" || lists == 0 || full > 0
}

func (w *walker) sampleSize(name string) int { return len(w.sampled[name]) }

// isList reports whether a type is a list.
func (r *servedRef) isList() bool {
	return r.Kind == "LIST" || r.Kind == "NON_NULL" && r.OfType.Kind == "LIST"
}

// remember keeps the id of an object, which no object of another type may have, and its leaves.
func (at answerCheck) remember(object map[string]any, name string, below []*selection) (id string, leaves map[string]any) {
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
		at.report("the id %q of an object of type %s, which an object of type %s has too", id, name, other)
	}
	at.ids[id] = name
	return id, leaves
}

// checkKeys reports unexpected and missing keys of an object.
func (w *walker) checkKeys(at answerCheck, object map[string]any, selections []*selection) {
	name, isText := object["__typename"].(string)
	if !isText {
		at.report("an object without its __typename")
		return
	}
	expected := map[string]bool{"__typename": true}
	for _, s := range selections {
		if !w.fits(s, name) {
			continue
		}
		expected[s.key] = true
		if _, ok := object[s.key]; !ok {
			at.report("an object of type %s without %s", name, s.key)
		}
	}
	for key := range object {
		if !expected[key] {
			at.report("an object of type %s with %s, which was not selected", name, key)
		}
	}
}
