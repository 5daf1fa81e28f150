package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// Links reads the links by which steps lead on from entities.
type Links struct {
	Registry *Registry
	Entities []kg.ID
	Steps    []kg.Step
	// AsOf excludes links that do not hold on the day; none if empty.
	AsOf kg.Date
	// ListQuery filters the far ends and the links, or lists the links themselves.
	ListQuery
}

// Leading columns of the rows of Links, which come in no order.
const (
	LinkEntityIndex = iota // index of the entity
	LinkID
	LinkFar // id of the entity at the far end
	LinkOrder
	LinkColumns // number of leading columns; the keys of the order follow, then columns
)

// Page reads a page of the links of each entity, or a page for each of several steps.
// Rows: LinkEntityIndex, LinkID, LinkFar, LinkOrder, keys of the order, columns.
func (l *Links) Page(page Page, columns []Column) Query {
	s := l.Registry.sql()
	entities := s.arg(l.Entities)
	limit := s.arg(page.limit())
	l.readFarEnds(&s)
	for i, step := range l.Steps {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		by := l.keys(&s, step, "t")
		for n := range by {
			if l.readsFarEnds(&s) { // the subquery has them
				by[n].sql = "t.s" + strconv.Itoa(n)
			}
		}
		l.selectLinks(&s, step, by, columns)
		begin, end := s.d.firstRows("link", "t")
		s.add("\nFROM ")
		s.eachEntity(entities, "k")
		s.add("\n", begin)
		l.paged(&s, step, page)
		s.add("\n  LIMIT ", limit, end)
	}
	return s.done()
}

// Columns of the rows of JoinedPage and JoinedPageWithPositions.
const (
	JoinedEntityIndex = iota // index of the entity
	JoinedLinks              // numbers of its links in the order of the page, separated by commas; NULL if there are none
)

// JoinedPage reads the far ends of a page of the links of each entity by their only step, joined into one row for each entity, at
// less than half the cost of Page. Rows: JoinedEntityIndex, JoinedLinks with the id of each far end.
func (l *Links) JoinedPage(page Page) Query {
	_, far := endColumns(l.Steps[0], "x")
	return l.joined(page, far+" AS n")
}

// JoinedPageWithPositions reads the same with the positions of the links. Rows: JoinedEntityIndex, JoinedLinks with far end, order
// and id of each.
func (l *Links) JoinedPageWithPositions(page Page) Query {
	_, far := endColumns(l.Steps[0], "x")
	return l.joined(page, far+` || ',' || x."order" || ',' || x.id AS n`)
}

func (l *Links) joined(page Page, numbers string) Query {
	s := l.Registry.sql()
	entities := s.arg(l.Entities)
	limit := s.arg(page.limit())
	l.readFarEnds(&s)
	s.add("SELECT k.key, (\n  SELECT ", s.d.joined().of("p.n"), " FROM (\n  SELECT ", numbers)
	l.paged(&s, l.Steps[0], page)
	s.add("\n  LIMIT ", limit, ") p)\nFROM ")
	s.eachEntity(entities, "k")
	return s.done()
}

// paged adds the clauses behind the columns of the links x of k: those between the cursors, in the order of the page.
func (l *Links) paged(s *sqlBuilder, step kg.Step, page Page) {
	if len(l.Order) > 0 {
		l.sorted(s, step, page)
		return
	}
	s.add(" FROM ", s.d.links(step.In), " x\n  WHERE ")
	l.match(s, step, "x")
	s.keyset(`x."order"`, "x.id", page, func(p *Position) any { return p.Order })
	down := direction(page.FromEnd)
	s.add(` ORDER BY x."order"`, down, ", x.id", down)
}

// sorted adds the same clauses for a list with an order. The sort keys are read for every link of k.
func (l *Links) sorted(s *sqlBuilder, step kg.Step, page Page) {
	_, far := endColumns(step, "x")
	s.add(" FROM (\n    SELECT ", s.d.rowOf("x.id, "+far))
	by := l.keys(s, step, "x")
	for i, key := range by {
		name := "s" + strconv.Itoa(i)
		s.add(", ", key.sql, " AS ", name)
		by[i].sql = "x." + name
	}
	s.add(" FROM ", s.d.links(step.In), " x")
	l.joinFarEnds(s, far)
	s.add("\n    WHERE ")
	l.match(s, step, "x")
	position := func(p *Position) []SortKey { return append(cloned(p.Keys), number(p.ID)) }
	if !l.ListsLinks() {
		by = append(by, sortKey{sql: far})
		position = func(p *Position) []SortKey { return append(cloned(p.Keys), number(p.Entity), number(p.ID)) }
	}
	by = append(by, sortKey{sql: "x.id"})
	s.add(") x\n  WHERE TRUE", s.between(by, page, position), "\n  ORDER BY ", sorting(by, page.FromEnd))
}

// All reads all links of each entity. Rows: LinkEntityIndex, LinkID, LinkFar, LinkOrder, columns.
func (l *Links) All(columns []Column) Query {
	s := l.Registry.sql()
	entities := s.arg(l.Entities)
	l.readFarEnds(&s)
	for i, step := range l.Steps {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		l.selectLinks(&s, step, l.keys(&s, step, "t"), columns)
		s.add("\nFROM ")
		s.each(entities, "k")
		s.add("\n")
		s.join(s.d.links(step.In), "t", "")
		l.match(&s, step, "t")
		_, far := endColumns(step, "t")
		l.joinFarEnds(&s, far)
	}
	return s.done()
}

// Count counts the links of each entity that has some. Rows: index of the entity, number; a row for each step.
func (l *Links) Count() Query {
	s := l.Registry.sql()
	entities := s.arg(l.Entities)
	for i, step := range l.Steps {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		s.add("SELECT k.key, count(*)\nFROM ")
		s.each(entities, "k")
		s.add("\n")
		s.join(s.d.links(step.In), "t", "")
		l.match(&s, step, "t")
		s.add("\nGROUP BY k.key")
	}
	return s.done()
}

// selectLinks adds SELECT of the links t. by are the keys of the order.
func (l *Links) selectLinks(s *sqlBuilder, step kg.Step, by []sortKey, columns []Column) {
	_, far := endColumns(step, "t")
	s.add("SELECT k.key, t.id, ", far, `, t."order"`)
	for _, key := range by {
		s.add(", ", key.sql)
	}
	s.columns(columns)
}

// match adds the condition that a link, by its alias, is one of a step from the entity k and passes the filters.
func (l *Links) match(s *sqlBuilder, step kg.Step, alias string) {
	s.match(step, alias, l.AsOf)
	m := l.matcher(s, l.AsOf)
	if m == nil {
		return
	}
	s.add(m.through(alias, l.Link))
	if !kg.IsMatchAll(l.Where) {
		_, far := endColumns(step, alias)
		s.add(" AND ", m.within(far, l.Of, l.Where))
	}
}
