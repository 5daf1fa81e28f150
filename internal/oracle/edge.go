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

// item names the edge within its list.
func (e edge) item() [2]kg.ID {
	if e.link == nil {
		return [2]kg.ID{0, e.id}
	}
	return [2]kg.ID{e.link.id, e.id}
}

// compareEdges orders a relation: by the link's order, missing ones last, then by link, then by node.
func compareEdges(a, b edge) int {
	if a.link.given.Order != b.link.given.Order {
		return int(a.link.given.Order - b.link.given.Order)
	}
	if a.link != b.link {
		return int(a.link.id - b.link.id)
	}
	return int(a.id - b.id)
}

// sight tells which links are walked: those that show on the day, all where it is empty, and of those that an edge shows
// only such as pass.
type sight struct {
	day     string
	through func(*link) bool
}

// only leaves the edges whose link passes.
func (s sight) only(edges []edge) []edge {
	if s.through == nil {
		return edges
	}
	return slices.DeleteFunc(edges, func(e edge) bool { return !s.through(e.link) })
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

// out lists what the thing's links of a kind lead to, if it is of one of the kinds given.
func (t *thing) out(kind kg.LinkKind, day string, to ...string) []edge {
	var edges []edge
	for _, l := range t.links {
		if l.given.Kind == kind && l.from == t && l.shows(day) && slices.Contains(to, l.to.kind.Name) {
			edges = append(edges, edge{node: l.to, id: l.to.id, link: l, direct: true})
		}
	}
	return edges
}

// in lists where links of a kind to the thing come from, if it is of one of the kinds given.
func (t *thing) in(kind kg.LinkKind, day string, from ...string) []edge {
	var edges []edge
	for _, l := range t.links {
		if l.given.Kind == kind && l.to == t && l.shows(day) && slices.Contains(from, l.from.kind.Name) {
			edges = append(edges, edge{node: l.from, id: l.from.id, link: l, direct: true})
		}
	}
	return edges
}

// below lists the district itself and all territories below it, each once.
func (t *thing) below(day string) []*thing {
	territories := []*thing{t}
	for i := 0; i < len(territories); i++ {
		for _, e := range territories[i].in(kg.PartOf, day, "district") {
			if child, _ := e.node.(*thing); !slices.Contains(territories, child) {
				territories = append(territories, child)
			}
		}
	}
	return territories
}

// inDeep lists where links to the district or to any territory below it come from.
func (t *thing) inDeep(kind kg.LinkKind, day string, from ...string) []edge {
	var edges []edge
	for _, territory := range t.below(day) {
		for _, e := range territory.in(kind, day, from...) {
			e.direct = territory == t
			edges = append(edges, e)
		}
	}
	return edges
}

// served lists the districts of a rail line: those that it serves and those in which its stations are.
func (t *thing) served(day string) []edge {
	edges := t.out(kg.Serves, day, "district")
	for _, stop := range t.out(kg.Serves, day, "station") {
		station, _ := stop.node.(*thing)
		for _, place := range station.out(kg.LocatedIn, day, "district") {
			edges = append(edges, edge{node: place.node, id: place.id, link: stop.link})
		}
	}
	return edges
}

// servedBy lists the rail lines of a district: those that serve it or a station in it.
func (t *thing) servedBy(day string) []edge {
	edges := t.in(kg.Serves, day, "railLine")
	for _, place := range t.in(kg.LocatedIn, day, "station") {
		station, _ := place.node.(*thing)
		for _, line := range station.in(kg.Serves, day, "railLine") {
			line.direct = false
			edges = append(edges, line)
		}
	}
	return edges
}

// ancestors lists all territories above a district, level by level, each reached by links that all pass.
func (t *thing) ancestors(by sight) []*thing {
	seen := []*thing{t}
	for level := seen; len(level) > 0; {
		var next []*thing
		for _, territory := range level {
			for _, e := range sorted(by.only(territory.out(kg.PartOf, by.day, "district"))) {
				if parent, _ := e.node.(*thing); !slices.Contains(seen, parent) {
					seen = append(seen, parent)
					next = append(next, parent)
				}
			}
		}
		level = next
	}
	return seen[1:]
}

// single is the one thing that a link of a kind leads to: the first by period, then by slug, then by link.
func (t *thing) single(kind kg.LinkKind, day, to string) *thing {
	edges := t.out(kind, day, to)
	if len(edges) == 0 {
		return nil
	}
	first := slices.MinFunc(edges, func(a, b edge) int {
		p, q := a.link.given.Period, b.link.given.Period
		if c := compareDays(firstDay(string(p.From)), firstDay(string(q.From))); c != 0 {
			return c
		}
		if c := compareDays(lastDay(string(p.Until)), lastDay(string(q.Until))); c != 0 {
			return c
		}
		if c := compareDays(a.link.to.given.Slug, b.link.to.given.Slug); c != 0 {
			return c
		}
		return int(a.link.id - b.link.id)
	})
	return first.link.to
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
