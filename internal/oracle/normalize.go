package oracle

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// meant writes what a filter or an order asks for, the same for some that only differ in how they are written. Whether
// lists with such arguments share their cursors nobody says.
func (o *Oracle) normalizedArgument(d *ast.ArgumentDefinition, value any) string {
	m, says := o.normalized(d.Type, value)
	if list, isList := m.([]any); !says || isList && len(list) == 0 {
		return ""
	}
	text, err := json.Marshal(m)
	if err != nil {
		panic(unimplemented(err.Error()))
	}
	return fmt.Sprintf(" %s=%s", d.Name, text)
}

// meaning is a value without what says nothing; says is false where nothing is left.
func (o *Oracle) normalized(t *ast.Type, value any) (meant any, says bool) {
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
	meant := map[string]any{}
	isRelation := strings.HasSuffix(definition.Name, "RelationFilter")
	quantifies := isRelation || definition.Name == "StringListFilter"
	for _, f := range definition.Fields {
		member := given[f.Name]
		if member == nil && f.DefaultValue != nil {
			member = f.DefaultValue.Raw
		}
		m, says := o.normalized(f.Type, member)
		name := f.Name
		switch {
		case name == "and":
			list, _ := m.([]any)
			if m, says = withoutEmpty(list); !says {
				continue
			}
		case name == "within":
			name = "eq"
		// `{}` says something where it asks for any at all: in `some`, in `not`, for a speaker or a kind.
		case !says && member != nil:
			says = quantifies || isRecordFilter(definition) && !isNoConditionIfEmpty(f)
		}
		if says {
			meant[name] = m
		}
	}
	if isRelation && asksForLinksOnly(given) {
		meant["some"] = map[string]any{}
	}
	return meant, len(meant) > 0
}

// isContainer tells whether a condition says nothing where it is empty.
func isNoConditionIfEmpty(f *ast.FieldDefinition) bool {
	if f.Name == "not" {
		return false
	}
	switch f.Type.Name() {
	case "OfficialFilter", "DistrictFilter", "ParkFilter", "ProjectFilter", "RailLineFilter", "StationFilter", "OrganizationFilter":
		return false
	}
	return true
}

// compact leaves out what says nothing of a list that must hold as a whole.
func withoutEmpty(list []any) (left any, says bool) {
	var kept []any
	for _, item := range list {
		if object, isObject := item.(map[string]any); isObject && len(object) > 0 {
			kept = append(kept, item)
		}
	}
	return kept, len(kept) > 0
}
