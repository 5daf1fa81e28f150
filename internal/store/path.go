package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
)

// Limits of a search for paths. Exceeding one is an error of the client.
const (
	// MaxPathEntities is the maximal number of entities visited, from both ends together.
	MaxPathEntities = 200_000
	// MaxPathLinks is the maximal number of links read.
	MaxPathLinks = 2_000_000
)

// PathQuery selects the shortest paths from one entity to another over links in either direction.
type PathQuery struct {
	From, To kg.ID
	// MaxLength is the maximal number of steps.
	MaxLength int
	// Kinds are the kinds of link that are followed; any if empty.
	Kinds []kg.LinkKind
	// AsOf excludes links that do not hold on the day; none if empty.
	AsOf kg.Date
	// Limit is the maximal number of paths.
	Limit int
	// Charge accounts for memory, in bytes. An error of it ends the search. Nil if memory is not limited.
	Charge func(bytes int) error
}

// PathStep is a step over a link to an entity.
type PathStep struct {
	Link, Node kg.ID
	// Reversed means that the step leads from the `to` of the link to its `from`.
	Reversed bool
}

// Paths returns the shortest paths, sorted by the ids of their links, up to the limit. The path from an entity to itself has no steps.
// The search goes on from both ends, with one statement for each level, always from the end with fewer entities on its last level.
func (s *Snapshot) Paths(ctx context.Context, q PathQuery) ([][]PathStep, error) {
	if q.From == q.To {
		return [][]PathStep{{}}, nil
	}
	start, end := newPathSearch(q.From), newPathSearch(q.To)
	end.isBackward = true
	for start.depth+end.depth < q.MaxLength {
		from, other := start, end
		if len(end.frontier) < len(start.frontier) {
			from, other = end, start
		}
		entities := MaxPathEntities - len(other.level)
		if err := s.advance(ctx, &q, from, entities, MaxPathLinks-other.links); err != nil {
			return nil, err
		}
		if len(from.frontier) == 0 {
			break
		}
		meeting := slices.DeleteFunc(slices.Clone(from.frontier), func(id kg.ID) bool {
			_, met := other.level[id]
			return !met
		})
		if len(meeting) > 0 {
			return pathsThrough(start, end, meeting, &q), nil
		}
	}
	return nil, nil
}

// pathSearch is the search from one end.
type pathSearch struct {
	// isBackward means that paths lead to the end, not from it.
	isBackward bool
	// level is the distance of the entities visited from the end.
	level map[kg.ID]int
	// nearer are the steps between the end and each entity visited. Node is the entity one level nearer to the end.
	nearer map[kg.ID][]PathStep
	// frontier are the entities at depth. Their links were not read yet.
	frontier     []kg.ID
	depth, links int
}

// Estimates of the memory for an entity visited, and for a step to it.
const (
	pathEntityBytes = 128
	pathStepBytes   = 24
)

func newPathSearch(end kg.ID) *pathSearch {
	return &pathSearch{level: map[kg.ID]int{end: 0}, nearer: map[kg.ID][]PathStep{}, frontier: []kg.ID{end}}
}

// advance goes one level on, with at most that many entities and links.
func (s *Snapshot) advance(ctx context.Context, q *PathQuery, from *pathSearch, entities, links int) error {
	var next []kg.ID
	err := s.Read(ctx, q.level(s.registry, from.frontier), func(row *Row) error {
		if from.links++; from.links > links {
			return errPathLimit(MaxPathLinks, "links")
		}
		near, far := kg.ID(row.Int(0)), kg.ID(row.Int(2))
		bytes := pathStepBytes
		switch level, seen := from.level[far]; {
		case seen && level <= from.depth:
			return nil
		case !seen && len(from.level) >= entities:
			return errPathLimit(MaxPathEntities, "entities")
		case !seen:
			from.level[far] = from.depth + 1
			next = append(next, far)
			bytes += pathEntityBytes
		}
		isInward := row.Int(3) == 1
		from.nearer[far] = append(from.nearer[far], PathStep{Link: kg.ID(row.Int(1)), Node: near, Reversed: isInward != from.isBackward})
		if q.Charge == nil {
			return nil
		}
		return q.Charge(bytes)
	})
	from.frontier = next
	from.depth++
	return err
}

func errPathLimit(limit int, what string) error {
	return kg.Errorf(kg.TooLarge, "the search reads more than %d %s; narrow it with maxLength, kinds or asOf", limit, what)
}

// level reads the links of entities at either end. Rows: entity, link, entity at the other end, 1 if the first is its `to`.
func (q *PathQuery) level(r *Registry, entities []kg.ID) Query {
	s := r.sql()
	list := s.arg(entities)
	for i, step := range []kg.Step{{Kinds: q.Kinds}, {Kinds: q.Kinds, In: true}} {
		far := "x.to_id"
		if step.In {
			s.add("\nUNION ALL\n")
			far = "x.from_id"
		}
		s.add("SELECT k.value, x.id, ", far, ", ", strconv.Itoa(i), "\nFROM ")
		s.each(list, "k")
		s.add("\n")
		s.join(s.d.links(step.In), "x", "")
		s.match(step, "x", q.AsOf)
	}
	return s.done()
}

// pathsThrough returns the first paths through the entities where both searches meet.
func pathsThrough(start, end *pathSearch, meeting []kg.ID, q *PathQuery) [][]PathStep {
	// next are the steps by which a shortest path can go on. No entity has some in both searches, or there would be a shorter path.
	next := map[kg.ID][]PathStep{}
	known := map[kg.ID]bool{}
	for queue := meeting; len(queue) > 0; {
		id := queue[0]
		queue = queue[1:]
		if known[id] {
			continue
		}
		known[id] = true
		for _, step := range start.nearer[id] {
			next[step.Node] = append(next[step.Node], PathStep{Link: step.Link, Node: id, Reversed: step.Reversed})
			queue = append(queue, step.Node)
		}
	}
	var paths [][]PathStep
	var follow func(at kg.ID, path []PathStep)
	follow = func(at kg.ID, path []PathStep) {
		if at == q.To {
			paths = append(paths, slices.Clone(path))
			return
		}
		steps := next[at]
		if steps == nil {
			steps = end.nearer[at]
		}
		slices.SortFunc(steps, func(a, b PathStep) int { return cmp.Compare(a.Link, b.Link) })
		for _, step := range steps {
			if len(paths) == q.Limit {
				return
			}
			follow(step.Node, append(path, step))
		}
	}
	follow(q.From, nil)
	return paths
}
