package oracle

// Page sizes.
const (
	defaultPage = 20
	maxPage     = 100
)

// connection is one page of a list.
type connection struct {
	list  List
	own   string
	edges []edge
	total int

	hasNext, hasPrevious bool
}

// connectionEdge is one edge of a page.
type connectionEdge struct {
	edge
	page *connection
}

// pageInfo answers the fields of PageInfo.
type pageInfo struct{ page *connection }

// bounds holds the page arguments of a field; nil if they are not given.
type bounds struct {
	first, last   *int
	after, before *Cursor
}

// page returns a page of a list. It fails if a cursor belongs to another list.
func page(list List, own string, all []edge, b bounds) (*connection, bool) {
	c := &connection{list: list, own: own, total: len(all)}
	low, high := 0, len(all)
	if b.after != nil {
		at, ok := indexOf(list, all, *b.after)
		if !ok {
			return nil, false
		}
		low = at + 1
	}
	if b.before != nil {
		at, ok := indexOf(list, all, *b.before)
		if !ok {
			return nil, false
		}
		high = at
	}
	var within []edge
	if low < high {
		within = all[low:high]
	}
	if b.last != nil {
		size := min(*b.last, len(within))
		c.edges = within[len(within)-size:]
		c.hasPrevious = b.after != nil || size < len(within)
		c.hasNext = b.before != nil
		return c, true
	}
	size := defaultPage
	if b.first != nil {
		size = *b.first
	}
	size = min(size, len(within))
	c.edges = within[:size]
	c.hasNext = b.before != nil || size < len(within)
	c.hasPrevious = b.after != nil
	return c, true
}

// indexOf returns the index of a cursor's edge in a list.
func indexOf(list List, all []edge, c Cursor) (int, bool) {
	if c.List != list {
		return 0, false
	}
	for i, e := range all {
		if e.item() == c.Item {
			return i, true
		}
	}
	return 0, false
}

func (c *connection) cursor(e edge) Cursor {
	return Cursor{List: c.list, Arguments: c.own, Item: e.item()}
}

// field returns the value of a field of a connection.
func (c *connection) field(name string) any {
	switch name {
	case "edges":
		edges := make([]any, len(c.edges))
		for i, e := range c.edges {
			edges[i] = connectionEdge{edge: e, page: c}
		}
		return edges
	case "nodes":
		nodes := []any{}
		for _, e := range c.edges {
			if e.found == nil || e.node != nil { // results of a search may have none
				nodes = append(nodes, e.node)
			}
		}
		return nodes
	case "pageInfo":
		return pageInfo{c}
	case "totalCount":
		return c.total
	}
	return unknownField{}
}

func (e connectionEdge) field(name string) any {
	switch name {
	case "cursor":
		return e.page.cursor(e.edge)
	case "node":
		return e.node
	case "link":
		if e.link == nil {
			return nil
		}
		return e.link
	}
	if e.found != nil {
		return e.found.field(name)
	}
	return unknownField{}
}

func (i pageInfo) field(name string) any {
	edges := i.page.edges
	switch name {
	case "hasNextPage":
		return i.page.hasNext
	case "hasPreviousPage":
		return i.page.hasPrevious
	case "startCursor":
		if len(edges) > 0 {
			return i.page.cursor(edges[0])
		}
		return nil
	case "endCursor":
		if len(edges) > 0 {
			return i.page.cursor(edges[len(edges)-1])
		}
		return nil
	}
	return unknownField{}
}
