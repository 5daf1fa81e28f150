package graph_test

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"civicgraph/graph"
)

// exchange is a request with the response that it must get.
type exchange struct {
	method, address string
	header          http.Header
	body            string
	// status, media type and code of the first error, "" if the response has data. has is part of the body.
	status      int
	media, code string
	has         string
}

const (
	asJSON     = "application/json"
	asResponse = "application/graphql-response+json"
)

// posted returns a POST of a body, with additional headers as names and values.
func posted(body string, header ...string) exchange {
	e := exchange{method: http.MethodPost, address: "/graphql", body: body, header: http.Header{"Content-Type": {asJSON}}, status: http.StatusOK, media: asJSON}
	for i := 0; i+1 < len(header); i += 2 {
		e.header.Set(header[i], header[i+1])
	}
	return e
}

// query returns a POST of a document without variables.
func query(text string, header ...string) exchange {
	body, err := json.Marshal(map[string]string{"query": text})
	if err != nil {
		panic(err) // strings are always valid JSON
	}
	return posted(string(body), header...)
}

// got returns a GET.
func got(values url.Values, header ...string) exchange {
	e := posted("", header...)
	e.method, e.address = http.MethodGet, "/graphql?"+values.Encode()
	e.header.Del("Content-Type")
	return e
}

func (e exchange) comesTo(status int, code string) exchange {
	e.status, e.code = status, code
	return e
}

func (e exchange) as(media string) exchange {
	e.media = media
	return e
}

func (e exchange) with(text string) exchange {
	e.has = text
	return e
}

// run sends the request, checks the response and returns its header.
func (e exchange) run(t *testing.T, handler http.Handler) http.Header {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), e.method, e.address, strings.NewReader(e.body))
	if e.body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	}
	r.Header = e.header.Clone()
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	answer := w.Result()
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	media, parameters, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if answer.StatusCode != e.status || err != nil || media != e.media || parameters["charset"] != "utf-8" || !bytes.Contains(text, []byte(e.has)) {
		t.Errorf("it answers %d %s %.400s, want %d %s %s", answer.StatusCode, answer.Header.Get("Content-Type"), text, e.status, e.media, e.has)
	}
	var taken struct {
		Data   *json.RawMessage
		Errors []struct{ Extensions struct{ Code string } }
	}
	if err := json.Unmarshal(text, &taken); err != nil {
		t.Fatalf("the response is not JSON: %v\n%s", err, text)
	}
	if e.code == "" && (len(taken.Errors) > 0 || taken.Data == nil) {
		t.Errorf("it answers %.400s, want data and no errors", text)
	}
	if e.code != "" && (taken.Data != nil || bytes.Contains(text, []byte(`"data"`)) || len(taken.Errors) == 0 || taken.Errors[0].Extensions.Code != e.code) {
		t.Errorf("it answers %.400s, want errors of code %s and no data", text, e.code)
	}
	if answer.Header.Get("X-Content-Type-Options") != "nosniff" || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("its header is %v", answer.Header)
	}
	for _, leak := range []string{"json:", "graph.", "struct", "SELECT", "goroutine"} {
		if bytes.Contains(text, []byte(leak)) {
			t.Errorf("it reveals %s: %s", leak, text)
		}
	}
	return answer.Header
}

func runAll(t *testing.T, handler http.Handler, all map[string]exchange) {
	t.Helper()
	for name, e := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e.run(t, handler)
		})
	}
}

const typename = "{ __typename }"

// TestMediaTypes checks that the header Accept decides the media type of a response, and what its status means.
func TestMediaTypes(t *testing.T) {
	t.Parallel()
	all := map[string]exchange{}
	for accept, media := range map[string]string{
		"":                                    asJSON,
		"*/*":                                 asJSON,
		"application/*":                       asJSON,
		asJSON:                                asJSON,
		asResponse:                            asResponse,
		"APPLICATION/GraphQL-Response+JSON":   asResponse,
		asResponse + ", " + asJSON + ";q=0.9": asResponse,
		asJSON + ", " + asResponse:            asJSON,
		asJSON + ";q=0.2, " + asResponse + ";q=0.3":          asResponse,
		asJSON + ";q=0, */*":                                 asResponse,
		"text/html, */*;q=0.1":                               asJSON,
		"text/html, application/*;q=0.5, " + asJSON + ";q=0": asResponse,
		asResponse + ";charset=utf-8":                        asResponse,
	} {
		all["Accept: "+accept] = query(typename, "Accept", accept).as(media)
		want := http.StatusOK
		if media == asResponse {
			want = http.StatusBadRequest
		}
		for name, e := range map[string]exchange{
			"parsed":    query("{", "Accept", accept).comesTo(want, "GRAPHQL_PARSE_FAILED"),
			"validated": query("{ nothing }", "Accept", accept).comesTo(want, "GRAPHQL_VALIDATION_FAILED"),
			"coerced": posted(`{"query":"query ($id: ID!) { node(id: $id) { id } }","variables":{"id":null}}`, "Accept", accept).
				comesTo(want, "GRAPHQL_VALIDATION_FAILED").with("variable $id: must not be null"),
			"a request": posted(`{}`, "Accept", accept).comesTo(http.StatusBadRequest, "BAD_REQUEST"),
		} {
			all["Accept: "+accept+", not "+name] = e.as(media)
		}
	}
	for _, accept := range []string{"text/html", "application/xml, image/*", asJSON + ";q=0", "*/*;q=0", "application/graphql+json"} {
		all["Accept: "+accept] = query(typename, "Accept", accept).comesTo(http.StatusNotAcceptable, "BAD_REQUEST").with(asResponse)
	}
	runAll(t, newDemoServer(t), all)
}

// TestRequests checks what may be sent, and how anything else is refused.
func TestRequests(t *testing.T) {
	t.Parallel()
	bad, wrongMedia := http.StatusBadRequest, http.StatusUnsupportedMediaType
	multipart := "multipart/form-data; boundary=b"
	runAll(t, newDemoServer(t), map[string]exchange{
		"null parameters":         posted(`{"query":"{ __typename }","variables":null,"operationName":null,"extensions":null}`),
		"unknown parameters":      posted(`{"query":"{ __typename }","more":[1],"extensions":{"some":"value"}}`),
		"charset UTF-8":           posted(`{"query":"{ __typename }"}`, "Content-Type", "application/json; charset=UTF-8"),
		"one of two operations":   posted(`{"query":"query A { a: __typename } query B { b: __typename }","operationName":"B"}`).with(`{"b":`),
		"no operationName":        posted(`{"query":"query A { a: __typename } query B { b: __typename }"}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("operationName"),
		"an unknown operation":    posted(`{"query":"query A { a: __typename }","operationName":"B"}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with(`\"B\"`),
		"no operation":            query("fragment F on Query { __typename }").comesTo(200, "GRAPHQL_VALIDATION_FAILED"),
		"a mutation":              query("mutation { __typename }").comesTo(200, "GRAPHQL_VALIDATION_FAILED"),
		"a subscription":          query("subscription { __typename }").comesTo(200, "GRAPHQL_VALIDATION_FAILED"),
		"@defer":                  query(`{ ... @defer { __typename } }`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("Unknown directive"),
		"@defer in a fragment":    query(`{ ...F @defer(label: "x") } fragment F on Query { __typename }`).comesTo(200, "GRAPHQL_VALIDATION_FAILED"),
		"@stream":                 query(`{ nodes(ids: []) @stream { id } }`).comesTo(200, "GRAPHQL_VALIDATION_FAILED"),
		"no body":                 posted("").comesTo(bad, "BAD_REQUEST"),
		"invalid JSON":            posted(`{"query":`).comesTo(bad, "BAD_REQUEST"),
		"a batch":                 posted(`[{"query":"{ __typename }"}]`).comesTo(bad, "BAD_REQUEST").with("one JSON object"),
		"two requests":            posted(`{"query":"{ __typename }"} {}`).comesTo(bad, "BAD_REQUEST"),
		"a number for a query":    posted(`{"query":5}`).comesTo(bad, "BAD_REQUEST"),
		"a list of variables":     posted(`{"query":"{ __typename }","variables":[]}`).comesTo(bad, "BAD_REQUEST"),
		"variables as a string":   posted(`{"query":"{ __typename }","variables":"{}"}`).comesTo(bad, "BAD_REQUEST"),
		"invalid UTF-8":           posted("{\"query\":\"{ __typename #\xff\n }\"}").comesTo(bad, "BAD_REQUEST"),
		"charset Latin 1":         posted(`{"query":"{ __typename }"}`, "Content-Type", "application/json; charset=iso-8859-1").comesTo(wrongMedia, "BAD_REQUEST"),
		"no media type":           posted(`{"query":"{ __typename }"}`, "Content-Type", "").comesTo(wrongMedia, "BAD_REQUEST"),
		"plain text":              posted(`{"query":"{ __typename }"}`, "Content-Type", "text/plain").comesTo(wrongMedia, "BAD_REQUEST").with("Content-Type: application/json"),
		"a form":                  posted(`query={__typename}`, "Content-Type", "application/x-www-form-urlencoded").comesTo(wrongMedia, "BAD_REQUEST"),
		"a multipart form":        posted("--b--", "Content-Type", multipart).comesTo(wrongMedia, "BAD_REQUEST"),
		"application/graphql":     posted(typename, "Content-Type", "application/graphql").comesTo(wrongMedia, "BAD_REQUEST"),
		"compressed":              posted("\x1f\x8b", "Content-Encoding", "gzip").comesTo(wrongMedia, "BAD_REQUEST").with("compressed request bodies are not supported"),
		"identity":                posted(`{"query":"{ __typename }"}`, "Content-Encoding", "identity"),
		"an empty hash":           posted(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":""}}}`).comesTo(bad, "BAD_REQUEST").with("query is missing"),
		"a persisted query of v2": posted(`{"extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}`).comesTo(bad, "BAD_REQUEST").with("version 2"),
		"an Int beyond 32 bits":   posted(`{"query":"query ($n: Int) { districts(first: $n) { totalCount } }","variables":{"n":3000000000}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $n"),
		"a huge Int":              posted(`{"query":"query ($n: Int) { districts(first: $n) { totalCount } }","variables":{"n":1e999999}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $n"),
		"a fraction for an Int":   posted(`{"query":"query ($n: Int) { districts(first: $n) { totalCount } }","variables":{"n":1.5}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $n"),
		"a string for an Int":     posted(`{"query":"query ($n: Int) { districts(first: $n) { totalCount } }","variables":{"n":"2"}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $n: must be"),
		"a number for a string":   posted(`{"query":"query ($s: String!) { district(slug: $s) { name } }","variables":{"s":1}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $s: must be"),
		"a number for a Boolean":  posted(`{"query":"query ($b: Boolean!) { __typename @skip(if: $b) }","variables":{"b":1}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $b: must be"),
		"an object for an ID":     posted(`{"query":"query ($i: ID!) { node(id: $i) { id } }","variables":{"i":{}}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $i:"),
		"a number in a list":      posted(`{"query":"query ($l: [String!]) { district(slug: \"baodi\") { name(languages: $l) } }","variables":{"l":["zh",1]}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("variable $l.1: must be"),
		"an unknown field":        posted(`{"query":"query ($w: DistrictFilter) { districts(where: $w) { totalCount } }","variables":{"w":{"slug":{"x":1}}}}`).comesTo(200, "GRAPHQL_VALIDATION_FAILED").with("$w.slug.x"),
	})
}

// TestMethods checks that queries may be sent by GET, and that other methods are refused with those allowed.
func TestMethods(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	runAll(t, server, map[string]exchange{
		"GET":           got(url.Values{"query": {typename}}),
		"variables":     got(url.Values{"query": {"query Q($slug: String!) { district(slug: $slug) { slug } }"}, "variables": {`{"slug":"baodi"}`}, "operationName": {"Q"}}).with(`"baodi"`),
		"no query":      got(url.Values{}).comesTo(400, "BAD_REQUEST"),
		"bad variables": got(url.Values{"query": {typename}, "variables": {"{"}}).comesTo(400, "BAD_REQUEST").with("variables"),
		"invalid UTF-8": got(url.Values{"query": {"{ __typename #\xff\n }"}}).comesTo(400, "BAD_REQUEST"),
		"no form":       {method: http.MethodGet, address: "/graphql?query=%7", status: 400, media: asJSON, code: "BAD_REQUEST"},
	})
	for _, method := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace, "FETCH"} {
		e := query(typename).comesTo(http.StatusMethodNotAllowed, "BAD_REQUEST")
		e.method = method
		if allow := e.run(t, server).Get("Allow"); allow != "GET, HEAD, POST, OPTIONS" {
			t.Errorf("%s gets Allow: %s", method, allow)
		}
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/graphql", nil)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, r)
	if w.Code != http.StatusNoContent || w.Header().Get("Allow") != "GET, HEAD, POST, OPTIONS" || w.Body.Len() > 0 {
		t.Errorf("OPTIONS answers %d %v %s", w.Code, w.Header(), w.Body)
	}
}

// TestPersistedQueries checks that a document sent with its hash can then be named by it.
func TestPersistedQueries(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	const text = `{ district(slug: "baodi") { slug } }`
	hash := graph.HashOf(text)
	named := func(query string) exchange {
		body, err := json.Marshal(map[string]any{
			"query": query, "extensions": map[string]any{"persistedQuery": map[string]any{"version": 1, "sha256Hash": hash}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return posted(string(body))
	}
	named("").comesTo(200, "PERSISTED_QUERY_NOT_FOUND").with("PersistedQueryNotFound").run(t, server)
	named("{ __typename }").comesTo(400, "BAD_REQUEST").with("SHA-256").run(t, server)
	named(text).with("baodi").run(t, server)
	named("").with("baodi").run(t, server)
	got(url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}`}}).with("baodi").run(t, server)
	posted(`{"documentId":"sha256:`+hash+`"}`).with("baodi").run(t, server)
	// An invalid document is not cached.
	const wrong = "{ nothing }"
	hash = graph.HashOf(wrong)
	named(wrong).comesTo(200, "GRAPHQL_VALIDATION_FAILED").run(t, server)
	named("").comesTo(200, "PERSISTED_QUERY_NOT_FOUND").run(t, server)
}
