package graph

import (
	"encoding/json"
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
)

// requestParams holds the parameters of a request as clients encode them. Others are ignored.
type requestParams struct {
	Query         string           `json:"query"`
	DocumentID    string           `json:"documentId"`
	OperationName string           `json:"operationName"`
	Variables     rawVariables     `json:"variables"`
	Extensions    requestExtension `json:"extensions"`
}

// requestExtension holds the extensions of a request that are supported. Others are ignored.
type requestExtension struct {
	PersistedQuery *struct {
		Version json.Number `json:"version"`
		Hash    string      `json:"sha256Hash"`
	} `json:"persistedQuery"`
}

// decodeBody returns the parameters in a body.
func decodeBody(body []byte, header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	p := &requestParams{}
	if !utf8.Valid(body) || json.Unmarshal(body, p) != nil {
		return nil, badRequest("the body is not a GraphQL request; send one JSON object with query and, if needed, variables, operationName and extensions")
	}
	return p.raw(header, limits)
}

// decodeURL returns the parameters in the query component of a URL.
func decodeURL(rawQuery string, header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, badRequest("the URL is malformed; encode its query component as a form")
	}
	p := &requestParams{Query: values.Get("query"), DocumentID: values.Get("documentId"), OperationName: values.Get("operationName")}
	for _, parameter := range []struct {
		name string
		into any
	}{{"variables", &p.Variables}, {"extensions", &p.Extensions}} {
		text := values.Get(parameter.name)
		if text != "" && (!utf8.ValidString(text) || json.Unmarshal([]byte(text), parameter.into) != nil) {
			return nil, badRequest("%s must be a JSON object; encode one, or omit it", parameter.name)
		}
	}
	if !utf8.ValidString(p.Query + p.OperationName) {
		return nil, badRequest("the URL must be encoded in UTF-8")
	}
	return p.raw(header, limits)
}

// raw returns the parameters in gqlgen's form. A document id takes the form of a persisted query, which is another name for
// the same.
func (p *requestParams) raw(header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	raw := &graphql.RawParams{Query: p.Query, OperationName: p.OperationName, Headers: header}
	switch named := p.Extensions.PersistedQuery; {
	case named != nil:
		raw.Extensions = persistedExtension(named.Version.String(), named.Hash)
	case p.DocumentID != "":
		raw.Extensions = persistedExtension("1", p.DocumentID)
	}
	var err *httpError
	raw.Variables, err = p.Variables.decode(limits.Variables)
	return raw, err
}

func persistedExtension(version, hash string) map[string]any {
	return map[string]any{persistedQuery: map[string]any{persistedVersion: version, persistedHash: hash}}
}
