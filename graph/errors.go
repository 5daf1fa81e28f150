package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// Codes of errors that concern a whole request. The codes of wrong arguments are those of kg.Error.
const (
	codeBadRequest    = "BAD_REQUEST"
	codeTimeout       = "TIMEOUT"
	codeOverloaded    = "OVERLOADED"
	codeUnavailable   = "UNAVAILABLE"
	codeUnknownChange = "UNKNOWN_CHANGE"
	codeParse         = "GRAPHQL_PARSE_FAILED"
	codeValidation    = "GRAPHQL_VALIDATION_FAILED"
	codeNotPersisted  = "PERSISTED_QUERY_NOT_FOUND"
	codeUntrusted     = "UNTRUSTED_DOCUMENT"
	codeInternal      = "INTERNAL"
)

// errorf returns an error with a code.
func errorf(code, format string, args ...any) *gqlerror.Error {
	return &gqlerror.Error{Message: fmt.Sprintf(format, args...), Extensions: map[string]any{"code": code}}
}

// limitError returns the error of exceeding a limit, which its extensions name.
func limitError(limit string, value int, message string) *gqlerror.Error {
	return withLimit(errorf(string(kg.TooLarge), "%s (limit %s: %d)", message, limit, value), limit, value)
}

// byteLimitError returns the error of exceeding a limit in bytes.
func byteLimitError(limit string, bytes int, message string) *gqlerror.Error {
	return withLimit(errorf(string(kg.TooLarge), "%s (limit %s: %d bytes)", message, limit, bytes), limit, bytes)
}

// overloadedError asks a client to come back later, because a limit on all requests together is reached.
func overloadedError(limit string, value int) *gqlerror.Error {
	return withLimit(errorf(codeOverloaded, "the server is overloaded; try again in a second (limit %s: %d)", limit, value), limit, value)
}

func withLimit(err *gqlerror.Error, limit string, value any) *gqlerror.Error {
	err.Extensions["limit"], err.Extensions["max"] = limit, value
	return err
}

// httpError is a response without data.
type httpError struct {
	// status is the HTTP status. StatusOK stands for a well-formed request that cannot be executed; the response's media
	// type decides its status.
	status int
	header http.Header
	errors gqlerror.List
}

func newHTTPError(status int, errs ...*gqlerror.Error) *httpError {
	return &httpError{status: status, errors: errs}
}

func badRequest(format string, args ...any) *httpError {
	return newHTTPError(http.StatusBadRequest, errorf(codeBadRequest, format, args...))
}

// retryAfter is the value of Retry-After where the server is overloaded, in seconds.
const retryAfter = "1"

// executorError returns the HTTP error for errors of the executor. Their codes decide the status.
func executorError(errs gqlerror.List) *httpError {
	e := newHTTPError(http.StatusOK, errs...)
	switch errs[0].Extensions["code"] {
	case codeBadRequest:
		e.status = http.StatusBadRequest
	case codeUntrusted:
		e.status = http.StatusForbidden
	case codeInternal:
		e.status = http.StatusInternalServerError
	case codeTimeout:
		e.status = http.StatusServiceUnavailable
	case codeOverloaded, codeUnavailable:
		e.status = http.StatusServiceUnavailable
		e.header = http.Header{"Retry-After": {retryAfter}}
	}
	return e
}

func methodNotAllowed(allow, format string, args ...any) *httpError {
	e := newHTTPError(http.StatusMethodNotAllowed, errorf(codeBadRequest, format, args...))
	e.header = http.Header{"Allow": {allow}}
	return e
}

// errorLog logs failures of the server, of which clients learn no more than the id of their request.
type errorLog struct {
	log *slog.Logger
}

// internal logs an error and returns the one to send.
func (l errorLog) internal(ctx context.Context, requestID string, err error) *gqlerror.Error {
	l.log.ErrorContext(ctx, "internal error", "request", requestID, "error", err)
	sent := errorf(codeInternal, "internal error")
	sent.Extensions["requestId"] = requestID
	return sent
}

// unavailable logs that the database, or a part of it, does not answer, and returns the error to send.
func (l errorLog) unavailable(ctx context.Context, requestID string, err error) *gqlerror.Error {
	l.log.ErrorContext(ctx, "database unavailable", "request", requestID, "error", err)
	sent := errorf(codeUnavailable, "the database does not answer; try again in a second")
	sent.Extensions["requestId"] = requestID
	return sent
}

// queries returns a function that logs the SQL queries of a request, or nil if the log leaves out their level.
func (l errorLog) queries(ctx context.Context, requestID string) func(store.Trace) {
	if !l.log.Enabled(ctx, slog.LevelDebug) {
		return nil
	}
	return func(t store.Trace) { l.log.DebugContext(ctx, "SQL", "request", requestID, "query", t) }
}

// requestID returns the id that internal/httpd gave the request, or "".
func requestID(header http.Header) string { return header.Get("X-Request-Id") }

// panicError is a recovered panic with its stack.
type panicError struct {
	cause any
	stack []byte
}

// newPanicError must be called by the function that recovers.
func newPanicError(cause any) error { return &panicError{cause: cause, stack: debug.Stack()} }

func (p *panicError) Error() string { return fmt.Sprintf("panic: %v\n%s", p.cause, p.stack) }

// callerErrors returns the errors that a client caused and may see. A panic is never among them.
func callerErrors(err error) (gqlerror.List, bool) {
	if _, isPanic := errors.AsType[*panicError](err); isPanic {
		return nil, false
	}
	return errors.AsType[gqlerror.List](err)
}
