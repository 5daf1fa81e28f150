package plan

import (
	"fmt"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// walk reads where a step leads from entities, with one statement; what it reaches from each stands in the order of the
// links.
func (l *loader) walk(step kg.Step, from []kg.ID, asOf kg.Date) (map[kg.ID][]kg.ID, error) {
	ways := make(map[kg.ID][]kg.ID, len(from))
	if len(from) == 0 {
		return ways, nil
	}
	links := store.Links{Entities: from, Steps: []kg.Step{step}, AsOf: asOf}
	found, err := l.links(links.All(nil), nil, &store.ListQuery{})
	for _, link := range found {
		near := from[link.parent]
		ways[near] = append(ways[near], link.farID)
	}
	return ways, err
}

// links runs a read of links, which come sorted by parent, then as the choice orders. What is selected of them goes into
// rows, if there are any.
func (l *loader) links(st store.Query, into *rows, choice *store.ListQuery) ([]candidate, error) {
	var found []candidate
	err := l.read(st, func(row *store.Row) error {
		found = append(found, candidate{
			parent:   int(row.Int(store.LinkEntityIndex)),
			position: store.Position{Order: row.Int(store.LinkOrder), ID: kg.ID(row.Int(store.LinkID))},
			item:     item{farID: kg.ID(row.Int(store.LinkFar))},
		})
		link := &found[len(found)-1]
		if len(choice.Order) > 0 {
			link.position = store.Position{ID: link.position.ID, Entity: link.farID, Keys: choice.Keys(row, store.LinkColumns)}
		}
		if into != nil {
			link.linkRow = into.n
			into.scan(row, store.LinkColumns+len(choice.Order))
		}
		return nil
	})
	arrange(found, choice)
	return found, err
}

// hierarchy is a step that is taken over and over, on a day.
type hierarchy struct {
	kind kg.LinkKind
	far  kg.Code
	in   bool
	asOf kg.Date
}

// maxLevels ends a walk through levels that never end, which the writing core does not let come about.
const maxLevels = 1000

// beyond reads where a step of one kind leads from entities when it is taken over and over, with one statement a level:
// for each entity all that it reaches, nearest first, each once.
func (l *loader) beyond(step kg.Step, from []kg.ID, asOf kg.Date) ([][]kg.ID, error) {
	of := hierarchy{kind: step.Kinds[0], far: step.Far[0], in: step.In, asOf: asOf}
	ways := l.levels[of]
	if ways == nil {
		ways = map[kg.ID][]kg.ID{}
		l.levels[of] = ways
	}
	unknown := func(ids []kg.ID) []kg.ID {
		return slices.DeleteFunc(distinct(ids), func(id kg.ID) bool {
			_, known := ways[id]
			return known
		})
	}
	level := unknown(from)
	for depth := 0; len(level) > 0; depth++ {
		if depth == maxLevels {
			return nil, fmt.Errorf("a hierarchy has more than %d levels", maxLevels)
		}
		found, err := l.walk(step, level, asOf)
		if err != nil {
			return nil, err
		}
		var next []kg.ID
		for _, near := range level {
			ways[near] = found[near]
			next = append(next, found[near]...)
		}
		level = unknown(next)
	}
	reached := make([][]kg.ID, len(from))
	for i, start := range from {
		if err := l.ctx.Err(); err != nil {
			return nil, err
		}
		seen := map[kg.ID]bool{start: true}
		queue := []kg.ID{start}
		for at := 0; at < len(queue); at++ {
			for _, far := range ways[queue[at]] {
				if !seen[far] {
					seen[far] = true
					queue = append(queue, far)
				}
			}
		}
		reached[i] = queue[1:]
	}
	return reached, nil
}

// distinct leaves each key once, where it stands first.
func distinct(ids []kg.ID) []kg.ID {
	once := newIDIndex(len(ids))
	for _, id := range ids {
		once.index(id)
	}
	return once.ids
}
