package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// filterEvaluator evaluates filters. Filters on relations see the links that are visible on the day.
type filterEvaluator struct {
	oracle *Oracle
	day    string
}

// passes reports whether a record satisfies all conditions of a filter of an input type. Omitted and null conditions are
// ignored.
func (s filterEvaluator) passes(record any, typeName string, filter any) bool {
	given, _ := filter.(map[string]any)
	for _, f := range s.oracle.schema.Types[typeName].Fields {
		if value := given[f.Name]; value != nil && !s.condition(record, f, value) {
			return false
		}
	}
	return true
}

// condition reports whether a record satisfies one condition.
func (s filterEvaluator) condition(record any, f *ast.FieldDefinition, given any) bool {
	typeName := f.Type.Name()
	passes := func(filter any) bool { return s.passes(record, typeName, filter) }
	switch f.Name {
	case "and":
		return !slices.ContainsFunc(asList(given), func(filter any) bool { return !passes(filter) })
	case "or":
		return slices.ContainsFunc(asList(given), passes)
	case "not":
		return !passes(given)
	}
	switch r := record.(type) {
	case *entity:
		return s.entityCondition(r, f, given)
	case *link:
		switch f.Name {
		case "kinds":
			return slices.Contains(asList(given), any(r.record.Kind.String()))
		case "holdsOn":
			day, _ := given.(string)
			return holds(r.record.Period, day) == "YES"
		case "period":
			return periodPasses(r.record.Period, given)
		case "from":
			return s.passes(r.from, typeName, given)
		case "to":
			return s.passes(r.to, typeName, given)
		case "onBehalfOf":
			return r.onBehalfOf != nil && s.passes(r.onBehalfOf, typeName, given)
		}
	case *figure:
		switch f.Name {
		case "statedBy":
			return r.statedBy != nil && s.passes(r.statedBy, typeName, given)
		case "period":
			return periodPasses(r.record.Period, given)
		}
	case *statement:
		if f.Name == "speaker" {
			return r.speaker != nil && s.passes(r.speaker, typeName, given)
		}
	}
	return s.plainCondition(record, f, given)
}

// entityCondition evaluates conditions that only entities have.
func (s filterEvaluator) entityCondition(t *entity, f *ast.FieldDefinition, given any) bool {
	asked, _ := given.(map[string]any)
	switch f.Name {
	case "name":
		return namesPass(t.record.Names, asked)
	case "identifier":
		return slices.ContainsFunc(t.record.Identifiers, func(i kg.Identifier) bool {
			return i.Scheme == asked["scheme"] && (asked["value"] == nil || i.Value == asked["value"])
		})
	}
	// In an EntityFilter `park` requires a park; in a ParkFilter `projects` requires related projects.
	if f.Name == t.kind.Name && f.Type.Name() == t.typeName()+"Filter" {
		return s.passes(t, f.Type.Name(), given)
	}
	if _, isKind := s.oracle.kinds.ByName(f.Name); isKind && !strings.HasSuffix(f.Type.Name(), "RelationFilter") {
		return false
	}
	return s.plainCondition(t, f, given)
}

// plainCondition evaluates conditions on relations, lists of strings and single values.
func (s filterEvaluator) plainCondition(record any, f *ast.FieldDefinition, given any) bool {
	asked, _ := given.(map[string]any)
	switch {
	case strings.HasSuffix(f.Type.Name(), "RelationFilter"):
		return s.relationPasses(record, f, asked)
	case f.Type.Name() == "StringListFilter":
		texts, _ := s.oracle.valueOf(record, f.Name).([]string)
		return stringsPass(texts, asked)
	}
	return compares(s.oracle.valueOf(record, f.Name), asked)
}

// relationPasses evaluates a condition on the records of a relation.
func (s filterEvaluator) relationPasses(record any, f *ast.FieldDefinition, asked map[string]any) bool {
	quantified := false
	related := s.related(record, f.Name, asked["link"])
	typeName := s.oracle.schema.Types[f.Type.Name()].Fields.ForName("some").Type.Name()
	for quantifier, filter := range asked {
		if quantifier == "link" || filter == nil {
			continue
		}
		quantified = true
		if !quantify(quantifier, related, func(e edge) bool { return s.passes(e.node, typeName, filter) }) {
			return false
		}
	}
	return quantified || asked["link"] == nil || len(related) > 0
}

// quantify reports whether some, none or every element passes.
func quantify[T any](quantifier string, of []T, passes func(T) bool) bool {
	count := 0
	for _, one := range of {
		if passes(one) {
			count++
		}
	}
	switch quantifier {
	case "some":
		return count > 0
	case "none":
		return count == 0
	}
	return count == len(of)
}

// related returns the edges of a relation of a record, over links that satisfy a LinkFilter if there is one.
func (s filterEvaluator) related(record any, name string, links any) []edge {
	var entities []*entity
	switch r := record.(type) {
	case *figure:
		entities = r.subjects
	case *statement:
		entities = r.about
	case *entity:
		edges, known := r.stated(s.oracle, name)
		if known {
			return edges
		}
		return r.related(name, linkView{day: s.day, passes: s.linkPasses(links)})
	}
	var edges []edge
	for _, t := range entities {
		edges = append(edges, edge{node: t, id: t.id})
	}
	return edges
}

// linkPasses returns the predicate of a LinkFilter, nil if there is none.
func (s filterEvaluator) linkPasses(links any) func(*link) bool {
	if links == nil {
		return nil
	}
	return func(l *link) bool { return s.passes(l, "LinkFilter", links) }
}
