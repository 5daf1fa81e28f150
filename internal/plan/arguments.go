package plan

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"slices"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	// DefaultPage is how many items a page has where nothing is said.
	DefaultPage = 20
	// MaxPage is how many items a page may have.
	MaxPage = 100
	// maxNodes is how many ids `nodes` takes.
	maxNodes = 100
)

// fail reports a wrong argument of the field that is being compiled, once for all the types that the field stands on.
func (c *compiler) fail(err error) {
	problem := c.path.problem(err)
	for _, known := range c.errs {
		if known.Message == problem.Message && slices.Equal(known.Path, problem.Path) {
			return
		}
	}
	c.errs = append(c.errs, problem)
}

// mistake is the error of a wrong argument of the field at the path.
func (p fieldPath) problem(err error) *gqlerror.Error {
	problem := &gqlerror.Error{Message: err.Error(), Extensions: map[string]any{"code": string(kg.BadArgument)}}
	if known, ok := errors.AsType[*kg.Error](err); ok {
		problem.Extensions["code"] = string(known.Code)
	}
	for _, key := range p {
		problem.Path = append(problem.Path, ast.PathName(key))
	}
	return problem
}

// tell is the mistake of the field at the path, if the error is one of the caller.
func (p fieldPath) withPath(err error) error {
	if known, ok := errors.AsType[*kg.Error](err); ok {
		return gqlerror.List{p.problem(known)}
	}
	return err
}

// fieldPath is the way to a field in the answer, by response keys, without list indices.
type fieldPath []string

// argument is the value of an argument, or its default; nil where it is absent or null.
func (c *compiler) argument(f *field, name string) any {
	definition := f.Definition.Arguments.ForName(name)
	if definition == nil {
		return nil
	}
	given := f.Arguments.ForName(name)
	if given != nil && given.Value.Kind == ast.Variable {
		if _, ok := c.root.Variables[given.Value.Raw]; !ok {
			given = nil
		}
	}
	if given == nil {
		if definition.DefaultValue == nil {
			return nil
		}
		given = &ast.Argument{Value: definition.DefaultValue}
	}
	value, err := given.Value.Value(c.root.Variables)
	if err != nil {
		c.fail(kg.Errorf(kg.BadArgument, "%s: its value cannot be read", name))
		return nil
	}
	if value == nil && definition.Type.NonNull {
		c.fail(kg.Errorf(kg.BadArgument, "%s may not be null; leave it out for its default", name))
	}
	return value
}

// text is an argument that takes a text; an id may be written as a number.
func (c *compiler) text(f *field, name string) string {
	return asText(c.argument(f, name))
}

func asText(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case nil:
		return ""
	default:
		b, err := json.Marshal(v)
		if err != nil {
			return ""
		}
		return string(b)
	}
}

// list is an argument that takes a list; one value stands for a list of one. given tells an empty list from none.
func (c *compiler) list(f *field, name string) (values []string, given bool) {
	value := c.argument(f, name)
	if value == nil {
		return nil, false
	}
	items := reflect.ValueOf(value)
	if items.Kind() != reflect.Slice { // a literal; of a variable gqlparser has made a list, of any type
		return []string{asText(value)}, true
	}
	for i := range items.Len() {
		values = append(values, asText(items.Index(i).Interface()))
	}
	return values, true
}

// linkKinds is an argument that takes kinds of link; given tells an empty list from none.
func (c *compiler) linkKinds(f *field, name string) (kinds []kg.LinkKind, given bool) {
	names, given := c.list(f, name)
	for _, n := range names {
		kind, ok := kg.ParseLinkKind(n)
		if !ok { // gqlparser lets variables pass in any case of letters
			c.fail(kg.Errorf(kg.BadArgument, "%s: there is no kind %q; kinds are written in capitals", name, n))
		}
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), given
}

// enumeration is an argument that takes one of the names of its type.
func (c *compiler) enumeration(f *field, name string) string {
	value := c.text(f, name)
	definition := c.planner.schema.Types[f.Definition.Arguments.ForName(name).Type.Name()]
	if value != "" && definition.EnumValues.ForName(value) == nil {
		c.fail(kg.Errorf(kg.BadArgument, "%s: there is no %s %q; its values are written in capitals", name, definition.Name, value))
	}
	return value
}

func (c *compiler) isTrue(f *field, name string) bool {
	value, _ := c.argument(f, name).(bool)
	return value
}

// day is an argument that takes a calendar day; empty where it is absent or null.
func (c *compiler) day(f *field, name string) kg.Date {
	value := c.argument(f, name)
	if value == nil {
		return ""
	}
	text, ok := value.(string)
	if !ok {
		text = asText(value)
	}
	day, err := kg.ParseDate(text)
	if err != nil {
		c.fail(err)
	}
	return day
}

// asOf is the day on which the field looks at its links: its own, else that of the root field.
func (c *compiler) asOf(f *field) kg.Date {
	if day := c.day(f, "asOf"); day != "" {
		return day
	}
	return c.rootAsOf
}

// judgedOn is the day on which a field judges: its argument `on`, else that of the root field, else today.
func (c *compiler) dayOn(f *field) kg.Date {
	if day := c.day(f, "on"); day != "" {
		return day
	}
	if c.rootAsOf != "" {
		return c.rootAsOf
	}
	return kg.Date(c.planner.now().UTC().Format(time.DateOnly))
}

// recordKinds is an argument that takes kinds of record; given tells an empty list from none.
func (c *compiler) recordKinds(f *field, name string) (codes []kg.Code, given bool) {
	names, given := c.list(f, name)
	for _, n := range names {
		code, ok := c.planner.registry.Kinds.ParseEnumName(n)
		if !ok { // gqlparser lets variables pass in any case of letters
			c.fail(kg.Errorf(kg.BadArgument, "%s: there is no kind %q; kinds are written in capitals", name, n))
		}
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes), given
}

// page reads first, after, last and before.
func (c *compiler) page(f *field, list *cursorList) store.Page {
	page := store.Page{Limit: DefaultPage}
	first, hasFirst := c.size(f, "first")
	last, hasLast := c.size(f, "last")
	switch {
	case hasFirst && hasLast:
		c.fail(kg.Errorf(kg.BadPage, "first and last are both given; give one of them"))
	case hasFirst:
		page.Limit = first
	case hasLast:
		page.Limit, page.FromEnd = last, true
	}
	page.After, page.Before = c.cursor(f, "after", list), c.cursor(f, "before", list)
	return page
}

func (c *compiler) size(f *field, name string) (n int, given bool) {
	value := c.argument(f, name)
	if value == nil {
		return 0, false
	}
	size := asNumber(value)
	if size < 0 || size > MaxPage {
		c.fail(kg.Errorf(kg.BadPage, "%s takes 0 to %d; page on with the cursors for more", name, MaxPage))
		return 0, true
	}
	return int(size), true
}

func asNumber(value any) float64 {
	switch n := value.(type) {
	case int64:
		return float64(n)
	case int:
		return float64(n)
	case float64:
		return n
	case json.Number:
		f, err := n.Float64()
		if err == nil {
			return f
		}
	}
	return math.NaN()
}

func (c *compiler) cursor(f *field, name string, list *cursorList) *store.Position {
	value := c.argument(f, name)
	if value == nil {
		return nil
	}
	place, err := list.parse(asText(value))
	if err != nil {
		if known, ok := errors.AsType[*kg.Error](err); ok {
			err = kg.Errorf(known.Code, "%s: %s", name, known.Message)
		}
		c.fail(err)
		return nil
	}
	return place
}
