package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// choose leaves those of several lists that the connection's choice takes, and sorts them in its order, with one statement
// a kind.
func (l *loader) choose(lists [][]candidate, c *connection, asOf kg.Date) error {
	if c.query.Where == nil && len(c.query.Order) == 0 {
		return nil
	}
	chosen := map[kg.ID][]store.SortKey{}
	for _, t := range c.targets.all {
		var ids []kg.ID
		for _, list := range lists {
			for _, it := range list {
				if it.farID.Code() == t.code {
					ids = append(ids, it.farID)
				}
			}
		}
		if ids = distinct(ids); len(ids) == 0 {
			continue
		}
		records := store.RecordList{Table: t.rows.table, AsOf: asOf, ListQuery: c.query}
		err := l.read(records.Among(ids), func(row *store.Row) error {
			chosen[ids[row.Int(0)]] = c.query.Keys(row, 1)
			return nil
		})
		if err != nil {
			return err
		}
	}
	for i := range lists {
		lists[i] = slices.DeleteFunc(lists[i], func(it candidate) bool {
			_, ok := chosen[it.farID]
			return !ok
		})
		if len(c.query.Order) == 0 {
			continue
		}
		for j := range lists[i] {
			it := &lists[i][j]
			it.position = store.Position{ID: it.position.ID, Entity: it.farID, Keys: chosen[it.farID]}
		}
		slices.SortFunc(lists[i], func(a, b candidate) int { return c.query.Compare(&a.position, &b.position) })
	}
	return nil
}
