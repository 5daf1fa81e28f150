package graph

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// executor is the graphql.GraphExecutor of all transports: it finds the document of a request, keeps the limits, and hands
// valid operations to the executable schema.
type executor struct {
	schema    *executable
	limits    Limits
	limiter   *limiter
	documents *documents
	persisted *persistedDocuments
	log       errorLog
	// resolverMiddleware runs around every field that gqlgen resolves; tests count those.
	resolverMiddleware graphql.FieldMiddleware
}

func newExecutor(schema *executable, options Options) *executor {
	return &executor{
		schema:             schema,
		limits:             options.Limits,
		limiter:            newLimiter(options.Limits),
		documents:          newDocuments(schema.Schema(), options.Limits),
		persisted:          newPersistedDocuments(options.Trusted, options.OnlyTrusted),
		log:                schema.log,
		resolverMiddleware: func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) },
	}
}

// CreateOperationContext returns the operation of a request, valid and within the limits.
func (e *executor) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (operation *graphql.OperationContext, errs gqlerror.List) {
	operation = &graphql.OperationContext{
		OperationName:      params.OperationName,
		Headers:            params.Headers,
		ResolverMiddleware: e.resolverMiddleware,
		RootResolverMiddleware: func(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
			return next(ctx)
		},
		RecoverFunc: func(_ context.Context, cause any) error { return newPanicError(cause) },
	}
	defer func() {
		if cause := recover(); cause != nil {
			errs = gqlerror.List{e.log.internal(ctx, requestID(params.Headers), newPanicError(cause))}
		}
	}()
	name, err := documentName(params)
	if err != nil {
		return operation, gqlerror.List{err}
	}
	if operation.RawQuery, err = e.persisted.find(name, params.Query); err != nil {
		return operation, gqlerror.List{err}
	}
	doc, errs := e.document(ctx, operation.RawQuery)
	if errs != nil {
		return operation, errs
	}
	operation.Doc = doc.QueryDocument
	e.persisted.add(name, params.Query)
	if operation.Operation, err = doc.operation(params.OperationName); err != nil {
		return operation, gqlerror.List{err}
	}
	if operation.Variables, errs = coerce(e.documents.validator.inputs, operation, params.Variables); errs != nil {
		return operation, errs
	}
	if err = checkComplexity(operation, e.limits.Complexity); err != nil {
		return operation, gqlerror.List{err}
	}
	return operation, nil
}

// document returns a valid document. One that is not cached is validated like any other work, in a slot of the limiter.
func (e *executor) document(ctx context.Context, text string) (*document, gqlerror.List) {
	if doc, ok := e.documents.cached(text); ok {
		return doc, nil
	}
	slot, err := e.limiter.acquire(ctx)
	if err != nil {
		return nil, gqlerror.List{err}
	}
	defer slot.release()
	return e.documents.parse(text)
}

// DispatchOperation executes an operation as soon as the limiter lets it, for as long as the time limit allows. The
// response has no data if it was not executed to its end.
func (e *executor) DispatchOperation(ctx context.Context, operation *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	ctx = graphql.WithOperationContext(ctx, operation)
	return graphql.OneShot(e.execute(ctx, operation)), ctx
}

func (e *executor) execute(ctx context.Context, operation *graphql.OperationContext) (response *graphql.Response) {
	defer func() {
		if cause := recover(); cause != nil {
			response = e.failed(ctx, e.log.internal(ctx, requestID(operation.Headers), newPanicError(cause)))
		}
	}()
	slot, err := e.limiter.acquire(ctx)
	if err != nil {
		return e.failed(ctx, err)
	}
	defer slot.release()
	timed, cancel := context.WithTimeout(withSlot(ctx, slot), e.limits.Time)
	defer cancel()
	response = e.schema.Exec(timed)(timed)
	switch {
	case ctx.Err() != nil: // a client that only stopped sending still reads this
		return e.failed(ctx, errorf(codeBadRequest, "the connection was closed before the response was ready; keep it open until then"))
	case errors.Is(timed.Err(), context.DeadlineExceeded):
		return e.failed(ctx, e.timeoutError())
	}
	return response
}

func (e *executor) timeoutError() *gqlerror.Error {
	err := errorf(codeTimeout, "the request took longer than %v; request less at a time (limit %s)", e.limits.Time, limitTime)
	return withLimit(err, limitTime, e.limits.Time.String())
}

func (e *executor) failed(ctx context.Context, err *gqlerror.Error) *graphql.Response {
	return e.DispatchError(ctx, gqlerror.List{err})
}

// DispatchError returns the response of a request that was not executed.
func (*executor) DispatchError(_ context.Context, errs gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: errs}
}

var _ graphql.GraphExecutor = (*executor)(nil)
