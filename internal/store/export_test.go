package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// Level is a read of a walk over links, for tests of its plan.
func (q *NeighborhoodQuery) Level(r *Registry, from []kg.ID) Query { return q.level(r, from, 10) }

// FirstAbout is the read of the figures or statements of entities, for tests of its plan.
func (r *Registry) FirstAbout(of string, entities []kg.ID) Query {
	return r.firstSubjects(of, entities)
}

// CitedBy is the read of the sources of records, for tests of its plan.
func (r *Registry) CitedBy(records []kg.ID) Query { return r.citedBy(records) }

// Level is a read of a search for paths, for tests of its plan.
func (q *PathQuery) Level(r *Registry, from []kg.ID) Query { return q.level(r, from) }

// RefusedError says why records were not written: nothing was, then.
type RefusedError struct {
	Problems []Problem
}

// Problem is what is wrong with one record.
type Problem struct {
	// Record is the record's place among those given.
	Record int
	Err    *kg.Error
}

func (r *RefusedError) Error() string {
	return fmt.Sprintf("%d records cannot be written; the first, record %d: %v",
		len(r.Problems), r.Problems[0].Record, r.Problems[0].Err)
}

// Write writes decoded records in one batch: all of them, or none and a *RefusedError that says what is wrong with each.
// A record may refer to any other of them.
func (s *Store) Write(ctx context.Context, by Author, records []*kg.Record) (WriteCounts, error) {
	b, err := s.Begin(ctx, by)
	if err != nil {
		return WriteCounts{}, err
	}
	defer b.Close()
	var problems []Problem
	for turn := range kg.Passes {
		for i, record := range records {
			if record.Pass() != turn {
				continue
			}
			if err := b.Put(record); err != nil {
				mistake, ok := errors.AsType[*kg.Error](err)
				if !ok {
					return WriteCounts{}, err
				}
				problems = append(problems, Problem{Record: i, Err: mistake})
			}
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b Problem) int { return a.Record - b.Record })
		return WriteCounts{}, &RefusedError{Problems: problems}
	}
	return b.Commit()
}
