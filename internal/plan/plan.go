// Package plan answers the root fields of a query: it compiles a selection into a tree of set-based reads, loads them
// and writes what they bring as JSON.
package plan

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	limits   Limits
	buffers  bufferPool
}

// Options are what a planner can be told.
type Options struct {
	// Now tells today.
	Now    func() time.Time
	Limits Limits
}

// New makes a planner for a schema whose types the registry knows how to read.
func New(schema *ast.Schema, registry *store.Registry, options Options) *Planner {
	return &Planner{schema: schema, registry: registry, now: options.Now, limits: options.Limits}
}

// Question is one root field of a valid operation.
type RootField struct {
	// Field is the first of the fields with its response key, Sets are the selections of all of them.
	Field     *ast.Field
	Sets      []ast.SelectionSet
	Fragments ast.FragmentDefinitionList
	Variables map[string]any
}

// Answer appends the field's value as JSON to the answers of the fields before. Mistakes of the caller come as a
// gqlerror.List, one for each wrong argument; any other error is the server's own.
func (p *Planner) Answer(ctx context.Context, snapshot *store.Snapshot, q RootField, dst []byte) ([]byte, error) {
	sheet := p.buffers.acquire(ctx, p.limits)
	defer p.buffers.release(sheet)
	c := &compiler{planner: p, buffer: sheet, root: q}
	root := c.rootField()
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	l := &loader{ctx: ctx, snapshot: snapshot, buffer: sheet, levels: map[hierarchy]map[kg.ID][]kg.ID{}}
	if err := root.load(l, nil); err != nil {
		return nil, c.mapError(err)
	}
	answer := root.write(slices.Grow(dst, usualAnswer+len(sheet.cells)*5/4), 0)
	if sheet.isCanceled {
		return nil, fmt.Errorf("write: %w", ctx.Err())
	}
	if most := p.limits.Answer; len(answer) > most {
		return nil, c.tooLarge("the answer is too long, in bytes", limitAnswer, most)
	}
	return answer, nil
}

// Names of limits, as the program's flags have them.
const (
	limitAnswer = "max-answer"
	limitRead   = "max-read"
)

// mapped makes the end of a read that brings too much a mistake of the caller.
func (c *compiler) mapError(err error) error {
	if errors.Is(err, errReadLimit) {
		return c.tooLarge("what is asked for takes too many bytes to put together", limitRead, c.planner.limits.Read)
	}
	return err
}

// tooLarge is the mistake of asking for more than a limit allows.
func (c *compiler) tooLarge(what, limit string, most int) error {
	mistake := c.path[:1].problem(kg.Errorf(kg.TooLarge, "%s; ask for fewer levels or smaller pages (limit %s: %d)", what, limit, most))
	mistake.Extensions["limit"], mistake.Extensions["max"] = limit, most
	return gqlerror.List{mistake}
}

// usualAnswer is room for what stands around the cells of a small answer.
const usualAnswer = 256

// node is a part of the tree that brings something for each of its parents and writes it. Root fields have one parent,
// which is nobody.
type node interface {
	load(l *loader, parents []kg.ID) error
	write(dst []byte, parent int) []byte
}
