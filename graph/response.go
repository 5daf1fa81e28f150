package graph

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// responseWriter writes the response to one request.
type responseWriter struct {
	http.ResponseWriter

	media string
	lease *lease
	// timeout is how long the client may take to receive the response.
	timeout time.Duration
}

// writeError writes a response without data.
func (w *responseWriter) writeError(e *httpError) {
	maps.Copy(w.Header(), e.header)
	status := e.status
	if status == http.StatusOK && w.media == mediaResponse {
		status = http.StatusBadRequest
	}
	body, err := appendMember([]byte{'{'}, "errors", sentErrors(e.errors))
	w.send(status, err, append(body, '}'))
}

// writeResponse writes the response of an operation that was executed.
func (w *responseWriter) writeResponse(r *graphql.Response) {
	if !w.lease.grow(len(r.Data)) {
		w.writeError(executorError(gqlerror.List{overloadedError(limitInFlight, w.lease.budget.limit)}))
		return
	}
	head, tail := []byte{'{'}, []byte{}
	var err error
	if len(r.Errors) > 0 { // first, for people to see
		head, err = appendMember(head, "errors", sentErrors(r.Errors))
		head = append(head, ',')
	}
	head = append(head, `"data":`...)
	if err == nil && len(r.Extensions) > 0 {
		tail, err = appendMember([]byte{','}, "extensions", r.Extensions)
	}
	w.send(http.StatusOK, err, head, r.Data, append(tail, '}'))
}

// send writes a response of several parts, or an internal error if there is an error.
func (w *responseWriter) send(status int, err error, parts ...[]byte) {
	if err != nil {
		status, parts = http.StatusInternalServerError, [][]byte{[]byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)}
	}
	size := 0
	for _, part := range parts {
		size += len(part)
	}
	header := w.Header()
	header.Set("Content-Type", w.media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(size))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store") // the graph may change at any time
	// A client that does not read its response must not hold it here for ever.
	connection := http.NewResponseController(w.ResponseWriter)
	_ = connection.SetWriteDeadline(time.Now().Add(w.timeout)) // a recorder in tests has no connection
	w.lease.waitForClient(func() { _ = connection.SetWriteDeadline(time.Now()) })
	w.WriteHeader(status)
	for _, part := range parts {
		if _, err := w.Write(part); err != nil { // the client is gone
			return
		}
	}
}

const (
	// maxErrors is how many errors a response has, apart from a last one that says that there are more.
	maxErrors = 50
	// maxMessage is the length of an error message in bytes. Messages may quote what the client sent.
	maxMessage = 1000
)

// sentErrors returns the errors to send: the first ones, with short messages.
func sentErrors(errs gqlerror.List) gqlerror.List {
	sent := make(gqlerror.List, 0, min(len(errs), maxErrors+1))
	for _, err := range errs[:min(len(errs), maxErrors)] {
		sent = append(sent, shortenedError(err))
	}
	if len(errs) > maxErrors {
		sent = append(sent, errorf(codeValidation, "there are more errors"))
	}
	return sent
}

// shortenedError returns an error whose message is cut if it is too long.
func shortenedError(err *gqlerror.Error) *gqlerror.Error {
	if len(err.Message) <= maxMessage {
		return err
	}
	short := *err
	short.Message = strings.ToValidUTF8(err.Message[:maxMessage], "") + "…"
	return &short
}

// appendMember appends a member to a JSON object without its closing brace.
func appendMember(b []byte, name string, value any) ([]byte, error) {
	encoded, err := json.Marshal(value)
	return append(append(append(append(b, '"'), name...), `":`...), encoded...), err
}
