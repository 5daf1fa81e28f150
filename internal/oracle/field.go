package oracle

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// queryField returns the value of a root field, records as they are stored.
func (r *execution) queryField(f *ast.Field, arguments map[string]any, path string) any {
	o := r.oracle
	switch f.Name {
	case "node":
		return o.byID[fmt.Sprint(arguments["id"])]
	case "nodes":
		var nodes []any
		for _, id := range arguments["ids"].([]any) {
			nodes = append(nodes, o.byID[fmt.Sprint(id)])
		}
		return append([]any{}, nodes...)
	case "identified":
		return orNull(o.identified(kg.Identifier{Scheme: fmt.Sprint(arguments["scheme"]), Value: fmt.Sprint(arguments["value"])}))
	case "search":
		return r.page(r.listOf("Query", f, arguments), o.searchEdges(arguments), f, arguments, path)
	case "paths":
		return r.paths(arguments, path)
	case "neighborhood":
		return r.neighborhood(arguments, path)
	}
	if f.Name == "overview" {
		return overview{o}
	}
	if kind, isTotal := strings.CutSuffix(f.Name, "Totals"); isTotal {
		return r.totals(kind, f, arguments)
	}
	if _, bySlug := arguments["slug"]; bySlug {
		return orNull(o.bySlug(f.Name, fmt.Sprint(arguments["slug"])))
	}
	kind, plural := strings.CutSuffix(f.Name, "s")
	if !plural {
		return unknownField{}
	}
	var edges []edge
	switch kind {
	case "figure":
		edges = o.figureEdges(nil)
	case "statement":
		edges = o.statementEdges(func(*statement) bool { return true })
	case "link":
		edges = o.linkEdges(r.day(arguments))
	default:
		for _, t := range o.ofKind(kind) {
			edges = append(edges, edge{node: t, id: t.id})
		}
	}
	return r.page(r.listOf("Query", f, arguments), edges, f, arguments, path)
}

// field returns the value of a field below the root.
func (r *execution) field(parent any, f *ast.Field, path string) any {
	arguments := r.arguments(f)
	switch p := parent.(type) {
	case *entity:
		return r.entityField(p, f, arguments, path)
	case *link:
		return p.field(r.oracle, f.Name, arguments)
	case *figure:
		return p.field(r, f.Name, arguments)
	case *statement:
		return p.field(r.oracle, f.Name, arguments)
	case *citation:
		return p.field(f.Name)
	case overview:
		return p.field(f.Name)
	case kindCount:
		return p.field(f.Name)
	case *connection:
		return p.field(f.Name)
	case connectionEdge:
		return p.field(f.Name)
	case pageInfo:
		return p.field(f.Name)
	case graphPath:
		return p.field(f.Name)
	case pathStep:
		return p.field(f.Name)
	case subgraph:
		return p.field(f.Name)
	case *total:
		return p.field(f.Name)
	case numberTotal:
		return p.field(f.Name)
	case dateRange:
		return p.field(f.Name)
	}
	return valueField(parent, f.Name)
}

// entityField returns the value of a field of an entity or source.
func (r *execution) entityField(t *entity, f *ast.Field, arguments map[string]any, path string) any {
	day := r.day(arguments)
	if relation, known := t.relationNamed(f.Name); known {
		switch relation.Shape {
		case kg.Single:
			return orNull(t.single(relation.Steps[0], day))
		case kg.Transitive:
			return anySlice(t.transitive(relation.Steps[0], linkView{day: day}))
		case kg.Connection:
		}
	}
	list := r.listOf(t.typeName(), f, arguments)
	list.Parent = t.id
	if edges, isList := r.oracle.records(t, f.Name, arguments, day); isList {
		return r.page(list, edges, f, arguments, path)
	}
	deep, _ := arguments["deep"].(bool)
	by := linkView{day: day, passes: filterEvaluator{oracle: r.oracle, day: day}.linkPasses(arguments["link"])}
	if edges, isRelation := t.relation(f.Name, deep, by); isRelation {
		return r.page(list, edges, f, arguments, path)
	}
	if f.Name == "name" {
		languages, _ := arguments["languages"].([]any)
		return nameIn(t.record.Names, languages, day)
	}
	return t.field(r.oracle, f.Name, arguments)
}

// records returns the links, figures, statements or facts of an entity or source; known is false for other fields.
func (o *Oracle) records(t *entity, field string, arguments map[string]any, day string) (edges []edge, known bool) {
	switch {
	case t.kind.Name == "source" && field == "facts":
		kinds, limited := arguments["kinds"].([]any)
		return o.facts(t, kinds, limited, day), true
	case t.kind.Name != "source" && field == "links":
		return t.linkEdges(arguments, day), true
	}
	return t.stated(o, field)
}

// stated returns the figures or statements of an entity.
func (t *entity) stated(o *Oracle, field string) (edges []edge, known bool) {
	switch {
	case t.kind.Name == "source":
		return nil, false
	case field == "figures":
		return o.figureEdges(t), true
	case field == "statements":
		return o.statementEdges(func(s *statement) bool { return slices.Contains(s.about, t) }), true
	case field == "said":
		return o.statementEdges(func(s *statement) bool { return s.speaker == t }), t.kind.Name == "official"
	}
	return nil, false
}

// page returns a page of a list field. A cursor of another record's list is an error.
func (r *execution) page(list List, edges []edge, f *ast.Field, arguments map[string]any, path string) any {
	c, ok := page(list, r.writtenArguments(f), r.selectEdges(edges, f, arguments), r.pageBounds(arguments))
	if !ok {
		r.fail(badCursor, path)
		return nil
	}
	return c
}

// orNull returns nil for a missing entity.
func orNull(t *entity) any {
	if t == nil {
		return nil
	}
	return t
}
