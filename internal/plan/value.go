package plan

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// Values of arguments are read in plain form: nil, a bool, a string (enum values too), a json.Number, []any or map[string]any.
// The numbers of literals keep their digits.

// plainLiteral returns the plain value of a literal. isGiven is false for a variable without a value.
func plainLiteral(v *ast.Value, variables map[string]any) (value any, isGiven bool) {
	switch v.Kind {
	case ast.Variable:
		given, ok := variables[v.Raw]
		return plainValue(given), ok
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw), true
	case ast.BooleanValue:
		return v.Raw == "true", true
	case ast.NullValue:
		return nil, true
	case ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i], _ = plainLiteral(child.Value, variables)
		}
		return list, true
	case ast.ObjectValue:
		object := make(map[string]any, len(v.Children))
		for _, child := range v.Children {
			if field, isGiven := plainLiteral(child.Value, variables); isGiven {
				object[child.Name] = field
			}
		}
		return object, true
	case ast.StringValue, ast.BlockValue, ast.EnumValue:
	}
	return v.Raw, true
}

// plainValue returns the plain value of a variable. gqlparser makes lists and numbers of several types of it.
func plainValue(value any) any {
	switch v := value.(type) {
	case nil, bool, string, json.Number:
		return v
	}
	return plainReflected(reflect.ValueOf(value))
}

func plainReflected(v reflect.Value) any {
	for v.Kind() == reflect.Interface || v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		if number, ok := reflect.TypeAssert[json.Number](v); ok {
			return number
		}
		return v.String()
	case reflect.Bool:
		return v.Bool()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return json.Number(strconv.FormatInt(v.Int(), 10))
	case reflect.Float32, reflect.Float64:
		return json.Number(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	case reflect.Slice:
		list := make([]any, v.Len())
		for i := range list {
			list[i] = plainReflected(v.Index(i))
		}
		return list
	case reflect.Map:
		object := make(map[string]any, v.Len())
		for _, key := range v.MapKeys() {
			object[key.String()] = plainReflected(v.MapIndex(key))
		}
		return object
	default:
		return nil
	}
}

// listOf returns a plain value as a list. A single value is a list of one.
func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}

// scalarString returns a plain scalar as it is written; empty for null, lists and objects.
func scalarString(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case json.Number:
		return string(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
