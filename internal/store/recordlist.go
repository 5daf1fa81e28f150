package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// RecordList reads the records of a table.
type RecordList struct {
	*Table
	// AsOf is the day of filters, and on which links may hold; all times if empty.
	AsOf kg.Date
	ListQuery
}

// Leading columns of the rows of Page.
const (
	RecordID = iota
	RecordSort
	RecordColumns // number of leading columns; the keys of the order follow, then columns
)

// All reads a page of all records in their own order. Rows are those of RecordList.Page.
func (t *Table) All(page Page, columns []Column) Query {
	return (&RecordList{Table: t}).Page(page, columns)
}

// Page reads a page of the records, beginning where the page does: at the start or the end of the list.
// Rows: RecordID, RecordSort, keys of the order, columns.
func (r *RecordList) Page(page Page, columns []Column) Query {
	s := r.registry.sql()
	all := recordPart{RecordList: r, page: page, columns: columns}
	few := all
	few.isFew = r.few(&s, fewOnPage)
	if !few.isFew || s.d.isDistributed() {
		few.list(&s, func(limit string) string { return limit })
		return s.done()
	}
	s.add("SELECT * FROM (\n")
	few.read(&s)
	s.add("\nLIMIT ", ifFew(s.arg(page.limit()), fewOnPage), ") f\nUNION ALL\nSELECT * FROM (\n")
	all.list(&s, func(limit string) string { return ifMany(limit, fewOnPage) })
	s.add(") m")
	r.reorder(&s, page)
	return s.done()
}

// reorder sorts the rows of a page that several reads return one after the other, if that does not keep their order.
func (r *RecordList) reorder(s *sqlBuilder, page Page) {
	if s.d.keepsOrder() {
		return
	}
	by := r.rowKeys()
	for i := range by {
		by[i].sql = strconv.Itoa(RecordColumns + i + 1)
	}
	if len(by) == 0 {
		by = append(by, sortKey{sql: strconv.Itoa(RecordSort + 1)})
	}
	by = append(by, sortKey{sql: strconv.Itoa(RecordID + 1)})
	s.add("\nORDER BY ", sorting(by, page.FromEnd))
}

// Count counts the records. Rows: 0, number.
func (r *RecordList) Count() Query {
	s := r.registry.sql()
	if isFew := r.few(&s, fewInAll); !isFew || s.d.isDistributed() {
		r.count(&s, isFew)
		return s.done()
	}
	s.add("SELECT * FROM (\n")
	r.count(&s, true)
	s.add("\nLIMIT ", ifFew("1", fewInAll), ") f\nUNION ALL\nSELECT * FROM (\n")
	r.count(&s, false)
	s.add("\nLIMIT ", ifMany("1", fewInAll), ") m")
	return s.done()
}

// count adds the count of the records that pass, of all or of the CTE few.
func (r *RecordList) count(s *sqlBuilder, isFew bool) {
	s.add("SELECT 0, count(*)")
	if kg.IsMatchAll(r.Where) && !r.isLimitedToDay() { // WHERE would keep SQLite from its own way to count a table
		s.add("\nFROM ", r.Name, " t")
		return
	}
	r.from(s, isFew)
	r.filtered(s, strategy{scansAll: true, startsFew: isFew})
}

// Among reads which of some records of the table pass the filter, with their sort keys. Rows: index of the id, keys of the order.
func (r *RecordList) Among(ids []kg.ID) Query {
	s := r.registry.sql()
	list := s.arg(ids)
	s.add("SELECT k.key")
	for _, key := range r.rowKeys() {
		s.add(", ", key.sql)
	}
	s.add("\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join(r.Name, "t", "t.id = k.value")
	s.add("\nWHERE TRUE")
	r.filtered(&s, strategy{})
	return s.done()
}

// isLimitedToDay reports whether only links that may hold on the day are read.
func (r *RecordList) isLimitedToDay() bool { return r.ListsLinks() && r.AsOf != "" }

// filtered adds the filter of the records. begin is the strategy of the read.
func (r *RecordList) filtered(s *sqlBuilder, begin strategy) {
	if r.isLimitedToDay() {
		s.add(s.mayHold("t", r.AsOf))
	}
	if kg.IsMatchAll(r.Where) {
		return
	}
	m := r.matcher(s, r.AsOf)
	m.strategy = begin
	m.strategy.startsFew = begin.startsFew || namesRecords(r.Where)
	of := scope{table: r.Of, id: "t.id"}
	if r.Of == r.Table {
		of.alias = "t"
	}
	s.add(" AND ", m.condition(of, r.Where))
}
