package store

import (
	"context"
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

// Change is the number of the change set that the batch writes.
func (b *Batch) Change() int64 { return b.set }

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
		var places []int
		var put []*kg.Record
		for i, record := range records {
			if record.Pass() == turn {
				places, put = append(places, i), append(put, record)
			}
		}
		refused, err := b.Put(put...)
		if err != nil {
			return WriteCounts{}, err
		}
		for i, errs := range refused {
			if errs != nil {
				problems = append(problems, Problem{Record: places[i], Err: errs[0]})
			}
		}
	}
	if len(problems) > 0 {
		slices.SortFunc(problems, func(a, b Problem) int { return a.Record - b.Record })
		return WriteCounts{}, &RefusedError{Problems: problems}
	}
	return b.Commit()
}

// SetToken makes the random number of a batch a known one, for tests that compare databases.
func (b *Batch) SetToken(token int64) { b.token = token }

// CopiedTables are the names of the tables that a copy reads and writes.
func (r *Registry) CopiedTables() []string {
	var names []string
	for _, t := range r.copiedTables() {
		names = append(names, t.name)
	}
	return names
}

// Compare compares the present states of both databases.
func (c *Copy) Compare(ctx context.Context) (rows, records int, err error) {
	from, err := c.from.Snapshot(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer from.Close()
	to, err := c.to.Snapshot(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer to.Close()
	return c.compare(ctx, from, to, 0)
}

// Round copies the changes that the target lacks.
func (c *Copy) Round(ctx context.Context) (Lag, error) { return c.round(ctx) }
