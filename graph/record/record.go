// Package record holds the records that resolvers return: internal/plan writes them.
package record

import (
	"context"
	"errors"
	"io"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// Record is a record in a payload or an event. graph/generate binds every type that implements Node to it.
type Record struct {
	ID       kg.ID
	Planner  *plan.Planner
	Snapshot *store.Snapshot
}

// MarshalGQLContext writes what the field that is being marshalled selects of the record, null if there is no such record.
func (r *Record) MarshalGQLContext(ctx context.Context, w io.Writer) error {
	operation, field := graphql.GetOperationContext(ctx), graphql.GetFieldContext(ctx).Field
	answer, err := r.Planner.Record(ctx, r.Snapshot, r.ID, plan.RootField{
		Field:     field.Field,
		Sets:      []ast.SelectionSet{field.Selections},
		Fragments: operation.Doc.Fragments,
		Variables: operation.Variables,
	})
	if err != nil {
		return err
	}
	_, err = w.Write(answer)
	return err
}

// UnmarshalGQLContext makes Record a type that gqlgen can bind; no argument is a record.
func (*Record) UnmarshalGQLContext(context.Context, any) error {
	return errors.New("a record is an output type")
}
