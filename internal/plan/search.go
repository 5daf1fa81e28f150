package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// search compiles a search.
func (c *compiler) search(f *field) node {
	kinds, hasKinds := c.recordKinds(f, "kinds")
	fields, hasFields := c.searchFields(f)
	text := c.text(f, "query")
	identity := []string{f.Name, text, string(c.rootAsOf)}
	if hasKinds {
		kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			identity = append(identity, string(rune(kind)))
		}
		identity = append(identity, "only")
	}
	if hasFields {
		identity = append(append(identity, fields...), "in")
	}
	registry := c.planner.registry
	n := &connection{
		list:    newCursorList(identity...),
		read:    searchRead{registry.NewSearch(text, kinds, fields, c.rootAsOf)},
		targets: c.targets(registry.Entities()),
		records: c.targets(append(registry.Entities(), kg.KindLink, kg.KindFigure, kg.KindStatement, kg.KindSource)),
	}
	return c.connection(n, f)
}

// searchFields returns the argument `in`: fields to look in, sorted; given is false if it is absent or null.
func (c *compiler) searchFields(f *field) (names []string, given bool) {
	names, given = c.list(f, "in")
	if given {
		names = append([]string{}, names...)
	}
	slices.Sort(names)
	return slices.Compact(names), given
}

// searchRead reads a page of the results of a search.
type searchRead struct {
	*store.Search
}

func (r searchRead) items(l *loader, c *connection) error {
	if !c.needsPage || r.IsEmpty() {
		c.starts = []int{0, 0}
		return nil
	}
	var found []candidate
	err := l.read(r.Page(c.page), func(row *store.Row) error {
		position := store.Position{Order: row.Int(store.FoundRank), ID: kg.ID(row.Int(store.FoundID))}
		found = append(found, candidate{position: position, item: item{farID: kg.ID(row.Int(store.FoundNode))}})
		return nil
	})
	if err != nil {
		return err
	}
	if c.page.FromEnd {
		slices.Reverse(found)
	}
	c.addPage(found)
	c.starts = append(c.starts, len(c.items))
	if c.needsMatches {
		if err := r.match(l, c); err != nil {
			return err
		}
	}
	if err := c.loadNodes(l); err != nil {
		return err
	}
	ids := make([]kg.ID, len(c.positions))
	for i := range c.positions {
		ids[i] = c.positions[i].ID
	}
	c.recordRefs, err = c.records.loadSelected(l, ids)
	return err
}

// match reads what matches the search in each item.
func (r searchRead) match(l *loader, c *connection) error {
	found := make([]store.Found, len(c.positions))
	for i := range c.positions {
		found[i] = store.Found{Rank: c.positions[i].Order, Record: c.positions[i].ID}
	}
	matcher := r.Matcher(found)
	err := l.read(matcher.Query(), func(row *store.Row) error { return l.buffer.charge(matcher.Add(row)) })
	if err != nil {
		return err
	}
	c.matches = make([]store.Match, len(found))
	for i := range c.matches {
		c.matches[i] = matcher.Match(i)
		if err := l.buffer.charge(len(c.matches[i].Highlight)); err != nil {
			return err
		}
	}
	return nil
}

func (r searchRead) count(*connection) (store.Query, bool) {
	if r.IsEmpty() {
		return store.Query{}, false
	}
	return r.Count(), true
}
