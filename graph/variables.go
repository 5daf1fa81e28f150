package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	validate "github.com/vektah/gqlparser/v2/validator"
)

// rawVariables holds the variables of a request before they are decoded: a JSON object, null or nothing.
type rawVariables json.RawMessage

// UnmarshalJSON accepts an object or null.
func (v *rawVariables) UnmarshalJSON(text []byte) error {
	if text[0] != '{' && text[0] != 'n' {
		return errNotObject
	}
	*v = append((*v)[:0], text...)
	return nil
}

var errNotObject = errors.New("variables must be an object")

// decode returns the variables. It counts their values before it decodes them, so that many cannot fill memory.
func (v rawVariables) decode(limit int) (map[string]any, *httpError) {
	if len(v) == 0 {
		return map[string]any{}, nil
	}
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

// coerce returns the variables of an operation, given those of the request.
func coerce(schema *ast.Schema, operation *graphql.OperationContext, given map[string]any) (map[string]any, *gqlerror.Error) {
	definitions := operation.Operation.VariableDefinitions
	for _, definition := range definitions {
		path := ast.Path{ast.PathName("variable"), ast.PathName(definition.Variable)}
		if err := checkValue(definition.Type, given[definition.Variable], path); err != nil {
			return nil, err
		}
	}
	values, err := validate.VariableValues(schema, operation.Operation, given)
	if known, ok := errors.AsType[*gqlerror.Error](err); ok {
		return nil, errorf(codeValidation, "variable %s: %s", variableName(known.Path), known.Message)
	}
	if err != nil {
		return nil, errorf(codeValidation, "the variables do not match the operation: %v", err)
	}
	return values, checkNulls(operation, values)
}

// variableName returns the path of a value in the variables, such as `$where.slug.in.0`.
func variableName(path ast.Path) string {
	var b strings.Builder
	for i, element := range path {
		switch i {
		case 0: // gqlparser begins with "variable"
		case 1:
			fmt.Fprintf(&b, "$%v", element)
		default:
			fmt.Fprintf(&b, ".%v", element)
		}
	}
	return b.String()
}

// checkValue refuses values of another type than GraphQL's built-in scalars have, which gqlparser accepts: strings of digits as
// numbers, numbers as strings, and integers beyond 32 bits. internal/plan checks the fields of input objects.
func checkValue(typ *ast.Type, value any, path ast.Path) *gqlerror.Error {
	if elements, ok := value.([]any); ok && typ.Elem != nil {
		for i, element := range elements {
			if err := checkValue(typ.Elem, element, append(slices.Clip(path), ast.PathIndex(i))); err != nil {
				return err
			}
		}
		return nil
	}
	if want := wantedByScalar(typ.Name(), value); value != nil && want != "" {
		return errorf(codeValidation, "variable %s must be %s", variableName(path), want)
	}
	return nil
}

// wantedByScalar returns what a built-in scalar accepts, or "" if the value is acceptable.
func wantedByScalar(scalar string, value any) string {
	number, isNumber := value.(json.Number)
	_, isString := value.(string)
	_, isBoolean := value.(bool)
	integer, parseErr := strconv.ParseInt(number.String(), 10, 64)
	switch {
	case scalar == "Int" && (!isNumber || parseErr != nil || integer < math.MinInt32 || integer > math.MaxInt32):
		return "a 32-bit integer"
	case scalar == "Float" && !isNumber:
		return "a number"
	case scalar == "String" && !isString:
		return "a string"
	case scalar == "Boolean" && !isBoolean:
		return "a Boolean"
	}
	return ""
}
