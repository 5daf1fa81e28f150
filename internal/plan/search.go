package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// search compiles a search among all entities.
func (c *compiler) search(f *field) node {
	kinds, some := c.recordKinds(f, "kinds")
	text := c.text(f, "query")
	mark := []string{f.Name, text, string(c.rootAsOf)}
	if some {
		kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			mark = append(mark, string(rune(kind)))
		}
		mark = append(mark, "only")
	}
	n := &connection{
		list:    newCursorList(mark...),
		read:    searchRead{store.NewSearch(text, kinds)},
		targets: c.targets(c.planner.registry.Entities()),
	}
	return c.connection(n, f)
}

// searchRead reads a page of what a search finds.
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
	c.take(found)
	c.starts = append(c.starts, len(c.items))
	if c.needsMatches {
		entities := make([]kg.ID, len(c.items))
		for i := range c.items {
			entities[i], c.items[i].linkRow = c.items[i].farID, i
		}
		if c.matches, err = l.snapshot.Matches(l.ctx, r.Search, entities); err != nil {
			return err
		}
	}
	return c.reach(l)
}

func (r searchRead) count(*connection) (store.Query, bool) {
	if r.IsEmpty() {
		return store.Query{}, false
	}
	return r.Count(), true
}

// score tells how well an item was found: 1 for the best class, less by equal steps for each other.
func score(at *store.Position) float64 {
	classes := store.WorstClass + 1
	return float64(classes-store.ClassOf(at.Order)) / float64(classes)
}
