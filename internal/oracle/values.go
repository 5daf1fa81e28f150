package oracle

import (
	"encoding/json"
	"reflect"
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// plain returns a value of a query as nil, bool, json.Number, string (also for an enum), []any or map[string]any. It is not
// given if it is a variable without a value.
func plain(v *ast.Value, variables map[string]any) (value any, given bool) {
	switch v.Kind {
	case ast.Variable:
		value, given = variables[v.Raw]
		return value, given
	case ast.IntValue, ast.FloatValue:
		return json.Number(v.Raw), true
	case ast.BooleanValue:
		return v.Raw == "true", true
	case ast.NullValue:
		return nil, true
	case ast.ListValue:
		list := make([]any, len(v.Children))
		for i, child := range v.Children {
			list[i], _ = plain(child.Value, variables)
		}
		return list, true
	case ast.ObjectValue:
		object := map[string]any{}
		for _, child := range v.Children {
			if member, isGiven := plain(child.Value, variables); isGiven {
				object[child.Name] = member
			}
		}
		return object, true
	case ast.StringValue, ast.BlockValue, ast.EnumValue:
	}
	return v.Raw, true
}

// asList returns the value itself if it is a list, or else a list of the value; an empty list for nil.
func asList(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}

// coerced returns a value with lists where its type has them.
func (o *Oracle) coerced(t *ast.Type, value any) any {
	switch {
	case value == nil:
		return nil
	case t.Elem != nil:
		list := []any{}
		for _, item := range asList(value) {
			list = append(list, o.coerced(t.Elem, item))
		}
		return list
	}
	object, isObject := value.(map[string]any)
	if !isObject {
		return value
	}
	fresh := map[string]any{}
	for _, f := range o.schema.Types[t.Name()].Fields {
		if member, given := object[f.Name]; given {
			fresh[f.Name] = o.coerced(f.Type, member)
		}
	}
	return fresh
}

// copied returns a deep copy in plain form: validation writes coerced values of types of its own into its input.
func copied(variables map[string]any) map[string]any {
	fresh := map[string]any{}
	for name, value := range variables {
		fresh[name] = copiedValue(reflect.ValueOf(value))
	}
	return fresh
}

func copiedValue(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Interface, reflect.Pointer:
		return copiedValue(v.Elem())
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, copiedValue(v.Index(i)))
		}
		return list
	case reflect.Map:
		object := map[string]any{}
		for _, key := range v.MapKeys() {
			object[key.String()] = copiedValue(v.MapIndex(key))
		}
		return object
	case reflect.Float64:
		return json.Number(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	case reflect.Int, reflect.Int64:
		return json.Number(strconv.FormatInt(v.Int(), 10))
	default:
		if number, isNumber := reflect.TypeAssert[json.Number](v); isNumber {
			if n, isInteger := kg.ParseInteger(string(number)); isInteger { // such as 2.0, which gqlparser does not accept as an Int
				return json.Number(strconv.FormatInt(n, 10))
			}
		}
		return v.Interface()
	}
}
