package oracle

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Error is one error of an answer, without its message.
type Error struct {
	Code string
	// Path holds the response keys from the root, joined by dots.
	Path string
}

// Codes of errors of the oracle itself.
const (
	// Invalid means that the query is invalid, or that the schema leaves its answer unspecified.
	Invalid = "INVALID"
	// Unimplemented means that the oracle does not implement a field.
	Unimplemented = "BROKEN"
	// TooLarge means that the answer has more fields than the oracle computes.
	TooLarge = "TOO_LARGE"
)

// Object is an object of an answer, with its members in order.
type Object []Member

// Member is one key of an object and its value: nil, bool, int, int64, float64, string, Cursor, []any or Object.
type Member struct {
	Key   string
	Value any
}

// maxAnswerFields is the maximal number of fields of an answer.
const maxAnswerFields = 300_000

// unimplemented, unspecified and tooLarge are panics that abort an answer.
type (
	unimplemented string
	unspecified   string
	tooLarge      struct{}
)

// Answer returns the expected data and errors of a query. The operation may be empty if the query has only one. Variables
// have the types of encoding/json.
func (o *Oracle) Answer(query, operation string, variables map[string]any) (any, []Error) {
	return o.answer(query, operation, variables, maxAnswerFields)
}

func (o *Oracle) answer(query, operation string, variables map[string]any, most int) (data any, errs []Error) {
	defer func() {
		switch stopped := recover().(type) {
		case nil:
		case unimplemented:
			data, errs = nil, []Error{{Code: Unimplemented, Path: string(stopped)}}
		case unspecified:
			data, errs = nil, []Error{{Code: Invalid, Path: "unspecified: " + string(stopped)}}
		case tooLarge:
			data, errs = nil, []Error{{Code: TooLarge}}
		default:
			panic(stopped)
		}
	}()
	document, err := parser.ParseQuery(&ast.Source{Input: query})
	if err != nil {
		return nil, []Error{{Code: Invalid, Path: err.Error()}}
	}
	if list := validator.ValidateWithRules(o.schema, document, rules.NewDefaultRules()); len(list) > 0 {
		return nil, []Error{{Code: Invalid, Path: list.Error()}}
	}
	op := document.Operations.ForName(operation)
	if op == nil || op.Operation != ast.Query {
		return nil, []Error{{Code: Invalid, Path: "the document has no such query"}}
	}
	values, err := validator.VariableValues(o.schema, op, copied(variables))
	if err != nil {
		return nil, []Error{{Code: Invalid, Path: err.Error()}}
	}
	if refused := o.refused(document, op, variables); len(refused) > 0 {
		return nil, refused
	}
	r := &execution{oracle: o, variables: copied(values), cachedArguments: map[*ast.Field]map[string]any{}, remaining: most}
	return r.query(op)
}

// execution answers one query.
type execution struct {
	oracle *Oracle
	// variables holds values as plain returns them.
	variables map[string]any
	// cachedArguments holds the arguments of the fields visited so far.
	cachedArguments map[*ast.Field]map[string]any
	rootDay         string
	errs            []Error
	// remaining is the number of fields that may still be answered.
	remaining int
}

func (r *execution) fail(code, path string) {
	if e := (Error{code, path}); !slices.Contains(r.errs, e) {
		r.errs = append(r.errs, e)
	}
}

func (r *execution) query(op *ast.OperationDefinition) (any, []Error) {
	answer := Object{}
	isNull := false
	for _, c := range r.collect(op.SelectionSet, "Query") {
		value := r.root(c)
		isNull = isNull || value == nil && c.field.Definition.Type.NonNull
		answer = append(answer, Member{c.key, value})
	}
	if isNull {
		return nil, r.errs
	}
	return answer, r.errs
}

// root answers one root field. It returns null if an argument of the field or below it is invalid.
func (r *execution) root(c *collected) any {
	if c.field.Name == "__typename" {
		return "Query"
	}
	arguments := r.arguments(c.field)
	r.rootDay = ""
	if day, given := arguments["asOf"].(string); given && isDay(day) {
		r.rootDay = day
	}
	before := len(r.errs)
	for _, f := range c.all {
		r.checkField(f, possibleTypes{types: []string{"Query"}}, c.key)
	}
	if len(r.errs) > before {
		return nil
	}
	r.checkIDs(c.field.Name, arguments, c.key)
	before = len(r.errs)
	value := r.complete(r.queryField(c.field, arguments, c.key), c, c.key)
	if len(r.errs) > before {
		return nil
	}
	return value
}

// collected is a response key of an object with all fields that are merged into it.
type collected struct {
	key   string
	field *ast.Field
	all   []*ast.Field
}

// collect returns the fields that a selection set has for an object of a type, in the order of the answer.
func (r *execution) collect(selections ast.SelectionSet, typeName string) []*collected {
	var fields []*collected
	r.collectInto(&fields, selections, typeName)
	return fields
}

func (r *execution) collectInto(fields *[]*collected, selections ast.SelectionSet, typeName string) {
	for _, selection := range selections {
		switch s := selection.(type) {
		case *ast.Field:
			if !r.included(s.Directives) {
				continue
			}
			i := slices.IndexFunc(*fields, func(c *collected) bool { return c.key == s.Alias })
			if i < 0 {
				i = len(*fields)
				*fields = append(*fields, &collected{key: s.Alias, field: s})
			}
			(*fields)[i].all = append((*fields)[i].all, s)
		case *ast.InlineFragment:
			if r.included(s.Directives) && r.fits(typeName, s.TypeCondition) {
				r.collectInto(fields, s.SelectionSet, typeName)
			}
		case *ast.FragmentSpread:
			if r.included(s.Directives) && r.fits(typeName, s.Definition.TypeCondition) {
				r.collectInto(fields, s.Definition.SelectionSet, typeName)
			}
		}
	}
}

func (r *execution) fits(typeName, condition string) bool {
	return condition == "" || slices.Contains(r.oracle.possible(condition), typeName)
}

// complete completes the value of a field: objects by their selection sets, lists item by item.
func (r *execution) complete(value any, c *collected, path string) any {
	switch v := value.(type) {
	case unknownField:
		panic(unimplemented("the oracle does not implement " + path))
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = r.complete(item, c, path)
		}
		return list
	case nil, bool, int, int64, float64, string, Cursor, Markup:
		return value
	}
	typeName := typeNameOf(value, c.field.Definition.Type.Name())
	var selections ast.SelectionSet
	for _, f := range c.all {
		selections = append(selections, f.SelectionSet...)
	}
	object := Object{}
	for _, member := range r.collect(selections, typeName) {
		if r.remaining--; r.remaining < 0 {
			panic(tooLarge{})
		}
		if member.field.Name == "__typename" {
			object = append(object, Member{member.key, typeName})
			continue
		}
		below := join(path, member.key)
		object = append(object, Member{member.key, r.complete(r.field(value, member.field, below), member, below)})
	}
	return object
}

// typeNameOf returns the type of an object: its own, or else the declared one.
func typeNameOf(value any, declared string) string {
	switch v := value.(type) {
	case *entity:
		return v.typeName()
	case *link:
		return "Link"
	case *figure:
		return "Figure"
	case *statement:
		return "Statement"
	case *citation:
		return "Citation"
	}
	return declared
}

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	var b strings.Builder
	for i, m := range o {
		value, err := json.Marshal(m.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.Key, err)
		}
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(&b, "%s%q:%s", separator, m.Key, value)
	}
	if len(o) == 0 {
		return []byte("{}"), nil
	}
	return []byte(b.String() + "}"), nil
}
