package graph_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"civicgraph/internal/oracle"
)

// contentTypes returns supported and unsupported values of Content-Type.
func contentTypes() []string {
	return []string{
		"application/json", "application/json; charset=utf-8", "", "text/plain", "application/graphql", "application/x-www-form-urlencoded",
		"multipart/form-data; boundary=x", "application/json; charset=latin1", "application/json;;",
	}
}

// mediaTypes returns values of Accept.
func mediaTypes() []string {
	return []string{"", "application/json", "application/graphql-response+json", "*/*", "text/html", "application/*;q=0.1, text/html", ";"}
}

// seedDocuments returns the documents that fuzz tests begin with.
func seedDocuments() []string {
	return []string{
		"{ __typename }", `{ district(slug: "baodi") { slug parent { slug } } }`, "{ nothing }", "{", "", "query A { a } query B { b }",
		`query ($w: DistrictFilter, $n: Int = 3) { districts(first: $n, where: $w) { totalCount edges { cursor node { ...F } } } } fragment F on District { names { text } }`,
		"mutation { a }", "subscription { a }", "{ a ...F } fragment F on Query { ...F }", `{ a: overview { sources } a: overview { links { count } } }`,
		"{ districts { nodes { children { nodes { children { nodes { slug } } } } } } }", `{ search(query: "tianjin") { edges { highlight } } }`,
		"{ __schema { types { fields { type { ofType { name } } } } } }", `{ node(id: "x") { id ... on Park { slug } } }`, "# \x00\n{ __typename @skip(if: true) }",
		`{ districts(where: {not: {children: {some: {slug: {in: ["a", "b"]}}}}}, orderBy: [{field: NAME}]) { nodes { slug } } }`,
		`{ paths(from: "x", to: "y") { steps { link { kind } } } }`, `query { overview @include(if: 99999999999999999999) { sources } }`, `{ a(b: """c""") @d }`,
	}
}

// clientErrorCodes returns all codes of errors that a client can cause.
func clientErrorCodes() []string {
	return []string{
		"BAD_REQUEST", "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "PERSISTED_QUERY_NOT_FOUND", "UNTRUSTED_DOCUMENT", "TOO_LARGE",
		"BAD_ARGUMENT", "BAD_CURSOR", "BAD_ID", "BAD_PAGE", "BAD_DATE",
	}
}

// checkResponse checks what holds for every response: it is JSON with errors or data, and its status says which.
func checkResponse(t *testing.T, h http.Handler, r *http.Request) {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body := w.Body.Bytes()
	var answer struct {
		Data   json.RawMessage `json:"data"`
		Errors []struct {
			Message    string         `json:"message"`
			Extensions map[string]any `json:"extensions"`
		} `json:"errors"`
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&answer); err != nil && !strings.Contains(err.Error(), "unknown field") || !utf8.Valid(body) || !json.Valid(body) {
		t.Fatalf("%d %s is not a response: %v", w.Code, body, err)
	}
	for _, e := range answer.Errors {
		code, _ := e.Extensions["code"].(string)
		if e.Message == "" || !slices.Contains(clientErrorCodes(), code) {
			t.Errorf("%d with the error %+v", w.Code, e)
		}
		if len(e.Message) > 2000 || !utf8.ValidString(e.Message) || strings.Contains(e.Message, "SELECT ") {
			t.Errorf("the message is not a sentence: %q", e.Message)
		}
	}
	refused := []int{
		http.StatusBadRequest, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType,
	}
	media := w.Header().Get("Content-Type")
	switch {
	case w.Code != http.StatusOK && (!slices.Contains(refused, w.Code) || answer.Data != nil || len(answer.Errors) == 0),
		w.Code == http.StatusOK && answer.Data == nil && (len(answer.Errors) == 0 || strings.HasPrefix(media, "application/graphql-response+json")):
		t.Errorf("%d in %s: %s", w.Code, media, body)
	}
}

// smallServer returns a server with a few invented records.
func smallServer(f *testing.F) *testServer {
	f.Helper()
	return newTestServer(f, oracleGraph(f, 5))
}

// FuzzBody posts any body, with any media types.
func FuzzBody(f *testing.F) {
	for i, document := range seedDocuments() {
		body, err := json.Marshal(map[string]any{"query": document, "variables": map[string]any{"n": i}, "operationName": nil})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body, byte(0), byte(i))
	}
	for i, body := range []string{
		``, `{}`, `[]`, `null`, `[{"query":"{ __typename }"}]`, `{"query":"{ __typename }"} {}`, "{\"query\":\"\xff\"}", `{"query":"\ud800 { __typename }"}`,
		`{"query":"{ __typename }","query":5}`, `{"QUERY":"{ __typename }"}`, `{"query":"query ($n: Int) { districts(first: $n) { totalCount } }","variables":{"n":1e400}}`,
		`{"query":"{ __typename }","variables":[]}`, `{"query":"{ __typename }","variables":"{}"}`, `{"query":"{ __typename }","extensions":{"persistedQuery":{"version":2}}}`,
		`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"ab"}}}`, `{"documentId":"x"}`, strings.Repeat(`{"a":`, 20_000), "\x1f\x8b\x08",
		`{"query":"query A { __typename } query B { __typename }","operationName":"B"}`, `{"query":"{ __typename }","operationName":"\u0000"}`,
	} {
		f.Add([]byte(body), byte(i%3/2), byte(i%4))
	}
	server := smallServer(f)
	types, media := contentTypes(), mediaTypes()
	f.Fuzz(func(t *testing.T, body []byte, contentType, accept byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", types[int(contentType)%len(types)])
		r.Header.Set("Accept", media[int(accept)%len(media)])
		checkResponse(t, server, r)
	})
}

// FuzzDocument posts any document, with any JSON as variables.
func FuzzDocument(f *testing.F) {
	for _, document := range seedDocuments() {
		f.Add(document, `{"n":2,"w":{"slug":{"ne":"x"}}}`)
	}
	server := smallServer(f)
	f.Fuzz(func(t *testing.T, document, variables string) {
		if !json.Valid([]byte(variables)) {
			variables = "null"
		}
		body, err := json.Marshal(map[string]any{"query": document, "variables": json.RawMessage(variables)})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		checkResponse(t, server, r)
	})
}

// FuzzURL sends any query component of a URL.
func FuzzURL(f *testing.F) {
	for _, document := range seedDocuments() {
		f.Add("query="+url.QueryEscape(document), byte(0))
	}
	for _, query := range []string{
		"", "query", "query=%", "query={__typename}&variables=5", "query={__typename}&variables={}&variables=[]", "query={__typename};a", "documentId=x",
		"extensions={\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"%FF\"}}", "query=\xff", "operationName=%00&query=query+A{__typename}",
	} {
		f.Add(query, byte(2))
	}
	server := smallServer(f)
	media := mediaTypes()
	f.Fuzz(func(t *testing.T, query string, accept byte) {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/graphql", nil)
		r.URL.RawQuery = query
		r.Header.Set("Accept", media[int(accept)%len(media)])
		checkResponse(t, server, r)
	})
}

// lists returns the queries that FuzzWhere filters.
func lists() []string {
	return []string{
		`query ($w: DistrictFilter) { districts(where: $w) { totalCount nodes { slug } } }`,
		`query ($w: ProjectFilter) { projects(where: $w, first: 50) { totalCount nodes { slug } } }`,
		`query ($w: ParkFilter) { parks(where: $w, last: 3) { totalCount nodes { slug } } }`,
		`query ($w: OfficialFilter) { officials(where: $w) { totalCount nodes { slug } } }`,
		`query ($w: FigureFilter) { figures(where: $w) { totalCount nodes { label } } }`,
		`query ($w: StatementFilter) { statements(where: $w) { totalCount nodes { text } } }`,
	}
}

// FuzzWhere filters by any JSON: it is refused with a path, or the response is the oracle's.
func FuzzWhere(f *testing.F) {
	for _, filter := range []string{
		`null`, `{}`, `{"slug":{"eq":"a"}}`, `{"and":[{"slug":{"ne":"b"}},{"not":{"name":{"contains":"%_"}}}]}`, `{"startedOn":{"lt":"2022"}}`,
		`{"children":{"every":{"level":{"in":["CITY","DISTRICT"]}},"link":{"holdsOn":"2023-01-11"}}}`, `{"or":[{"parks":{"none":{}}},{"population":{"gt":5}}]}`,
		`{"subjects":{"some":{"kind":{"ne":"PARK"},"railLine":{}}}}`, `{"investment":{"gte":"12.5"},"status":{"eq":"OPERATING"}}`, `{"name":{"startsWith":"天"}}`,
		`{"sectors":{"some":{"eq":"a"}}}`, `{"slug":{"in":"a"}}`, `{"slug":{"isNull":true}}`, `{"value":{"lt":"1e3"}}`, `{"population":{"gt":1.0}}`, `{"districts":{"some":{"ancestors":{"some":{"slug":{"ne":"x"}}}}}}`,
	} {
		for list := range lists() {
			f.Add(filter, byte(list))
		}
	}
	lines := oracleGraph(f, 5)
	_, o := newOracle(f, lines)
	server := newTestServer(f, lines)
	f.Fuzz(func(t *testing.T, filter string, list byte) {
		var variables map[string]any
		decoder := json.NewDecoder(strings.NewReader(`{"w":` + filter + `}`))
		decoder.UseNumber()
		if decoder.Decode(&variables) != nil || !json.Valid([]byte(filter)) || !utf8.ValidString(filter) {
			return
		}
		query := lists()[int(list)%len(lists())]
		body := server.ask(t, query, variables)
		var got response
		if err := json.Unmarshal(body, &got); err != nil {
			t.Fatal(err)
		}
		if len(got.Errors) == 1 && got.Data == nil { // it does not fit the type
			if code := got.Errors[0].Extensions["code"]; !slices.Contains([]any{"BAD_REQUEST", "GRAPHQL_VALIDATION_FAILED", "BAD_DATE", "TOO_LARGE"}, code) {
				t.Errorf("it answers %s", body)
			}
			return
		}
		data, errs := o.Answer(query, "", variables)
		if len(errs) > 0 && errs[0].Code == oracle.Invalid {
			t.Fatalf("the server answers an invalid request, %v: %s", errs, body)
		}
		if err := o.Compare(body, data, errs); err != nil {
			t.Errorf("%v\n%s", err, body)
		}
		for _, e := range got.Errors {
			if len(e.Path) == 0 || !strings.HasPrefix(e.Message, "where") {
				t.Errorf("the error has no path: %s", body)
			}
		}
	})
}
