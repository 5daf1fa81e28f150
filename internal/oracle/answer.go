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

// Error is one error of an answer, without its words.
type Error struct {
	Code string
	// Path are the response keys from the root, joined by dots.
	Path string
}

// Codes of errors that are no answer to a right query.
const (
	// Invalid is a query that the schema refuses, or that it leaves open how to answer.
	Invalid = "INVALID"
	// Broken is a query that the oracle cannot answer, because it has not learnt a field.
	Unimplemented = "BROKEN"
	// TooLarge is a query with more to answer than the oracle is willing to.
	TooLarge = "TOO_LARGE"
)

// Object is an answered object with its members in order.
type Object []Member

// Member is one key of an object and its value: nil, bool, int, int64, float64, string, Cursor, []any or Object.
type Member struct {
	Key   string
	Value any
}

// mostFields is how many fields an answer may have.
const maxAnswerFields = 300_000

// broken, undecided and tooLarge stop an answer midway.
type (
	unimplemented string
	unspecified   string
	tooLarge      struct{}
)

// Answer answers a query as it should be answered. The operation may be empty where the query has only one. Variables
// are as encoding/json decodes them.
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
			data, errs = nil, []Error{{Code: Invalid, Path: "nobody says " + string(stopped)}}
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
		return nil, []Error{{Code: Invalid, Path: "there is no such query"}}
	}
	values, err := validator.VariableValues(o.schema, op, copied(variables))
	if err != nil {
		return nil, []Error{{Code: Invalid, Path: err.Error()}}
	}
	r := &execution{oracle: o, variables: copied(values), cachedArguments: map[*ast.Field]map[string]any{}, remaining: most}
	return r.query(op)
}

// run answers one query.
type execution struct {
	oracle *Oracle
	// variables are in plain form.
	variables map[string]any
	// known are the arguments that were read before.
	cachedArguments map[*ast.Field]map[string]any
	rootDay         string
	errs            []Error
	// left is how many fields may still be answered.
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

// root answers one root field, with null where an argument in or below it is wrong.
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
	value := r.complete(r.queryField(c.field, arguments, c.key), c, c.key)
	if len(r.errs) > before {
		return nil
	}
	return value
}

// collected is one response key of an object with all fields that are merged into it.
type collected struct {
	key   string
	field *ast.Field
	all   []*ast.Field
}

// collect gathers the fields that a selection has for an object of a type, in the order of the answer.
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

// complete turns a field's value into its answer: objects by what is selected of them, lists item by item.
func (r *execution) complete(value any, c *collected, path string) any {
	switch v := value.(type) {
	case unknownField:
		panic(unimplemented("the oracle does not know " + path))
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

// typeNameOf is the type of an object: its own, or that of the field where only one is possible.
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
