package plan

import (
	"context"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// loader runs the reads of one answer.
type loader struct {
	ctx      context.Context //nolint:containedctx // a loader lives as long as one call of Answer
	snapshot *store.Snapshot
	registry *store.Registry
	buffer   *answerBuffer
	// hierarchies holds what is known of each hierarchy, so that several fields read it once.
	hierarchies map[hierarchy]map[kg.ID][]kg.ID
}

// read runs a query, charges each row and passes it to a function.
func (l *loader) read(query store.Query, row func(*store.Row) error) error {
	return l.snapshot.Read(l.ctx, query, func(r *store.Row) error {
		if err := l.buffer.charge(rowBytes); err != nil {
			return err
		}
		return row(r)
	})
}
