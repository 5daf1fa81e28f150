package oracle

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
)

// total is a group of records: the values by which it is grouped, nil if they are missing, and its records.
type total struct {
	oracle  *Oracle
	by      []string
	values  []any
	records []any
}

// totals returns the groups of the records of a kind in order.
func (r *execution) totals(kind string, f *ast.Field, arguments map[string]any) any {
	var by []string
	for _, name := range arguments["groupBy"].([]any) {
		if name, _ := name.(string); !slices.Contains(by, name) {
			by = append(by, name)
		}
	}
	groups := []*total{}
	if len(by) == 0 {
		groups = append(groups, &total{oracle: r.oracle})
	}
	s := filterEvaluator{oracle: r.oracle, day: r.rootDay}
	for _, record := range r.recordsOf(kind) {
		if where := arguments["where"]; where != nil && !s.passes(record, f.Definition.Arguments.ForName("where").Type.Name(), where) {
			continue
		}
		for _, values := range combinations(by, func(name string) []any { return r.groups(record, name) }) {
			at := slices.IndexFunc(groups, func(g *total) bool { return slices.Equal(g.values, values) })
			if at < 0 {
				at = len(groups)
				groups = append(groups, &total{oracle: r.oracle, by: by, values: values})
			}
			groups[at].records = append(groups[at].records, record)
		}
	}
	slices.SortFunc(groups, func(a, b *total) int {
		for _, key := range asList(arguments["orderBy"]) {
			by, _ := key.(map[string]any)
			order := a.sortKey(by["field"]).Cmp(b.sortKey(by["field"]))
			if by["direction"] == "DESC" {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return slices.CompareFunc(a.values, b.values, compareGroups)
	})
	if limit := number(arguments["limit"]); limit != nil && *limit < len(groups) {
		groups = groups[:*limit]
	}
	return anySlice(groups)
}

// recordsOf returns the records of a kind; of links only those that are visible on the day of the root field.
func (r *execution) recordsOf(kind string) []any {
	switch kind {
	case "link":
		return anySlice(slices.DeleteFunc(slices.Clone(r.oracle.links), func(l *link) bool { return !l.shows(r.rootDay) }))
	case "figure":
		return anySlice(r.oracle.figures)
	case "statement":
		return anySlice(r.oracle.statements)
	}
	return anySlice(r.oracle.ofKind(kind))
}

// combinations returns all lists with one value for each name.
func combinations(names []string, values func(name string) []any) [][]any {
	all := [][]any{{}}
	for _, name := range names {
		var next [][]any
		for _, so := range all {
			for _, value := range values(name) {
				next = append(next, append(slices.Clone(so), value))
			}
		}
		all = next
	}
	return all
}

// place is a value of an enum, which sorts by its place there.
type place struct {
	at   int
	name string
}

// groups returns the values of a record by which it is grouped, each once; nil alone if it has none.
func (r *execution) groups(record any, name string) []any {
	var values []any
	for _, value := range r.groupValues(record, name) {
		if value != nil && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	if len(values) == 0 {
		return []any{nil}
	}
	return values
}

func (r *execution) groupValues(record any, name string) []any {
	if name == "SOURCE" {
		var sources []any
		for _, c := range citationsOf(record) {
			sources = append(sources, c.source)
		}
		return sources
	}
	switch t := record.(type) {
	case *link:
		return []any{r.linkGroup(t, name)}
	case *figure:
		return r.figureGroups(t, name)
	case *statement:
		switch name {
		case "SPEAKER":
			return []any{orNull(t.speaker)}
		case "YEAR":
			return []any{yearOf(string(t.record.SaidOn))}
		case "TOPIC":
			return anySlice(t.record.Topics)
		case "SUBJECT":
			return anySlice(t.about)
		}
	case *entity:
		return r.entityGroups(t, name)
	}
	panic(unimplemented("the oracle does not group by " + name))
}

func citationsOf(record any) []*citation {
	switch t := record.(type) {
	case *link:
		return t.citations
	case *figure:
		return t.citations
	case *statement:
		return t.citations
	case *entity:
		return t.citations
	}
	return nil
}

func (r *execution) linkGroup(l *link, name string) any {
	switch name {
	case "KIND":
		return r.oracle.place("LinkKind", l.record.Kind.String())
	case "ROLE":
		return stringOrNull(l.record.Role)
	case "FROM":
		return l.from
	case "TO":
		return l.to
	case "FROM_KIND":
		return r.oracle.place("EntityKind", recordKind(l.from.kind.Name))
	case "TO_KIND":
		return r.oracle.place("EntityKind", recordKind(l.to.kind.Name))
	case "ON_BEHALF_OF":
		return orNull(l.onBehalfOf)
	case "START_YEAR":
		return yearOf(string(l.record.Period.From))
	case "END_YEAR":
		return yearOf(string(l.record.Period.Until))
	}
	panic(unimplemented("the oracle does not group links by " + name))
}

func (r *execution) figureGroups(f *figure, name string) []any {
	switch name {
	case "MEASURE":
		return []any{f.record.Measure}
	case "UNIT":
		return []any{f.record.Unit}
	case "TYPE":
		return []any{r.oracle.place("FigureType", f.kind())}
	case "QUALIFIER":
		qualifier, _ := f.field(r, "qualifier", nil).(string)
		return []any{r.oracle.place("Qualifier", qualifier)}
	case "SUBJECT":
		return anySlice(f.subjects)
	case "YEAR":
		p := f.record.Period
		return []any{yearOf(cmp.Or(string(p.From), string(p.Until), string(p.AttestedOn)))}
	case "STATED_BY":
		return []any{orNull(f.statedBy)}
	}
	panic(unimplemented("the oracle does not group figures by " + name))
}

// entityGroups returns the values of an entity or source. Names of groups are those of fields and relations, mostly.
func (r *execution) entityGroups(t *entity, name string) []any {
	var values []any
	if name == "ROLE" {
		for _, l := range t.links {
			if l.record.Kind == kg.HoldsPostIn && l.shows(r.rootDay) {
				values = append(values, stringOrNull(l.record.Role))
			}
		}
		return values
	}
	for _, g := range r.oracle.kinds.Groups(t.kind) {
		if kg.EnumName(g.Name) != name {
			continue
		}
		if g.Relation != nil && g.Relation.Shape == kg.Transitive { // as the field, unlike filters, never the entity itself
			return anySlice(t.transitive(g.Relation.Steps[0], linkView{day: r.rootDay}))
		}
		if g.Relation != nil {
			for _, e := range t.related(g.Relation.Name, linkView{day: r.rootDay}) {
				values = append(values, e.node)
			}
			return values
		}
		switch value := t.record.Values[g.Field.Name].(type) {
		case kg.PartialDate:
			return []any{yearOf(string(value))}
		case []string:
			return anySlice(value)
		case string:
			if g.Field.Type == kg.TypeEnum {
				return []any{r.oracle.place(typeName(t.kind)+strings.ToUpper(g.Field.Name[:1])+g.Field.Name[1:], value)}
			}
			return []any{stringOrNull(value)}
		}
		return nil
	}
	panic(unimplemented("the oracle does not group by " + name))
}

// groupTypes returns the types of the records that a field of a total has, if a relation leads to them.
func (o *Oracle) groupTypes(total, field string) []string {
	for _, kind := range o.kinds.Entities() {
		for _, g := range o.kinds.Groups(kind) {
			if typeName(kind)+"Total" == total && g.Name == field && g.Relation != nil {
				return o.typeNames(g.Relation.To)
			}
		}
	}
	return nil
}

func (o *Oracle) place(enum, name string) any {
	if name == "" {
		return nil
	}
	return place{at: slices.IndexFunc(o.schema.Types[enum].EnumValues, func(v *ast.EnumValueDefinition) bool { return v.Name == name }), name: name}
}

// yearOf returns the year of a date; nil if that is unknown.
func yearOf(date string) any {
	if date == "" {
		return nil
	}
	year, _ := strconv.Atoi(date[:4])
	return year
}

func compareGroups(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	switch a := a.(type) {
	case *entity:
		return cmp.Compare(a.id, b.(*entity).id)
	case int:
		return cmp.Compare(a, b.(int))
	case string:
		return strings.Compare(a, b.(string))
	case place:
		return cmp.Compare(a.at, b.(place).at)
	}
	panic(unimplemented(fmt.Sprintf("groups are not sorted by a %T", a)))
}
