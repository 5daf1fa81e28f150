package plan

import (
	"strconv"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// pageField compiles a field of a connection or a pageInfo, which is written for a parent.
func (c *compiler) pageField(n *connection, f *field) writer {
	switch f.Name {
	case "edges":
		n.needsPage = true
		edge := c.template(f, func(sub *field) writer { return c.edgeField(n, sub) }).write
		return func(dst []byte, parent int) []byte { return n.writeItems(dst, parent, nil, edge) }
	case "nodes":
		node := c.nodeField(n, f)
		return func(dst []byte, parent int) []byte { return n.writeItems(dst, parent, n.hasNode, node) }
	case "pageInfo":
		n.needsPage = true
		return c.template(f, func(sub *field) writer { return c.pageField(n, sub) }).write
	case "totalCount":
		n.needsTotal = true
		return func(dst []byte, parent int) []byte { return strconv.AppendInt(dst, n.totals[parent], 10) }
	case "hasNextPage":
		n.page.Peeks = true
		return func(dst []byte, parent int) []byte {
			return strconv.AppendBool(dst, n.page.Before != nil || !n.page.FromEnd && n.hasMore[parent])
		}
	case "hasPreviousPage":
		n.page.Peeks = true
		return func(dst []byte, parent int) []byte {
			return strconv.AppendBool(dst, n.page.After != nil || n.page.FromEnd && n.hasMore[parent])
		}
	case "startCursor":
		n.needsPositions = true
		return func(dst []byte, parent int) []byte { return n.writeCursorOf(dst, parent, n.starts[parent]) }
	case "endCursor":
		n.needsPositions = true
		return func(dst []byte, parent int) []byte { return n.writeCursorOf(dst, parent, n.starts[parent+1]-1) }
	}
	panic("plan: unknown field of a page: " + f.Name)
}

// edgeField compiles a field of an edge, which is written for an item.
func (c *compiler) edgeField(n *connection, f *field) writer {
	switch f.Name {
	case "node":
		return c.nodeField(n, f)
	case "link":
		return c.linkField(n, f)
	case "cursor":
		n.needsPositions = true
		return n.writeCursor
	case "record":
		n.needsPage = true
		views := c.views(n.records, f)
		return func(dst []byte, item int) []byte { return writeRef(dst, views, n.recordRefs[item]) }
	case "matchedIn":
		n.needsMatches = true
		return func(dst []byte, item int) []byte { return appendString(dst, n.matches[item].In) }
	case "matchedOn":
		n.needsMatches = true
		return func(dst []byte, item int) []byte { return appendString(dst, n.matches[item].Text) }
	case "highlight":
		n.needsMatches = true
		return func(dst []byte, item int) []byte { return appendString(dst, n.matches[item].Highlight) }
	case "score":
		return func(dst []byte, item int) []byte {
			return strconv.AppendFloat(dst, store.Score(n.positions[item].Order), 'g', -1, 64)
		}
	}
	panic("plan: unknown field of an edge: " + f.Name)
}

// nodeField compiles the node of an item.
func (c *compiler) nodeField(n *connection, f *field) writer {
	n.needsPage = true
	views := c.views(n.targets, f)
	return func(dst []byte, item int) []byte { return writeRef(dst, views, n.items[item].node) }
}

// linkField compiles the link to the node of an item. It is null in lists of all records, where its arguments are checked all the same.
func (c *compiler) linkField(n *connection, f *field) writer {
	if n.links == nil {
		table, _ := c.planner.registry.TableByCode(kg.KindLink)
		c.view(c.rows(table), f)
		return func(dst []byte, _ int) []byte { return append(dst, "null"...) }
	}
	link := c.view(n.links, f)
	return func(dst []byte, item int) []byte { return link.write(dst, n.items[item].linkRow) }
}

// hasNode reports whether an item has a node: results of a search may have none.
func (n *connection) hasNode(item int) bool { return n.records == nil || n.items[item].farID != 0 }

// writeItems writes the items of the page of a parent, up to the limit of the answer; all of them if isItem is nil.
func (n *connection) writeItems(dst []byte, parent int, isItem func(item int) bool, write writer) []byte {
	n.current = parent
	dst = append(dst, '[')
	isFirst := true
	for i := n.starts[parent]; i < n.starts[parent+1]; i++ {
		if n.buffer.isFull(dst) {
			break
		}
		if isItem != nil && !isItem(i) {
			continue
		}
		if !isFirst {
			dst = append(dst, ',')
		}
		isFirst = false
		dst = write(dst, i)
	}
	return append(dst, ']')
}

// writeCursorOf writes the cursor of an item of the page of a parent, null if the page is empty.
func (n *connection) writeCursorOf(dst []byte, parent, item int) []byte {
	if n.starts[parent] == n.starts[parent+1] {
		return append(dst, "null"...)
	}
	return append(n.list.append(append(dst, '"'), n.parents[parent], &n.positions[item]), '"')
}

// writeCursor writes the cursor of an item of the page that is being written.
func (n *connection) writeCursor(dst []byte, item int) []byte {
	return n.writeCursorOf(dst, n.current, item)
}
