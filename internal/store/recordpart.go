package store

// recordPart is what a page reads of the records that have the first key of the order, or of those that miss it, which come
// after all that have it. Each part is a range of the key's index: both together are none, and would be sorted as a whole.
type recordPart struct {
	*RecordList
	page    Page
	columns []Column
	first   presence
}

type presence uint8

const (
	neverMissing presence = iota // where the first key is never missing
	given
	missing
)

func (p recordPart) read(s *sqlBuilder) {
	s.add("SELECT t.id, t.", p.Sort)
	by := p.rowKeys()
	for _, key := range by {
		s.add(", ", key.sql)
	}
	s.columns(p.columns)
	s.add("\nFROM ", p.Name, " t\nWHERE TRUE")
	p.filtered(s, strategy{})
	if len(by) == 0 {
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
	known := 0 // keys that are the same throughout the part
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

// bounds is the page with those of its cursors that lie in the part. The part is empty where it lies beyond one of them.
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
