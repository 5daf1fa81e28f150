package graph_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// The schema as introspection returns it.
type (
	servedSchema struct {
		Description                               string
		QueryType, MutationType, SubscriptionType *servedRef
		Types                                     []*servedType
		Directives                                []servedDirective
	}
	servedType struct {
		Kind, Name, Description, SpecifiedByURL string
		IsOneOf                                 bool
		Fields, EnumValues                      []*servedField
		InputFields                             []*servedInput
		Interfaces, PossibleTypes               []servedRef
	}
	// servedField is a field or a value of an enum, which has no type.
	servedField struct {
		Name, Description string
		Args              []*servedInput
		Type              *servedRef
		IsDeprecated      bool
		DeprecationReason string
	}
	// servedInput is an argument or a field of an input.
	servedInput struct {
		Name, Description string
		Type              *servedRef
		DefaultValue      *string
		IsDeprecated      bool
		DeprecationReason string
	}
	servedDirective struct {
		Name, Description string
		Locations         []string
		IsRepeatable      bool
		Args              []*servedInput
	}
	servedRef struct {
		Kind, Name string
		OfType     *servedRef
	}
)

const introspection = `{ __schema {
  description
  queryType { name } mutationType { name } subscriptionType { name }
  types {
    kind name description specifiedByURL isOneOf
    fields(includeDeprecated: true) { name description args(includeDeprecated: true) { ...input } type { ...ref } isDeprecated deprecationReason }
    inputFields(includeDeprecated: true) { ...input }
    enumValues(includeDeprecated: true) { name description isDeprecated deprecationReason }
    interfaces { name } possibleTypes { name }
  }
  directives { name description locations isRepeatable args(includeDeprecated: true) { ...input } }
} }
fragment input on __InputValue { name description type { ...ref } defaultValue isDeprecated deprecationReason }
fragment ref on __Type { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } }`

func introspect(t testing.TB, server *testServer) servedSchema {
	t.Helper()
	var data struct {
		Schema servedSchema `json:"__schema"`
	}
	server.read(t, introspection, nil, &data)
	return data.Schema
}

// String returns a type as the schema writes it.
func (r *servedRef) String() string {
	switch {
	case r == nil:
		return ""
	case r.Kind == "NON_NULL":
		return r.OfType.String() + "!"
	case r.Kind == "LIST":
		return "[" + r.OfType.String() + "]"
	}
	return r.Name
}

// facts holds all that a schema says, by coordinate.
type facts map[string]string

// TestSchemaIsServed compares the schema from introspection with schema.graphqls.
func TestSchemaIsServed(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	correctPrelude(schema)
	served, written := factsServed(introspect(t, newTestServer(t, nil))), factsWritten(schema)
	for _, of := range slices.Sorted(maps.Keys(written)) {
		if got, ok := served[of]; !ok {
			t.Errorf("%s is in schema.graphqls, but not served", of)
		} else if got != written[of] {
			t.Errorf("%s is served as\n%s\nand written as\n%s", of, got, written[of])
		}
	}
	for _, of := range slices.Sorted(maps.Keys(served)) {
		if _, ok := written[of]; !ok {
			t.Errorf("%s is served, but not in schema.graphqls", of)
		}
	}
	if len(served) < 100 {
		t.Errorf("only %d coordinates are served", len(served))
	}
}

// correctPrelude changes what gqlparser adds to each schema to what the specification has.
func correctPrelude(schema *ast.Schema) {
	delete(schema.Directives, "defer")
	schema.Directives["deprecated"].Arguments[0].Type.NonNull = true
	schema.Directives["deprecated"].Locations = []ast.DirectiveLocation{"ARGUMENT_DEFINITION", "ENUM_VALUE", "FIELD_DEFINITION", "INPUT_FIELD_DEFINITION"}
	locations := schema.Types["__DirectiveLocation"]
	locations.EnumValues = slices.DeleteFunc(locations.EnumValues, func(v *ast.EnumValueDefinition) bool { return v.Name == "DIRECTIVE_DEFINITION" })
	for name, possible := range schema.PossibleTypes {
		schema.PossibleTypes[name] = slices.DeleteFunc(possible, func(t *ast.Definition) bool { return t.Kind == ast.Interface })
	}
}

// TestEverythingIsDescribed finds types, fields, arguments and values without a description.
func TestEverythingIsDescribed(t *testing.T) {
	t.Parallel()
	for _, described := range introspect(t, newTestServer(t, nil)).Types {
		if strings.HasPrefix(described.Name, "__") {
			continue
		}
		inputs := func(of string, list []*servedInput) {
			for _, i := range list {
				hasWords(t, of+" "+i.Name, i.Description)
			}
		}
		hasWords(t, described.Name, described.Description)
		for _, f := range slices.Concat(described.Fields, described.EnumValues) {
			hasWords(t, described.Name+"."+f.Name, f.Description)
			inputs("argument "+described.Name+"."+f.Name, f.Args)
		}
		inputs("field "+described.Name, described.InputFields)
	}
}

func hasWords(t *testing.T, of, description string) {
	t.Helper()
	if strings.TrimSpace(description) == "" {
		t.Errorf("%s has no description", of)
	}
}

func factsServed(s servedSchema) facts {
	f := facts{"the schema": fmt.Sprintf("%s %s %s %q", s.QueryType, s.MutationType, s.SubscriptionType, s.Description)}
	inputs := func(of string, list []*servedInput) {
		for i, in := range list {
			f[fmt.Sprintf("%s(%s:)", of, in.Name)] = input(i, in.Type.String(), in.DefaultValue, reason(in.IsDeprecated, in.DeprecationReason), in.Description)
		}
	}
	for _, t := range s.Types {
		f[t.Name] = fmt.Sprintf("%s oneOf=%v %q %q", t.Kind, t.IsOneOf, t.SpecifiedByURL, t.Description)
		for i, field := range slices.Concat(t.Fields, t.EnumValues) {
			f[t.Name+"."+field.Name] = member(i, field.Type.String(), reason(field.IsDeprecated, field.DeprecationReason), field.Description)
			inputs(t.Name+"."+field.Name, field.Args)
		}
		inputs(t.Name, t.InputFields)
		for _, i := range t.Interfaces {
			f[t.Name+" implements "+i.Name] = ""
		}
		for _, p := range t.PossibleTypes {
			f[t.Name+" may be "+p.Name] = ""
		}
	}
	for _, d := range s.Directives {
		slices.Sort(d.Locations)
		f["@"+d.Name] = fmt.Sprintf("%v repeatable=%v %q", d.Locations, d.IsRepeatable, d.Description)
		inputs("@"+d.Name, d.Args)
	}
	return f
}

// factsWritten returns the facts of a schema file and of the built-in types.
func factsWritten(s *ast.Schema) facts {
	name := func(d *ast.Definition) string {
		if d == nil {
			return ""
		}
		return d.Name
	}
	f := facts{"the schema": fmt.Sprintf("%s %s %s %q", name(s.Query), name(s.Mutation), name(s.Subscription), s.Description)}
	arguments := func(of string, list ast.ArgumentDefinitionList) {
		for i, a := range list {
			f[fmt.Sprintf("%s(%s:)", of, a.Name)] = input(i, a.Type.String(), defaultText(a.DefaultValue), deprecation(a.Directives), a.Description)
		}
	}
	for _, d := range s.Types {
		f[d.Name] = fmt.Sprintf("%s oneOf=%v %q %q", d.Kind, d.Directives.ForName("oneOf") != nil, specifiedBy(d), d.Description)
		fields := slices.DeleteFunc(slices.Clone(d.Fields), func(field *ast.FieldDefinition) bool { return strings.HasPrefix(field.Name, "__") })
		for i, field := range fields {
			if d.Kind == ast.InputObject {
				f[fmt.Sprintf("%s(%s:)", d.Name, field.Name)] = input(i, field.Type.String(), defaultText(field.DefaultValue), deprecation(field.Directives), field.Description)
				continue
			}
			f[d.Name+"."+field.Name] = member(i, field.Type.String(), deprecation(field.Directives), field.Description)
			arguments(d.Name+"."+field.Name, field.Arguments)
		}
		for i, value := range d.EnumValues {
			f[d.Name+"."+value.Name] = member(i, "", deprecation(value.Directives), value.Description)
		}
		for _, i := range d.Interfaces {
			f[d.Name+" implements "+i] = ""
		}
		if d.IsAbstractType() {
			for _, p := range s.GetPossibleTypes(d) {
				f[d.Name+" may be "+p.Name] = ""
			}
		}
	}
	for _, d := range s.Directives {
		var locations []string
		for _, l := range d.Locations {
			locations = append(locations, string(l))
		}
		slices.Sort(locations)
		f["@"+d.Name] = fmt.Sprintf("%v repeatable=%v %q", locations, d.IsRepeatable, d.Description)
		arguments("@"+d.Name, d.Arguments)
	}
	return f
}

func input(index int, kind string, value *string, deprecated, description string) string {
	standard := "none"
	if value != nil {
		standard = *value
	}
	return member(index, kind, deprecated, description) + " default " + standard
}

func member(index int, kind, deprecated, description string) string {
	return fmt.Sprintf("%d %s %s %q", index, kind, deprecated, description)
}

func reason(isDeprecated bool, why string) string {
	if isDeprecated {
		return "deprecated: " + why
	}
	return why
}

func deprecation(list ast.DirectiveList) string {
	d := list.ForName("deprecated")
	if d == nil {
		return ""
	}
	if why := d.Arguments.ForName("reason"); why != nil {
		return reason(true, why.Value.Raw)
	}
	return reason(true, "No longer supported")
}

func defaultText(v *ast.Value) *string {
	if v == nil {
		return nil
	}
	text := v.String()
	return &text
}

// specifiedBy returns the URL of a scalar's specification, or "".
func specifiedBy(d *ast.Definition) string {
	if by := d.Directives.ForName("specifiedBy"); by != nil {
		return by.Arguments.ForName("url").Value.Raw
	}
	return ""
}
