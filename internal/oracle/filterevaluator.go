package oracle

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// sieve tells which records pass a filter. Filters on relations see the links that show on the day.
type filterEvaluator struct {
	oracle *Oracle
	day    string
}

// passes tells whether a record passes all conditions of a filter of an input type. What is absent or null says nothing.
func (s filterEvaluator) passes(record any, typeName string, filter any) bool {
	given, _ := filter.(map[string]any)
	for _, f := range s.oracle.schema.Types[typeName].Fields {
		if value := given[f.Name]; value != nil && !s.condition(record, f, value) {
			return false
		}
	}
	return true
}

// condition tells whether a record passes one condition.
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

// thingCondition is about what only entities have.
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
	// In an EntityFilter `park` asks for a park, `projects` of a ParkFilter for related ones.
	if f.Name == t.kind.Name && f.Type.Name() == t.typeName()+"Filter" {
		return s.passes(t, f.Type.Name(), given)
	}
	if _, isKind := s.oracle.kinds.ByName(f.Name); isKind && !strings.HasSuffix(f.Type.Name(), "RelationFilter") {
		return false
	}
	return s.plainCondition(t, f, given)
}

// plainCondition is about relations, lists of texts and single values.
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

// relationPasses asks about the records that a relation leads to.
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

// quantify tells whether some, none or every one of several passes.
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

// related lists what a relation of a record leads to, through links that pass where a filter of links is given.
func (s filterEvaluator) related(record any, name string, links any) []edge {
	var things []*entity
	switch r := record.(type) {
	case *figure:
		things = r.subjects
	case *statement:
		things = r.about
	case *entity:
		edges, known := r.stated(s.oracle, name)
		if known {
			return edges
		}
		return r.related(name, linkView{day: s.day, passes: s.linkPasses(links)})
	}
	var edges []edge
	for _, t := range things {
		edges = append(edges, edge{node: t, id: t.id})
	}
	return edges
}

// through is the condition of a filter of links, nil where there is none.
func (s filterEvaluator) linkPasses(links any) func(*link) bool {
	if links == nil {
		return nil
	}
	return func(l *link) bool { return s.passes(l, "LinkFilter", links) }
}
