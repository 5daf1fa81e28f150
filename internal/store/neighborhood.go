package store

import (
	"context"

	"civicgraph/internal/kg"
)

// NeighborhoodQuery selects the entities near one.
type NeighborhoodQuery struct {
	Start kg.ID
	// Depth is the maximal distance, in steps.
	Depth int
	// Kinds are the kinds of link that are followed, in both directions; all if empty.
	Kinds []kg.LinkKind
	// AsOf excludes links that do not hold on the day; none if empty.
	AsOf kg.Date
	// Limit is the maximal number of entities, including the start.
	Limit int
}

// Neighborhood are the entities near one.
type Neighborhood struct {
	// Entities are sorted by distance, beginning with the start, then by age, the oldest first.
	Entities []kg.ID
	// Truncated means that the limit excludes some.
	Truncated bool
}

// Neighborhood follows links from the start, with one statement for each level.
func (s *Snapshot) Neighborhood(ctx context.Context, q NeighborhoodQuery) (Neighborhood, error) {
	n := Neighborhood{Entities: []kg.ID{q.Start}}
	seen, frontier := map[kg.ID]bool{q.Start: true}, n.Entities
	for range q.Depth {
		left := q.Limit - len(n.Entities)
		next := len(n.Entities)
		err := s.Read(ctx, q.level(s.registry, frontier, len(seen)+left+1), func(row *Row) error {
			switch id := kg.ID(row.Int(0)); {
			case seen[id]:
			case left == 0:
				n.Truncated = true
			default:
				left--
				seen[id] = true
				n.Entities = append(n.Entities, id)
			}
			return nil
		})
		if err != nil {
			return Neighborhood{}, err
		}
		frontier = n.Entities[next:]
		if n.Truncated || len(frontier) == 0 {
			break
		}
	}
	return n, nil
}

// level reads the entities one step from others, each once, the oldest first. Rows: id. The limit must exceed the number of entities
// seen by the number of new ones that are wanted.
func (q *NeighborhoodQuery) level(r *Registry, from []kg.ID, limit int) Query {
	s := r.sql()
	entities := s.arg(from)
	for i, step := range []kg.Step{{Kinds: q.Kinds}, {Kinds: q.Kinds, In: true}} {
		far := "x.to_id"
		if step.In {
			s.add("\nUNION\n")
			far = "x.from_id"
		}
		s.add("SELECT ", far)
		if i == 0 {
			s.add(" AS id")
		}
		s.add("\nFROM ")
		s.each(entities, "k")
		s.add("\n")
		s.join(s.d.links(step.In), "x", "")
		s.match(step, "x", q.AsOf)
	}
	s.add("\nORDER BY id\nLIMIT ", s.arg(int64(limit)))
	return s.done()
}

// LinksAmong reads the links of these kinds and on this day between entities, in no order. Rows: id.
func (q *NeighborhoodQuery) LinksAmong(r *Registry, entities []kg.ID) Query {
	s := r.sql()
	list := s.arg(entities)
	s.add("SELECT x.id\nFROM ")
	s.each(list, "k")
	s.add("\n")
	s.join("link", "x", "")
	s.match(kg.Step{Kinds: q.Kinds}, "x", q.AsOf)
	s.add("\nWHERE x.to_id", s.d.among().of(list))
	return s.done()
}
