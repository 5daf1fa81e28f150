// Package plan answers the root fields of a query: it compiles a selection into a tree of set-based reads, loads them
// and writes what they bring as JSON.
package plan

import (
	"context"
	"fmt"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Planner answers root fields. It is safe for concurrent use.
type Planner struct {
	schema   *ast.Schema
	registry *store.Registry
	now      func() time.Time
	cells    pooledCells
}

// New makes a planner for a schema whose types the registry knows how to read. now tells today.
func New(schema *ast.Schema, registry *store.Registry, now func() time.Time) *Planner {
	return &Planner{schema: schema, registry: registry, now: now}
}

// Question is one root field of a valid operation.
type Question struct {
	// Field is the first of the fields with its response key, Sets are the selections of all of them.
	Field     *ast.Field
	Sets      []ast.SelectionSet
	Fragments ast.FragmentDefinitionList
	Variables map[string]any
}

// Answer is the field's value as JSON. Mistakes of the caller come as a gqlerror.List, one for each wrong argument;
// any other error is the server's own.
func (p *Planner) Answer(ctx context.Context, snapshot *store.Snapshot, q Question) ([]byte, error) {
	sheet := p.cells.take(ctx)
	defer p.cells.give(sheet)
	c := &compiler{planner: p, sheet: sheet, question: q}
	root := c.root()
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	l := &loader{ctx: ctx, snapshot: snapshot, levels: map[hierarchy]map[kg.ID][]kg.ID{}}
	if err := root.load(l, nil); err != nil {
		return nil, err
	}
	answer := root.write(make([]byte, 0, usualAnswer+len(sheet.cells)*5/4), 0)
	if sheet.stopped {
		return nil, fmt.Errorf("write: %w", ctx.Err())
	}
	if len(answer) > maxAnswer {
		return nil, gqlerror.List{c.path[:1].mistake(kg.Errorf(kg.TooLarge,
			"the answer is larger than %d MiB; ask for fewer levels or smaller pages", maxAnswer>>20))}
	}
	return answer, nil
}

// usualAnswer is room for what stands around the cells of a small answer.
const usualAnswer = 256

// node is a part of the tree that brings something for each of its parents and writes it. Root fields have one parent,
// which is nobody.
type node interface {
	load(l *loader, parents []kg.ID) error
	write(dst []byte, parent int) []byte
}
