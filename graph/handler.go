// Package graph is the GraphQL endpoint: it reads requests, lets gqlparser parse and validate, bounds what they cost, and
// hands every root field of a query to the plan. gqlgen answers introspection.
package graph

import (
	"context"
	"errors"
	"log/slog"
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/graph/generated"
	"civicgraph/internal/plan"
	"civicgraph/internal/store"
)

// Options are what the endpoint can be told.
type Options struct {
	// Log takes the causes of internal errors, which no client learns.
	Log    *slog.Logger
	Limits Limits
	// Trusted are documents that clients may name instead of sending them; OnlyTrusted refuses all others.
	Trusted     *TrustedDocuments
	OnlyTrusted bool
}

// endpoint answers GraphQL over HTTP.
type endpoint struct {
	limits    Limits
	documents *documents
	texts     *texts
	slots     *slots
	held      *held
	reader    *reader
}

// NewHandler is the endpoint over a store.
func NewHandler(s *store.Store, options Options) http.Handler { return newEndpoint(s, options) }

func newEndpoint(s *store.Store, options Options) *endpoint {
	// There are no resolvers: the plan answers every root field.
	executable := generated.NewExecutableSchema(generated.Config{})
	schema := executable.Schema()
	return &endpoint{
		limits:    options.Limits,
		documents: newDocuments(schema, options.Limits),
		texts:     newTexts(options.Trusted, options.OnlyTrusted),
		slots:     newSlots(options.Limits),
		held:      &held{most: options.Limits.InFlight},
		reader: &reader{
			store: s, planner: plan.New(schema, s.Registry(), plan.Options{Now: s.Now, Limits: options.Limits.Plan}), schema: executable, log: options.Log, limits: options.Limits,
			fields:    func(ctx context.Context, next graphql.Resolver) (any, error) { return next(ctx) },
			described: newKept[[]byte](keptDescribed),
		},
	}
}

// allowed are the methods that ask something.
const allowed = "GET, HEAD, POST, OPTIONS"

// ServeHTTP answers one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodOptions {
		w.Header().Set("Allow", allowed)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	media, ok := chooseMedia(r.Header.Values("Accept"))
	if !ok {
		media = mediaJSON
	}
	w.Header().Add("Vary", "Accept")
	reply := &reply{ResponseWriter: w, media: media, held: &reservation{of: e.held}, time: e.limits.Send}
	defer reply.held.release()
	response, why := func() (response *response, why *refusal) {
		defer func() {
			if cause := recover(); cause != nil {
				problem := e.reader.internal(r.Context(), requestID(r.Header), panicked(cause))
				why = refuse(http.StatusInternalServerError, problem)
			}
		}()
		if !ok {
			return nil, refuse(http.StatusNotAcceptable, problemf(codeBadRequest, "answers are JSON; accept %s or %s", mediaJSON, mediaResponse))
		}
		return e.respond(w, r, reply.held)
	}()
	if why != nil {
		reply.refuse(why)
		return
	}
	reply.answer(response)
}

// respond is what a request comes to, or why it is refused.
func (e *endpoint) respond(w http.ResponseWriter, r *http.Request, held *reservation) (*response, *refusal) {
	var body []byte
	switch r.Method {
	case http.MethodPost:
		var problem *refusal
		if body, problem = e.readBody(w, r, held); problem != nil {
			return nil, problem
		}
	case http.MethodGet, http.MethodHead:
	default:
		return nil, wrongMethod(allowed, problemf(codeBadRequest, "method %s is not taken here; send POST, or GET for a query", r.Method))
	}
	// Only now, so that no slot waits for a client.
	if problem := e.slots.take(r.Context()); problem != nil {
		return nil, problem
	}
	defer e.slots.release()
	asked, problem := decodeParams(r, body)
	if problem != nil {
		return nil, problem
	}
	operation, problem := e.prepare(asked)
	if problem != nil {
		return nil, problem
	}
	if operation.Operation.Operation != ast.Query && r.Method != http.MethodPost {
		return nil, wrongMethod(http.MethodPost, problemf(codeBadRequest, "only queries can be asked by %s; send POST", r.Method))
	}
	operation.Headers = r.Header
	return e.run(r.Context(), operation)
}

func wrongMethod(allow string, problem *gqlerror.Error) *refusal {
	why := refuse(http.StatusMethodNotAllowed, problem)
	why.header = http.Header{"Allow": {allow}}
	return why
}

// prepare makes a request an operation that is valid and not too large.
func (e *endpoint) prepare(asked *params) (*graphql.OperationContext, *refusal) {
	text, problem := e.texts.of(asked)
	if problem != nil {
		return nil, problem
	}
	doc, problems := e.documents.of(text)
	if problems != nil {
		return nil, refuse(http.StatusOK, problems...)
	}
	e.texts.keep(asked, text)
	operation, mistake := doc.operation(asked.OperationName)
	if mistake != nil {
		return nil, refuse(http.StatusOK, mistake)
	}
	given, problem := asked.Variables.decode(e.limits.Variables)
	if problem != nil {
		return nil, problem
	}
	variables, problem := coerce(e.documents.schema, operation, given)
	if problem != nil {
		return nil, problem
	}
	if mistake := checkComplexity(doc, operation, variables, e.limits); mistake != nil {
		return nil, refuse(http.StatusOK, mistake)
	}
	return &graphql.OperationContext{
		RawQuery:      text,
		Variables:     variables,
		OperationName: asked.OperationName,
		Doc:           doc.QueryDocument,
		Operation:     operation,
	}, nil
}

// run answers an operation within the time that there is for it.
func (e *endpoint) run(ctx context.Context, operation *graphql.OperationContext) (*response, *refusal) {
	timed, cancel := context.WithTimeout(ctx, e.limits.Time)
	defer cancel()
	response := e.reader.answer(timed, operation)
	switch {
	case ctx.Err() != nil: // a client that only sends no more still reads this
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "the connection was closed before the answer was there; keep it open until then"))
	case errors.Is(timed.Err(), context.DeadlineExceeded):
		problem := problemf(codeTimeout, "the answer took longer than %v; ask for less at a time (limit %s)", e.limits.Time, limitTime)
		problem.Extensions["limit"], problem.Extensions["max"] = limitTime, e.limits.Time.String()
		return nil, refuse(http.StatusServiceUnavailable, problem)
	}
	return response, nil
}
