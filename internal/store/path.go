package store

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"civicgraph/internal/kg"
)

// Caps of one search for ways. Whoever reaches one is told.
const (
	// MaxVisited is how many entities are visited from both ends together.
	MaxPathEntities = 200_000
	// MaxWalked is how many links are walked.
	MaxPathLinks = 2_000_000
)

// Ways asks for the shortest ways from one entity to another over links in either direction.
type PathQuery struct {
	From, To kg.ID
	// MaxLength is how many steps a way may have.
	MaxLength int
	// Kinds are the kinds of link that are walked; any where empty.
	Kinds []kg.LinkKind
	// AsOf leaves out the links that do not hold on the day; links of all times where empty.
	AsOf kg.Date
	// Limit is how many ways are wanted.
	Limit int
}

// WayStep is a step over a link to an entity.
type PathStep struct {
	Link, Node kg.ID
	// Reversed tells that the link is walked from its `to` to its `from`.
	Reversed bool
}

// Ways are the first of the shortest ways by the keys of the links along them; one without steps from an entity to itself. It
// walks from both ends, one statement a level, always from the end with fewer entities to walk on from.
func (s *Snapshot) Paths(ctx context.Context, w PathQuery) ([][]PathStep, error) {
	if w.From == w.To {
		return [][]PathStep{{}}, nil
	}
	start, end := newWalk(w.From, false), newWalk(w.To, true)
	for start.depth+end.depth < w.MaxLength {
		walk, other := start, end
		if len(end.frontier) < len(start.frontier) {
			walk, other = end, start
		}
		room := MaxPathEntities - len(other.level)
		if err := s.advance(ctx, &w, walk, room, MaxPathLinks-other.walked); err != nil {
			return nil, err
		}
		if len(walk.frontier) == 0 {
			break
		}
		meeting := slices.DeleteFunc(slices.Clone(walk.frontier), func(id kg.ID) bool {
			_, met := other.level[id]
			return !met
		})
		if len(meeting) > 0 {
			return waysThrough(start, end, meeting, w.From, w.To, w.Limit), nil
		}
	}
	return nil, nil
}

// walk is how far the search has come from one end.
type walk struct {
	// back tells that ways lead to the end, not from it.
	back bool
	// level tells how many steps away the entities visited are.
	level map[kg.ID]int
	// nearer are the steps that lead from the end to each of them, or back; Node is the entity one level nearer to the end.
	nearer map[kg.ID][]PathStep
	// frontier are the entities at depth, from which nothing was walked yet.
	frontier      []kg.ID
	depth, walked int
}

func newWalk(end kg.ID, back bool) *walk {
	return &walk{back: back, level: map[kg.ID]int{end: 0}, nearer: map[kg.ID][]PathStep{}, frontier: []kg.ID{end}}
}

// advance walks one level on, within what room there is for entities and links.
func (s *Snapshot) advance(ctx context.Context, w *PathQuery, from *walk, entities, links int) error {
	var next []kg.ID
	err := s.Read(ctx, w.level(from.frontier), func(row *Row) error {
		if from.walked++; from.walked > links {
			return errManyWays(MaxPathLinks, "links")
		}
		near, far := kg.ID(row.Int(0)), kg.ID(row.Int(2))
		switch level, seen := from.level[far]; {
		case seen && level <= from.depth:
			return nil
		case !seen && len(from.level) >= entities:
			return errManyWays(MaxPathEntities, "entities")
		case !seen:
			from.level[far] = from.depth + 1
			next = append(next, far)
		}
		inward := row.Int(3) == 1
		from.nearer[far] = append(from.nearer[far], PathStep{Link: kg.ID(row.Int(1)), Node: near, Reversed: inward != from.back})
		return nil
	})
	from.frontier = next
	from.depth++
	return err
}

func errManyWays(most int, what string) error {
	return kg.Errorf(kg.TooLarge, "the search has come to more than %d %s; narrow it with maxLength, kinds or asOf", most, what)
}

// level reads the links of entities at either end. Rows: entity, key, entity at the other end, 1 where the first is its `to`.
func (w *PathQuery) level(entities []kg.ID) Query {
	var s sqlBuilder
	list := s.arg(keys(entities))
	for i, step := range []kg.Step{{Kinds: w.Kinds}, {Kinds: w.Kinds, In: true}} {
		far := "x.to_id"
		if step.In {
			s.add("\nUNION ALL\n")
			far = "x.from_id"
		}
		s.add("SELECT k.value, x.id, ", far, ", ", strconv.Itoa(i), "\nFROM json_each(", list, ") k\nCROSS JOIN link x ON ")
		s.match(step, "x", w.AsOf)
	}
	return s.done()
}

// waysThrough are the first ways through the entities where both walks meet.
func waysThrough(start, end *walk, meeting []kg.ID, from, to kg.ID, limit int) [][]PathStep {
	// onward are the steps by which a shortest way can go on. No entity has some in both walks, or there would be a shorter way.
	onward := map[kg.ID][]PathStep{}
	known := map[kg.ID]bool{}
	for queue := meeting; len(queue) > 0; {
		id := queue[0]
		queue = queue[1:]
		if known[id] {
			continue
		}
		known[id] = true
		for _, step := range start.nearer[id] {
			onward[step.Node] = append(onward[step.Node], PathStep{Link: step.Link, Node: id, Reversed: step.Reversed})
			queue = append(queue, step.Node)
		}
	}
	var ways [][]PathStep
	var follow func(at kg.ID, way []PathStep)
	follow = func(at kg.ID, way []PathStep) {
		if at == to {
			ways = append(ways, slices.Clone(way))
			return
		}
		steps := onward[at]
		if steps == nil {
			steps = end.nearer[at]
		}
		slices.SortFunc(steps, func(a, b PathStep) int { return cmp.Compare(a.Link, b.Link) })
		for _, step := range steps {
			if len(ways) == limit {
				return
			}
			follow(step.Node, append(way, step))
		}
	}
	follow(from, nil)
	return ways
}

// Existing tells which records of these keys there are. Rows: position of the key.
func (r *Registry) Existing(ids []kg.ID) Query {
	var s sqlBuilder
	list := s.arg(keys(ids))
	var codes []kg.Code
	for _, id := range ids {
		codes = append(codes, id.Code())
	}
	slices.Sort(codes)
	for i, code := range slices.Compact(codes) {
		if i > 0 {
			s.add("\nUNION ALL\n")
		}
		s.add("SELECT k.key\nFROM json_each(", list, ") k\nCROSS JOIN ", r.byCode[code].Name, " t ON t.id = k.value")
	}
	return s.done()
}
