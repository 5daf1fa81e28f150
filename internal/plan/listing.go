package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// listing compiles a list of records that belongs to another: its figures, its statements, its facts.
func (c *compiler) factList(f *field, from store.FactList) node {
	kinds, some := c.recordKinds(f, "kinds")
	read := factListRead{from: from, asOf: c.rootAsOf}
	mark := []string{"listing", f.Name, string(c.rootAsOf)}
	if some {
		read.kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			mark = append(mark, string(rune(kind)))
		}
	}
	to := slices.DeleteFunc(slices.Clone(from.To), func(code kg.Code) bool { return some && !slices.Contains(kinds, code) })
	n := &connection{
		list: newCursorList(mark...), query: c.listQuery(f, c.planner.registry.TableFor(from.To)), read: read, targets: c.targets(to),
	}
	return c.connection(n, f)
}

// listedRead reads a page of a list of each parent.
type factListRead struct {
	from  store.FactList
	kinds []kg.Code
	asOf  kg.Date
}

func (r factListRead) items(l *loader, c *connection) error {
	if !c.needsPage {
		c.starts = make([]int, len(c.parents)+1)
		return nil
	}
	var found []candidate
	err := l.read(r.list(c).Page(c.page), func(row *store.Row) error {
		place := store.Position{ID: kg.ID(row.Int(store.FactID)), Keys: c.query.Keys(row, store.FactColumns)}
		if place.Keys == nil {
			place.Text = string(row.AppendText(nil, store.FactSort))
		}
		found = append(found, candidate{parent: int(row.Int(store.FactOwnerIndex)), position: place, item: item{farID: place.ID}})
		return nil
	})
	if err != nil {
		return err
	}
	c.takeAll(found)
	return c.reach(l)
}

func (r factListRead) count(c *connection) (store.Query, bool) { return r.list(c).Count(), true }

func (r factListRead) list(c *connection) *store.FactListRead {
	return &store.FactListRead{FactList: r.from, Owners: c.parents, Kinds: r.kinds, AsOf: r.asOf, ListQuery: c.query}
}
