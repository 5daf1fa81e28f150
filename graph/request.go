package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"
	"unicode/utf8"
)

// params are what a request asks for.
type params struct {
	Query         string          `json:"query"`
	DocumentID    string          `json:"documentId"`
	OperationName string          `json:"operationName"`
	Variables     variablesText   `json:"variables"`
	Extensions    extensionParams `json:"extensions"`
}

// extensionParams are the extensions of a request that are known; others are let be.
type extensionParams struct {
	PersistedQuery *struct {
		Version int    `json:"version"`
		Hash    string `json:"sha256Hash"`
	} `json:"persistedQuery"`
}

// notARequest is the sentence for a body that is none.
const notARequest = "the body is no request; send one JSON object with query, and where needed variables, operationName and extensions"

// decodeParams reads a request from the body that was posted, or else from its address.
func decodeParams(r *http.Request, body []byte) (*params, *refusal) {
	if r.Method != http.MethodPost {
		return decodeAddress(r.URL.RawQuery)
	}
	p := &params{}
	if !utf8.Valid(body) || json.Unmarshal(body, p) != nil {
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, notARequest))
	}
	return p, p.check()
}

// checkContent refuses what is not JSON as it stands. Packed bodies are not taken, so that none can grow.
func checkContent(header http.Header) *refusal {
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	charset, named := parameters["charset"]
	var problem *refusal
	switch coding := header.Get("Content-Encoding"); {
	case err != nil || media != mediaJSON:
		problem = refuse(http.StatusUnsupportedMediaType, problemf(codeBadRequest, "the body must be JSON; send Content-Type: %s", mediaJSON))
		problem.header = http.Header{"Accept-Post": {mediaJSON}}
	case named && !strings.EqualFold(charset, "utf-8"):
		problem = refuse(http.StatusUnsupportedMediaType, problemf(codeBadRequest, "the body must be UTF-8; leave the charset out of Content-Type"))
	case coding != "" && !strings.EqualFold(coding, "identity"):
		problem = refuse(http.StatusUnsupportedMediaType, problemf(codeBadRequest, "the body must not be packed; leave Content-Encoding out"))
		problem.header = http.Header{"Accept-Encoding": {"identity"}}
	}
	return problem
}

// smallBody is how long a body may be without being counted among what is held, in bytes.
const smallBody = 16 << 10

// readBody reads what was posted.
func (e *endpoint) readBody(w http.ResponseWriter, r *http.Request, held *reservation) ([]byte, *refusal) {
	if problem := checkContent(r.Header); problem != nil {
		return nil, problem
	}
	most := int64(e.limits.Body)
	length := r.ContentLength
	if length > most {
		return nil, e.bodyTooLong()
	}
	if length < 0 {
		length = most
	}
	if length > smallBody && !held.add(int(length)) {
		return nil, overloaded(limitInFlight, e.limits.InFlight)
	}
	connection := http.NewResponseController(w)
	held.await(func() { _ = connection.SetReadDeadline(time.Now()) })
	defer held.work()
	var body bytes.Buffer
	_, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, most))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return nil, e.bodyTooLong()
	}
	if errors.Is(err, os.ErrDeadlineExceeded) {
		problem := problemf(codeTimeout, "the body came too slowly; send it faster, or less of it (limit %s, less once %s is reached)", limitReadTime, limitInFlight)
		problem.Extensions["limit"] = limitReadTime
		return nil, refuse(http.StatusRequestTimeout, problem)
	}
	if err != nil {
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "the body ended early; send it again"))
	}
	return body.Bytes(), nil
}

func (e *endpoint) bodyTooLong() *refusal {
	return refuse(http.StatusRequestEntityTooLarge, exceeded(limitBody, e.limits.Body, "the body is too long, in bytes; put less into one request"))
}

// decodeAddress reads a request from what stands behind the ? of an address.
func decodeAddress(rawQuery string) (*params, *refusal) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "the address cannot be read; encode what stands behind ? as a form"))
	}
	p := &params{Query: values.Get("query"), DocumentID: values.Get("documentId"), OperationName: values.Get("operationName")}
	for _, one := range []struct {
		name string
		into any
	}{{"variables", &p.Variables}, {"extensions", &p.Extensions}} {
		text := values.Get(one.name)
		if text != "" && (!utf8.ValidString(text) || json.Unmarshal([]byte(text), one.into) != nil) {
			return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "%s is no JSON object; encode one, or leave it out", one.name))
		}
	}
	if !utf8.ValidString(p.Query + p.OperationName) {
		return nil, refuse(http.StatusBadRequest, problemf(codeBadRequest, "the address is not UTF-8"))
	}
	return p, p.check()
}

// check refuses a request that names no document.
func (p *params) check() *refusal {
	if p.Query == "" && p.id() == "" {
		return refuse(http.StatusBadRequest, problemf(codeBadRequest, "there is no query; send one as the text query"))
	}
	if persisted := p.Extensions.PersistedQuery; persisted != nil && persisted.Version != 1 {
		return refuse(http.StatusBadRequest, problemf(codeBadRequest, "version %d of persisted queries is not known; send 1", persisted.Version))
	}
	return nil
}
