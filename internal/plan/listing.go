package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// listing compiles a list of records that belongs to another: its figures, its statements, its facts.
func (c *compiler) listing(f *field, from store.FactList) node {
	kinds, some := c.recordKinds(f, "kinds")
	read := listedRead{from: from, asOf: c.rootAsOf}
	mark := []string{"listing", f.Name, string(c.rootAsOf)}
	if some {
		read.kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			mark = append(mark, string(rune(kind)))
		}
	}
	to := slices.DeleteFunc(slices.Clone(from.To), func(code kg.Code) bool { return some && !slices.Contains(kinds, code) })
	n := &connection{
		list: newCursorList(mark...), choice: c.choice(f, c.planner.registry.TableFor(from.To)), read: read, targets: c.targets(to),
	}
	return c.connection(n, f)
}

// listedRead reads a page of a list of each parent.
type listedRead struct {
	from  store.FactList
	kinds []kg.Code
	asOf  kg.Date
}

func (r listedRead) items(l *loader, c *connection) error {
	if !c.pages {
		c.starts = make([]int, len(c.parents)+1)
		return nil
	}
	var found []candidate
	err := l.read(r.list(c).Page(c.page), func(row *store.Row) error {
		place := store.Position{ID: kg.ID(row.Int(store.FactID)), Keys: c.choice.Keys(row, store.FactColumns)}
		if place.Keys == nil {
			place.Text = string(row.AppendText(nil, store.FactSort))
		}
		found = append(found, candidate{parent: int(row.Int(store.FactOwnerIndex)), place: place, item: item{far: place.ID}})
		return nil
	})
	if err != nil {
		return err
	}
	c.takeAll(found)
	return c.reach(l)
}

func (r listedRead) count(c *connection) (store.Query, bool) { return r.list(c).Count(), true }

func (r listedRead) list(c *connection) *store.FactListRead {
	return &store.FactListRead{FactList: r.from, Owners: c.parents, Kinds: r.kinds, AsOf: r.asOf, ListQuery: c.choice}
}
