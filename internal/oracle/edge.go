package oracle

import (
	"slices"

	"civicgraph/internal/kg"
)

// edge is one position in a list: a record and the link that leads to it.
type edge struct {
	node any // *thing, *link, *figure or *statement
	id   kg.ID
	link *link
	// direct reports whether the link leads to the node without another record between, where both are possible.
	direct bool
	// found says how a search found the node.
	found *found
}

// end returns the entity or source at the end of the edge.
func (e edge) end() *entity {
	t, _ := e.node.(*entity)
	return t
}

// item identifies the edge within its list.
func (e edge) item() [2]kg.ID {
	if e.link == nil {
		return [2]kg.ID{0, e.id}
	}
	return [2]kg.ID{e.link.id, e.id}
}

// compareEdges compares edges by the order of the link, missing ones last, then by link, then by node.
func compareEdges(a, b edge) int {
	if a.link.record.Order != b.link.record.Order {
		return int(a.link.record.Order - b.link.record.Order)
	}
	if a.link != b.link {
		return int(a.link.id - b.link.id)
	}
	return int(a.id - b.id)
}

// linkView selects the links to follow: those visible on the day, or all if it is empty. passes, if not nil, restricts
// those that an edge shows.
type linkView struct {
	day    string
	passes func(*link) bool
}

// filter returns the edges whose link passes.
func (s linkView) filter(edges []edge) []edge {
	if s.passes == nil {
		return edges
	}
	return slices.DeleteFunc(edges, func(e edge) bool { return !s.passes(e.link) })
}

// distinct returns one edge for each node: a direct one, or else the first in order.
func distinct(edges []edge) []edge {
	best := map[kg.ID]edge{}
	for _, e := range edges {
		known, seen := best[e.id]
		switch {
		case !seen, e.direct && !known.direct:
			best[e.id] = e
		case e.direct == known.direct && compareEdges(e, known) < 0:
			best[e.id] = e
		}
	}
	var result []edge
	for _, e := range best {
		result = append(result, e)
	}
	return result
}

// compareDays compares strings; an empty one means unknown and comes last.
func compareDays(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "":
		return 1
	case b == "" || a < b:
		return -1
	}
	return 1
}

func sorted(edges []edge) []edge {
	slices.SortFunc(edges, compareEdges)
	return edges
}
