package store

import "civicgraph/internal/kg"

// MaxLevels is the number of links that may follow each other in a hierarchy, from its lowest entity to its highest.
const MaxLevels = 1000

// hierarchy checks new links of one kind that must be acyclic: they may close no cycle, and no path along them may be
// longer than MaxLevels. It knows the entities that the links of a batch begin or end at by their height, the length of the
// longest path that leads up to them. A link from below to above leaves all heights as they are where that of above is
// greater already, and then closes no cycle; otherwise the heights of above, and of what stands over it, are raised. So an
// entity is visited MaxLevels times at most, however many links there are and in whatever order they come.
type hierarchy struct {
	source hierarchySource
	nodes  map[kg.ID]*hierarchyNode
	// newFrom is the first running number of the entities that had no links when nodes was empty.
	newFrom int64
}

// hierarchySource reads the links in the database.
type hierarchySource interface {
	// parents returns the entities that links lead to from an entity.
	parents(kg.ID) ([]kg.ID, error)
	// height returns the length of the longest path that leads up to an entity, at most MaxLevels.
	height(kg.ID) (int, error)
}

type hierarchyNode struct {
	id kg.ID
	// height is negative while it is not known.
	height int
	// parents are complete if hasParents is set.
	parents    []*hierarchyNode
	hasParents bool
	// raised is the height that the link under check would lead to; 0 for the nodes that it does not change.
	raised int
}

// maxHierarchyNodes bounds the nodes in memory.
const maxHierarchyNodes = 1 << 18

// place checks a link that is not in the database yet. The caller calls accept when it is.
func (h *hierarchy) check(from, to kg.ID, lastID int64) (accept func(), err error) {
	if len(h.nodes) > maxHierarchyNodes {
		clear(h.nodes)
		h.newFrom = lastID + 1
	}
	below, above := h.node(from), h.node(to)
	if below.height < 0 {
		if below.height, err = h.source.height(from); err != nil {
			below.height = -1
			return nil, err
		}
	}
	changed, err := h.raise(below, above)
	if err != nil {
		for _, n := range changed {
			n.raised = 0
		}
		return nil, err
	}
	return func() {
		for _, n := range changed {
			if n.height >= 0 { // else raised is not its height, which other links may make greater
				n.height = n.raised
			}
			n.raised = 0
		}
		if below.hasParents {
			below.parents = append(below.parents, above)
		}
	}, nil
}

// raise visits, level by level, the nodes whose height a link from below to above would raise, and returns them.
func (h *hierarchy) raise(below, above *hierarchyNode) (changed []*hierarchyNode, err error) {
	frontier := []*hierarchyNode{above}
	for height := below.height + 1; len(frontier) > 0; height++ {
		var next []*hierarchyNode
		for _, n := range frontier {
			switch {
			case n == below:
				return changed, kg.Errorf(kg.BadLink, "the link would close a cycle: its end is already part of its beginning")
			case n.height >= height || n.raised >= height:
				continue
			case height > MaxLevels:
				return changed, kg.Errorf(kg.BadLink, "the link would make a hierarchy deeper than %d levels", MaxLevels)
			}
			if n.raised == 0 {
				changed = append(changed, n)
			}
			n.raised = height
			if err := h.readParents(n); err != nil {
				return changed, err
			}
			next = append(next, n.parents...)
		}
		frontier = next
	}
	return changed, nil
}

// node returns the node of an entity. An entity that is new has no links but those that were placed.
func (h *hierarchy) node(id kg.ID) *hierarchyNode {
	n := h.nodes[id]
	if n == nil {
		n = &hierarchyNode{id: id, height: -1}
		if id.Number() >= h.newFrom {
			n.height, n.hasParents = 0, true
		}
		h.nodes[id] = n
	}
	return n
}

func (h *hierarchy) readParents(n *hierarchyNode) error {
	if n.hasParents {
		return nil
	}
	ids, err := h.source.parents(n.id)
	if err != nil {
		return err
	}
	for _, id := range ids {
		n.parents = append(n.parents, h.node(id))
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

// checkHierarchy checks a new link. The caller calls accept when it is in the database.
func (b *Batch) checkHierarchy(s linkSeries, span kg.Span) (accept func(), err error) {
	if !s.kind.IsAcyclic() {
		return func() {}, nil
	}
	return b.hierarchyOf(s.kind).check(s.from, s.to, b.last)
}

// moveInHierarchy checks that a link may hold at another time.
func (b *Batch) moveInHierarchy(linkSeries, kg.Period, kg.Period) error { return nil }

// batchLinks reads the links of a kind within a batch.
type batchLinks struct {
	batch *Batch
	kind  kg.LinkKind
}

func (l batchLinks) parents(id kg.ID) (all []kg.ID, err error) {
	err = l.batch.rows("SELECT DISTINCT to_id FROM link WHERE from_id = $1 AND kind = $2", []any{id, int64(l.kind)}, func(r *Row) {
		all = append(all, kg.ID(r.Int(0)))
	})
	return all, err
}

func (l batchLinks) height(id kg.ID) (levels int, err error) {
	err = l.batch.rows(`WITH RECURSIVE below (id, level) AS (
  SELECT $1, 0
  UNION
  SELECT l.from_id, b.level + 1 FROM below b CROSS JOIN link l ON l.to_id = b.id AND l.kind = $2 WHERE b.level < $3
)
SELECT max(level)
FROM below`, []any{id, int64(l.kind), int64(MaxLevels)}, func(r *Row) { levels = int(r.Int(0)) })
	return levels, err
}
