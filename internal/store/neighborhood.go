package store

import (
	"context"
	"slices"

	"civicgraph/internal/kg"
)

// Around asks for the entities near one.
type NeighborhoodQuery struct {
	Start kg.ID
	// Depth is how many steps away they may be.
	Depth int
	// Kinds are the kinds of link that are followed, either way; any where empty.
	Kinds []kg.LinkKind
	// AsOf leaves out the links that do not hold on the day; links of all times where empty.
	AsOf kg.Date
	// Limit is how many entities at most, the start among them.
	Limit int
}

// Neighborhood is what lies around an entity.
type Neighborhood struct {
	// Entities are nearest first, the start before all; of those equally far the older ones first.
	Entities []kg.ID
	// Cut tells that the limit left some out.
	Truncated bool
}

// Neighborhood walks from the start over links, with one statement a level.
func (s *Snapshot) Neighborhood(ctx context.Context, a NeighborhoodQuery) (Neighborhood, error) {
	n := Neighborhood{Entities: []kg.ID{a.Start}}
	seen, frontier := map[kg.ID]bool{a.Start: true}, n.Entities
	for range a.Depth {
		left := a.Limit - len(n.Entities)
		next := len(n.Entities)
		err := s.Read(ctx, a.level(frontier, len(seen)+left+1), func(row *Row) error {
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

// level reads the entities one step from others, each once, the oldest first. Rows: key. A limit beyond the number of
// entities seen brings that many new ones, if there are.
func (a *NeighborhoodQuery) level(from []kg.ID, limit int) Query {
	var s sqlBuilder
	entities := s.arg(keys(from))
	for i, step := range []kg.Step{{Kinds: a.Kinds}, {Kinds: a.Kinds, In: true}} {
		far := "x.to_id"
		if step.In {
			s.add("\nUNION\n")
			far = "x.from_id"
		}
		s.add("SELECT ", far)
		if i == 0 {
			s.add(" AS id")
		}
		s.add("\nFROM json_each(", entities, ") k\nCROSS JOIN link x ON ")
		s.match(step, "x", a.AsOf)
	}
	s.add("\nORDER BY id\nLIMIT ", s.arg(int64(limit)))
	return s.done()
}

// LinkEnds is a link with the entities that it connects.
type LinkEnds struct {
	ID, From, To kg.ID
}

// LinksAmong are the links both of whose ends are among these entities, each once, the oldest first; only of the kinds and
// the day that a tells.
func (s *Snapshot) LinksAmong(ctx context.Context, entities []kg.ID, a NeighborhoodQuery) ([]LinkEnds, error) {
	var links []LinkEnds
	err := s.Read(ctx, a.among(entities), func(row *Row) error {
		links = append(links, LinkEnds{ID: kg.ID(row.Int(0)), From: kg.ID(row.Int(1)), To: kg.ID(row.Int(2))})
		return nil
	})
	slices.SortFunc(links, func(a, b LinkEnds) int { return int(a.ID - b.ID) })
	return links, err
}

// among reads the links between entities, in no order. Rows: key, from, to.
func (a *NeighborhoodQuery) among(entities []kg.ID) Query {
	var s sqlBuilder
	list := s.arg(keys(entities))
	s.add("SELECT x.id, x.from_id, x.to_id\nFROM json_each(", list, ") k\nCROSS JOIN link x ON ")
	s.match(kg.Step{Kinds: a.Kinds}, "x", a.AsOf)
	s.add("\nWHERE x.to_id IN (SELECT value FROM json_each(", list, "))")
	return s.done()
}
