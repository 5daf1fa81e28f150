package graph

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Media types of a response; the second says by its status whether the request was one.
const (
	mediaJSON     = "application/json"
	mediaResponse = "application/graphql-response+json"
)

// post answers what is posted as JSON. gqlgen's own transport has the response encoded once more, which reads all data
// again; this one writes them as they are.
type post struct{}

// Supports tells whether the request is one for this transport.
func (post) Supports(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == mediaJSON && r.Method == http.MethodPost && r.Header.Get("Upgrade") == ""
}

// Do answers the request.
func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	params := &graphql.RawParams{Headers: r.Header}
	params.ReadTime.Start = graphql.Now()
	if status, problem := decodeBody(w, r, params); problem != nil {
		refuse(w, r, status, gqlerror.List{problem})
		return
	}
	params.ReadTime.End = graphql.Now()
	operation, problems := exec.CreateOperationContext(r.Context(), params)
	if problems != nil {
		status := http.StatusOK
		if responseMedia(r) == mediaResponse {
			status = http.StatusBadRequest
		}
		refuse(w, r, status, problems)
		return
	}
	responses, ctx := exec.DispatchOperation(r.Context(), operation)
	if response := responses(ctx); response != nil { // there is none for a client that is gone
		write(w, r, http.StatusOK, response)
	}
}

// maxBody bounds the body of a request, in bytes.
const maxBody = 1 << 20

// decodeBody reads a request, or tells with which status and words to refuse it.
func decodeBody(w http.ResponseWriter, r *http.Request, params *graphql.RawParams) (int, *gqlerror.Error) {
	body := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	body.UseNumber()
	err := body.Decode(params)
	if err == nil {
		if _, err = body.Token(); errors.Is(err, io.EOF) {
			return http.StatusOK, nil
		}
	}
	status, problem := http.StatusBadRequest, gqlerror.Errorf(
		"the body is no request; send one JSON object with query, and where needed variables and operationName")
	problem.Extensions = map[string]any{"code": "BAD_REQUEST"}
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		status, problem.Message = http.StatusRequestEntityTooLarge, "the body is larger than 1 MiB"
		problem.Extensions["code"] = "TOO_LARGE"
	}
	return status, problem
}

func responseMedia(r *http.Request) string {
	if strings.Contains(r.Header.Get("Accept"), mediaResponse) {
		return mediaResponse
	}
	return mediaJSON
}

// refuse answers a request that was never executed: it has errors and no data.
func refuse(w http.ResponseWriter, r *http.Request, status int, problems gqlerror.List) {
	write(w, r, status, &graphql.Response{Errors: problems})
}

// write writes a response, its data as they are.
func write(w http.ResponseWriter, r *http.Request, status int, response *graphql.Response) {
	b := []byte{'{'}
	var err error
	if len(response.Errors) > 0 {
		b, err = appendMember(b, "errors", response.Errors)
	}
	if err == nil && response.Data != nil {
		b = append(member(b, "data"), response.Data...)
	}
	if err == nil && len(response.Extensions) > 0 {
		b, err = appendMember(b, "extensions", response.Extensions)
	}
	if err != nil {
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", responseMedia(r)+"; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(append(b, '}')) // the client may be gone
}

func member(b []byte, name string) []byte {
	if len(b) > 1 {
		b = append(b, ',')
	}
	return append(append(append(b, '"'), name...), `":`...)
}

func appendMember(b []byte, name string, value any) ([]byte, error) {
	encoded, err := json.Marshal(value)
	return append(member(b, name), encoded...), err
}
