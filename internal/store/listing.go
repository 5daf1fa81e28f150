package store

import (
	"strconv"

	"civicgraph/internal/kg"
)

// Listing is a list of records that belongs to another record and is paged in an order of its own.
type Listing struct {
	// Table holds a row an item: Owner has the key of the record whose list it is, Sort and ID are its place, ID is the key
	// of the record listed.
	Table, Owner, Sort, ID string
	// To are the kinds that may be listed.
	To []kg.Code
	// Facts tells that the rows are citations: of several of one record only the first counts.
	Facts bool
}

// Listed is a read of a list for several records.
type Listed struct {
	Listing
	Owners []kg.ID
	// Kinds narrows the list; all kinds where nil.
	Kinds []kg.Code
	// AsOf leaves out of facts the links that do not hold on the day.
	AsOf kg.Date
}

// Leading columns of the rows of Page, which come in no order.
const (
	ListedPosition = iota // of the owner among those asked
	ListedID
	ListedSort
)

// Page reads a page of the list of each owner. Rows: ListedPosition, ListedID, ListedSort.
func (l *Listed) Page(page Page) Statement {
	var s statement
	owners := s.arg(keys(l.Owners))
	once := ""
	if l.Facts { // two citations of one record at one locator, for two fields, are one fact
		once = "DISTINCT "
	}
	s.add("SELECT ", once, "k.key, t.", l.ID, ", t.", l.Sort, "\nFROM json_each(", owners, ") k\nCROSS JOIN ", l.Table, " t ON t.", l.Owner,
		" = k.value AND (t.", l.Sort, ", t.", l.ID, ") IN (\n  SELECT ", once, "x.", l.Sort, ", x.", l.ID, " FROM ", l.Table, " x\n  WHERE ")
	l.match(&s, "x")
	s.keyset("x."+l.Sort, "x."+l.ID, page)
	down := direction(page.FromEnd)
	s.add("\n  ORDER BY x.", l.Sort, down, ", x.", l.ID, down, "\n  LIMIT ", s.arg(int64(page.Limit+1)), ")")
	return s.done()
}

// Count counts the items of each owner that has any. Rows: position of the owner, number.
func (l *Listed) Count() Statement {
	var s statement
	count := "count(*)"
	if l.Facts {
		count = "count(DISTINCT x.record_id)"
	}
	s.add("SELECT k.key, ", count, "\nFROM json_each(", s.arg(keys(l.Owners)), ") k\nCROSS JOIN ", l.Table, " x ON ")
	l.match(&s, "x")
	s.add("\nGROUP BY k.key")
	return s.done()
}

// match adds the condition that the row of an alias is an item of the list of k.
func (l *Listed) match(s *statement, alias string) {
	s.add(alias, ".", l.Owner, " = k.value")
	if l.Kinds != nil {
		s.oneOf(alias+"."+l.ID+" & "+strconv.Itoa(kg.CodeMask), append(numbers(l.Kinds), "0")) // 0 is none: an empty list matches nothing
	}
	if !l.Facts {
		return
	}
	s.add("\n    AND NOT EXISTS (SELECT 1 FROM citation e WHERE e.record_id = ", alias, ".record_id AND e.source_id = ", alias,
		".source_id AND e.sort < ", alias, ".sort)")
	if l.AsOf != "" {
		day := s.arg(string(l.AsOf))
		s.add("\n    AND NOT EXISTS (SELECT 1 FROM link l WHERE l.id = ", alias, ".record_id AND (l.possible_from > ", day,
			" OR l.possible_until < ", day, "))")
	}
}

// keyset narrows a read to the places between the cursors of a page.
func (s *statement) keyset(sort, id string, page Page) {
	if p := page.After; p != nil {
		s.add(" AND (", sort, ", ", id, ") > (", s.arg(p.Text), ", ", s.arg(int64(p.ID)), ")")
	}
	if p := page.Before; p != nil {
		s.add(" AND (", sort, ", ", id, ") < (", s.arg(p.Text), ", ", s.arg(int64(p.ID)), ")")
	}
}
