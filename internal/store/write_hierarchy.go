package store

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// MaxLevels is the number of links that may follow each other in a hierarchy on one day, from its lowest entity to its highest.
const MaxLevels = 1000

// hierarchy checks new links of one kind that must be acyclic: there is no day on which all links of a cycle may hold, or on which more
// than MaxLevels of them may follow each other. It knows the entities that the links of a batch begin or end at by their heights: for
// each day, the length of the longest path that leads up to them. A link from below to above leaves all heights as they are on the days
// on which that of above is greater already, and then closes no cycle; on other days, the heights of above, and of what stands over
// it, are raised. So an entity is visited MaxLevels times for each of its periods at most, however many links there are and in
// whatever order they come.
type hierarchy struct {
	source hierarchySource
	nodes  map[kg.ID]*hierarchyNode
	// newFrom is the first running number of the entities that had no links when nodes was empty.
	newFrom int64
}

// hierarchySource reads the links in the database.
type hierarchySource interface {
	// parents returns the links that lead from an entity.
	parents(kg.ID) ([]parentID, error)
	// heights returns for each day the length of the longest path that leads up to an entity, at most MaxLevels.
	heights(kg.ID) (heights, error)
}

// parentID is an entity to which a link leads, with the days on which it may hold.
type parentID struct {
	id kg.ID
	on days
}

type hierarchyNode struct {
	id kg.ID
	// heights are complete if hasHeights is set; else they are only used during a check.
	heights    heights
	hasHeights bool
	// parents are complete if hasParents is set.
	parents    []parent
	hasParents bool
}

// parent is a node to which a link leads.
type parent struct {
	*hierarchyNode

	on days
}

// maxHierarchyNodes bounds the nodes in memory.
const maxHierarchyNodes = 1 << 18

// check checks a link that is not in the database yet. The caller calls accept when it is.
func (h *hierarchy) check(from, to kg.ID, on days) (accept func(), err error) {
	below, above := h.node(from), h.node(to)
	if !below.hasHeights {
		if below.heights, err = h.source.heights(from); err != nil {
			return nil, err
		}
		below.hasHeights = true
	}
	before, err := h.raise(below, above, on)
	for n, heights := range before {
		switch {
		case !n.hasHeights:
			n.heights = nil // other links may make them greater
		case err != nil:
			n.heights = heights
		}
	}
	if err != nil {
		return nil, err
	}
	return func() {
		if below.hasParents {
			below.parents = append(below.parents, parent{above, on})
		}
	}, nil
}

// forget forgets all nodes, whose links may have changed.
func (h *hierarchy) forget(lastID int64) {
	clear(h.nodes)
	h.newFrom = lastID + 1
}

// ascent is a path up from the beginning of a link under check.
type ascent struct {
	node *hierarchyNode
	// on are days on which its length, with the longest path up to the beginning, is height. link are the days of its last link.
	on, link days
	height   int
	before   *ascent
}

// raise visits the nodes whose heights a link from below to above would raise. It returns the heights that they had.
func (h *hierarchy) raise(below, above *hierarchyNode, on days) (before map[*hierarchyNode]heights, err error) {
	before = map[*hierarchyNode]heights{}
	var queue []*ascent
	for _, part := range below.heights.within(on) {
		queue = append(queue, &ascent{node: above, on: part.on, link: on, height: part.height + 1})
	}
	for len(queue) > 0 {
		a := queue[0]
		queue = queue[1:]
		n := a.node
		if n == below {
			return before, a.cycle(below.id)
		}
		raised, parts := n.heights.raised(a.on, a.height)
		switch {
		case len(parts) == 0:
			continue
		case a.height > MaxLevels:
			return before, kg.Errorf(kg.BadLink, "the link would make a hierarchy deeper than %d levels", MaxLevels)
		}
		if _, visited := before[n]; !visited {
			before[n] = n.heights
		}
		n.heights = raised
		if err := h.readParents(n); err != nil {
			return before, err
		}
		for _, above := range n.parents {
			for _, part := range parts {
				if both, ok := part.and(above.on); ok {
					queue = append(queue, &ascent{node: above.hierarchyNode, on: both, link: above.on, height: a.height + 1, before: a})
				}
			}
		}
	}
	return before, nil
}

// cycleError is the error of a link that would close a cycle.
type cycleError struct {
	// ids are the entities of the cycle, from the beginning of the link to itself.
	ids []kg.ID
	// on are the days on which all its links may hold.
	on days
}

func (e *cycleError) Error() string { return "the link would close a cycle" }

// cycle returns the error of a path that leads back to the beginning of the link.
func (a *ascent) cycle(begin kg.ID) *cycleError {
	e := &cycleError{on: allDays}
	for ; a != nil; a = a.before {
		e.ids = append(e.ids, a.node.id)
		e.on, _ = e.on.and(a.link)
	}
	e.ids = append(e.ids, begin)
	slices.Reverse(e.ids)
	return e
}

// node returns the node of an entity. An entity that is new has no links but those that were accepted.
func (h *hierarchy) node(id kg.ID) *hierarchyNode {
	n := h.nodes[id]
	if n == nil {
		n = &hierarchyNode{id: id}
		if id.Number() >= h.newFrom {
			n.hasHeights, n.hasParents = true, true
		}
		h.nodes[id] = n
	}
	return n
}

func (h *hierarchy) readParents(n *hierarchyNode) error {
	if n.hasParents {
		return nil
	}
	links, err := h.source.parents(n.id)
	if err != nil {
		return err
	}
	for _, link := range links {
		n.parents = append(n.parents, parent{h.node(link.id), link.on})
	}
	n.hasParents = true
	return nil
}

// hierarchyOf returns the hierarchy of a kind of link.
func (b *Batch) hierarchyOf(kind kg.LinkKind) *hierarchy {
	h := b.hierarchies[kind]
	if h == nil {
		h = &hierarchy{source: batchLinks{b, kind}, nodes: map[kg.ID]*hierarchyNode{}, newFrom: b.firstNew}
		b.hierarchies[kind] = h
	}
	return h
}

// checkHierarchy checks a link that holds at another time than those in the database. The caller calls accept when it is there.
func (b *Batch) checkHierarchy(s linkSeries, span kg.Span) (accept func(), err error) {
	if !s.kind.IsAcyclic() {
		return func() {}, nil
	}
	accept, err = b.hierarchyOf(s.kind).check(s.from, s.to, daysOf(span.PossibleFrom, span.PossibleUntil))
	if cycle, ok := err.(*cycleError); ok { //nolint:errorlint // check returns it unwrapped
		err = b.describeCycle(cycle)
	}
	return accept, err
}

// moveInHierarchy checks that a link may hold at another time.
func (b *Batch) moveInHierarchy(known *linkState, s linkSeries, period kg.Period) error {
	if !s.kind.IsAcyclic() || period == known.period {
		return nil
	}
	before, after := known.period.Span(), period.Span()
	var err error
	if after.PossibleFrom < before.PossibleFrom || after.PossibleUntil > before.PossibleUntil {
		_, err = b.checkHierarchy(s, after)
	}
	b.hierarchyOf(s.kind).forget(b.last)
	if err == nil {
		b.levelsOf(s.kind).move(known.id, s, daysOf(after.PossibleFrom, after.PossibleUntil))
	}
	return err
}

// maxCycleShown is how many entities of a cycle an error names.
const maxCycleShown = 10

// describeCycle names the entities and the days of a cycle.
func (b *Batch) describeCycle(e *cycleError) error {
	var shown []kg.ID
	last := len(e.ids) - 1
	for i, id := range e.ids {
		if i < maxCycleShown-1 || i == last {
			shown = append(shown, id)
		}
	}
	slugs, err := b.currentSlugs(shown...)
	if err != nil {
		return err
	}
	if last >= maxCycleShown {
		slugs = slices.Insert(slugs, maxCycleShown-1, "…")
	}
	return kg.Errorf(kg.BadLink, "the link would close a cycle of links that may all hold %s: %s; give the links periods that have no day in common, or leave one out",
		e.on.words(), strings.Join(slugs, " → "))
}
