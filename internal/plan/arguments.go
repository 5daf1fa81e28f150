package plan

import (
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	// DefaultPage is the number of items on a page without `first` and `last`.
	DefaultPage = 20
	// MaxPage is the maximal number of items on a page.
	MaxPage = 100
	// maxNodes is the maximal number of ids that `nodes` takes.
	maxNodes = 100
)

// fieldPath leads to a field in the answer.
type fieldPath []*field

// problem returns the error of a wrong argument of the field at the path. Below a list it is an error of the first item: the same
// argument is wrong in all of them, and each would leave null at the same place.
func (p fieldPath) problem(err error) *gqlerror.Error {
	last := p[len(p)-1]
	problem := &gqlerror.Error{
		Message:    err.Error(),
		Locations:  []gqlerror.Location{{Line: last.Position.Line, Column: last.Position.Column}},
		Extensions: map[string]any{"code": string(kg.BadArgument)},
	}
	if known, ok := errors.AsType[*kg.Error](err); ok {
		problem.Extensions["code"] = string(known.Code)
	}
	for i, f := range p {
		problem.Path = append(problem.Path, ast.PathName(f.key))
		if f.Definition.Type.Elem != nil && i < len(p)-1 {
			first := slices.IndexFunc(f.ids, func(id kg.ID) bool { return id != 0 })
			problem.Path = append(problem.Path, ast.PathIndex(max(first, 0)))
		}
	}
	return problem
}

// problemBelow returns the error of an argument that is wrong below one item of a list only, the item with an id. Below two lists, the
// indices are those of problem.
func (p fieldPath) problemBelow(item int, id kg.ID, err error) *gqlerror.Error {
	problem := p.problem(err)
	if ids := p[0].ids; ids != nil {
		item = slices.Index(ids, id)
	}
	last := -1
	for i, element := range problem.Path {
		if _, isIndex := element.(ast.PathIndex); isIndex && last >= 0 {
			return problem
		} else if isIndex {
			last = i
		}
	}
	if last >= 0 && item >= 0 {
		problem.Path[last] = ast.PathIndex(item)
	}
	return problem
}

// withPath adds the path to an error of the client. Other errors are returned as they are.
func (p fieldPath) withPath(err error) error {
	if known, ok := errors.AsType[*kg.Error](err); ok {
		return gqlerror.List{p.problem(known)}
	}
	return err
}

// fail reports a wrong argument of the field that is being compiled, once even if the field is compiled for several types.
func (c *compiler) fail(err error) {
	problem := c.path.problem(err)
	for _, known := range c.errs {
		if known.Message == problem.Message && slices.Equal(known.Path, problem.Path) {
			return
		}
	}
	c.errs = append(c.errs, problem)
}

// argument returns the plain value of an argument, or its default; nil if it is absent, null or wrong. Validation has refused whatever is
// wrong without the variables, which are plain values.
func (c *compiler) argument(f *field, name string) any {
	value, err := c.read(f, name)
	if err != nil {
		c.fail(err)
	}
	return value
}

// read returns an argument as argument does, and what is wrong with it.
func (c *compiler) read(f *field, name string) (any, error) {
	definition := f.Definition.Arguments.ForName(name)
	if definition == nil {
		return nil, nil //nolint:nilnil // nil is a plain value
	}
	inputs := c.planner.inputs
	if given := f.Arguments.ForName(name); given != nil {
		value, isGiven, problem := inputs.Literal(definition.Type, given.Value, c.root.Variables)
		switch {
		case problem != nil && len(problem.Path) == 0 && definition.DefaultValue != nil:
			return nil, kg.Errorf(kg.BadArgument, "%s; leave it out for its default", problem.Sentence(name))
		case problem != nil:
			return nil, kg.Errorf(kg.BadArgument, "%s", problem.Sentence(name))
		case isGiven:
			return value, nil
		}
	}
	if definition.DefaultValue == nil {
		return nil, nil //nolint:nilnil // nil is a plain value
	}
	value, _, _ := inputs.Literal(definition.Type, definition.DefaultValue, nil)
	return value, nil
}

// text returns an argument that is a string, an id or an enum value; empty if it is absent or null.
func (c *compiler) text(f *field, name string) string { return scalarString(c.argument(f, name)) }

// isTrue returns a Boolean argument; false if it is absent or null.
func (c *compiler) isTrue(f *field, name string) bool {
	value, _ := c.argument(f, name).(bool)
	return value
}

// list returns an argument that is a list of scalars; given is false if it is absent or null.
func (c *compiler) list(f *field, name string) (values []string, given bool) {
	value := c.argument(f, name)
	if value == nil {
		return nil, false
	}
	for _, item := range listOf(value) {
		values = append(values, scalarString(item))
	}
	return values, true
}

// linkKinds returns an argument that is a list of kinds of link, sorted; given is false if it is absent or null.
func (c *compiler) linkKinds(f *field, name string) (kinds []kg.LinkKind, given bool) {
	names, given := c.list(f, name)
	for _, n := range names {
		kind, _ := kg.ParseLinkKind(n) // a value of the enum
		kinds = append(kinds, kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds), given
}

// recordKinds returns an argument that is a list of kinds of record, sorted; given is false if it is absent or null.
func (c *compiler) recordKinds(f *field, name string) (codes []kg.Code, given bool) {
	names, given := c.list(f, name)
	for _, n := range names {
		code, _ := c.planner.registry.Kinds.ParseEnumName(n) // a value of the enum
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return slices.Compact(codes), given
}

// day returns an argument that is a calendar day; empty if it is absent or null.
func (c *compiler) day(f *field, name string) kg.Date {
	return kg.Date(c.text(f, name)) // checked with the document or the variables
}

// asOf returns the day to which the links of a field are limited: its own asOf, else that of the root field.
func (c *compiler) asOf(f *field) kg.Date {
	if day := c.day(f, "asOf"); day != "" {
		return day
	}
	return c.rootAsOf
}

// dayOn returns the day for which a field is computed: its argument `on`, else asOf of the root field, else today.
func (c *compiler) dayOn(f *field) kg.Date {
	if day := c.day(f, "on"); day != "" {
		return day
	}
	if c.rootAsOf != "" {
		return c.rootAsOf
	}
	return kg.Date(c.planner.now().UTC().Format(time.DateOnly))
}

// integer returns an integer argument between two bounds; given is false if it is absent or null.
func (c *compiler) integer(f *field, name string, code kg.ErrorCode, low, high int) (n int, given bool) {
	value := c.argument(f, name)
	if value == nil {
		return low, false
	}
	number := math.NaN()
	if text, ok := value.(json.Number); ok {
		if parsed, err := strconv.ParseFloat(string(text), 64); err == nil {
			number = parsed
		}
	}
	if !(number >= float64(low) && number <= float64(high)) { // NaN is not between them
		hint := ""
		if code == kg.BadPage {
			hint = "; use the cursors to get more"
		}
		c.fail(kg.Errorf(code, "%s must be between %d and %d%s", name, low, high, hint))
		return low, true
	}
	return int(number), true
}

// pageArguments returns the page that first, after, last and before describe.
func (c *compiler) pageArguments(f *field, list *cursorList) store.Page {
	page := store.Page{Limit: DefaultPage}
	first, hasFirst := c.integer(f, "first", kg.BadPage, 0, MaxPage)
	last, hasLast := c.integer(f, "last", kg.BadPage, 0, MaxPage)
	switch {
	case hasFirst && hasLast:
		c.fail(kg.Errorf(kg.BadPage, "first and last must not both be given"))
	case hasFirst:
		page.Limit = first
	case hasLast:
		page.Limit, page.FromEnd = last, true
	}
	page.After, page.Before = c.cursor(f, "after", list), c.cursor(f, "before", list)
	return page
}

// cursor returns the position of an argument that is a cursor of the list; nil if it is absent, null or empty.
func (c *compiler) cursor(f *field, name string, list *cursorList) *store.Position {
	value := c.argument(f, name)
	if value == nil {
		return nil
	}
	text := scalarString(value)
	if text == "" { // clients that keep a cursor begin with an empty one
		return nil
	}
	position, err := list.parse(text)
	if err != nil {
		if known, ok := errors.AsType[*kg.Error](err); ok {
			err = kg.Errorf(known.Code, "%s: %s", name, known.Message)
		}
		c.fail(err)
		return nil
	}
	return position
}
