package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// search compiles a search among all entities.
func (c *compiler) search(f *field) node {
	kinds, hasKinds := c.recordKinds(f, "kinds")
	text := c.text(f, "query")
	identity := []string{f.Name, text, string(c.rootAsOf)}
	if hasKinds {
		kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			identity = append(identity, string(rune(kind)))
		}
		identity = append(identity, "only")
	}
	n := &connection{
		list:    newCursorList(identity...),
		read:    searchRead{store.NewSearch(text, kinds)},
		targets: c.targets(c.planner.registry.Entities()),
	}
	return c.connection(n, f)
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
		id := kg.ID(row.Int(store.FoundID))
		found = append(found, candidate{position: store.Position{Order: row.Int(store.FoundRank), ID: id}, item: item{farID: id}})
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
	return c.loadNodes(l)
}

// match reads what matches the search in each item.
func (r searchRead) match(l *loader, c *connection) error {
	entities := make([]kg.ID, len(c.items))
	for i := range c.items {
		entities[i] = c.items[i].farID
	}
	matcher := r.Matcher(entities)
	err := l.read(matcher.Query(), func(row *store.Row) error { return l.buffer.charge(matcher.Add(row)) })
	if err != nil {
		return err
	}
	c.matches = make([]store.Match, len(entities))
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

// scores are the scores of the classes of search.Class.
//
//nolint:gochecknoglobals // read only
var scores = [...]float64{1, 0.8, 0.6, 0.4, 0.2, 0.1}

// score returns how well a result matches.
func score(at *store.Position) float64 { return scores[store.ClassOf(at.Order)] }
