package graph

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/graph/generated"
)

// newSchema returns the schema of schema.graphqls with the directives that the server executes, as the specification of September 2025
// has them. gqlparser's prelude also declares @defer and drafts, which clients do not load.
func newSchema() *ast.Schema {
	schema := *generated.NewExecutableSchema(generated.Config{}).Schema()
	schema.Directives = maps.Clone(schema.Directives)
	delete(schema.Directives, "defer")
	deprecated := *schema.Directives["deprecated"]
	deprecated.Locations = []ast.DirectiveLocation{
		ast.LocationFieldDefinition, ast.LocationArgumentDefinition, ast.LocationInputFieldDefinition, ast.LocationEnumValue,
	}
	reason := *deprecated.Arguments.ForName("reason")
	reason.Type = ast.NonNullNamedType("String", reason.Type.Position)
	deprecated.Arguments = ast.ArgumentDefinitionList{&reason}
	schema.Directives["deprecated"] = &deprecated

	schema.Types = maps.Clone(schema.Types)
	locations := *schema.Types["__DirectiveLocation"]
	locations.EnumValues = slices.DeleteFunc(slices.Clone(locations.EnumValues), func(v *ast.EnumValueDefinition) bool {
		return v.Name == "DIRECTIVE_DEFINITION"
	})
	schema.Types[locations.Name] = &locations

	// Only objects are possible types of an interface, not the interfaces that implement it.
	schema.PossibleTypes = maps.Clone(schema.PossibleTypes)
	for name, possible := range schema.PossibleTypes {
		schema.PossibleTypes[name] = slices.DeleteFunc(slices.Clone(possible), func(t *ast.Definition) bool { return t.Kind == ast.Interface })
	}
	return &schema
}
