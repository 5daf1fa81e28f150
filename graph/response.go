package graph

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// response is what an operation came to.
type response struct {
	errors gqlerror.List
	// body begins with dataMember, behind which is the JSON of what was asked for, null where a field that must have a
	// value has none. The object is left open.
	body []byte
	cost *cost
}

// dataMember is what an answer without errors begins with.
const dataMember = `{"data":`

// refusal is why a request was not answered.
type refusal struct {
	// status is that of HTTP. StatusOK is for a request that can be read but not answered: what it means depends on the media type.
	status int
	header http.Header
	errors gqlerror.List
}

func refuse(status int, problems ...*gqlerror.Error) *refusal {
	return &refusal{status: status, errors: problems}
}

// reply writes what is answered to one request.
type reply struct {
	http.ResponseWriter
	media string
	held  *reservation
	// time is how long the client may take to fetch it.
	time time.Duration
}

// refuse writes why a request is not answered: there are errors and no data.
func (w *reply) refuse(why *refusal) {
	maps.Copy(w.Header(), why.header)
	status := why.status
	if status == http.StatusOK && w.media == mediaResponse {
		status = http.StatusBadRequest
	}
	body, err := appendMember([]byte{'{'}, "errors", shown(why.errors))
	w.send(status, append(body, '}'), err)
}

// answer writes what an operation came to.
func (w *reply) answer(r *response) {
	if !w.held.add(len(r.body)) {
		w.refuse(overloaded(limitInFlight, w.held.of.most))
		return
	}
	body := r.body
	var err error
	if len(r.errors) > 0 { // they come first, for people to see
		body, err = appendMember([]byte{'{'}, "errors", shown(r.errors))
		body = append(append(body, ','), r.body[1:]...)
	}
	if err == nil && r.cost != nil {
		body, err = appendMember(body, "extensions", map[string]any{"cost": r.cost})
	}
	w.send(http.StatusOK, append(body, '}'), err)
}

func (w *reply) send(status int, body []byte, err error) {
	if err != nil {
		status, body = http.StatusInternalServerError, []byte(`{"errors":[{"message":"internal error","extensions":{"code":"INTERNAL"}}]}`)
	}
	header := w.Header()
	header.Set("Content-Type", w.media+"; charset=utf-8")
	header.Set("Content-Length", strconv.Itoa(len(body)))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store") // it may be another the next moment
	// A client that does not take its answer must not keep it here for ever.
	connection := http.NewResponseController(w.ResponseWriter)
	_ = connection.SetWriteDeadline(time.Now().Add(w.time)) // a writer of tests has no connection
	w.held.await(func() { _ = connection.SetWriteDeadline(time.Now()) })
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone
}

const (
	// maxErrors is how many errors are told at once.
	maxErrors = 50
	// maxMessage is how long the message of one may be, in bytes; it may quote what the client sent.
	maxMessage = 1000
)

// shown are the errors to tell: the first ones.
func shown(errors gqlerror.List) gqlerror.List {
	told := make(gqlerror.List, 0, min(len(errors), maxErrors+1))
	for _, problem := range errors[:min(len(errors), maxErrors)] {
		told = append(told, shortened(problem))
	}
	if len(errors) > maxErrors {
		told = append(told, problemf(codeValidation, "there are more errors"))
	}
	return told
}

// shortened is an error whose message is cut where it is long.
func shortened(problem *gqlerror.Error) *gqlerror.Error {
	if len(problem.Message) <= maxMessage {
		return problem
	}
	short := *problem
	short.Message = strings.ToValidUTF8(problem.Message[:maxMessage], "") + "…"
	return &short
}

// appendMember appends a member to an object that is open.
func appendMember(b []byte, name string, value any) ([]byte, error) {
	if len(b) > 1 {
		b = append(b, ',')
	}
	encoded, err := json.Marshal(value)
	return append(append(append(append(b, '"'), name...), `":`...), encoded...), err
}
