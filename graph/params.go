package graph

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/go-json-experiment/json/jsontext"
)

// Parameters of a request. Several of them can name a document that the client does not send.
const (
	paramQuery         = "query"
	paramVariables     = "variables"
	paramOperationName = "operationName"
	paramExtensions    = "extensions"
	paramDocumentID    = "documentId" // GraphQL over HTTP
	paramRelayID       = "doc_id"     // Relay
	paramID            = "id"         // only without a query: with one it may be the id of anything
)

// parameters lists the parameters of a request. Others are ignored.
var parameters = []string{paramQuery, paramVariables, paramOperationName, paramExtensions, paramDocumentID, paramRelayID, paramID}

// requestParams holds the values of parameters in JSON, without those that are null.
type requestParams map[string]jsontext.Value

// decodeBody returns the parameters in a body.
func decodeBody(body []byte, header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	body = bytes.TrimPrefix(body, []byte(byteOrderMark))
	if bytes.HasPrefix(bytes.TrimLeft(body, " \t\r\n"), []byte("[")) {
		return nil, badRequest("batched requests are not supported; send each operation as a request of its own, one JSON object")
	}
	members, err := decodeGiven(wholeBody, body)
	if err != nil {
		return nil, objectError(err, "send one JSON object with query and, if needed, variables, operationName and extensions")
	}
	return requestParams(members).raw(header, limits)
}

// decodeURL returns the parameters in the query component of a URL. Empty ones are not given.
func decodeURL(rawQuery string, header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	values, err := parseURL(rawQuery)
	if err != nil {
		return nil, err
	}
	params := requestParams{}
	for name, value := range values {
		if name == paramVariables || name == paramExtensions {
			value = strings.TrimSpace(strings.TrimPrefix(value, byteOrderMark))
			if value != "" && value != "null" {
				params[name] = jsontext.Value(value)
			}
			continue
		}
		text, err := jsontext.AppendQuote(nil, value)
		if err != nil {
			return nil, badRequest("the URL must be encoded in UTF-8")
		}
		params[name] = text
	}
	return params.raw(header, limits)
}

// parseURL returns the parameters in the query component of a URL that are not empty.
func parseURL(rawQuery string) (map[string]string, *httpError) {
	values, err := url.ParseQuery(rawQuery)
	if err != nil {
		return nil, badRequest("the URL is malformed; encode its query component as a form, a semicolon as %%3B")
	}
	given := map[string]string{}
	for _, name := range parameters {
		if len(values[name]) > 1 {
			return nil, badRequest("the URL has the parameter %s more than once; send it once", name)
		}
		if value := values.Get(name); value != "" {
			given[name] = value
		}
	}
	return given, nil
}

// checkPostedURL refuses parameters in the URL of a POST, where they could contradict the body.
func checkPostedURL(rawQuery string, body *graphql.RawParams) *httpError {
	values, err := parseURL(rawQuery)
	if err != nil {
		return err
	}
	for _, name := range []string{paramQuery, paramVariables, paramExtensions, paramDocumentID, paramRelayID} {
		if _, ok := values[name]; ok {
			return badRequest("the URL of a POST has the parameter %s; send all parameters in the body", name)
		}
	}
	// Some clients add the name to the URL, for logs to show it.
	if name, ok := values[paramOperationName]; ok && body.OperationName != "" && name != body.OperationName {
		return badRequest("operationName in the URL differs from that in the body; send it in the body only")
	}
	return nil
}

// raw returns the parameters in gqlgen's form. The name of a document takes the form of a persisted query, which is another
// name for the same.
func (p requestParams) raw(header http.Header, limits Limits) (*graphql.RawParams, *httpError) {
	raw := &graphql.RawParams{Headers: header}
	texts := map[string]string{}
	for _, name := range []string{paramQuery, paramOperationName, paramDocumentID, paramRelayID, paramID} {
		text, isString := p.text(name)
		if !isString && (name != paramID || p[paramQuery] == nil) {
			return nil, badRequest("%s must be a string", name)
		}
		texts[name] = text
	}
	raw.Query, raw.OperationName = texts[paramQuery], texts[paramOperationName]
	var named []documentReference
	for _, name := range []string{paramDocumentID, paramRelayID, paramID} {
		if texts[name] != "" && (name != paramID || raw.Query == "") {
			named = append(named, documentReference{name, "1", texts[name]})
		}
	}
	persisted, err := p.persisted()
	if err != nil {
		return nil, err
	}
	if persisted != nil {
		named = append([]documentReference{*persisted}, named...)
	}
	for _, other := range named {
		if documentID(other.id) != documentID(named[0].id) {
			return nil, badRequest("%s and %s name different documents; send one of them", named[0].parameter, other.parameter)
		}
	}
	if len(named) > 0 {
		raw.Extensions = persistedExtension(named[0].version, named[0].id)
	} else if raw.Query == "" {
		return nil, p.missingQuery()
	}
	raw.Variables, err = p.variables(limits)
	return raw, err
}

// documentReference is a parameter that names a document.
type documentReference struct{ parameter, version, id string }

// missingQuery returns the error of a request without a document. It says so if a name differs in case only.
func (p requestParams) missingQuery() *httpError {
	for _, name := range slices.Sorted(maps.Keys(p)) {
		for _, known := range parameters {
			if name != known && strings.EqualFold(name, known) {
				return badRequest("query is missing; send a GraphQL document as query (names are case-sensitive: %s is not %s)", name, known)
			}
		}
	}
	return badRequest("query is missing; send a GraphQL document as query")
}

// text returns a parameter that must be a string, "" if it is not given.
func (p requestParams) text(name string) (text string, isString bool) {
	value, ok := p[name]
	if !ok {
		return "", true
	}
	if value.Kind() != '"' || json.Unmarshal(value, &text) != nil {
		return "", false
	}
	return text, true
}

// variables returns the variables.
func (p requestParams) variables(limits Limits) (map[string]any, *httpError) {
	value, ok := p[paramVariables]
	if !ok {
		return map[string]any{}, nil
	}
	if _, err := decodeGiven(paramVariables, value); err != nil {
		return nil, objectError(err, "send one, or omit it")
	}
	return rawVariables(value).decode(limits.Variables)
}

// persisted returns the extension persistedQuery, or nil if the request does not have it. Other extensions are ignored.
func (p requestParams) persisted() (*documentReference, *httpError) {
	value, ok := p[paramExtensions]
	if !ok {
		return nil, nil
	}
	extensions, err := decodeGiven(paramExtensions, value)
	if err != nil {
		return nil, objectError(err, "send one, or omit it")
	}
	if value, ok = extensions[persistedQuery]; !ok {
		return nil, nil
	}
	const where = paramExtensions + "." + persistedQuery
	members, err := decodeGiven(where, value)
	if err != nil {
		return nil, objectError(err, "send an object with version and sha256Hash")
	}
	found := &documentReference{parameter: where, version: "1"}
	if hash, ok := members[persistedHash]; ok {
		if hash.Kind() != '"' || json.Unmarshal(hash, &found.id) != nil {
			return nil, badRequest("%s.%s must be a string", where, persistedHash)
		}
	}
	var version json.Number
	if given, ok := members[persistedVersion]; ok {
		if json.Unmarshal(given, &version) != nil {
			return nil, badRequest("%s.%s must be a number", where, persistedVersion)
		}
		if number, err := version.Float64(); err != nil || number != 1 {
			found.version = version.String()
		}
	}
	if found.id == "" && found.version == "1" {
		return nil, nil
	}
	return found, nil
}

func persistedExtension(version, hash string) map[string]any {
	return map[string]any{persistedQuery: map[string]any{persistedVersion: version, persistedHash: hash}}
}
