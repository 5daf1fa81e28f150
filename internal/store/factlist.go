package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// FactList is a list of records that belongs to another record and is paged in its own order.
type FactList struct {
	// Table has a row for each item. Owner is the column with the id of the record that the list belongs to, ID that of the record
	// listed. Sort and ID are the order.
	Table, Owner, Sort, ID string
	// To are the kinds of the records listed.
	To []kg.Code
	// Facts means that the rows are citations. Of several citations of one record only the first counts.
	Facts bool

	registry *Registry
}

// FactListRead reads the lists of several records.
type FactListRead struct {
	FactList
	Owners []kg.ID
	// Kinds limits the list; all kinds if nil.
	Kinds []kg.Code
	// AsOf is the day of filters, and excludes links that do not hold on it from facts; all times if empty.
	AsOf kg.Date
	ListQuery
}

// Leading columns of the rows of Page, which come in no order.
const (
	FactOwnerIndex = iota // index of the owner
	FactID
	FactSort
	FactColumns // number of leading columns; the keys of the order follow
)

// Page reads a page of the list of each owner. Rows: FactOwnerIndex, FactID, FactSort, keys of the order.
func (l *FactListRead) Page(page Page) Query {
	s := l.registry.sql()
	owners := s.arg(l.Owners)
	if l.Facts && s.d.isDistributed() {
		l.ranked(&s, owners, page)
		return s.done()
	}
	distinct := ""
	if l.Facts { // two citations of one record at one locator, for two fields, are one fact
		distinct = "DISTINCT "
	}
	s.add("SELECT ", distinct, "k.key, t.", l.ID, ", t.", l.Sort)
	for _, key := range l.idKeys("t."+l.ID, "", nil) {
		s.add(", ", key.sql)
	}
	begin, end := s.d.firstKeys(l.Table, "t", "t."+l.Owner+" = k.value", []string{l.Sort, l.ID})
	s.add("\nFROM ")
	s.each(owners, "k")
	s.add("\n", begin)
	if len(l.Order) > 0 {
		l.sorted(&s, page)
	} else {
		s.add(distinct, "x.", l.Sort, ", x.", l.ID, " FROM ", l.Table, " x\n  WHERE ")
		l.match(&s)
		s.keyset("x."+l.Sort, "x."+l.ID, page, func(p *Position) any { return p.Text })
		down := direction(page.FromEnd)
		s.add("\n  ORDER BY x.", l.Sort, down, ", x.", l.ID, down)
	}
	s.add("\n  LIMIT ", s.arg(page.limit()), end)
	return s.done()
}

// ranked reads a page of facts of a distributed database, where the citations of one source are on all nodes.
func (l *FactListRead) ranked(s *sqlBuilder, owners string, page Page) {
	down := direction(page.FromEnd)
	s.add("SELECT DISTINCT t.key, t.", l.ID, ", t.", l.Sort, "\nFROM (\n  SELECT k.key, x.", l.ID, ", x.", l.Sort,
		", dense_rank() OVER (PARTITION BY k.key ORDER BY x.", l.Sort, down, ", x.", l.ID, down, ") AS place\n  FROM ")
	s.each(owners, "k")
	s.add("\n  ")
	s.join(l.Table, "x", "")
	l.match(s)
	s.keyset("x."+l.Sort, "x."+l.ID, page, func(p *Position) any { return p.Text })
	s.add(") t\nWHERE t.place <= ", s.arg(page.limit()))
}

// sorted reads the items of k in the order of the query.
func (l *FactListRead) sorted(s *sqlBuilder, page Page) {
	by := l.idKeys("x."+l.ID, "", nil)
	s.add("y.sort, y.id FROM (\n    SELECT x.", l.Sort, " AS sort, x.", l.ID, " AS id")
	for i := range by {
		name := "s" + strconv.Itoa(i)
		s.add(", ", by[i].sql, " AS ", name)
		by[i].sql = "y." + name
	}
	s.add(" FROM ", l.Table, " x\n    WHERE ")
	l.match(s)
	by = append(by, sortKey{sql: "y.id"})
	s.add(") y\n  WHERE TRUE", s.between(by, page, func(p *Position) []SortKey { return append(cloned(p.Keys), number(p.ID)) }),
		"\n  ORDER BY ", sorting(by, page.FromEnd))
}

// Count counts the items of each owner that has some. Rows: index of the owner, number.
func (l *FactListRead) Count() Query {
	s := l.registry.sql()
	count := "count(*)"
	if l.Facts {
		count = "count(DISTINCT x.record_id)"
	}
	s.add("SELECT k.key, ", count, "\nFROM ")
	s.each(s.arg(l.Owners), "k")
	s.add("\n")
	s.join(l.Table, "x", "")
	l.match(&s)
	s.add("\nGROUP BY k.key")
	return s.done()
}

// match adds the condition that a row x is an item of the list of k.
func (l *FactListRead) match(s *sqlBuilder) {
	s.add("x.", l.Owner, " = k.value")
	if l.Kinds != nil {
		s.add(oneOf("x."+l.ID+" & "+strconv.Itoa(kg.CodeMask), append(numbers(l.Kinds), "0"))) // no kind is 0, so an empty list matches nothing
	}
	if m := l.matcher(s, l.AsOf); m != nil {
		s.add("\n    AND ", m.within("x."+l.ID, l.Of, l.Where))
	}
	if l.Facts {
		l.matchFact(s)
	}
}

// matchFact adds the conditions that a citation x is the first of its record, and that a link may hold on the day.
func (l *FactListRead) matchFact(s *sqlBuilder) {
	s.add("\n    AND NOT EXISTS (SELECT 1 FROM citation e WHERE e.record_id = x.record_id AND e.source_id = x.source_id AND e.sort < x.sort)")
	if l.AsOf != "" {
		day := s.arg(string(l.AsOf))
		outside := "(l.possible_from > " + day + " OR l.possible_until < " + day + ")"
		if s.d.isDistributed() {
			s.add("\n    AND x.record_id NOT IN (SELECT l.id FROM link l WHERE ", outside,
				" AND l.id IN (SELECT c.record_id FROM citation c WHERE c.source_id", s.d.among().of(s.arg(l.Owners)), s.d.barrier(), ")", s.d.barrier(), ")")
			return
		}
		s.add("\n    AND NOT EXISTS (SELECT 1 FROM link l WHERE l.id = x.record_id AND ", outside, ")")
	}
}

// keyset limits a read in the list's own order to the positions between the cursors of a page.
func (s *sqlBuilder) keyset(sort, id string, page Page, of func(*Position) any) {
	if p := page.After; p != nil {
		s.add(" AND (", sort, ", ", id, ") > (", s.arg(of(p)), ", ", s.arg(int64(p.ID)), ")")
	}
	if p := page.Before; p != nil {
		s.add(" AND (", sort, ", ", id, ") < (", s.arg(of(p)), ", ", s.arg(int64(p.ID)), ")")
	}
}
