package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// allRead reads a page of all records of a table.
type allRead struct {
	table *store.Table
	asOf  kg.Date
}

func (r allRead) records(c *connection) *store.RecordList {
	return &store.RecordList{Table: r.table, AsOf: r.asOf, ListQuery: c.query}
}

func (r allRead) items(l *loader, c *connection) error {
	if !c.needsPage {
		c.starts = []int{0, 0}
		return nil
	}
	rows := c.targets.all[0].rows
	err := l.read(r.records(c).Page(c.page, rows.columns), func(row *store.Row) error {
		if rows.n == c.page.Limit {
			c.hasMore[0] = true
			return nil
		}
		if c.needsPositions {
			at := store.Position{ID: kg.ID(row.Int(store.RecordID)), Keys: c.query.Keys(row, store.RecordColumns)}
			if at.Keys == nil {
				at.Text = row.Text(store.RecordSort)
			}
			c.positions = append(c.positions, at)
		}
		c.items = append(c.items, item{node: rowRef{row: rows.n}})
		return rows.scan(row, store.RecordColumns+len(c.query.Order))
	})
	if err != nil {
		return err
	}
	if c.page.FromEnd {
		slices.Reverse(c.items)
		slices.Reverse(c.positions)
	}
	c.starts = []int{0, len(c.items)}
	return rows.loadChildren(l)
}

func (r allRead) count(c *connection) (store.Query, bool) { return r.records(c).Count(), true }
