package plan

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// hierarchy is a step that is repeated, on a day.
type hierarchy struct {
	kind kg.LinkKind
	far  kg.Code
	in   bool
	asOf kg.Date
}

// follow reads where a step leads from entities, with one statement: the far ends of the links of each, in the order of the links.
func (l *loader) follow(step kg.Step, from []kg.ID, asOf kg.Date) (map[kg.ID][]kg.ID, error) {
	far := make(map[kg.ID][]kg.ID, len(from))
	if len(from) == 0 {
		return far, nil
	}
	links := store.Links{Registry: l.registry, Entities: from, Steps: []kg.Step{step}, AsOf: asOf}
	found, err := l.links(links.All(nil), nil, &store.ListQuery{})
	for _, link := range found {
		near := from[link.parent]
		far[near] = append(far[near], link.farID)
	}
	return far, err
}

// descend reads where a step leads from entities when it is repeated, with one statement for each level. The result has an entry
// for each of the entities and for each that they reach. Known entities are not read again, so it ends at any depth.
func (l *loader) descend(step kg.Step, from []kg.ID, asOf kg.Date) (map[kg.ID][]kg.ID, error) {
	key := hierarchy{kind: step.Kinds[0], far: step.Far[0], in: step.In, asOf: asOf}
	known := l.hierarchies[key]
	if known == nil {
		known = map[kg.ID][]kg.ID{}
		l.hierarchies[key] = known
	}
	unknown := func(ids []kg.ID) []kg.ID {
		return slices.DeleteFunc(distinct(ids), func(id kg.ID) bool {
			_, isKnown := known[id]
			return isKnown
		})
	}
	level := unknown(from)
	for len(level) > 0 {
		found, err := l.follow(step, level, asOf)
		if err != nil {
			return nil, err
		}
		var next []kg.ID
		for _, near := range level {
			known[near] = found[near]
			next = append(next, found[near]...)
		}
		level = unknown(next)
	}
	return known, nil
}

// reach returns all entities that a hierarchy leads to from one, nearest first, each once. It starts with the entity itself.
func reach(hierarchy map[kg.ID][]kg.ID, start kg.ID) []kg.ID {
	below := hierarchy[start]
	reached := newIDIndex(1 + len(below))
	reached.index(start)
	next := 0
	for next < len(reached.ids) {
		for _, far := range hierarchy[reached.ids[next]] {
			reached.index(far)
		}
		next++
	}
	return reached.ids
}

// transitive is the list of all entities that a step reaches from each parent when it is repeated, nearest first.
type transitive struct {
	step    kg.Step
	asOf    kg.Date
	targets *targets
	views   []*view
	refs    []rowRef
	// starts are the indexes in refs where the list of each parent begins, and at last where all end.
	starts []int
}

func (n *transitive) load(l *loader, parents []kg.ID) error {
	hierarchy, err := l.descend(n.step, parents, n.asOf)
	if err != nil {
		return err
	}
	var all []kg.ID
	for _, parent := range parents {
		if err := l.ctx.Err(); err != nil {
			return err
		}
		n.starts = append(n.starts, len(all))
		all = append(all, reach(hierarchy, parent)[1:]...)
		if err := l.buffer.charge((len(all) - n.starts[len(n.starts)-1]) * reachedBytes); err != nil {
			return err
		}
	}
	n.starts = append(n.starts, len(all))
	n.refs, err = n.targets.load(l, all)
	return err
}

// reachedBytes estimates the memory of an entity in the list of a parent: its id, its entry in an index and its reference.
const reachedBytes = 8 + idIndexBytes + 16

func (n *transitive) write(dst []byte, parent int) []byte {
	return writeRefs(dst, n.views, n.refs[n.starts[parent]:n.starts[parent+1]])
}
