package main

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"zombiezen.com/go/sqlite"
)

// A shortest way is beyond one statement: SQL can walk from one end only, which reads most of the graph where walking
// from both ends reads some hundreds of links. So the limit of B6 walks in Go, with one prepared statement that reads the
// links of one entity, and its one statement then builds the JSON of what was found.

// maxWay is how many steps a way may have, as in b6.graphql.
const maxWay = 10

// wayStep is how the walk came to an entity: from which other, over which link.
type wayStep struct {
	near, link int64
	// in tells that the link leads to near.
	in bool
}

// wayEnd is how far the walk has come from one end.
type wayEnd struct {
	seen map[int64]wayStep
	// frontier are the entities that were reached last. Those of the start are in the order of the best ways to them.
	frontier []int64
	links    []farLink
}

// farLink is a link of an entity and the entity at its other end.
type farLink struct {
	id, far int64
	in      bool
}

func newWayEnd(of int64) *wayEnd {
	return &wayEnd{seen: map[int64]wayStep{of: {}}, frontier: []int64{of}}
}

// way is the JSON list that b6.sql takes: the first of the shortest ways by the keys of its links.
func way(walk *sqlite.Stmt, parameters []string) (string, error) {
	from, err := strconv.ParseInt(parameters[0], 10, 64)
	if err != nil {
		return "", err
	}
	to, err := strconv.ParseInt(parameters[1], 10, 64)
	if err != nil {
		return "", err
	}
	start, end := newWayEnd(from), newWayEnd(to)
	for range maxWay {
		if len(start.frontier) <= len(end.frontier) {
			err = start.forward(walk)
		} else {
			err = end.backward(walk)
		}
		if err != nil || len(start.frontier) == 0 || len(end.frontier) == 0 {
			return "[]", err
		}
		for _, middle := range start.frontier {
			if _, met := end.seen[middle]; met {
				return joinWay(start, end, middle), nil
			}
		}
	}
	return "[]", nil
}

// forward goes on from the start. Entities are walked on from in the order of the best ways to them and their links in
// the order of keys, so that whichever way first comes to an entity is the best.
func (e *wayEnd) forward(walk *sqlite.Stmt) error {
	var next []int64
	for _, near := range e.frontier {
		if err := e.read(walk, near); err != nil {
			return err
		}
		slices.SortFunc(e.links, func(a, b farLink) int { return cmp.Compare(a.id, b.id) })
		for _, l := range e.links {
			if _, known := e.seen[l.far]; !known {
				e.seen[l.far] = wayStep{near: near, link: l.id, in: l.in}
				next = append(next, l.far)
			}
		}
	}
	e.frontier = next
	return nil
}

// backward goes on from the end: of the ways from an entity to it the one with the least first link is the best.
func (e *wayEnd) backward(walk *sqlite.Stmt) error {
	next := map[int64]wayStep{}
	for _, near := range e.frontier {
		if err := e.read(walk, near); err != nil {
			return err
		}
		for _, l := range e.links {
			if _, known := e.seen[l.far]; known {
				continue
			}
			if best, known := next[l.far]; !known || l.id < best.link {
				next[l.far] = wayStep{near: near, link: l.id, in: l.in}
			}
		}
	}
	e.frontier = e.frontier[:0]
	for far, step := range next {
		e.seen[far] = step
		e.frontier = append(e.frontier, far)
	}
	return nil
}

// read reads the links of an entity.
func (e *wayEnd) read(walk *sqlite.Stmt, of int64) error {
	e.links = e.links[:0]
	walk.BindInt64(1, of)
	for {
		row, err := walk.Step()
		if err != nil || !row {
			return errors.Join(err, walk.Reset())
		}
		e.links = append(e.links, farLink{id: walk.ColumnInt64(0), far: walk.ColumnInt64(1), in: walk.ColumnInt64(2) == 1})
	}
}

// joinWay writes the way through an entity that both walks came to.
func joinWay(start, end *wayEnd, middle int64) string {
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
