package oracle

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// normalizedArgument returns a filter or an order in a normal form, equal for some that differ only in notation. Whether
// lists with such arguments share their cursors is unspecified.
func (o *Oracle) normalizedArgument(d *ast.ArgumentDefinition, value any) string {
	m, isSet := o.normalized(d.Type, value)
	if list, isList := m.([]any); !isSet || isList && len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(unimplemented(err.Error()))
	}
	return fmt.Sprintf(" %s=%s", d.Name, text)
}

// normalized returns a value without conditions that are ignored; isSet is false if none is left.
func (o *Oracle) normalized(t *ast.Type, value any) (result any, isSet bool) {
	if value == nil {
		return nil, false
	}
	if t.Elem != nil {
		list := []any{}
		for _, item := range asList(value) {
			m, _ := o.normalized(t.Elem, item)
			list = append(list, m)
		}
		return list, true
	}
	definition := o.schema.Types[t.Name()]
	if definition.Kind == ast.InputObject {
		return o.normalizedObject(definition, value)
	}
	if t.Name() == "Decimal" {
		if number, isNumber := new(big.Rat).SetString(fmt.Sprint(value)); isNumber {
			return number.RatString(), true
		}
	}
	return fmt.Sprint(value), true
}

func (o *Oracle) normalizedObject(definition *ast.Definition, value any) (any, bool) {
	given, _ := value.(map[string]any)
	result := map[string]any{}
	isRelation := strings.HasSuffix(definition.Name, "RelationFilter")
	quantifies := isRelation || definition.Name == "StringListFilter"
	for _, f := range definition.Fields {
		member := given[f.Name]
		if member == nil && f.DefaultValue != nil {
			member = f.DefaultValue.Raw
		}
		m, isSet := o.normalized(f.Type, member)
		name := f.Name
		switch {
		case name == "and":
			list, _ := m.([]any)
			if m, isSet = withoutEmpty(list); !isSet {
				continue
			}
		case name == "within":
			name = "eq"
		// `{}` is a condition where it requires that a record exists: in `some`, in `not`, for a speaker or a kind.
		case !isSet && member != nil:
			isSet = quantifies || isRecordFilter(definition) && !isNoConditionIfEmpty(f)
		}
		if isSet {
			result[name] = m
		}
	}
	if isRelation && asksForLinksOnly(given) {
		result["some"] = map[string]any{}
	}
	return result, len(result) > 0
}

// isNoConditionIfEmpty reports whether a condition is ignored if it is empty.
func isNoConditionIfEmpty(f *ast.FieldDefinition) bool {
	if f.Name == "not" {
		return false
	}
	switch f.Type.Name() {
	case "EntityFilter", "OfficialFilter", "DistrictFilter", "ParkFilter", "ProjectFilter", "RailLineFilter", "StationFilter", "OrganizationFilter":
		return false
	}
	return true
}

// withoutEmpty returns the filters of an `and` that are not empty.
func withoutEmpty(list []any) (left any, isSet bool) {
	var filters []any
	for _, item := range list {
		if object, isObject := item.(map[string]any); isObject && len(object) > 0 {
			filters = append(filters, item)
		}
	}
	return filters, len(filters) > 0
}
