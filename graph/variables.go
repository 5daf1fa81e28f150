package graph

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/plan/input"
)

// rawVariables holds the variables of a request before they are decoded: a JSON object.
type rawVariables json.RawMessage

// decode returns the variables. It counts their values before it decodes them, so that many cannot fill memory.
func (v rawVariables) decode(limit int) (map[string]any, *httpError) {
	if v.count() > limit {
		return nil, newHTTPError(http.StatusOK, limitError(limitVariables, limit, "the variables have too many values; split them into several requests"))
	}
	values := map[string]any{}
	decoder := json.NewDecoder(bytes.NewReader(v))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, badRequest("variables must be a JSON object; encode one, or omit it")
	}
	return values, nil
}

// count returns at least the number of values, those in lists and objects included: there is one after each comma, and one
// in each list or object that is not empty.
func (v rawVariables) count() int {
	n, inString := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			inString = !inString
		case inString && c == '\\':
			i++ // an escaped character does not end the string
		case !inString && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

// coerce returns the plain values of the variables of an operation, given those of the request.
func coerce(inputs input.Reader, operation *graphql.OperationContext, given map[string]any) (map[string]any, gqlerror.List) {
	values := map[string]any{}
	var errs gqlerror.List
	for _, definition := range operation.Operation.VariableDefinitions {
		value, isGiven := given[definition.Variable]
		var problem *input.Problem
		switch {
		case isGiven:
			value, problem = inputs.Variable(definition.Type, value)
		case definition.DefaultValue != nil:
			value, _, problem = inputs.Literal(definition.Type, definition.DefaultValue, nil)
		case definition.Type.NonNull:
			problem = &input.Problem{Message: "is required; send a value of " + definition.Type.String()}
		default:
			continue
		}
		if problem != nil {
			err := &gqlerror.Error{
				Message:    problem.Sentence("variable $"+definition.Variable) + problem.Suggestion(),
				Locations:  []gqlerror.Location{locationOf(definition.Position, false)},
				Extensions: problemExtensions(problem),
			}
			errs = append(errs, shortenedError(err))
		}
		values[definition.Variable] = value
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if err := checkNulls(operation, values); err != nil {
		return nil, gqlerror.List{err}
	}
	return values, nil
}
