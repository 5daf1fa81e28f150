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
	"civicgraph/internal/plan/input"
	"civicgraph/internal/store"
)

// Planner answers root fields. It is safe for concurrent use.
type Planner struct {
	schema   *ast.Schema
	inputs   input.Reader
	registry *store.Registry
	now      func() time.Time
	limits   Limits
	buffers  bufferPool
}

// Options are the settings of a planner.
type Options struct {
	// Now returns the current time.
	Now    func() time.Time
	Limits Limits
}

// New returns a planner for a schema whose types are in the registry.
func New(schema *ast.Schema, registry *store.Registry, options Options) *Planner {
	return &Planner{schema: schema, inputs: input.NewReader(schema), registry: registry, now: options.Now, limits: options.Limits}
}

// RootField is one root field of a valid operation.
type RootField struct {
	// Field is the first of the fields with its response key, Sets are the selections of all of them.
	Field     *ast.Field
	Sets      []ast.SelectionSet
	Fragments ast.FragmentDefinitionList
	Variables map[string]any
}

// Answer appends the value of a root field as JSON to dst. Errors of the client are a gqlerror.List, one for each wrong argument;
// any other error is the server's. If the answer is not nil, they are errors of parts of it that are null.
func (p *Planner) Answer(ctx context.Context, snapshot *store.Snapshot, f RootField, dst []byte) ([]byte, error) {
	buffer := p.buffers.acquire(ctx, p.limits)
	defer p.buffers.release(buffer)
	c := &compiler{planner: p, buffer: buffer, root: f}
	root := c.rootField()
	if len(c.errs) > 0 {
		return nil, c.errs
	}
	l := &loader{ctx: ctx, snapshot: snapshot, registry: p.registry, buffer: buffer, hierarchies: map[hierarchy]map[kg.ID][]kg.ID{}}
	if err := root.load(l, nil); err != nil {
		return nil, c.mapError(err)
	}
	answer := root.write(slices.Grow(dst, usualAnswer+len(buffer.cells)*5/4), 0)
	if buffer.isCanceled {
		return nil, fmt.Errorf("write: %w", ctx.Err())
	}
	if limit := p.limits.Answer; len(answer) > limit {
		return nil, c.tooLarge("the answer is too long", limitAnswer, limit)
	}
	if len(c.partial) > 0 {
		return answer, c.partial
	}
	return answer, nil
}

// Names of limits, as in the flags of the program.
const (
	limitAnswer = "max-answer"
	limitRead   = "max-read"
)

// mapError makes errReadLimit an error of the client.
func (c *compiler) mapError(err error) error {
	if errors.Is(err, errReadLimit) {
		return c.tooLarge("the answer takes too much memory", limitRead, c.planner.limits.Read)
	}
	return err
}

// tooLarge returns the error of an answer that exceeds a limit.
func (c *compiler) tooLarge(what, limit string, bytes int) error {
	problem := c.path[:1].problem(kg.Errorf(kg.TooLarge, "%s; ask for fewer levels or smaller pages (limit %s: %d bytes)", what, limit, bytes))
	problem.Extensions["limit"], problem.Extensions["max"] = limit, bytes
	return gqlerror.List{problem}
}

// usualAnswer is room for the JSON around the cells of a small answer.
const usualAnswer = 256

// node is a part of the tree. It loads values for all of its parents at once and writes that of each. Root fields have one parent,
// which is no record.
type node interface {
	load(l *loader, parents []kg.ID) error
	write(dst []byte, parent int) []byte
}
