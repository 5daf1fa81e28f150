package oracle

import (
	"slices"

	"civicgraph/internal/kg"
)

// edge is one place in a list: a record and the link that brought it there.
type edge struct {
	node any // *thing, *link, *figure or *statement
	id   kg.ID
	link *link
	// direct tells, where a node may be reached in several ways, that this one leads straight to it.
	direct bool
	// found tells how a search found the node.
	found *found
}

// end is the entity or source at which the edge ends.
func (e edge) end() *entity {
	t, _ := e.node.(*entity)
	return t
}

// item names the edge within its list.
func (e edge) item() [2]kg.ID {
	if e.link == nil {
		return [2]kg.ID{0, e.id}
	}
	return [2]kg.ID{e.link.id, e.id}
}

// compareEdges orders a relation: by the link's order, missing ones last, then by link, then by node.
func compareEdges(a, b edge) int {
	if a.link.record.Order != b.link.record.Order {
		return int(a.link.record.Order - b.link.record.Order)
	}
	if a.link != b.link {
		return int(a.link.id - b.link.id)
	}
	return int(a.id - b.id)
}

// sight tells which links are walked: those that show on the day, all where it is empty, and of those that an edge shows
// only such as pass.
type linkView struct {
	day    string
	passes func(*link) bool
}

// only leaves the edges whose link passes.
func (s linkView) filter(edges []edge) []edge {
	if s.passes == nil {
		return edges
	}
	return slices.DeleteFunc(edges, func(e edge) bool { return !s.passes(e.link) })
}

// distinct keeps one edge a node: a direct one, else the first in order.
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
	var kept []edge
	for _, e := range best {
		kept = append(kept, e)
	}
	return kept
}

// compareDays compares texts; an empty one, which stands for what is not known, comes last.
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
