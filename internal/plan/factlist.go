package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// factList compiles a list of records that belongs to another record: its figures, its statements, its facts.
func (c *compiler) factList(f *field, from store.FactList) node {
	kinds, hasKinds := c.recordKinds(f, "kinds")
	read := factListRead{from: from, asOf: c.rootAsOf}
	identity := []string{"listing", f.Name, string(c.rootAsOf)}
	if hasKinds {
		read.kinds = append([]kg.Code{}, kinds...)
		for _, kind := range kinds {
			identity = append(identity, string(rune(kind)))
		}
	}
	to := slices.DeleteFunc(slices.Clone(from.To), func(code kg.Code) bool { return hasKinds && !slices.Contains(kinds, code) })
	n := &connection{
		list: newCursorList(identity...), query: c.listQuery(f, c.planner.registry.TableFor(from.To)), read: read, targets: c.targets(to),
	}
	return c.connection(n, f)
}

// factListRead reads a page of the list of each parent.
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
		position := store.Position{ID: kg.ID(row.Int(store.FactID)), Keys: c.query.Keys(row, store.FactColumns)}
		if position.Keys == nil {
			position.Text = string(row.AppendText(nil, store.FactSort))
		}
		found = append(found, candidate{
			parent: int(row.Int(store.FactOwnerIndex)), position: position, item: item{farID: position.ID},
		})
		return l.buffer.charge(len(position.Text) + keyBytes(position.Keys))
	})
	if err != nil {
		return err
	}
	c.addPages(found)
	return c.loadNodes(l)
}

func (r factListRead) count(c *connection) (store.Query, bool) { return r.list(c).Count(), true }

func (r factListRead) list(c *connection) *store.FactListRead {
	return &store.FactListRead{FactList: r.from, Owners: c.parents, Kinds: r.kinds, AsOf: r.asOf, ListQuery: c.query}
}
