package store

import (
	"strings"

	"civicgraph/internal/kg"
)

// TableFor returns the table of records of these kinds; of several kinds it is that of any entity.
func (r *Registry) TableFor(codes []kg.Code) *Table {
	if len(codes) == 1 {
		return r.byCode[codes[0]]
	}
	return r.entity
}

// RelationTarget returns the table of the records that a relation or list of a table leads to; nil if there is none.
func (r *Registry) RelationTarget(table *Table, name string) *Table {
	if relation, ok := table.Relations[name]; ok {
		return r.TableFor(relation.To)
	}
	if list, ok := table.FactLists[name]; ok {
		return r.TableFor(list.To)
	}
	if list, ok := table.ChildLists[name]; ok && !list.To.IsZero() {
		return r.entity
	}
	return nil
}

// related returns the condition on the records that a relation or list leads to.
func (m *filterBuilder) related(sc scope, f kg.Related) string {
	if f.Quantifier == kg.Every {
		f.Where = kg.Not{Filter: f.Where}
	}
	relation, isRelation := sc.table.Relations[f.Relation]
	_, isFactList := sc.table.FactLists[f.Relation]
	defer m.follow(isFactList || isRelation && relation.FansOut())()
	switch {
	case !isRelation:
		return not(f.Quantifier) + m.inList(sc, f)
	case relation.Shape == kg.Transitive:
		return not(f.Quantifier) + m.reachedTransitively(sc, relation, f)
	}
	return not(f.Quantifier) + m.reached(sc, relation, f)
}

// inList returns the condition on a list of the record.
func (m *filterBuilder) inList(sc scope, f kg.Related) string {
	to := m.registry.RelationTarget(sc.table, f.Relation)
	list, ok := sc.table.FactLists[f.Relation]
	if !ok {
		children := sc.table.ChildLists[f.Relation]
		list = FactList{Table: children.Table.Name, Owner: children.Owner, ID: children.To.name}
	}
	alias := m.alias("s")
	from := " FROM " + list.Table + " " + alias + " WHERE "
	owner, passes := alias+"."+list.Owner, m.within(alias+"."+list.ID, to, f.Where)
	if m.drivesFromTarget(to, f.Where) {
		return m.isOneOf(sc, "SELECT "+owner+from+passes)
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

// linkPath is a path over links from a record to those that a relation leads to: FROM, the ends, and WHERE.
type linkPath struct{ from, near, far, where string }

// linkPaths returns the paths of a relation over links that pass a filter. Of two links, each is read from the entity between them.
func (m *filterBuilder) linkPaths(relation kg.Relation, through kg.Filter) []linkPath {
	var all []linkPath
	for _, step := range relation.Steps {
		link := m.alias("l")
		near, far := endColumns(step, link)
		table := m.d.links(step.In)
		direct := linkPath{from: table + " " + link, near: near, far: far, where: m.isStep(link, step) + m.through(link, through)}
		if relation.Via != nil {
			first := m.alias("l")
			outer, inner := endColumns(*relation.Via, first)
			all = append(all, linkPath{
				from: direct.from + " JOIN " + m.d.links(!relation.Via.In) + " " + first + " ON " + near + " = " + inner, near: outer, far: far,
				where: direct.where + " AND " + m.isStep(first, *relation.Via),
			})
		}
		if relation.Then != nil {
			last := m.alias("l")
			inner, outer := endColumns(*relation.Then, last)
			all = append(all, linkPath{
				from: m.d.links(!step.In) + " " + link + " JOIN " + m.d.links(relation.Then.In) + " " + last + " ON " + inner + " = " + far, near: near, far: outer,
				where: direct.where + " AND " + m.isStep(last, *relation.Then),
			})
			direct.where += oneOf(farTypeColumn(step, link), numbers(relation.To))
		}
		all = append(all, direct)
	}
	return all
}

// reached returns the condition that a relation leads to a record that passes. The condition on that record is written once for all
// paths, or the SQL would grow with every level.
func (m *filterBuilder) reached(sc scope, relation kg.Relation, f kg.Related) string {
	to, paths := m.registry.TableFor(relation.To), m.linkPaths(relation, f.Link)
	isSingle := len(paths) == 1 || to.Name == ""
	switch {
	case !m.d.isDistributed() && kg.IsMatchAll(f.Where) || isSingle && !m.drivesFromTarget(to, f.Where):
		return "(" + each(paths, " OR ", func(p linkPath) string {
			return "EXISTS (SELECT 1 FROM " + p.from + " WHERE " + p.near + " = " + sc.id + " AND " + p.where + " AND " + m.within(p.far, to, f.Where) + ")"
		}) + ")"
	case isSingle || kg.IsMatchAll(f.Where):
		return m.isOneOf(sc, each(paths, " UNION ALL ", func(p linkPath) string {
			return "SELECT " + p.near + " FROM " + p.from + " WHERE " + p.where + " AND " + m.within(p.far, to, f.Where)
		}))
	case m.d.isDistributed() || m.isSelective(to, f.Where) && m.nesting(to, f.Where) < maxSharedLevels:
		found := m.alias("f")
		return m.isOneOf(sc, "WITH "+found+" (id) AS MATERIALIZED ("+m.keysOf(to, f.Where)+") "+each(paths, " UNION ALL ", func(p linkPath) string {
			return "SELECT " + p.near + " FROM " + p.from + " WHERE " + p.where + " AND " + p.far + " IN (SELECT id FROM " + found + ")"
		}))
	}
	// The barrier keeps the planner from copying the condition into each path, and from beginning with it.
	far := m.alias("w")
	return "EXISTS (SELECT 1 FROM (" + each(paths, " UNION ALL ", func(p linkPath) string {
		return "SELECT " + p.far + " AS id FROM " + p.from + " WHERE " + p.near + " = " + sc.id + " AND " + p.where
	}) + m.d.barrier() + ") " + far + " WHERE " + m.within(far+".id", to, f.Where) + ")"
}

// maxSharedLevels is the maximal nesting of relations with several paths that begin with all records that pass: SQLite copies the shared
// condition once for each path, and fails beyond.
const maxSharedLevels = 4

// nesting returns the nesting of relations with several paths in a filter.
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

// each returns the SQL of each path, joined.
func each(paths []linkPath, between string, sql func(linkPath) string) string {
	parts := make([]string, len(paths))
	for i, p := range paths {
		parts[i] = sql(p)
	}
	return strings.Join(parts, between)
}

// reachedTransitively returns the condition on the entities that a step reaches when it is repeated.
func (m *filterBuilder) reachedTransitively(sc scope, relation kg.Relation, f kg.Related) string {
	step, to := relation.Steps[0], m.registry.TableFor(relation.To)
	if m.d.isDistributed() {
		return m.reachedByLevels(sc, step, to, f)
	}
	reached, first, next := m.alias("r"), m.alias("l"), m.alias("l")
	firstNear, firstFar := endColumns(step, first)
	nextNear, nextFar := endColumns(step, next)
	links := " FROM " + m.d.links(step.In) + " " + first + " WHERE " + m.isStep(first, step) + m.through(first, f.Link)
	if kg.IsMatchAll(f.Where) { // one step suffices
		return "EXISTS (SELECT 1" + links + " AND " + firstNear + " = " + sc.id + ")"
	}
	begin := "(WITH RECURSIVE " + reached + " (id) AS (SELECT "
	nextLinks := " FROM " + reached + " " + m.d.join() + " link " + next + " ON " + m.isStep(next, step) + m.through(next, f.Link)
	if m.strategy.startsFew && !m.materializes(to, f.Where) { // upwards from a few records
		return "EXISTS " + begin + firstFar + links + " AND " + firstNear + " = " + sc.id +
			" UNION SELECT " + nextFar + nextLinks + " AND " + nextNear + " = " + reached + ".id) SELECT 1 FROM " + reached +
			" WHERE " + m.within(reached+".id", to, f.Where) + ")"
	}
	id := sc.id
	if !m.isSelective(to, f.Where) { // there may be very many below, and a page needs only the first
		id = m.d.unplanned() + id
	}
	return id + " IN " + begin + firstNear + links + " AND " + firstFar + " IN (" + m.keysOf(to, f.Where) + ")" +
		" UNION SELECT " + nextNear + nextLinks + " AND " + nextFar + " = " + reached + ".id) SELECT id FROM " + reached + ")"
}

// isStep returns the condition that a link, by its alias, is one of a step and may hold on the day.
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

// through returns the condition on a link, by its alias.
func (m *filterBuilder) through(alias string, f kg.Filter) string {
	if kg.IsMatchAll(f) {
		return ""
	}
	return " AND " + m.condition(scope{table: m.registry.byCode[kg.KindLink], id: alias + ".id", alias: alias}, f)
}
