package main

import (
	"maps"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

const schemaWithMutations = `
	interface Node { id: ID! }
	interface Named implements Node { id: ID! name: String! }
	type District implements Node & Named { id: ID! name: String! parks(where: ParkFilter): ParkConnection! level: Level }
	type Park implements Node & Named { id: ID! name: String! }
	type ParkConnection { nodes: [Park!]! }
	type UserError { message: String! reason: Reason! }
	type PutDistrictPayload { district: District record: Node userErrors: [UserError!]! }
	union Subject = District | Park
	union Problem = UserError | Park
	input ParkFilter { name: String }
	input DistrictInput { name: String! }
	enum Level { CITY }
	enum Reason { MISSING }
	scalar Date
	type Query { district(on: Date): District parks(where: ParkFilter): ParkConnection! subjects: [Subject!]! }
	type Mutation { putDistrict(input: DistrictInput!): PutDistrictPayload! problems: [Problem!]! }`

// TestOnlyTypesOfResolversAreGenerated: records are bound, whatever only queries reach is gone, and all else stays.
func TestOnlyTypesOfResolversAreGenerated(t *testing.T) {
	t.Parallel()
	schema := gqlparser.MustLoadSchema(&ast.Source{Input: schemaWithMutations})
	models := config.TypeMap{}
	if err := (planned{models: models}).MutateSchema(schema); err != nil {
		t.Fatal(err)
	}
	var types []string
	for name, typ := range schema.Types {
		if !typ.BuiltIn {
			types = append(types, name)
		}
	}
	slices.Sort(types)
	if want := []string{"District", "DistrictInput", "Mutation", "Node", "Park", "Problem", "PutDistrictPayload", "Query", "Reason", "UserError"}; !slices.Equal(types, want) {
		t.Errorf("the types are %v, want %v", types, want)
	}
	bound := slices.Sorted(maps.Keys(models))
	if want := []string{"District", "Named", "Node", "Park", "Subject"}; !slices.Equal(bound, want) {
		t.Errorf("bound to records are %v, want %v", bound, want)
	}
	for _, name := range []string{"District", "Node"} {
		if typ := schema.Types[name]; typ.Kind != ast.Object || len(typ.Fields) > 0 || models[name].Model[0] != recordModel {
			t.Errorf("%s is %+v, bound to %v", name, typ, models[name])
		}
	}
	if names := len(schema.Query.Fields); names != 2 {
		t.Errorf("Query has %d fields, want __schema and __type", names)
	}
}
