package graph

import (
	"net/http"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// httpTransport is the part that the transports of GraphQL over HTTP share.
type httpTransport struct {
	limits Limits
	budget *memoryBudget
	log    errorLog
}

// respond writes the response to a request, in the media type that the client prefers.
func (t httpTransport) respond(w http.ResponseWriter, r *http.Request, execute func(*responseWriter) (*graphql.Response, *httpError)) {
	media, acceptable := chooseMedia(r.Header.Values("Accept"))
	if !acceptable {
		media = mediaJSON
	}
	w.Header().Add("Vary", "Accept")
	writer := &responseWriter{ResponseWriter: w, media: media, lease: &lease{budget: t.budget}, timeout: t.limits.Send}
	defer writer.lease.release()
	response, err := func() (response *graphql.Response, err *httpError) {
		defer func() {
			if cause := recover(); cause != nil {
				err = newHTTPError(http.StatusInternalServerError, t.log.internal(r.Context(), requestID(r.Header), newPanicError(cause)))
			}
		}()
		if !acceptable {
			return nil, newHTTPError(http.StatusNotAcceptable, errorf(codeBadRequest, "responses are JSON; accept %s or %s", mediaJSON, mediaResponse))
		}
		return execute(writer)
	}()
	switch {
	case err != nil:
		writer.writeError(err)
	case response.Data == nil:
		writer.writeError(executorError(response.Errors))
	default:
		writer.writeResponse(response)
	}
}

// execute executes the operation that parameters describe.
func (httpTransport) execute(w *responseWriter, r *http.Request, params *graphql.RawParams, exec graphql.GraphExecutor) (*graphql.Response, *httpError) {
	change, err := readChange(r.Header)
	if err != nil {
		return nil, err
	}
	operation, errs := exec.CreateOperationContext(r.Context(), params)
	if errs != nil {
		return exec.DispatchError(r.Context(), errs), nil
	}
	if operation.Operation.Operation != ast.Query && r.Method != http.MethodPost {
		return nil, methodNotAllowed(http.MethodPost, "only queries can be sent by %s; use POST", r.Method)
	}
	responses, ctx := exec.DispatchOperation(withChange(r.Context(), change), operation)
	response := responses(ctx)
	change.write(w.Header())
	return response, nil
}
