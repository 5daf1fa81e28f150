package store

import (
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
)

// MaxTotals is the maximal number of rows of totals. A group has a row for each currency, if amounts are added.
const MaxTotals = 10_000

// ByRecords is the order of groups by their number of records.
const ByRecords = "RECORDS"

// Totals reads counts, sums and ranges of the records of a RecordList by group, on its day.
type Totals struct {
	RecordList
	// By are the names of the groups. A record counts once in every group that it belongs to.
	By []string
	// Numbers are the numbers to add up.
	Numbers []TotalNumber
	// GroupOrder sorts the groups: by ByRecords, or by the sums of numbers of the list Numbers; then by the groups' values, in
	// which missing ones come last.
	GroupOrder []kg.OrderKey
	// Limit is the maximal number of groups; all if it is 0.
	Limit int
}

// TotalNumber is a number to add up.
type TotalNumber struct {
	Number

	Name string
	// HasRange adds the smallest and the greatest value.
	HasRange bool
	// IsApart keeps the sums of its Apart properties apart, with a row for each.
	IsApart bool
}

// Size returns the number of columns of the number: the number of known values; of a number both parts of the sum, whose value is the
// first * 2^32 + the second; and the smallest and greatest value, if it has a range.
func (n *TotalNumber) Size() int {
	size := 1
	if !n.IsDate {
		size += 2
	}
	if n.HasRange {
		size += 2
	}
	return size
}

// Read reads a row for each group, or for each group and values of properties that are kept apart; at most MaxTotals+1. The rows of a
// group follow each other. Rows: the values of the groups, then of the properties that are kept apart, then the number of records, then
// the columns of each number.
func (p *Totals) Read() Query {
	s := p.registry.sql()
	limit := int64(MaxTotals + 1)
	switch apart := p.Apart(); {
	case len(p.By) == 0:
		p.read(&s)
		if len(apart) > 0 {
			s.add("\nORDER BY ", strings.Join(orderApart(apart), ", "))
		}
	case len(apart) == 0 || p.Limit == 0 && len(p.GroupOrder) == 0:
		s.add("SELECT *\nFROM (")
		p.read(&s)
		s.add(") g\nORDER BY ", strings.Join(append(p.order(""), orderApart(apart)...), ", "))
		if p.Limit > 0 {
			limit = min(limit, int64(p.Limit))
		}
	default: // a group has several rows, all of which count
		s.add("SELECT *\nFROM (SELECT *, dense_rank() OVER (ORDER BY ", strings.Join(p.order("all_"), ", "), ") AS place\nFROM (SELECT *")
		var sums []string
		for _, key := range p.GroupOrder {
			sums = append(sums, p.sums(key, "")...)
		}
		slices.Sort(sums)
		for _, sum := range slices.Compact(sums) {
			s.add(", ", s.d.sum(" OVER w").of(sum), " AS all_", sum)
		}
		s.add("\nFROM (")
		p.read(&s)
		s.add(") g\nWINDOW w AS (PARTITION BY ", strings.Join(names("k", len(p.By)), ", "), ")) s) r")
		if p.Limit > 0 {
			s.add("\nWHERE place <= ", s.arg(int64(p.Limit)))
		}
		s.add("\nORDER BY ", strings.Join(append([]string{"place"}, orderApart(apart)...), ", "))
	}
	s.add("\nLIMIT ", s.arg(limit))
	return s.done()
}

// Apart returns the properties by which numbers are kept apart, in the order of the rows.
func (p *Totals) Apart() []Property {
	var all []Property
	for i := range p.Numbers {
		if p.Numbers[i].IsApart {
			all = append(all, p.Numbers[i].Apart...)
		}
	}
	return all
}

// sums returns the columns by which a key of the order sorts, with a prefix: the number of records, or both parts of a sum.
func (p *Totals) sums(key kg.OrderKey, prefix string) []string {
	if key.Field == ByRecords {
		return []string{prefix + "records"}
	}
	i := strconv.Itoa(slices.IndexFunc(p.Numbers, func(n TotalNumber) bool { return kg.EnumName(n.Name) == key.Field }))
	return []string{prefix + "high" + i, prefix + "low" + i}
}

// order returns the terms of ORDER BY. Columns of the order have a prefix.
func (p *Totals) order(prefix string) []string {
	var terms []string
	for _, key := range p.GroupOrder {
		columns := p.sums(key, prefix)
		if len(columns) > 1 { // carry from the lower part
			high, low := columns[0], columns[1]
			columns = []string{high + " + (" + low + " >> 32)", low + " & 4294967295"}
		}
		for _, column := range columns {
			terms = append(terms, column+direction(key.Descending))
		}
	}
	for _, name := range names("k", len(p.By)) {
		terms = append(terms, name+" NULLS LAST")
	}
	return terms
}

// orderApart returns the terms of ORDER BY for the properties that are kept apart.
func orderApart(apart []Property) []string {
	terms := names("p", len(apart))
	for i := range terms {
		terms[i] += " NULLS FIRST"
	}
	return terms
}

// names returns the names of several columns: k0, k1.
func names(letter string, n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = letter + strconv.Itoa(i)
	}
	return all
}

// read reads the rows of Read in no order.
func (p *Totals) read(s *sqlBuilder) {
	s.add("SELECT ")
	for i, by := range p.By {
		group := p.Groups[by]
		value := "g" + strconv.Itoa(i) + ".value"
		if group.list == nil {
			value = group.column.SQL("t", "")
		}
		s.add(value, " AS k", strconv.Itoa(i), ", ")
	}
	apart := p.Apart()
	for i, property := range apart {
		s.add(property.column.SQL("t", ""), " AS p", strconv.Itoa(i), ", ")
	}
	s.add("count(*) AS records")
	for i := range p.Numbers {
		p.Numbers[i].read(s, strconv.Itoa(i))
	}
	s.add("\nFROM ", p.Name, " t")
	m := &filterBuilder{sqlBuilder: s, registry: p.registry, asOf: p.AsOf}
	for i, by := range p.By {
		if group := p.Groups[by]; group.list != nil {
			m.joinValues("g"+strconv.Itoa(i), group.list(m))
		}
	}
	s.add("\nWHERE TRUE")
	p.filtered(s, strategy{scansAll: true})
	for i := range len(p.By) + len(apart) {
		s.add(map[bool]string{true: "\nGROUP BY ", false: ", "}[i == 0], strconv.Itoa(i+1))
	}
}

// read adds the columns of the i-th number. A sum has two parts, because it may overflow an integer.
func (n *TotalNumber) read(s *sqlBuilder, i string) {
	value := n.column.SQL("t", "")
	s.add(",\n  count(", value, ")")
	if !n.IsDate {
		sum := s.d.sum("")
		s.add(", coalesce(", sum.of(value+" >> 32"), ", 0) AS high", i, ", coalesce(", sum.of(value+" & 4294967295"), ", 0) AS low", i)
	}
	if n.HasRange {
		s.add(", min(", value, "), max(", value, ")")
	}
}
