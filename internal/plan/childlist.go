package plan

import (
	"cmp"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// childList is a list that belongs to each parent and is never paged.
type childList struct {
	from store.ChildList
	// field limits citations to those for one field, if hasField.
	field    string
	hasField bool
	rows     *rows
	view     *view
	items    []childItem
	// starts are the indexes in items where the list of each parent begins, and at last where all end.
	starts []int
	// targets are the entities that the items stand for, if they do.
	targets *targets
	views   []*view
	refs    []rowRef
}

// childItem is an item of the list of a parent.
type childItem struct {
	parent int
	order  int64
	row    int
}

// childList compiles a list that belongs to a record.
func (c *compiler) childList(f *field, from store.ChildList) node {
	n := &childList{from: from, rows: c.rows(from.Table)}
	if field := c.argument(f, "field"); field != nil {
		n.field, n.hasField = scalarString(field), true
	}
	switch {
	case !from.To.IsZero():
		n.targets = c.targets(c.planner.registry.Entities())
		n.views = c.views(n.targets, f)
		n.rows.key(from.To)
	case from.Plain != "":
		value := segment{column: n.rows.column(from.Table.Fields[from.Plain].Column)}
		n.view = &view{rows: n.rows, parts: []part{{chunk: n.rows.chunk([]segment{value})}}}
	default:
		n.view = c.view(n.rows, f)
	}
	return n
}

func (n *childList) load(l *loader, parents []kg.ID) error {
	query := n.from.ByOwner(parents, n.rows.columns)
	if n.hasField {
		query = n.from.ByOwnerAndField(parents, n.field, n.rows.columns)
	}
	err := l.read(query, func(row *store.Row) error {
		n.items = append(n.items, childItem{
			parent: int(row.Int(store.ChildOwnerIndex)), order: row.Int(store.ChildOrder), row: n.rows.n,
		})
		return n.rows.scan(row, store.ChildColumns)
	})
	if err != nil {
		return err
	}
	slices.SortFunc(n.items, func(a, b childItem) int {
		return cmp.Or(cmp.Compare(a.parent, b.parent), cmp.Compare(a.order, b.order))
	})
	n.starts = startsOf(len(parents), len(n.items), func(i int) int { return n.items[i].parent })
	if n.targets == nil {
		return n.rows.loadChildren(l)
	}
	ids := make([]kg.ID, len(n.items))
	for i, it := range n.items {
		ids[i] = n.rows.keys[0][it.row]
	}
	n.refs, err = n.targets.load(l, ids)
	return err
}

// startsOf returns where the items of each parent begin, and at last where all end. The items are sorted by parent.
func startsOf(parents, items int, parentOf func(item int) int) []int {
	starts := make([]int, parents+1)
	next := 0
	for i := range items {
		for ; next <= parentOf(i); next++ {
			starts[next] = i
		}
	}
	for ; next <= parents; next++ {
		starts[next] = items
	}
	return starts
}

func (n *childList) write(dst []byte, parent int) []byte {
	first, end := n.starts[parent], n.starts[parent+1]
	if n.targets != nil {
		return writeRefs(dst, n.views, n.refs[first:end])
	}
	dst = append(dst, '[')
	for i, it := range n.items[first:end] {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = n.view.write(dst, it.row)
	}
	return append(dst, ']')
}
