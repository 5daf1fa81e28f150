package store

import (
	"strings"

	"civicgraph/internal/kg"
)

// To is the table of records that may be of several kinds.
func (r *Registry) TableFor(codes []kg.Code) *Table {
	if len(codes) == 1 {
		return r.byCode[codes[0]]
	}
	return r.entity
}

// Target is the table of the records that a relation or listing of a table leads to; nil where there is none.
func (r *Registry) RelationTarget(table *Table, name string) *Table {
	if relation, ok := table.Relations[name]; ok {
		return r.TableFor(relation.To)
	}
	if listing, ok := table.FactLists[name]; ok {
		return r.TableFor(listing.To)
	}
	if owned, ok := table.ChildLists[name]; ok && !owned.To.IsZero() {
		return r.entity
	}
	return nil
}

// related is the condition on what a relation or listing leads to.
func (m *filterBuilder) related(sc scope, f kg.Related) string {
	if f.Quantifier == kg.Every {
		f.Where = kg.Not{Filter: f.Where}
	}
	relation, isRelation := sc.table.Relations[f.Relation]
	_, isListing := sc.table.FactLists[f.Relation]
	defer m.follow(isListing || isRelation && relation.FansOut())()
	switch {
	case !isRelation:
		return not(f.Quantifier) + m.inList(sc, f)
	case relation.Shape == kg.Transitive:
		return not(f.Quantifier) + m.reachedTransitively(sc, relation, f)
	}
	return not(f.Quantifier) + m.reached(sc, relation, f)
}

// member is the condition on a listing of the record, or on what it is about.
func (m *filterBuilder) inList(sc scope, f kg.Related) string {
	to := m.registry.RelationTarget(sc.table, f.Relation)
	listing, ok := sc.table.FactLists[f.Relation]
	if !ok {
		owned := sc.table.ChildLists[f.Relation]
		listing = FactList{Table: owned.Table.Name, Owner: owned.Owner, ID: owned.To.name}
	}
	alias := m.alias("s")
	from := " FROM " + listing.Table + " " + alias + " WHERE "
	owner, passes := alias+"."+listing.Owner, m.within(alias+"."+listing.ID, to, f.Where)
	if m.drivesFromTarget(to, f.Where) {
		return sc.id + " IN (SELECT " + owner + from + passes + ")"
	}
	return "EXISTS (SELECT 1" + from + owner + " = " + sc.id + " AND " + passes + ")"
}

// endColumns returns the columns of a link, by its alias, with the keys at either end of a step.
func endColumns(step kg.Step, alias string) (near, far string) {
	if step.In {
		return alias + ".to_id", alias + ".from_id"
	}
	return alias + ".from_id", alias + ".to_id"
}

// way is one way from a record to what a relation leads to: over which links, and their ends.
type linkPath struct{ from, near, far, where string }

// ways are those of a relation through links that pass.
func (m *filterBuilder) linkPaths(relation kg.Relation, through kg.Filter) []linkPath {
	var all []linkPath
	for _, step := range relation.Steps {
		link := m.alias("l")
		near, far := endColumns(step, link)
		direct := linkPath{from: "link " + link, near: near, far: far, where: m.isStep(link, step) + m.through(link, through)}
		if relation.Via != nil {
			first := m.alias("l")
			outer, inner := endColumns(*relation.Via, first)
			all = append(all, linkPath{
				from: direct.from + " JOIN link " + first + " ON " + near + " = " + inner, near: outer, far: far,
				where: direct.where + " AND " + m.isStep(first, *relation.Via),
			})
		}
		if relation.Then != nil {
			last := m.alias("l")
			inner, outer := endColumns(*relation.Then, last)
			all = append(all, linkPath{
				from: direct.from + " JOIN link " + last + " ON " + inner + " = " + far, near: near, far: outer,
				where: direct.where + " AND " + m.isStep(last, *relation.Then),
			})
			direct.where += oneOf(farTypeColumn(step, link), numbers(relation.To))
		}
		all = append(all, direct)
	}
	return all
}

// reached is the condition that a relation leads to a record that passes. What is asked of that record is written once,
// however many ways there are: else the text would grow with every level.
func (m *filterBuilder) reached(sc scope, relation kg.Relation, f kg.Related) string {
	to, ways := m.registry.TableFor(relation.To), m.linkPaths(relation, f.Link)
	isSingle := len(ways) == 1 || to.Name == ""
	switch {
	case kg.IsMatchAll(f.Where) || isSingle && !m.drivesFromTarget(to, f.Where):
		return "(" + each(ways, " OR ", func(w linkPath) string {
			return "EXISTS (SELECT 1 FROM " + w.from + " WHERE " + w.near + " = " + sc.id + " AND " + w.where + " AND " + m.within(w.far, to, f.Where) + ")"
		}) + ")"
	case isSingle:
		return sc.id + " IN (" + each(ways, " UNION ALL ", func(w linkPath) string {
			return "SELECT " + w.near + " FROM " + w.from + " WHERE " + w.where + " AND " + m.within(w.far, to, f.Where)
		}) + ")"
	case m.isSelective(to, f.Where) && m.nesting(to, f.Where) < maxSharedLevels:
		found := m.alias("f")
		return sc.id + " IN (WITH " + found + " (id) AS MATERIALIZED (" + m.keysOf(to, f.Where) + ") " + each(ways, " UNION ALL ", func(w linkPath) string {
			return "SELECT " + w.near + " FROM " + w.from + " WHERE " + w.where + " AND " + w.far + " IN (SELECT id FROM " + found + ")"
		}) + ")"
	}
	// A limit, be it none, keeps SQLite from copying what is asked into each way, and from beginning with that.
	far := m.alias("w")
	return "EXISTS (SELECT 1 FROM (" + each(ways, " UNION ALL ", func(w linkPath) string {
		return "SELECT " + w.far + " AS id FROM " + w.from + " WHERE " + w.near + " = " + sc.id + " AND " + w.where
	}) + " LIMIT -1) " + far + " WHERE " + m.within(far+".id", to, f.Where) + ")"
}

// sharedLevels is how many relations of several ways may stand in one another where each begins with all that pass:
// SQLite copies what they share once a way, and gives up beyond.
const maxSharedLevels = 4

// nesting is how many relations of several ways stand in one another in a filter.
func (m *filterBuilder) nesting(table *Table, f kg.Filter) int {
	most := 0
	switch f := f.(type) {
	case kg.And:
		for _, of := range f {
			most = max(most, m.nesting(table, of))
		}
	case kg.Or:
		return m.nesting(table, kg.And(f))
	case kg.Not:
		return m.nesting(table, f.Filter)
	case kg.OfKind:
		return m.nesting(m.registry.byCode[f.Kind], f.Where)
	case kg.Referenced:
		return m.nesting(m.registry.TableFor(table.References[f.Field].To), f.Where)
	case kg.Related:
		most = m.nesting(m.registry.RelationTarget(table, f.Relation), f.Where)
		if relation := table.Relations[f.Relation]; len(relation.Steps) > 1 || relation.Via != nil || relation.Then != nil {
			most++
		}
	}
	return most
}

// each writes something for each way.
func each(ways []linkPath, between string, write func(linkPath) string) string {
	parts := make([]string, len(ways))
	for i, w := range ways {
		parts[i] = write(w)
	}
	return strings.Join(parts, between)
}

// above is the condition on all that a step reaches when it is taken over and over.
func (m *filterBuilder) reachedTransitively(sc scope, relation kg.Relation, f kg.Related) string {
	step, to := relation.Steps[0], m.registry.TableFor(relation.To)
	reached, first, next := m.alias("r"), m.alias("l"), m.alias("l")
	firstNear, firstFar := endColumns(step, first)
	nextNear, nextFar := endColumns(step, next)
	walked := " FROM link " + first + " WHERE " + m.isStep(first, step) + m.through(first, f.Link)
	if kg.IsMatchAll(f.Where) { // one step shows whether there is any
		return "EXISTS (SELECT 1" + walked + " AND " + firstNear + " = " + sc.id + ")"
	}
	begin := "(WITH RECURSIVE " + reached + " (id) AS (SELECT "
	onward := " FROM " + reached + " CROSS JOIN link " + next + " ON " + m.isStep(next, step) + m.through(next, f.Link)
	if m.strategy.startsFew && !m.materializes(to, f.Where) { // from the few upwards
		return "EXISTS " + begin + firstFar + walked + " AND " + firstNear + " = " + sc.id +
			" UNION SELECT " + nextFar + onward + " AND " + nextNear + " = " + reached + ".id) SELECT 1 FROM " + reached +
			" WHERE " + m.within(reached+".id", to, f.Where) + ")"
	}
	id := sc.id
	if !m.isSelective(to, f.Where) { // there may be very many below, of which a page wants the first
		id = "+" + id
	}
	return id + " IN " + begin + firstNear + walked + " AND " + firstFar + " IN (" + m.keysOf(to, f.Where) + ")" +
		" UNION SELECT " + nextNear + onward + " AND " + nextFar + " = " + reached + ".id) SELECT id FROM " + reached + ")"
}

// walked is the condition that a link is one of a step which holds on the day, or may.
func (m *filterBuilder) isStep(alias string, step kg.Step) string {
	return "TRUE" + m.sqlBuilder.isStep(alias, step, m.asOf)
}

// farTypeColumn returns the column of a link, by its alias, with the kind of entity that a step leads to.
func farTypeColumn(step kg.Step, alias string) string {
	if step.In {
		return alias + ".from_type"
	}
	return alias + ".to_type"
}

// through adds the condition on the link itself.
func (m *filterBuilder) through(alias string, f kg.Filter) string {
	if kg.IsMatchAll(f) {
		return ""
	}
	return " AND " + m.condition(scope{table: m.registry.byCode[kg.KindLink], id: alias + ".id", alias: alias}, f)
}
