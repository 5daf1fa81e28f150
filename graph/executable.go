package graph

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// executable is the generated schema, except that internal/plan answers queries.
type executable struct {
	graphql.ExecutableSchema

	store   *store.Store
	planner *plan.Planner
	limits  Limits
	log     errorLog
	// introspections caches answers about the schema, which never changes.
	introspections *byteCache[[]byte]
}

// Exec executes the operation of the context.
func (s *executable) Exec(ctx context.Context) graphql.ResponseHandler {
	operation := graphql.GetOperationContext(ctx)
	if operation.Operation.Operation != ast.Query {
		return s.ExecutableSchema.Exec(ctx)
	}
	return graphql.OneShot(s.query(ctx, operation))
}

// query answers a query, with its cost if the client asked for it. It does so once more if a server of the database broke off in the
// middle, of which the client has not seen anything yet.
func (s *executable) query(ctx context.Context, operation *graphql.OperationContext) *graphql.Response {
	start := time.Now()
	response, err := s.attempt(ctx, operation, start)
	if errors.Is(err, store.ErrUnavailable) {
		response, err = s.attempt(ctx, operation, start)
	}
	refused, isRefused := errors.AsType[*gqlerror.Error](err)
	switch {
	case err == nil:
		return response
	case !isRefused:
		refused = s.log.unavailable(ctx, requestID(operation.Headers), err)
	}
	return &graphql.Response{Errors: gqlerror.List{refused}}
}

// attempt answers a query, unless the request is refused or the database is unavailable.
func (s *executable) attempt(ctx context.Context, operation *graphql.OperationContext, start time.Time) (*graphql.Response, error) {
	e := &execution{executable: s, operation: operation}
	defer e.close()
	data, err := e.rootFields(ctx)
	if err != nil {
		return nil, err
	}
	response := &graphql.Response{Data: data, Errors: e.errors}
	if operation.Headers.Get(costHeader) == "1" {
		response.Extensions = map[string]any{"cost": e.cost(start)}
	}
	return response, nil
}

// execution is one query being executed. Its root fields are read from one snapshot, one after the other.
type execution struct {
	*executable

	operation *graphql.OperationContext
	snapshot  *store.Snapshot
	errors    gqlerror.List
	// introspected counts the fields that gqlgen has resolved for this query, concurrently.
	introspected atomic.Int64
}

func (e *execution) close() {
	if e.snapshot != nil {
		e.snapshot.Close()
	}
}

// costHeader asks, with the value 1, for the cost of a response.
const costHeader = "X-Civicgraph-Cost"

// cost is the number of SQL statements that an execution ran, the rows they returned, and the time it took.
type cost struct {
	Statements   int     `json:"statements"`
	Rows         int     `json:"rows"`
	Milliseconds float64 `json:"milliseconds"`
}

func (e *execution) cost(start time.Time) cost {
	c := cost{Milliseconds: float64(time.Since(start).Microseconds()) / 1000}
	if e.snapshot != nil {
		c.Statements, c.Rows = e.snapshot.Statements, e.snapshot.Rows
	}
	return c
}

// rootFields returns the data of the response: an object, or null if a non-null root field failed. Between root fields a
// request that has taken long gives way to others, and may be refused. The error is a *gqlerror.Error then, or store.ErrUnavailable.
func (e *execution) rootFields(ctx context.Context) (data []byte, err error) {
	data, isNull := []byte{'{'}, false
	for i, field := range graphql.CollectFields(e.operation, e.operation.Operation.SelectionSet, []string{"Query"}) {
		if i > 0 {
			data = append(data, ',')
			if err := slotOf(ctx).giveWay(ctx); err != nil {
				return nil, err
			}
		}
		data = append(append(append(data, '"'), field.Alias...), `":`...)
		appended, err := e.rootField(ctx, field, data)
		if unknown, ok := errors.AsType[*store.UnknownChangeError](err); ok {
			return nil, errorf(codeUnknownChange, "%v; repeat the request without the header %s", unknown, changeHeader)
		}
		if errors.Is(err, store.ErrUnavailable) {
			return nil, err
		}
		if err != nil {
			e.addError(ctx, field, err)
		}
		if appended != nil {
			data = appended
			continue
		}
		isNull = isNull || field.Definition.Type.NonNull
		data = append(data, "null"...)
	}
	if isNull {
		return []byte("null"), nil
	}
	return append(data, '}'), nil
}

// rootField appends the value of a root field to dst. It may return errors of parts that are null besides.
func (e *execution) rootField(ctx context.Context, field graphql.CollectedField, dst []byte) (appended []byte, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = newPanicError(cause)
		}
	}()
	switch {
	case field.Name == "__typename":
		return append(dst, `"Query"`...), nil
	case strings.HasPrefix(field.Name, "__"):
		answer, err := e.introspect(ctx, field)
		if limit := e.limits.Plan.Answer; err == nil && len(dst)+len(answer) > limit {
			err = rootError(field, byteLimitError(limitAnswer, limit, "the answer is too long; request less of the schema"))
		}
		if err != nil {
			return nil, err
		}
		return append(dst, answer...), nil
	}
	if e.snapshot == nil {
		if err := e.begin(ctx); err != nil {
			return nil, err
		}
	}
	return e.planner.Answer(ctx, e.snapshot, plan.RootField{
		Field:     field.Field,
		Sets:      []ast.SelectionSet{field.Selections},
		Fragments: e.operation.Doc.Fragments,
		Variables: e.operation.Variables,
	}, dst)
}

// begin begins the snapshot.
func (e *execution) begin(ctx context.Context) (err error) {
	change := changeOf(ctx)
	if change == nil {
		e.snapshot, err = e.store.Snapshot(ctx)
	} else if e.snapshot, err = e.store.SnapshotSince(ctx, change.since); err == nil {
		change.read = e.snapshot.Change()
	}
	if err != nil {
		return err
	}
	e.snapshot.Trace = e.log.queries(ctx, requestID(e.operation.Headers))
	return nil
}

// rootError returns an error of a root field.
func rootError(field graphql.CollectedField, err *gqlerror.Error) gqlerror.List {
	err.Path = ast.Path{ast.PathName(field.Alias)}
	err.Locations = []gqlerror.Location{locationOf(field.Position, false)}
	return gqlerror.List{err}
}

// addError adds the error of a root field to the response. Errors that the client did not cause are logged and hidden.
func (e *execution) addError(ctx context.Context, field graphql.CollectedField, err error) {
	if errs, ok := callerErrors(err); ok {
		e.errors = append(e.errors, errs...)
		return
	}
	if ctx.Err() != nil { // the response is not sent
		return
	}
	if known, ok := errors.AsType[*kg.Error](err); ok {
		e.errors = append(e.errors, rootError(field, errorf(string(known.Code), "%s", known.Message))...)
		return
	}
	e.errors = append(e.errors, rootError(field, e.log.internal(ctx, requestID(e.operation.Headers), err))...)
}
