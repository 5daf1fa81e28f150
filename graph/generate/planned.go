package main

import (
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/codegen/config"
	"github.com/vektah/gqlparser/v2/ast"
)

// recordModel is the Go type of every record that a resolver returns.
const recordModel = "civicgraph/graph/record.Record"

// planned is a gqlgen plugin that leaves out what internal/plan answers: the fields of Query, and the fields of records
// wherever a resolver returns one. It changes the types for which gqlgen generates code, not the schema of the server.
type planned struct {
	models config.TypeMap
}

// Name returns the name of the plugin.
func (planned) Name() string { return "planned" }

// MutateSchema binds the types of records to recordModel, and removes every type that no resolver needs.
func (p planned) MutateSchema(schema *ast.Schema) error { //nolint:unparam // plugin.SchemaMutator wants an error
	records := slices.DeleteFunc(slices.Collect(maps.Values(schema.Types)), func(t *ast.Definition) bool {
		return !isRecord(schema, t)
	})
	for _, t := range records {
		p.models[t.Name] = config.TypeMapEntry{Model: config.StringList{recordModel}}
		t.Kind, t.Fields, t.Interfaces, t.Types = ast.Object, nil, nil, nil
	}
	schema.Query.Fields = slices.DeleteFunc(schema.Query.Fields, func(f *ast.FieldDefinition) bool {
		return !strings.HasPrefix(f.Name, "__")
	})
	needed := reachable{schema: schema, types: map[string]bool{}}
	for name, t := range schema.Types {
		if t.BuiltIn || t == schema.Query || t == schema.Mutation || t == schema.Subscription {
			needed.add(name)
		}
	}
	maps.DeleteFunc(schema.Types, func(name string, _ *ast.Definition) bool { return !needed.types[name] })
	return nil
}

// isRecord reports whether every value of a type is a record, which is what the interface Node says.
func isRecord(schema *ast.Schema, t *ast.Definition) bool {
	possible := schema.GetPossibleTypes(t)
	return t.IsCompositeType() && len(possible) > 0 && !slices.ContainsFunc(possible, func(t *ast.Definition) bool {
		return !slices.Contains(t.Interfaces, "Node")
	})
}

// reachable holds the names of the types that others refer to.
type reachable struct {
	schema *ast.Schema
	types  map[string]bool
}

// add adds a type and all types that it refers to.
func (r reachable) add(name string) {
	t := r.schema.Types[name]
	if t == nil || r.types[name] {
		return
	}
	r.types[name] = true
	for _, other := range t.Interfaces {
		r.add(other)
	}
	if t.IsAbstractType() {
		for _, possible := range r.schema.GetPossibleTypes(t) {
			r.add(possible.Name)
		}
	}
	for _, field := range t.Fields {
		r.add(field.Type.Name())
		for _, argument := range field.Arguments {
			r.add(argument.Type.Name())
		}
	}
}
