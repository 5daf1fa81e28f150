package store

import "slices"

// recordPart is the part of a page with the records that have the first key of the order, or with those that do not, which come last.
// Each part is a range of an index on the key; both together are not, and would be sorted as a whole.
type recordPart struct {
	*RecordList
	page    Page
	columns []Column
	first   presence
	// isFew limits the part to the records of the CTE few.
	isFew bool
}

type presence uint8

const (
	neverMissing presence = iota // the first key is never missing
	given
	missing
)

// list adds the read of a page in the order of the list, in parts if the first key may be missing. limited returns the limit of the read,
// given that of the page.
func (p recordPart) list(s *sqlBuilder, limited func(limit string) string) {
	if by := p.rowKeys(); len(by) == 0 || !by[0].nullable {
		p.read(s)
		s.add("\nLIMIT ", limited(s.arg(p.page.limit())))
		return
	}
	limit := limited(s.arg(p.page.limit()))
	parts := []presence{given, missing}
	if p.page.FromEnd {
		slices.Reverse(parts)
	}
	for i, first := range parts {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		p.first = first
		s.add("SELECT * FROM (\n")
		p.read(s)
		s.add("\nLIMIT ", limit, ") p")
	}
	p.reorder(s, p.page)
	s.add("\nLIMIT ", limit)
}

func (p recordPart) read(s *sqlBuilder) {
	s.add("SELECT t.id, ", p.sortOf("t"))
	by := p.rowKeys()
	for _, key := range by {
		s.add(", ", key.sql)
	}
	s.columns(p.columns)
	p.from(s, p.isFew)
	p.filtered(s, strategy{startsFew: p.isFew})
	if len(by) == 0 && p.Sort != "" {
		s.keyset("t."+p.Sort, "t.id", p.page, func(p *Position) any { return p.Text })
		down := direction(p.page.FromEnd)
		s.add("\nORDER BY t.", p.Sort, down, ", t.id", down)
		return
	}
	page, isEmpty := p.pageWithin()
	if isEmpty {
		s.add(" AND FALSE")
	}
	by = append(by, sortKey{sql: "t.id"})
	known := 0 // number of keys with the same value in the whole part
	switch p.first {
	case neverMissing:
	case given:
		by[0].nullable = false
		s.add(" AND ", by[0].sql, " IS NOT NULL")
	case missing:
		known = 1
		s.add(" AND ", by[0].sql, " IS NULL")
	}
	keysOf := func(p *Position) []SortKey { return append(cloned(p.Keys), number(p.ID))[known:] }
	s.add(s.between(by[known:], page, keysOf), "\nORDER BY ", sorting(by[known:], p.page.FromEnd))
}

// pageWithin returns the page with those cursors that are in the part. isEmpty means that the part is outside the cursors.
func (p recordPart) pageWithin() (page Page, isEmpty bool) {
	page = p.page
	switch {
	case p.first == given && page.After != nil && page.After.Keys[0].Missing:
		return Page{}, true
	case p.first == given && page.Before != nil && page.Before.Keys[0].Missing:
		page.Before = nil
	case p.first == missing && page.Before != nil && !page.Before.Keys[0].Missing:
		return Page{}, true
	case p.first == missing && page.After != nil && !page.After.Keys[0].Missing:
		page.After = nil
	}
	return page, false
}
