package oracle

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// filterGenerator generates filters. Most conditions are true of a witness, a record that the list probably has, so that
// filters match some records and exclude others.
type filterGenerator struct {
	*writer
	// conditionsLeft is the number of conditions that may still be added.
	conditionsLeft int
}

// maxGeneratedConditions is the maximal number of conditions of a generated filter, well below the limit.
const maxGeneratedConditions = 14

// filter returns a filter of an input type, nested in at most levels further filters.
func (w *filterGenerator) filter(typeName string, witness any, levels int) map[string]any {
	definition := w.oracle.schema.Types[typeName]
	filter := map[string]any{}
	for range w.memberCount(typeName, 0, 1, 1, 1, 1, 2, 2, 3) {
		if w.conditionsLeft--; w.conditionsLeft < 0 {
			break
		}
		isWanted := w.isWanted(typeName)
		f := w.leastUsed(definition, func(f *ast.FieldDefinition) bool { return levels > 0 || !isNested(f) })
		if !isWanted && w.chance(3) {
			filter[f.Name] = nil
		} else {
			filter[f.Name] = w.condition(f, witness, levels)
		}
	}
	return filter
}

// isNested reports whether a condition contains filters of records.
func isNested(f *ast.FieldDefinition) bool {
	name := f.Type.Name()
	if f.Name == "and" || f.Name == "or" || f.Name == "not" || strings.HasSuffix(name, "RelationFilter") {
		return true
	}
	return slices.Contains([]string{
		"EntityFilter", "OfficialFilter", "DistrictFilter", "ParkFilter", "ProjectFilter", "RailLineFilter", "StationFilter", "OrganizationFilter",
	}, name)
}

// leastUsed returns a field of an input type, mostly one that was used less often than others.
func (w *writer) leastUsed(of *ast.Definition, fits func(*ast.FieldDefinition) bool) *ast.FieldDefinition {
	if name, isWanted := w.wantedOf(of.Name); isWanted {
		return of.Fields.ForName(name)
	}
	var best *ast.FieldDefinition
	for range 4 {
		f := pick(w.rand, of.Fields...)
		for !fits(f) {
			f = pick(w.rand, of.Fields...)
		}
		if best == nil || w.asked[of.Name+"."+f.Name] < w.asked[of.Name+"."+best.Name] {
			best = f
		}
	}
	w.asked[of.Name+"."+best.Name]++
	return best
}

// memberCount returns one of the counts, at least 1 if a member of the input type is wanted.
func (w *writer) memberCount(typeName string, counts ...int) int {
	count := pick(w.rand, counts...)
	if w.isWanted(typeName) {
		return max(1, count)
	}
	return count
}

// condition returns the value of one condition.
func (w *filterGenerator) condition(f *ast.FieldDefinition, witness any, levels int) any {
	typeName := f.Type.Name()
	switch f.Name {
	case "and":
		return w.severalOf(typeName, 2, func() any { return w.filter(typeName, witness, levels-1) })
	case "or":
		return w.severalOf(typeName, 3, func() any {
			if w.chance(50) {
				return w.filter(typeName, witness, levels-1)
			}
			return w.filter(typeName, w.another(witness), levels-1)
		})
	case "not":
		return w.filter(typeName, w.another(witness), levels-1)
	}
	if strings.HasSuffix(typeName, "RelationFilter") {
		return w.relation(w.oracle.schema.Types[typeName], f.Name, witness, levels)
	}
	switch r := witness.(type) {
	case *link:
		switch f.Name {
		case "kinds":
			return w.linkKinds(r)
		case "holdsOn":
			return w.day()
		case "from", "to":
			return w.filter(typeName, w.endOf(r, f.Name), levels-1)
		case "onBehalfOf":
			return w.filter(typeName, w.orAnyOf(r.onBehalfOf, "organization"), levels-1)
		}
	case *figure:
		if f.Name == "statedBy" {
			return w.filter(typeName, w.orAnyOf(r.statedBy, "official"), levels-1)
		}
	case *statement:
		if f.Name == "speaker" {
			return w.filter(typeName, w.orAnyOf(r.speaker, "official"), levels-1)
		}
	case *entity:
		if isNested(f) { // is of this kind and passes
			return w.filter(typeName, w.orAnyOf(r, f.Name), levels-1)
		}
	}
	if typeName == "PeriodFilter" {
		return w.period(witness)
	}
	return w.comparisons(typeName, w.stringsOf(witness, f))
}

// orAnyOf returns the entity if it is of the kind, or else any of the kind.
func (w *filterGenerator) orAnyOf(t *entity, kind string) any {
	if t != nil && t.kind.Name == kind {
		return t
	}
	if all := w.oracle.ofKind(kind); len(all) > 0 {
		return pick(w.rand, all...)
	}
	return nil
}

// another returns any record of the same kind.
func (w *filterGenerator) another(witness any) any {
	o := w.oracle
	switch r := witness.(type) {
	case *entity:
		return w.orAnyOf(nil, r.kind.Name)
	case *link:
		return pick(w.rand, o.links...)
	case *figure:
		return pick(w.rand, o.figures...)
	case *statement:
		return pick(w.rand, o.statements...)
	}
	return witness
}

func (w *filterGenerator) linkKinds(witness *link) any {
	kinds := w.several(3, func() any {
		return pick(w.rand, w.oracle.schema.Types["LinkKind"].EnumValues...).Name
	})
	if witness != nil && w.chance(80) {
		kinds = append(kinds, witness.record.Kind.String())
	}
	return kinds
}

// relation returns conditions on a relation.
func (w *filterGenerator) relation(definition *ast.Definition, name string, witness any, levels int) any {
	var target edge
	if witness != nil {
		related := filterEvaluator{oracle: w.oracle}.related(witness, name, nil)
		if len(related) > 0 {
			target = pick(w.rand, related...)
		}
	}
	typeName := definition.Fields.ForName("some").Type.Name()
	if target.node == nil {
		target.node = w.anyFor(typeName)
	}
	asked := map[string]any{}
	for range w.memberCount(definition.Name, 0, 1, 1, 1, 1, 2) {
		f := w.leastUsed(definition, func(*ast.FieldDefinition) bool { return true })
		switch f.Name {
		case "link":
			asked[f.Name] = w.filter("LinkFilter", w.orAnyLink(target.link), levels-1)
		case "none":
			asked[f.Name] = w.filter(typeName, w.another(target.node), levels-1)
		default:
			asked[f.Name] = w.filter(typeName, target.node, levels-1)
		}
	}
	return asked
}

// endOf returns the entity at an end of a link, or any if there is no link.
func (w *filterGenerator) endOf(l *link, end string) any {
	switch {
	case l == nil:
		return w.anyFor("EntityFilter")
	case end == "from":
		return l.from
	}
	return l.to
}

func (w *filterGenerator) orAnyLink(l *link) any {
	switch {
	case l != nil:
		return l
	case len(w.oracle.links) > 0:
		return pick(w.rand, w.oracle.links...)
	}
	return nil
}

// anyFor returns any record that a filter of the input type can be about; nil if there is none.
func (w *filterGenerator) anyFor(filter string) any {
	o := w.oracle
	kind := strings.TrimSuffix(filter, "Filter")
	switch {
	case kind == "Figure" && len(o.figures) > 0:
		return pick(w.rand, o.figures...)
	case kind == "Statement" && len(o.statements) > 0:
		return pick(w.rand, o.statements...)
	case kind == "Link":
		return w.orAnyLink(nil)
	case kind == "Entity":
		return w.orAnyOf(nil, pick(w.rand, w.oracle.kinds.Entities()...).Name)
	case kind == "Figure", kind == "Statement":
		return nil
	}
	return w.orAnyOf(nil, strings.ToLower(kind[:1])+kind[1:])
}

// period returns conditions on a period.
func (w *filterGenerator) period(witness any) any {
	var p kg.Period
	switch r := witness.(type) {
	case *link:
		p = r.record.Period
	case *figure:
		p = r.record.Period
	}
	values := map[string]string{"from": string(p.From), "until": string(p.Until), "attestedOn": string(p.AttestedOn)}
	definition := w.oracle.schema.Types["PeriodFilter"]
	asked := map[string]any{}
	for range w.memberCount(definition.Name, 0, 1, 1, 1, 2) {
		f := w.leastUsed(definition, func(*ast.FieldDefinition) bool { return true })
		var known []string
		if values[f.Name] != "" {
			known = []string{values[f.Name]}
		}
		asked[f.Name] = w.comparisons(f.Type.Name(), known)
	}
	return asked
}

// stringsOf returns the witness's values of a field as strings: all names, all elements of a list.
func (w *filterGenerator) stringsOf(witness any, f *ast.FieldDefinition) []string {
	t, isThing := witness.(*entity)
	switch {
	case witness == nil:
		return nil
	case isThing && f.Name == "name":
		var names []string
		for _, n := range t.record.Names {
			names = append(names, n.Text)
		}
		return names
	case isThing && f.Name == "identifier":
		var codes []string
		for _, i := range t.record.Identifiers {
			codes = append(codes, i.Scheme+" "+i.Value)
		}
		return codes
	}
	return stringsOfValue(w.oracle.valueOf(witness, f.Name))
}

// listArguments adds a filter, a filter of links and an order to the arguments of a list, each at random.
func (w *writer) listArguments(p selectionContext, f *ast.FieldDefinition, given map[string]any) {
	var target edge
	for _, name := range []string{"where", "link", "orderBy", "orderByLink"} {
		d := f.Arguments.ForName(name)
		if d == nil {
			continue
		}
		// An argument that was never given is given now.
		key := p.definition.Name + "." + f.Name + "." + name
		isWanted := w.wantedArgument == name
		if w.asked[key] > 0 && !isWanted && !w.chance(30) {
			continue
		}
		w.asked[key]++
		generator := &filterGenerator{writer: w, conditionsLeft: maxGeneratedConditions}
		if target.node == nil {
			target = generator.witnessFor(p.definition, f)
		}
		switch {
		case !isWanted && w.chance(4):
			given[name] = nil
		case name == "orderBy", name == "orderByLink":
			given[name] = w.order(d.Type.Name())
		default:
			witness, levels := target.node, pick(w.rand, 0, 1, 2, 2, 3, 7)
			if d.Type.Name() == "LinkFilter" {
				witness, levels = generator.orAnyLink(target.link), pick(w.rand, 0, 0, 1, 2)
			}
			if isWanted {
				levels = maxFilterLevels - 1
			}
			given[name] = generator.filter(d.Type.Name(), witness, levels)
		}
	}
}

// listProbes writes lists of all records of a kind, each with a filter of one or two conditions. They distinguish most
// records.
func (w *writer) listProbes(p selectionContext) string {
	var b strings.Builder
	for range 5 {
		f := w.leastUsed(p.definition, func(f *ast.FieldDefinition) bool {
			return f.Arguments.ForName("orderBy") != nil && f.Arguments.ForName("first") != nil
		})
		d := f.Arguments.ForName("where")
		generator := &filterGenerator{writer: w, conditionsLeft: maxGeneratedConditions}
		witness := generator.anyFor(d.Type.Name())
		choices := []argumentValue{{definition: d, value: generator.filter(d.Type.Name(), witness, pick(w.rand, 0, 0, 1, 2))}}
		if w.chance(30) {
			choices = append(choices, argumentValue{definition: f.Arguments.ForName("asOf"), value: w.day()})
		}
		if w.chance(30) {
			order := f.Arguments.ForName("orderBy")
			choices = append(choices, argumentValue{definition: order, value: w.order(order.Type.Name())})
		}
		key := w.newName("p")
		p.scope.use(key, &entry{definition: f, closed: true})
		b.WriteString("  " + key + ": " + f.Name + w.arguments(choices) + " { totalCount nodes { id } pageInfo { endCursor } }\n")
	}
	return b.String()
}

// witnessFor returns an edge of the list field of any record of the owner type.
func (w *filterGenerator) witnessFor(owner *ast.Definition, f *ast.FieldDefinition) edge {
	if owner.Name != "Query" {
		for range 4 {
			t, _ := w.anyFor(pick(w.rand, w.oracle.possible(owner.Name)...) + "Filter").(*entity)
			if t == nil {
				continue
			}
			edges, known := t.stated(w.oracle, f.Name)
			if f.Name == "links" {
				edges, known = t.linkEdges(nil, ""), true
			}
			if !known {
				edges, _ = t.relation(f.Name, true, linkView{})
			}
			if len(edges) > 0 {
				return pick(w.rand, edges...)
			}
		}
	}
	if d := f.Arguments.ForName("where"); d != nil {
		return edge{node: w.anyFor(d.Type.Name())}
	}
	return edge{}
}

// sortedKeys returns the keys of an object in order.
func sortedKeys(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }
