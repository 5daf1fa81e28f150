package main

import (
	"cmp"
	"slices"
	"strconv"
)

// SQL cannot express a bidirectional search: it can search from one end only, which reads most of the graph where a search
// from both ends reads some hundreds of links. So the limit of B6 searches in Go, with one prepared statement that reads
// the links of entities, and a second statement then builds the JSON of the path.

// maxPathLength is the maximal number of steps of a path, as in b6.graphql.
const maxPathLength = 10

// searchStep is the step by which the search reached an entity: from which other, over which link.
type searchStep struct {
	near, link int64
	// in reports whether the link ends at near.
	in bool
}

// searchEnd is the search from one end.
type searchEnd struct {
	seen map[int64]searchStep
	// frontier holds the entities reached last. Those from the start are in the order of the best paths to them.
	frontier []int64
	links    []farLink
}

// farLink is a link of an entity and the entity at its other end.
type farLink struct {
	// near is the index of the entity among those whose links are read.
	near    int
	id, far int64
	in      bool
}

// linkReader appends the links of entities, in no order.
type linkReader func(of []int64, to []farLink) ([]farLink, error)

func newWayEnd(of int64) *searchEnd {
	return &searchEnd{seen: map[int64]searchStep{of: {}}, frontier: []int64{of}}
}

// way returns the JSON list for b6.sql: the first of the shortest paths by the keys of its links.
func way(read linkReader, parameters []string) (string, error) {
	from, err := strconv.ParseInt(parameters[0], 10, 64)
	if err != nil {
		return "", err
	}
	to, err := strconv.ParseInt(parameters[1], 10, 64)
	if err != nil {
		return "", err
	}
	start, end := newWayEnd(from), newWayEnd(to)
	for range maxPathLength {
		if len(start.frontier) <= len(end.frontier) {
			err = start.forward(read)
		} else {
			err = end.backward(read)
		}
		if err != nil || len(start.frontier) == 0 || len(end.frontier) == 0 {
			return "[]", err
		}
		for _, middle := range start.frontier {
			if _, met := end.seen[middle]; met {
				return joinPath(start, end, middle), nil
			}
		}
	}
	return "[]", nil
}

// forward extends the search from the start. It visits entities in the order of the best paths to them and their links in
// the order of keys, so that the first path to an entity is the best.
func (e *searchEnd) forward(read linkReader) (err error) {
	if e.links, err = read(e.frontier, e.links[:0]); err != nil {
		return err
	}
	slices.SortFunc(e.links, func(a, b farLink) int { return cmp.Or(cmp.Compare(a.near, b.near), cmp.Compare(a.id, b.id)) })
	var next []int64
	for _, l := range e.links {
		if _, known := e.seen[l.far]; !known {
			e.seen[l.far] = searchStep{near: e.frontier[l.near], link: l.id, in: l.in}
			next = append(next, l.far)
		}
	}
	e.frontier = next
	return nil
}

// backward extends the search from the end: of the paths from an entity to it the one with the smallest first link is the
// best.
func (e *searchEnd) backward(read linkReader) (err error) {
	if e.links, err = read(e.frontier, e.links[:0]); err != nil {
		return err
	}
	next := map[int64]searchStep{}
	for _, l := range e.links {
		if _, known := e.seen[l.far]; known {
			continue
		}
		if best, known := next[l.far]; !known || l.id < best.link {
			next[l.far] = searchStep{near: e.frontier[l.near], link: l.id, in: l.in}
		}
	}
	e.frontier = e.frontier[:0]
	for far, step := range next {
		e.seen[far] = step
		e.frontier = append(e.frontier, far)
	}
	return nil
}

// joinPath returns the path through an entity that both searches reached.
func joinPath(start, end *searchEnd, middle int64) string {
	var before []int64
	for at := middle; at != 0; at = start.seen[at].near {
		before = append(before, at)
	}
	slices.Reverse(before)
	list := []byte{'['}
	step := func(link, entity int64, reversed bool) {
		if len(list) > 1 {
			list = append(list, ',')
		}
		list = strconv.AppendInt(append(list, '['), link, 10)
		list = strconv.AppendInt(append(list, ','), entity, 10)
		list = strconv.AppendBool(append(list, ','), reversed)
		list = append(list, ']')
	}
	for _, entity := range before {
		step(start.seen[entity].link, entity, start.seen[entity].in)
	}
	for at := end.seen[middle]; at.near != 0; at = end.seen[at.near] {
		step(at.link, at.near, !at.in)
	}
	return string(append(list, ']'))
}
