package plan

import (
	"bytes"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// edgesRead reads a page of the links of each parent, one edge a link. The nodes are the links themselves where the
// connection is one of links, else what stands at their other end.
type edgesRead struct {
	steps []kg.Step
	asOf  kg.Date
}

func (r edgesRead) items(l *loader, c *connection) error {
	if len(r.steps) == 0 || !c.needsPage {
		c.starts = make([]int, len(c.parents)+1)
		return nil
	}
	if r.arePacked(c) {
		if err := r.packed(l, c); err != nil {
			return err
		}
		return c.reach(l)
	}
	found, err := l.links(r.links(c).Page(c.page, c.links.columns), c.links, &c.query)
	if err != nil {
		return err
	}
	c.takeAll(found)
	if len(c.items) < len(found) {
		used := make([]int, len(c.items))
		for i, it := range c.items {
			used[i] = it.linkRow
		}
		c.links.keep(used)
	}
	if c.targets.all[0].rows == c.links {
		for i := range c.items {
			c.items[i].node = rowRef{row: c.items[i].linkRow}
		}
	} else if err := c.reach(l); err != nil {
		return err
	}
	return c.links.loadChildren(l)
}

// arePacked tells whether the links of a parent come as one row, which takes that nothing of them is selected. Of several steps
// the links have to be sorted, and with an order of choice their places are keys of any kind.
func (r edgesRead) arePacked(c *connection) bool {
	return len(c.links.chunks) == 0 && len(r.steps) == 1 && (len(c.query.Order) == 0 || !c.needsPositions)
}

// packed reads pages whose links come as one row a parent.
func (r edgesRead) packed(l *loader, c *connection) error {
	st := r.links(c).Far(c.page)
	if c.needsPositions {
		st = r.links(c).FarPlaced(c.page)
	}
	var text []byte
	spans := make([]struct{ start, end int }, len(c.parents))
	err := l.read(st, func(row *store.Row) error {
		span := &spans[row.Int(store.FarEntityIndex)]
		span.start = len(text)
		text = row.AppendText(text, store.FarLinks)
		span.end = len(text)
		return l.buffer.charge(bytes.Count(text[span.start:], []byte(",")))
	})
	if err != nil {
		return err
	}
	c.items = make([]item, 0, len(c.parents)+bytes.Count(text, []byte(",")))
	c.starts = make([]int, 0, len(c.parents)+1)
	for parent, span := range spans {
		c.starts = append(c.starts, len(c.items))
		c.unpack(text[span.start:span.end])
		c.cut(parent)
	}
	c.starts = append(c.starts, len(c.items))
	return nil
}

// unpack adds the items of packed links, and their places if they are among the numbers.
func (n *connection) unpack(text []byte) {
	for len(text) > 0 {
		var far, order, id int64
		far, text = number(text)
		if n.needsPositions {
			order, text = number(text)
			id, text = number(text)
			n.positions = append(n.positions, store.Position{Order: order, ID: kg.ID(id)})
		}
		n.items = append(n.items, item{farID: kg.ID(far)})
	}
}

// number is the number that a text begins with, and what follows the comma behind it.
func number(text []byte) (n int64, rest []byte) {
	for i, b := range text {
		if b == ',' {
			return n, text[i+1:]
		}
		n = n*10 + int64(b-'0')
	}
	return n, nil
}

// cut leaves of the last parent's items, which came in the order of the page, those of the page, in the order of the list.
func (n *connection) cut(parent int) {
	start := n.starts[parent]
	if len(n.items)-start > n.page.Limit {
		n.hasMore[parent] = true
		n.items = n.items[:start+n.page.Limit]
	}
	if n.needsPositions {
		n.positions = n.positions[:len(n.items)]
	}
	if n.page.FromEnd {
		slices.Reverse(n.items[start:])
		slices.Reverse(n.positions[min(start, len(n.positions)):])
	}
}

func (r edgesRead) count(c *connection) (store.Query, bool) {
	return r.links(c).Count(), len(r.steps) > 0
}

func (r edgesRead) links(c *connection) *store.Links {
	return &store.Links{Entities: c.parents, Steps: r.steps, AsOf: r.asOf, ListQuery: c.query}
}
