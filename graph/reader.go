package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// reader answers queries from the store.
type reader struct {
	store   *store.Store
	planner *plan.Planner
	schema  graphql.ExecutableSchema
	log     *slog.Logger
	limits  Limits
	// fields runs around every field that gqlgen resolves, for tests to see which.
	fields graphql.FieldMiddleware
	// described are answers about the schema, which stays the same.
	described *kept[[]byte]
}

// keptDescribed is how many bytes answers about the schema may take. Programs ask the same few.
const keptDescribed = 8 << 20

// reading is one operation under way. Its root fields read one snapshot, one after the other.
type reading struct {
	*reader
	operation *graphql.OperationContext
	snapshot  *store.Snapshot
	errors    gqlerror.List
	// introspected counts the fields that gqlgen was asked for, beside each other.
	introspected atomic.Int64
}

// answer answers an operation, with what it cost where the client asks for that.
func (r *reader) answer(ctx context.Context, operation *graphql.OperationContext) *response {
	start := time.Now()
	reading := &reading{reader: r, operation: operation}
	defer reading.close()
	answer := &response{body: reading.object(ctx, []byte(dataMember))}
	answer.errors = reading.errors
	if operation.Headers.Get(costHeader) == "1" {
		answer.cost = reading.cost(start)
	}
	return answer
}

func (r *reading) close() {
	if r.snapshot != nil {
		r.snapshot.Close()
	}
}

// costHeader asks, with the value 1, for the cost of an answer.
const costHeader = "X-Civicgraph-Cost"

// cost is what an answer took: SQL statements, the rows that they brought, and time until it was ready.
type cost struct {
	Statements   int     `json:"statements"`
	Rows         int     `json:"rows"`
	Milliseconds float64 `json:"milliseconds"`
}

func (r *reading) cost(since time.Time) *cost {
	c := &cost{Milliseconds: float64(time.Since(since).Microseconds()) / 1000}
	if r.snapshot != nil {
		c.Statements, c.Rows = r.snapshot.Statements, r.snapshot.Rows
	}
	return c
}

// object appends the answers of all root fields, or null where one that must have an answer has none.
func (r *reading) object(ctx context.Context, dst []byte) []byte {
	start := len(dst)
	dst = append(dst, '{')
	nulled := false
	for i, field := range graphql.CollectFields(r.operation, r.operation.Operation.SelectionSet, []string{"Query"}) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(append(dst, '"'), field.Alias...), `":`...)
		answered, err := r.field(ctx, field, dst)
		if err == nil {
			dst = answered
			continue
		}
		r.report(ctx, field.Alias, err)
		nulled = nulled || field.Definition.Type.NonNull
		dst = append(dst, "null"...)
	}
	if nulled {
		return append(dst[:start], "null"...)
	}
	return append(dst, '}')
}

// field appends the answer of one root field: by the plan, or by gqlgen where it is about the schema.
func (r *reading) field(ctx context.Context, field graphql.CollectedField, dst []byte) (answered []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked(cause)
		}
	}()
	switch {
	case field.Name == "__typename":
		return append(dst, `"Query"`...), nil
	case strings.HasPrefix(field.Name, "__"):
		answer, err := r.describe(ctx, field)
		if most := r.limits.Plan.Answer; err == nil && len(dst)+len(answer) > most {
			err = gqlerror.List{at(field, exceeded(limitAnswer, most, "the answer is too long, in bytes; ask for less of the schema"))}
		}
		return append(dst, answer...), err
	}
	if r.snapshot == nil {
		if r.snapshot, err = r.store.Snapshot(ctx); err != nil {
			return nil, err
		}
	}
	return r.planner.Answer(ctx, r.snapshot, plan.RootField{
		Field:     field.Field,
		Sets:      []ast.SelectionSet{field.Selections},
		Fragments: r.operation.Doc.Fragments,
		Variables: r.operation.Variables,
	}, dst)
}

// at says of a problem which root field it is about.
func at(field graphql.CollectedField, problem *gqlerror.Error) *gqlerror.Error {
	problem.Path = ast.Path{ast.PathName(field.Alias)}
	return problem
}

// describe answers a root field about the schema, anew where nobody asked the same before.
func (r *reading) describe(ctx context.Context, field graphql.CollectedField) ([]byte, error) {
	if len(r.operation.Operation.VariableDefinitions) > 0 { // they may decide about the answer
		return r.introspect(ctx, field)
	}
	key := field.Alias + "\x00" + r.operation.Operation.Name + "\x00" + r.operation.RawQuery
	if answer, ok := r.described.get(key); ok {
		return answer, nil
	}
	answer, err := r.introspect(ctx, field)
	if err == nil {
		r.described.add(key, answer, len(key)+len(answer))
	}
	return answer, err
}

// introspect lets gqlgen answer a root field about the schema, as an operation of its own.
func (r *reading) introspect(ctx context.Context, field graphql.CollectedField) ([]byte, error) {
	asked := *field.Field
	asked.SelectionSet = field.Selections
	operation := *r.operation.Operation
	operation.SelectionSet = ast.SelectionSet{&asked}
	ctx = graphql.WithOperationContext(ctx, &graphql.OperationContext{
		RawQuery:           r.operation.RawQuery,
		Variables:          r.operation.Variables,
		Doc:                r.operation.Doc,
		Operation:          &operation,
		ResolverMiddleware: r.introspectField,
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			return next(ctx)
		},
		RecoverFunc: func(_ context.Context, cause any) error { return panicked(cause) },
	})
	ctx = graphql.WithResponseContext(ctx, graphql.DefaultErrorPresenter, func(_ context.Context, cause any) error { return panicked(cause) })
	answer := r.schema.Exec(ctx)(ctx)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if most := r.limits.Introspection; r.introspected.Load() > int64(most) {
		return nil, gqlerror.List{at(field, exceeded(limitIntrospection, most,
			"the schema is asked for too many fields, those of lists counted one by one; ask for fewer levels"))}
	}
	if problems := graphql.GetErrors(ctx); len(problems) > 0 {
		return nil, fmt.Errorf("introspection: %w", problems)
	}
	const around = len(`{"":`)
	return answer.Data[around+len(field.Alias) : len(answer.Data)-1], nil
}

// errIntrospected stops an introspection that is not answered.
var errIntrospected = errors.New("introspection is at its end")

// introspectField answers one field about the schema, as long as there are not too many.
func (r *reading) introspectField(ctx context.Context, next graphql.Resolver) (any, error) {
	if r.introspected.Add(1) > int64(r.limits.Introspection) || ctx.Err() != nil {
		return nil, errIntrospected
	}
	return r.fields(ctx, next)
}

// report keeps the mistakes of the caller as they are, and any other failure as an internal error.
func (r *reading) report(ctx context.Context, alias string, err error) {
	if mistakes, ok := errors.AsType[gqlerror.List](err); ok {
		r.errors = append(r.errors, mistakes...)
		return
	}
	if ctx.Err() != nil { // the answer is not sent
		return
	}
	problem := r.internal(ctx, requestID(r.operation.Headers), err)
	problem.Path = ast.Path{ast.PathName(alias)}
	r.errors = append(r.errors, problem)
}

// internal logs a failure of the server and is what the client learns of it.
func (r *reader) internal(ctx context.Context, id string, err error) *gqlerror.Error {
	r.log.ErrorContext(ctx, "internal error", "request", id, "error", err)
	problem := problemf(codeInternal, "internal error")
	problem.Extensions["requestId"] = id
	return problem
}

// requestID is the id that the request came with from the HTTP layer, else the empty text.
func requestID(header http.Header) string { return header.Get("X-Request-Id") }

// panicError is a panic with where it came from.
type panicError struct {
	cause any
	stack []byte
}

func panicked(cause any) error { return &panicError{cause: cause, stack: debug.Stack()} }

func (p *panicError) Error() string {
	return fmt.Sprintf("panic: %v\n%s", p.cause, p.stack)
}
