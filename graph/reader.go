package graph

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// reader answers the root fields of queries from the store.
type reader struct {
	store   *store.Store
	planner *plan.Planner
	log     *slog.Logger
}

// request is one operation under way. Its root fields read one snapshot, one after the other.
type request struct {
	once     sync.Once
	snapshot *store.Snapshot
	// answers are those of the root fields by response key; none where there was an error.
	answers map[string][]byte
	// nulled tells that a root field that may not be null has no answer, so that there is no data at all.
	nulled bool
}

type requestKey struct{}

// aroundResponse holds the snapshot of an operation, and adds what it cost where the client asks for that.
func (r *reader) aroundResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if operation := graphql.GetOperationContext(ctx).Operation; operation == nil || operation.Operation != ast.Query {
		return next(ctx)
	}
	req := &request{}
	defer req.close()
	response := next(context.WithValue(ctx, requestKey{}, req))
	if response == nil {
		return nil
	}
	if req.nulled {
		response.Data = []byte("null")
	}
	if operation := graphql.GetOperationContext(ctx); operation.Headers.Get(costHeader) == "1" {
		if response.Extensions == nil {
			response.Extensions = map[string]any{}
		}
		response.Extensions["cost"] = req.cost(operation.Stats.OperationStart)
	}
	return response
}

// costHeader asks, with the value 1, for the cost of an answer.
const costHeader = "X-Civicgraph-Cost"

// cost is what an answer took: SQL statements, the rows that they brought, and time until it was ready.
type cost struct {
	Statements   int     `json:"statements"`
	Rows         int     `json:"rows"`
	Milliseconds float64 `json:"milliseconds"`
}

func (req *request) cost(since time.Time) cost {
	c := cost{Milliseconds: float64(time.Since(since).Microseconds()) / 1000}
	if req.snapshot != nil {
		c.Statements, c.Rows = req.snapshot.Statements, req.snapshot.Rows
	}
	return c
}

func (req *request) close() {
	if req.snapshot != nil {
		req.snapshot.Close()
	}
}

// aroundRootField answers a root field by the plan; introspection is left to gqlgen. gqlgen asks for root fields side by
// side: the first to come has all answered, in the order of the operation.
func (r *reader) aroundRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field := graphql.GetRootFieldContext(ctx).Field
	req, isQuery := ctx.Value(requestKey{}).(*request)
	if !isQuery || isIntrospection(field) {
		return next(ctx)
	}
	req.once.Do(func() { r.answerAll(ctx, req) })
	answer, ok := req.answers[field.Alias]
	if !ok {
		return graphql.Null
	}
	return graphql.WriterFunc(func(w io.Writer) {
		if _, err := w.Write(answer); err != nil {
			r.log.ErrorContext(ctx, "write an answer", "error", err)
		}
	})
}

func isIntrospection(field graphql.CollectedField) bool { return strings.HasPrefix(field.Name, "__") }

func (r *reader) answerAll(ctx context.Context, req *request) {
	req.answers = map[string][]byte{}
	operation := graphql.GetOperationContext(ctx)
	for _, field := range graphql.CollectFields(operation, operation.Operation.SelectionSet, []string{"Query"}) {
		if isIntrospection(field) {
			continue
		}
		answer, err := r.answer(ctx, req, field)
		if err != nil {
			r.report(ctx, field.Alias, err)
			req.nulled = req.nulled || field.Definition.Type.NonNull
			continue
		}
		req.answers[field.Alias] = answer
	}
}

func (r *reader) answer(ctx context.Context, req *request, field graphql.CollectedField) (answer []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = panicked(cause)
		}
	}()
	if req.snapshot == nil {
		if req.snapshot, err = r.store.Snapshot(ctx); err != nil {
			return nil, err
		}
	}
	operation := graphql.GetOperationContext(ctx)
	return r.planner.Answer(ctx, req.snapshot, plan.Question{
		Field:     field.Field,
		Sets:      []ast.SelectionSet{field.Selections},
		Fragments: operation.Doc.Fragments,
		Variables: operation.Variables,
	})
}

// report adds the mistakes of the caller to the response as they are, and any other failure as an internal error.
func (r *reader) report(ctx context.Context, alias string, err error) {
	if mistakes, ok := errors.AsType[gqlerror.List](err); ok {
		for _, mistake := range mistakes {
			graphql.AddError(ctx, mistake)
		}
		return
	}
	if ctx.Err() != nil { // nobody is there to read the answer
		graphql.AddError(ctx, gqlerror.Errorf("the request was given up"))
		return
	}
	problem := r.internal(ctx, err)
	problem.Path = ast.Path{ast.PathName(alias)}
	graphql.AddError(ctx, problem)
}

// recovered turns a panic anywhere in gqlgen into an internal error.
func (r *reader) recovered(ctx context.Context, cause any) error {
	return r.internal(ctx, panicked(cause))
}

// internal logs a failure of the server and is what the client learns of it.
func (r *reader) internal(ctx context.Context, err error) *gqlerror.Error {
	id := requestID(ctx)
	r.log.ErrorContext(ctx, "internal error", "request", id, "error", err)
	return &gqlerror.Error{
		Message:    "internal error",
		Extensions: map[string]any{"code": "INTERNAL", "requestId": id},
	}
}

// requestID is the id that the request came with from the HTTP layer, else the empty text.
func requestID(ctx context.Context) string {
	if !graphql.HasOperationContext(ctx) {
		return ""
	}
	return graphql.GetOperationContext(ctx).Headers.Get("X-Request-Id")
}

// panicError is a panic with where it came from.
type panicError struct {
	cause any
	stack []byte
}

func panicked(cause any) error { return &panicError{cause: cause, stack: debug.Stack()} }

func (p *panicError) Error() string {
	return fmt.Sprintf("panic: %v\n%s", p.cause, p.stack)
}
