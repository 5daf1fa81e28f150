package plan

import (
	"bytes"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// edgesRead reads a page of the links of each parent, one edge for each link. The nodes are the links themselves in a connection of
// links, else the entities at their far end.
type edgesRead struct {
	registry *store.Registry
	steps    []kg.Step
	asOf     kg.Date
}

func (r edgesRead) items(l *loader, c *connection) error {
	if len(r.steps) == 0 || !c.needsPage {
		c.starts = make([]int, len(c.parents)+1)
		return nil
	}
	if r.isJoined(c) {
		if err := r.readJoined(l, c); err != nil {
			return err
		}
		return c.loadNodes(l)
	}
	found, err := l.links(r.links(c).Page(c.page, c.links.columns), c.links, &c.query)
	if err != nil {
		return err
	}
	c.addPages(found)
	if len(c.items) < len(found) {
		kept := make([]int, len(c.items))
		for i, it := range c.items {
			kept[i] = it.linkRow
		}
		c.links.keep(kept)
	}
	if c.targets.all[0].rows == c.links {
		for i := range c.items {
			c.items[i].node = rowRef{row: c.items[i].linkRow}
		}
	} else if err := c.loadNodes(l); err != nil {
		return err
	}
	return c.links.loadChildren(l)
}

// isJoined reports whether the links of a parent are read as one row, which requires that none of their fields is selected. The links of
// several steps have to be sorted, and the positions in a list with an order have keys of any type.
func (r edgesRead) isJoined(c *connection) bool {
	return len(c.links.chunks) == 0 && len(r.steps) == 1 && (len(c.query.Order) == 0 || !c.needsPositions)
}

// readJoined reads pages whose links are one row for each parent.
func (r edgesRead) readJoined(l *loader, c *connection) error {
	query, numbers := r.links(c).JoinedPage(c.page), 1
	if c.needsPositions {
		query, numbers = r.links(c).JoinedPageWithPositions(c.page), 3
	}
	var text []byte
	links := 0
	spans := make([]struct{ start, end int }, len(c.parents))
	err := l.read(query, func(row *store.Row) error {
		span := &spans[row.Int(store.JoinedEntityIndex)]
		span.start = len(text)
		text = row.AppendText(text, store.JoinedLinks)
		span.end = len(text)
		if span.start == span.end {
			return nil
		}
		more := (1 + bytes.Count(text[span.start:], []byte(","))) / numbers
		links += more
		return l.buffer.charge(more * rowBytes)
	})
	if err != nil {
		return err
	}
	c.items = make([]item, 0, links)
	c.starts = make([]int, 0, len(c.parents)+1)
	for parent, span := range spans {
		c.starts = append(c.starts, len(c.items))
		c.addJoined(text[span.start:span.end])
		c.cut(parent)
	}
	c.starts = append(c.starts, len(c.items))
	return nil
}

// addJoined adds the items of joined links, and their positions if those are among the numbers.
func (n *connection) addJoined(text []byte) {
	for len(text) > 0 {
		var far, order, id int64
		far, text = parseNumber(text)
		if n.needsPositions {
			order, text = parseNumber(text)
			id, text = parseNumber(text)
			n.positions = append(n.positions, store.Position{Order: order, ID: kg.ID(id)})
		}
		n.items = append(n.items, item{farID: kg.ID(far)})
	}
}

// parseNumber returns the number that text begins with, and the rest after the comma that follows it.
func parseNumber(text []byte) (n int64, rest []byte) {
	for i, b := range text {
		if b == ',' {
			return n, text[i+1:]
		}
		n = n*10 + int64(b-'0')
	}
	return n, nil
}

// cut limits the items of the last parent to those of the page. It takes them in the order of the page and leaves them in the order of
// the list.
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
	return &store.Links{Registry: r.registry, Entities: c.parents, Steps: r.steps, AsOf: r.asOf, ListQuery: c.query}
}
