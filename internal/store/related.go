package store

import (
	"strings"

	"civicgraph/internal/kg"
)

// isIndirect tells whether a relation takes steps beside those that its edges show.
func (r *Relation) isIndirect() bool { return r.Inside != nil || r.Onward != nil }

// To is the table of records that may be of several kinds.
func (r *Registry) To(codes []kg.Code) *Table {
	if len(codes) == 1 {
		return r.byCode[codes[0]]
	}
	return r.entity
}

// Target is the table of the records that a relation or listing of a table leads to; nil where there is none.
func (r *Registry) Target(table *Table, name string) *Table {
	if relation, ok := table.Relations[name]; ok {
		return r.To(relation.To)
	}
	if listing, ok := table.Listings[name]; ok {
		return r.To(listing.To)
	}
	if owned, ok := table.Owned[name]; ok && owned.To != "" {
		return r.entity
	}
	return nil
}

// related is the condition on what a relation or listing leads to.
func (m *matcher) related(sc scope, f kg.Related) string {
	if f.How == kg.Every {
		f.Where = kg.Not{Of: f.Where}
	}
	relation, isRelation := sc.table.Relations[f.Relation]
	found := ""
	switch {
	case !isRelation:
		found = m.member(sc, f)
	case relation.Shape == Chain:
		found = m.above(sc, relation, f)
	default:
		var ways []string
		for _, step := range relation.Steps {
			ways = append(ways, m.way(sc, relation, step, f)...)
		}
		found = "(" + strings.Join(ways, " OR ") + ")"
	}
	return not(f.How) + found
}

// member is the condition on a listing of the record, or on what it is about.
func (m *matcher) member(sc scope, f kg.Related) string {
	to := m.registry.Target(sc.table, f.Relation)
	table, owner, member := "", "", ""
	if listing, ok := sc.table.Listings[f.Relation]; ok {
		table, owner, member = listing.Table, listing.Owner, listing.ID
	} else {
		owned := sc.table.Owned[f.Relation]
		table, owner, member = owned.Table.Name, owned.Owner, strings.TrimPrefix(owned.To, "t.")
	}
	alias := m.alias("s")
	from := " FROM " + table + " " + alias + " WHERE "
	if m.isNarrow(to, f.Where) {
		return sc.id + " IN (SELECT " + alias + "." + owner + from + m.within(alias+"."+member, to, f.Where) + ")"
	}
	return "EXISTS (SELECT 1" + from + alias + "." + owner + " = " + sc.id + " AND " + m.within(alias+"."+member, to, f.Where) + ")"
}

// ends are the columns of a link at either end of a step, by the alias of the link.
func (s Step) ends(alias string) (near, far string) {
	if s.In {
		return alias + ".to_id", alias + ".from_id"
	}
	return alias + ".from_id", alias + ".to_id"
}

// way is the condition that a step leads to what passes, by each way that the relation knows.
func (m *matcher) way(sc scope, relation Relation, step Step, f kg.Related) []string {
	to := m.registry.To(relation.To)
	link := m.alias("l")
	near, far := step.ends(link)
	walked := m.walked(link, step) + m.through(link, f.Link)
	if !relation.isIndirect() && m.isNarrow(to, f.Where) {
		return []string{sc.id + " IN (SELECT " + near + " FROM link " + link + " WHERE " + walked + " AND " + m.within(far, to, f.Where) + ")"}
	}
	direct := walked
	if relation.Onward != nil {
		_, farType := step.types(link)
		direct += oneOf(farType, numbers(relation.To))
	}
	ways := []string{"EXISTS (SELECT 1 FROM link " + link + " WHERE " + near + " = " + sc.id + " AND " + direct + " AND " + m.within(far, to, f.Where) + ")"}
	second := m.alias("l")
	begin := "EXISTS (SELECT 1 FROM link "
	switch {
	case relation.Inside != nil:
		outer, inner := relation.Inside.ends(second)
		ways = append(ways, begin+second+" CROSS JOIN link "+link+" ON "+near+" = "+inner+" AND "+walked+
			" WHERE "+outer+" = "+sc.id+" AND "+m.walked(second, *relation.Inside)+" AND "+m.within(far, to, f.Where)+")")
	case relation.Onward != nil:
		middle, end := relation.Onward.ends(second)
		ways = append(ways, begin+link+" CROSS JOIN link "+second+" ON "+middle+" = "+far+" AND "+m.walked(second, *relation.Onward)+
			" WHERE "+near+" = "+sc.id+" AND "+walked+" AND "+m.within(end, to, f.Where)+")")
	}
	return ways
}

// above is the condition on all that a step reaches when it is taken over and over.
func (m *matcher) above(sc scope, relation Relation, f kg.Related) string {
	step, to := relation.Steps[0], m.registry.To(relation.To)
	reached, first, next := m.alias("r"), m.alias("l"), m.alias("l")
	begin, walked := "(WITH RECURSIVE "+reached+" (id) AS (SELECT ", " FROM link "+first+" WHERE "+m.walked(first, step)+m.through(first, f.Link)
	onward := " FROM " + reached + " CROSS JOIN link " + next + " ON " + m.walked(next, step) + m.through(next, f.Link)
	firstNear, firstFar := step.ends(first)
	nextNear, nextFar := step.ends(next)
	if m.isNarrow(to, f.Where) { // from those that pass downwards
		return sc.id + " IN " + begin + firstNear + walked + " AND " + m.within(firstFar, to, f.Where) +
			" UNION SELECT " + nextNear + onward + " AND " + nextFar + " = " + reached + ".id) SELECT id FROM " + reached + ")"
	}
	return "EXISTS " + begin + firstFar + walked + " AND " + firstNear + " = " + sc.id +
		" UNION SELECT " + nextFar + onward + " AND " + nextNear + " = " + reached + ".id) SELECT 1 FROM " + reached +
		" WHERE " + m.within(reached+".id", to, f.Where) + ")"
}

// walked is the condition that a link is one of a step which holds on the day, or may.
func (m *matcher) walked(alias string, step Step) string {
	return "TRUE" + m.statement.walked(alias, step, m.asOf)
}

// types are the columns with the kinds of a link's ends.
func (s Step) types(alias string) (near, far string) {
	if s.In {
		return alias + ".to_type", alias + ".from_type"
	}
	return alias + ".from_type", alias + ".to_type"
}

// through adds the condition on the link itself.
func (m *matcher) through(alias string, f kg.Filter) string {
	if kg.IsEverything(f) {
		return ""
	}
	return " AND " + m.condition(scope{table: m.registry.byCode[kg.LinkCode], id: alias + ".id", alias: alias}, f)
}
