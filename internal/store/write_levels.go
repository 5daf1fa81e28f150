package store

import (
	"cmp"
	"slices"

	"civicgraph/internal/kg"
)

// maxLevelLinks bounds the links of a hierarchy that a chunk caches.
const maxLevelLinks = 1 << 16

// hierarchyLinks are links of an acyclic kind that were read for a chunk, with those that it adds and moves.
type hierarchyLinks struct {
	batch *Batch
	kind  kg.LinkKind
	// up are the links that lead from an entity, down those that lead to it, as far as they were read; number is how many.
	up, down map[kg.ID][]levelLink
	number   int
}

// levelLink is a link of a hierarchy, seen from one of its ends.
type levelLink struct {
	// id is the key of the link, far that of its other end.
	id, far kg.ID
	order   int64
	on      days
}

// batchLinks are the links of an acyclic kind within a batch. It implements hierarchySource.
type batchLinks struct {
	batch *Batch
	kind  kg.LinkKind
}

func (l batchLinks) parents(id kg.ID) ([]parentID, error) {
	return l.batch.levelsOf(l.kind).parents(id)
}

func (l batchLinks) heights(id kg.ID) (heights, error) { return l.batch.levelsOf(l.kind).heights(id) }

// levelsOf returns the links of a kind.
func (b *Batch) levelsOf(kind kg.LinkKind) *hierarchyLinks {
	l := b.chunk.levels[kind]
	if l == nil {
		l = &hierarchyLinks{batch: b, kind: kind, up: map[kg.ID][]levelLink{}, down: map[kg.ID][]levelLink{}}
		b.chunk.levels[kind] = l
	}
	return l
}

// add adds a new link. Of an entity whose links were not read, they will be.
func (l *hierarchyLinks) add(id kg.ID, s linkSeries, on days) {
	if l.knows(l.up, s.from) {
		l.up[s.from] = append(l.up[s.from], levelLink{id, s.to, s.order, on})
	}
	if l.knows(l.down, s.to) {
		l.down[s.to] = append(l.down[s.to], levelLink{id, s.from, s.order, on})
	}
}

// knows reports whether the links of an entity in one direction are known. The database has none of an entity that the chunk adds.
func (l *hierarchyLinks) knows(links map[kg.ID][]levelLink, id kg.ID) bool {
	_, read := links[id]
	return read || l.batch.chunk.isNew(id)
}

// move changes the days of a link.
func (l *hierarchyLinks) move(id kg.ID, s linkSeries, on days) {
	for _, links := range [][]levelLink{l.up[s.from], l.down[s.to]} {
		for i := range links {
			if links[i].id == id {
				links[i].on = on
			}
		}
	}
}

// reads returns the statements that read the links that lead from some entities and to others.
func (l *hierarchyLinks) reads(up, down []kg.ID) (reads []request) {
	for _, direction := range []struct {
		links     map[kg.ID][]levelLink
		of        []kg.ID
		near, far string
	}{{l.up, up, "from_id", "to_id"}, {l.down, down, "to_id", "from_id"}} {
		if len(direction.of) == 0 {
			continue
		}
		for _, id := range direction.of {
			direction.links[id] = nil
		}
		s := l.batch.registry.sql()
		s.add("SELECT l.", direction.near, ", l.", direction.far, ", l.possible_from, l.possible_until, l.id, l.\"order\"\nFROM ", fromList(&s, direction.of), "\n",
			s.d.join(), " ", s.d.links(direction.near == "to_id"), " l ON l.", direction.near, " = k.value AND l.kind = ", s.arg(int64(l.kind)))
		reads = append(reads, request{Query: s.done(), row: func(r *Row) error {
			near := kg.ID(r.Int(0))
			direction.links[near] = append(direction.links[near], levelLink{
				id: kg.ID(r.Int(4)), far: kg.ID(r.Int(1)), order: r.Int(5), on: daysOf(r.Text(2), r.Text(3)),
			})
			l.number++
			return nil
		}})
	}
	return reads
}

// read reads links within the chunk. What it changed so far is sent before.
func (l *hierarchyLinks) read(up, down []kg.ID) error {
	if err := l.batch.stage(); err != nil {
		return err
	}
	return l.batch.send(l.reads(up, down)...)
}

// trim forgets the links if they are many.
func (l *hierarchyLinks) trim() error {
	if l.number <= maxLevelLinks {
		return nil
	}
	if err := l.batch.stage(); err != nil {
		return err
	}
	clear(l.up)
	clear(l.down)
	l.number = 0
	return nil
}

// parents returns the links that lead from an entity, in the order of lists.
func (l *hierarchyLinks) parents(id kg.ID) ([]parentID, error) {
	if err := l.trim(); err != nil {
		return nil, err
	}
	if !l.knows(l.up, id) {
		if err := l.read([]kg.ID{id}, nil); err != nil {
			return nil, err
		}
	}
	links := slices.SortedFunc(slices.Values(l.up[id]), func(a, b levelLink) int {
		return cmp.Or(cmp.Compare(a.far.Code(), b.far.Code()), cmp.Compare(a.order, b.order), cmp.Compare(a.id, b.id))
	})
	all := make([]parentID, len(links))
	for i, link := range links {
		all[i] = parentID{link.far, link.on}
	}
	return all, nil
}

// maxPathsBelow bounds the paths of different days that are counted below an entity.
const maxPathsBelow = 2_000_000

// pathBelow is the beginning of paths up to an entity, with the days on which they may hold.
type pathBelow struct {
	id kg.ID
	on days
}

func (p pathBelow) compare(other pathBelow) int {
	return cmp.Or(cmp.Compare(p.id, other.id), cmp.Compare(p.on.first, other.on.first), cmp.Compare(p.on.last, other.on.last))
}

func (l *hierarchyLinks) heights(id kg.ID) (heights, error) {
	highest := map[days]int{}
	level, paths := []pathBelow{{id, allDays}}, 1
	for height := 0; len(level) > 0; height++ {
		for _, path := range level {
			highest[path.on] = height
		}
		if height == MaxLevels {
			break
		}
		var err error
		if level, err = l.below(level); err != nil {
			return nil, err
		}
		if paths += len(level); paths >= maxPathsBelow {
			return nil, kg.Errorf(kg.BadLink, "more than %d paths of different days lead up to the beginning of the link, too many to check it", maxPathsBelow)
		}
	}
	var all heights
	for on, height := range highest {
		all, _ = all.raised(on, height)
	}
	return all, nil
}

// below returns the paths that are a link longer, each once, or as many as are too many.
func (l *hierarchyLinks) below(level []pathBelow) (longer []pathBelow, err error) {
	if err := l.trim(); err != nil {
		return nil, err
	}
	var unread []kg.ID
	for i, path := range level {
		if (i == 0 || path.id != level[i-1].id) && !l.knows(l.down, path.id) {
			unread = append(unread, path.id)
		}
	}
	if unread != nil {
		if err := l.read(nil, unread); err != nil {
			return nil, err
		}
	}
	for _, path := range level {
		for _, link := range l.down[path.id] {
			if both, ok := path.on.and(link.on); ok {
				longer = append(longer, pathBelow{link.far, both})
			}
		}
		if len(longer) >= maxPathsBelow*5/4 {
			if longer = eachOnce(longer); len(longer) >= maxPathsBelow {
				return longer, nil
			}
		}
	}
	return eachOnce(longer), nil
}

func eachOnce(paths []pathBelow) []pathBelow {
	slices.SortFunc(paths, pathBelow.compare)
	return slices.Compact(paths)
}

// levelWalk reads what the check of new links of a hierarchy will need, level by level for all of them: the links above their ends,
// and those below their beginnings.
type levelWalk struct {
	links     *hierarchyLinks
	hierarchy *hierarchy
	visited   map[levelEnd]bool
	// up and down are the entities whose links are to be read next.
	up, down []kg.ID
}

// levelEnd is an entity whose links are read upwards or downwards.
type levelEnd struct {
	id   kg.ID
	isUp bool
}

func (b *Batch) newLevelWalk(kind kg.LinkKind) *levelWalk {
	return &levelWalk{links: b.levelsOf(kind), hierarchy: b.hierarchyOf(kind), visited: map[levelEnd]bool{}}
}

// begin adds the ends of a new link; 0 for an end that the database does not know.
func (w *levelWalk) begin(from, to kg.ID) {
	if to != 0 {
		w.climb(to)
	}
	if n := w.hierarchy.nodes[from]; from != 0 && (n == nil && from.Number() < w.hierarchy.newFrom || n != nil && !n.hasHeights) {
		w.descend(from)
	}
}

// climb visits an entity and those above it, as far as they are known.
func (w *levelWalk) climb(id kg.ID) {
	if w.visited[levelEnd{id, true}] {
		return
	}
	w.visited[levelEnd{id, true}] = true
	n := w.hierarchy.nodes[id]
	above, read := w.links.up[id]
	switch {
	case n != nil && n.hasParents:
		for _, p := range n.parents {
			w.climb(p.id)
		}
	case read:
		for _, link := range above {
			w.climb(link.far)
		}
	case id.Number() < w.hierarchy.newFrom:
		w.up = append(w.up, id)
	}
}

// descend visits an entity and those below it, as far as they are known.
func (w *levelWalk) descend(id kg.ID) {
	if w.visited[levelEnd{id, false}] {
		return
	}
	w.visited[levelEnd{id, false}] = true
	below, read := w.links.down[id]
	if !read {
		w.down = append(w.down, id)
		return
	}
	for _, link := range below {
		w.descend(link.far)
	}
}

// reads returns the statements that read the next level, or none if the last level was read or the links are too many to cache.
func (w *levelWalk) reads() []request {
	if w.links.number > maxLevelLinks {
		return nil
	}
	return w.links.reads(w.up, w.down)
}
