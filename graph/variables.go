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

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
)

// variablesText are the variables of a request before they are decoded: a JSON object, null or nothing.
type variablesText json.RawMessage

// UnmarshalJSON takes an object or null.
func (v *variablesText) UnmarshalJSON(text []byte) error {
	if text[0] != '{' && text[0] != 'n' {
		return errNoObject
	}
	*v = append((*v)[:0], text...)
	return nil
}

var errNoObject = errors.New("the variables are no object")

// decode are the variables, of which there may be so many values in all. They are counted before they take memory.
func (v variablesText) decode(most int) (map[string]any, *refusal) {
	values := map[string]any{}
	if len(v) == 0 {
		return values, nil
	}
	if v.count() > most {
		return nil, refuse(http.StatusOK, exceeded(limitVariables, most, "the variables hold too many values; put less into one request"))
	}
	decoder := json.NewDecoder(bytes.NewReader(v))
	decoder.UseNumber()
	if err := decoder.Decode(&values); err != nil {
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "the variables cannot be read; send a JSON object"))
	}
	return values, nil
}

// count is how many values there are, those in lists and objects too: one behind each comma, and one in each list or object
// that is not empty.
func (v variablesText) count() int {
	n, inText := 0, false
	for i := 0; i < len(v); i++ {
		switch c := v[i]; {
		case c == '"':
			inText = !inText
		case inText && c == '\\':
			i++ // whatever it is, it does not end the text
		case !inText && (c == ',' || c == '[' || c == '{'):
			n++
		}
	}
	return n
}

// coerce makes the variables of a request those of its operation.
func coerce(schema *ast.Schema, operation *ast.OperationDefinition, given map[string]any) (values map[string]any, problem *refusal) {
	for _, definition := range operation.VariableDefinitions {
		path := ast.Path{ast.PathName("variable"), ast.PathName(definition.Variable)}
		if problem := checkValue(definition.Type, given[definition.Variable], path); problem != nil {
			return nil, refuse(http.StatusOK, problem)
		}
	}
	values, err := validator.VariableValues(schema, operation, given)
	if mistake, ok := errors.AsType[*gqlerror.Error](err); ok {
		return nil, refuse(http.StatusOK, problemf(codeValidation, "variable %s: %s", variableName(mistake.Path), mistake.Message))
	}
	if err != nil {
		return nil, refuse(http.StatusOK, problemf(codeValidation, "the variables do not fit the operation: %v", err))
	}
	return values, nil
}

// variableName is where in the variables something is wrong, `$where.slug.in.0`.
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

// checkValue refuses what a scalar of GraphQL does not take, but gqlparser lets through in a variable: texts of digits as
// numbers, numbers as texts, an Int of more than 32 bits. The plan looks at what stands in objects.
func checkValue(typ *ast.Type, value any, path ast.Path) *gqlerror.Error {
	if elements, ok := value.([]any); ok && typ.Elem != nil {
		for i, element := range elements {
			if problem := checkValue(typ.Elem, element, append(slices.Clip(path), ast.PathIndex(i))); problem != nil {
				return problem
			}
		}
		return nil
	}
	if takes := takenBy(typ.Name(), value); value != nil && takes != "" {
		return problemf(codeValidation, "variable %s: %s takes %s", variableName(path), typ.Name(), takes)
	}
	return nil
}

// takenBy says what a scalar of GraphQL takes, if the value is none of that.
func takenBy(scalar string, value any) string {
	number, isNumber := value.(json.Number)
	_, isText := value.(string)
	_, isTruth := value.(bool)
	_, notWhole := strconv.ParseInt(number.String(), 10, 32)
	switch {
	case scalar == "Int" && (!isNumber || notWhole != nil):
		return fmt.Sprintf("a whole number from %d to %d", math.MinInt32, math.MaxInt32)
	case scalar == "Float" && !isNumber:
		return "a number"
	case scalar == "String" && !isText:
		return "a text"
	case scalar == "Boolean" && !isTruth:
		return "true or false"
	}
	return ""
}
