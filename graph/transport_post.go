package graph

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// postTransport is the graphql.Transport of operations in JSON bodies.
type postTransport struct {
	httpTransport
}

// Supports reports whether the request is a POST. Other media types than JSON are refused by Do, with the right status.
func (postTransport) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

// Do answers a request.
func (t postTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	t.respond(w, r, func(writer *responseWriter) (*graphql.Response, *httpError) {
		body, err := t.readBody(writer, r)
		if err != nil {
			return nil, err
		}
		params, err := decodeBody(body, r.Header, t.limits)
		if err != nil {
			return nil, err
		}
		if err := checkPostedURL(r.URL.RawQuery, params); err != nil {
			return nil, err
		}
		return t.execute(writer, r, params, exec)
	})
}

// checkContent refuses everything but uncompressed JSON: a compressed body could expand to any size.
func checkContent(header http.Header) *httpError {
	unsupported := func(message string, args ...any) *httpError {
		return newHTTPError(http.StatusUnsupportedMediaType, errorf(codeBadRequest, message, args...))
	}
	isJSON, isUTF8 := contentType(header.Values("Content-Type"))
	coding := header.Get("Content-Encoding")
	switch {
	case !isJSON:
		e := unsupported("the body must be JSON; send Content-Type: %s", mediaJSON)
		e.header = http.Header{"Accept-Post": {mediaJSON}}
		return e
	case !isUTF8:
		return unsupported("the body must be UTF-8; omit charset in Content-Type")
	case coding != "" && !strings.EqualFold(coding, "identity"):
		e := unsupported("compressed request bodies are not supported; omit Content-Encoding")
		e.header = http.Header{"Accept-Encoding": {"identity"}}
		return e
	}
	return nil
}

// smallBody is the size up to which a body does not count in the memory budget, in bytes.
const smallBody = 16 << 10

// readBody reads the body of a request.
func (t postTransport) readBody(w *responseWriter, r *http.Request) ([]byte, *httpError) {
	if err := checkContent(r.Header); err != nil {
		return nil, err
	}
	limit := int64(t.limits.Body)
	size := r.ContentLength
	if size > limit {
		return nil, t.bodyTooLarge()
	}
	if size < 0 { // unknown
		size = limit
	}
	if size > smallBody && !w.lease.grow(int(size)) {
		return nil, executorError(gqlerror.List{overloadedError(limitInFlight, t.limits.InFlight)})
	}
	connection := http.NewResponseController(w.ResponseWriter)
	w.lease.waitForClient(func() { _ = connection.SetReadDeadline(time.Now()) })
	defer w.lease.resume()
	var body bytes.Buffer
	_, err := body.ReadFrom(http.MaxBytesReader(w.ResponseWriter, r.Body, limit))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, t.bodyTooLarge()
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		problem := errorf(codeTimeout, "the body arrived too slowly; send it faster, or send less (limit %s, or less when %s is reached)", limitReadTime, limitInFlight)
		problem.Extensions["limit"] = limitReadTime
		return nil, newHTTPError(http.StatusRequestTimeout, problem)
	}
	if err != nil {
		return nil, badRequest("the body is incomplete; send it again")
	}
	return body.Bytes(), nil
}

func (t postTransport) bodyTooLarge() *httpError {
	return newHTTPError(http.StatusRequestEntityTooLarge, byteLimitError(limitBody, t.limits.Body, "the body is too large; split it into several requests"))
}
