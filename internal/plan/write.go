package plan

import "strconv"

func (n *bySlug) write(dst []byte, _ int) []byte {
	if n.rows.n == 0 {
		return append(dst, "null"...)
	}
	return n.view.write(dst, 0)
}

func (n *identified) write(dst []byte, _ int) []byte { return writeRef(dst, n.views, n.ref) }

func (n *nodes) write(dst []byte, _ int) []byte {
	if !n.many {
		return writeRef(dst, n.views, n.refs[0])
	}
	return writeRefs(dst, n.views, n.refs)
}

func (n *referenced) write(dst []byte, parent int) []byte {
	return writeRef(dst, n.views, n.refs[parent])
}

func (n *single) write(dst []byte, parent int) []byte {
	return writeRef(dst, n.views, n.refs[parent])
}

func (n *transitive) write(dst []byte, parent int) []byte {
	return writeRefs(dst, n.views, n.refs[n.starts[parent]:n.starts[parent+1]])
}

func writeRef(dst []byte, views []*view, p rowRef) []byte {
	if p.row < 0 {
		return append(dst, "null"...)
	}
	return views[p.target].write(dst, p.row)
}

func writeRefs(dst []byte, views []*view, places []rowRef) []byte {
	dst = append(dst, '[')
	for i, p := range places {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = writeRef(dst, views, p)
	}
	return append(dst, ']')
}

func (n *childList) write(dst []byte, parent int) []byte {
	if n.targets != nil {
		return writeRefs(dst, n.views, n.refs[n.starts[parent]:n.starts[parent+1]])
	}
	dst = append(dst, '[')
	for i, it := range n.items[n.starts[parent]:n.starts[parent+1]] {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = n.view.write(dst, it.row)
	}
	return append(dst, ']')
}

func (n *localizedName) write(dst []byte, parent int) []byte {
	start := 0
	if parent > 0 {
		start = n.ends[parent-1]
	}
	return append(dst, n.cells[start:n.ends[parent]]...)
}

func (n *connection) write(dst []byte, parent int) []byte {
	w := pageWriter{connection: n, parent: parent}
	return w.slots(dst, n.slots, none)
}

// pageWriter writes the page of one parent.
type pageWriter struct {
	*connection
	parent int
}

// none is the place of no item.
const none = -1

// slots writes the fields of the page, or of the edge at a place among the items.
func (w *pageWriter) slots(dst []byte, slots []slot, edge int) []byte {
	for i := range slots {
		s := &slots[i]
		dst = append(dst, s.text...)
		switch s.what {
		case slotEnd:
		case slotEdges:
			dst = w.each(dst, func(dst []byte, i int) []byte { return w.slots(dst, s.slots, i) })
		case slotNodes:
			dst = w.each(dst, func(dst []byte, i int) []byte { return writeRef(dst, s.views, w.items[i].node) })
		case slotPageInfo:
			dst = w.slots(dst, s.slots, none)
		case slotTotalCount:
			dst = strconv.AppendInt(dst, w.totals[w.parent], 10)
		case slotCursor:
			dst = w.cursor(dst, edge)
		case slotNode:
			dst = writeRef(dst, s.views, w.items[edge].node)
		case slotLink:
			dst = w.link(dst, s.view, edge)
		case slotHasNext:
			dst = strconv.AppendBool(dst, w.page.Before != nil || !w.page.FromEnd && w.hasMore[w.parent])
		case slotHasPrevious:
			dst = strconv.AppendBool(dst, w.page.After != nil || w.page.FromEnd && w.hasMore[w.parent])
		case slotStartCursor:
			dst = w.cursorUnlessEmpty(dst, w.starts[w.parent])
		case slotEndCursor:
			dst = w.cursorUnlessEmpty(dst, w.starts[w.parent+1]-1)
		case slotMatchedOn:
			dst = appendString(dst, w.matches[w.items[edge].linkRow].Text)
		case slotHighlight:
			dst = appendString(dst, w.matches[w.items[edge].linkRow].Highlight)
		case slotScore:
			dst = strconv.AppendFloat(dst, score(&w.positions[edge]), 'g', -1, 64)
		}
	}
	return dst
}

func (w *pageWriter) each(dst []byte, write func(dst []byte, i int) []byte) []byte {
	dst = append(dst, '[')
	start := w.starts[w.parent]
	for i := start; i < w.starts[w.parent+1]; i++ {
		if w.buffer.isFull(dst) {
			break
		}
		if i > start {
			dst = append(dst, ',')
		}
		dst = write(dst, i)
	}
	return append(dst, ']')
}

// cursorUnlessEmpty writes the cursor of an item at the end of the page, null where the page is empty.
func (w *pageWriter) cursorUnlessEmpty(dst []byte, i int) []byte {
	if w.starts[w.parent] == w.starts[w.parent+1] {
		return append(dst, "null"...)
	}
	return w.cursor(dst, i)
}

func (w *pageWriter) cursor(dst []byte, i int) []byte {
	return append(w.list.append(append(dst, '"'), w.parents[w.parent], &w.positions[i]), '"')
}

func (w *pageWriter) link(dst []byte, v *view, edge int) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	return v.write(dst, w.items[edge].linkRow)
}
