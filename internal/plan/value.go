package plan

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"
)

// given is the value of an argument in plain form: nil, a bool, a string (enumerations too), a json.Number, []any or
// map[string]any. Numbers of a literal stay as exact as they are written. It is nil where the argument is absent or null.
func (c *compiler) given(f *field, name string) any {
	argument := f.Arguments.ForName(name)
	if argument == nil {
		return nil
	}
	value, _ := plainLiteral(argument.Value, c.root.Variables)
	return value
}

// plainLiteral brings a literal with its variables into plain form; absent tells a variable that was not given.
func plainLiteral(v *ast.Value, variables map[string]any) (value any, absent bool) {
	switch v.Kind {
	case ast.Variable:
		given, ok := variables[v.Raw]
		return plainValue(reflect.ValueOf(given)), !ok
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw), false
	case ast.BooleanValue:
		return v.Raw == "true", false
	case ast.NullValue:
		return nil, false
	case ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i], _ = plainLiteral(child.Value, variables)
		}
		return list, false
	case ast.ObjectValue:
		object := map[string]any{}
		for _, child := range v.Children {
			if field, absent := plainLiteral(child.Value, variables); !absent {
				object[child.Name] = field
			}
		}
		return object, false
	case ast.StringValue, ast.BlockValue, ast.EnumValue:
	}
	return v.Raw, false
}

// plainValue brings the value of a variable into plain form: gqlparser makes lists and numbers of several types of them.
func plainValue(v reflect.Value) any {
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
			list[i] = plainValue(v.Index(i))
		}
		return list
	case reflect.Map:
		object := make(map[string]any, v.Len())
		for _, key := range v.MapKeys() {
			object[key.String()] = plainValue(v.MapIndex(key))
		}
		return object
	default:
		return nil
	}
}

// listOf is a value as a list: one value stands for a list of one.
func listOf(value any) []any {
	if list, ok := value.([]any); ok {
		return list
	}
	return []any{value}
}
