package graph_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"civicgraph/graph"
)

const someVariables = `"query":"query ($s: String!) { district(slug: $s) { slug } }"`

// TestMembersOfABody: names match exactly, and none may be given twice, of which another reader could take the other.
func TestMembersOfABody(t *testing.T) {
	t.Parallel()
	twice := func(body, where string) exchange {
		return posted(body).comesTo(http.StatusBadRequest, "BAD_REQUEST").with(where + " is given twice; give each member of an object once")
	}
	bad := http.StatusBadRequest
	runAll(t, newDemoServer(t), map[string]exchange{
		"another case of query":          posted(`{"query":"{ a: __typename }","QUERY":"{ b: __typename }","Query":5}`).with(`{"a":`),
		"another case first":             posted(`{"QUERY":"{ b: __typename }","query":"{ a: __typename }"}`).with(`{"a":`),
		"another case of variables":      posted(`{` + someVariables + `,"variables":{"s":"baodi"},"VARIABLES":{"s":"tianjin"}}`).with("baodi"),
		"another case of operationName":  posted(`{"query":"query A { a: __typename } query B { b: __typename }","operationName":"A","operationname":"B"}`).with(`{"a":`),
		"another case of extensions":     posted(`{"query":"{ a: __typename }","Extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}`).with(`{"a":`),
		"another case of persistedQuery": posted(`{"query":"{ a: __typename }","extensions":{"PersistedQuery":{"version":1,"sha256Hash":"x"}}}`).with(`{"a":`),
		"another case of sha256Hash":     posted(`{"query":"{ a: __typename }","extensions":{"persistedQuery":{"version":1,"SHA256HASH":"x"}}}`).with(`{"a":`),
		"another case of a variable":     posted(`{` + someVariables + `,"variables":{"S":"tianjin","s":"baodi"}}`).with("baodi"),
		"only another case":              posted(`{"Query":"{ __typename }"}`).comesTo(bad, "BAD_REQUEST").with("Query is not query"),
		"query twice":                    twice(`{"query":"{ a: __typename }","query":"{ b: __typename }"}`, "query"),
		"query twice, the same":          twice(`{"query":"{ __typename }","query":"{ __typename }"}`, "query"),
		"query twice, once escaped":      twice(`{"query":"{ a: __typename }","\u0071uery":"{ b: __typename }"}`, "query"),
		"query twice, once null":         twice(`{"query":null,"query":"{ __typename }"}`, "query"),
		"variables twice":                twice(`{`+someVariables+`,"variables":{"s":"baodi"},"variables":{"s":"tianjin"}}`, "variables"),
		"operationName twice":            twice(`{"query":"{ __typename }","operationName":null,"operationName":"A"}`, "operationName"),
		"extensions twice":               twice(`{"query":"{ __typename }","extensions":{},"extensions":{}}`, "extensions"),
		"documentId twice":               twice(`{"documentId":"a","documentId":"b"}`, "documentId"),
		"a variable twice":               twice(`{`+someVariables+`,"variables":{"s":"baodi","s":"tianjin"}}`, "variables.s"),
		"in a variable":                  twice(`{"query":"{ __typename }","variables":{"w":{"or":[{"slug":{}},{"slug":{"eq":"a","eq":"b"}}]}}}`, "variables.w.or.1.slug.eq"),
		"in an extension":                twice(`{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"a","sha256Hash":"b"}}}`, "extensions.persistedQuery.sha256Hash"),
		"in an unknown member":           twice(`{"query":"{ __typename }","more":{"a":1,"a":1}}`, "more.a"),
		"the same name elsewhere":        posted(`{` + someVariables + `,"variables":{"s":"baodi"},"extensions":{"s":{"s":1}},"s":{"query":"s"}}`).with("baodi"),
		"a variable twice, by GET": {method: http.MethodGet, address: "/graphql?query={__typename}&variables=" + url.QueryEscape(`{"s":1,"s":2}`),
			status: bad, media: asJSON, code: "BAD_REQUEST", has: "variables.s is given twice"},
		"an extension twice, by GET": {method: http.MethodGet, address: "/graphql?query={__typename}&extensions=" + url.QueryEscape(`{"a":1,"a":2}`),
			status: bad, media: asJSON, code: "BAD_REQUEST", has: "extensions.a is given twice"},
	})
}

// TestFormsOfABody: what has one meaning is read, and what is refused is refused with its reason.
func TestFormsOfABody(t *testing.T) {
	t.Parallel()
	const body = `{"query":"{ __typename }"}`
	refused := func(body, reason string) exchange {
		return posted(body).comesTo(http.StatusBadRequest, "BAD_REQUEST").with(reason)
	}
	all := map[string]exchange{
		"a byte-order mark":          posted("\ufeff" + body),
		"a mark and spaces":          posted("\ufeff \r\n\t" + body + " \n"),
		"two marks":                  refused("\ufeff\ufeff"+body, "not valid JSON"),
		"UTF-16":                     refused("\xff\xfe{\x00", "must be UTF-8"),
		"half a surrogate pair":      refused(`{"query":"{ __typename } # \ud800"}`, "not valid JSON"),
		"a surrogate pair":           posted(`{"query":"{ __typename } # \ud83d\ude00"}`),
		"a batch":                    refused("["+body+"]", "batched requests are not supported"),
		"an empty batch":             refused("[]", "batched requests are not supported"),
		"a batch after a mark":       refused("\ufeff ["+body+","+body+"]", "batched requests are not supported"),
		"a batch cut off":            refused("["+body, "batched requests are not supported"),
		"a string":                   refused(`"{ __typename }"`, "the body must be a JSON object"),
		"null":                       refused(`null`, "the body must be a JSON object"),
		"a bare document":            refused(`{ __typename }`, "not valid JSON, from byte 3"),
		"a comma at the end":         refused(`{"query":"{ __typename }",}`, "not valid JSON"),
		"two objects":                refused(body+body, "with nothing after it"),
		"no query":                   refused(`{"variables":{}}`, "query is missing"),
		"an empty query":             refused(`{"query":""}`, "query is missing"),
		"a list for a query":         refused(`{"query":["{ __typename }"]}`, "query must be a string"),
		"an object for a name":       refused(`{"query":"{ __typename }","operationName":{}}`, "operationName must be a string"),
		"an empty name":              posted(`{"query":"query A { __typename }","operationName":""}`),
		"a number for an id":         refused(`{"documentId":5}`, "documentId must be a string"),
		"an id beside a query":       posted(`{"id":7,"query":"{ __typename }"}`),
		"a string for an id, beside": posted(`{"id":"7","query":"{ __typename }"}`),
		"variables as a string":      refused(`{"query":"{ __typename }","variables":"{}"}`, "variables must be a JSON object"),
		"variables as a list":        refused(`{"query":"{ __typename }","variables":[{}]}`, "variables must be a JSON object"),
		"no variables, as a string":  refused(`{"query":"{ __typename }","variables":""}`, "variables must be a JSON object"),
		"extensions as a list":       refused(`{"query":"{ __typename }","extensions":[]}`, "extensions must be a JSON object"),
		"a persisted query as text":  refused(`{"extensions":{"persistedQuery":"a"}}`, "extensions.persistedQuery must be a JSON object"),
		"a hash as a number":         refused(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":5}}}`, "sha256Hash must be a string"),
		"a version as a word":        refused(`{"extensions":{"persistedQuery":{"version":"one","sha256Hash":"a"}}}`, "version must be a number"),
		"an extension that is null":  posted(`{"query":"{ __typename }","extensions":{"persistedQuery":null}}`),
	}
	for _, contentType := range []string{
		"application/json;", "application/json ; charset=utf-8", `application/json; charset="UTF-8"`, "APPLICATION/JSON;CHARSET=Utf-8", "application/json;;charset=utf-8;",
		"application/json; charset=utf8", "application/json; charset=US-ASCII", "application/json; charset=", "application/json; charset", "application/json; charset=utf-8; charset=utf-8", "application/json; charset=\tutf-8\t; x=1",
		`application/json; profile="a,b;charset=latin1"`, "application/json; odata=verbose", "application/json, application/json", " application/json ",
	} {
		all["Content-Type: "+contentType] = posted(body, "Content-Type", contentType)
	}
	for _, contentType := range []string{
		"application/json; charset=utf-16", `application/json; charset="ISO-8859-1"`, "application/json; charset=utf-8; charset=latin1", "application/json;x=1;charset=us", "application/json; charset=tutf-8", `application/json; charset=utf-8\`,
		"application/json, text/plain", "text/plain; application/json", "application/jsonp", "text/json", "application", ";charset=utf-8", ",",
	} {
		all["Content-Type: "+contentType] = posted(body, "Content-Type", contentType).comesTo(http.StatusUnsupportedMediaType, "BAD_REQUEST")
	}
	runAll(t, newDemoServer(t), all)
}

// TestFormsOfAURL: empty parameters are not given, and no parameter has two places.
func TestFormsOfAURL(t *testing.T) {
	t.Parallel()
	address := func(query string) exchange {
		return exchange{method: http.MethodGet, address: "/graphql?" + query, status: http.StatusOK, media: asJSON}
	}
	refused := func(query, reason string) exchange {
		return address(query).comesTo(http.StatusBadRequest, "BAD_REQUEST").with(reason)
	}
	post := func(query, body string) exchange {
		e := posted(body)
		e.address = "/graphql?" + query
		return e
	}
	refusedPost := func(query, body, reason string) exchange {
		return post(query, body).comesTo(http.StatusBadRequest, "BAD_REQUEST").with(reason)
	}
	const body = `{"query":"query A { a: __typename } query B { b: __typename }","operationName":"A"}`
	withBody := address("query={a:__typename}")
	withBody.body = `{"query":"{ b: __typename }"}`
	runAll(t, newDemoServer(t), map[string]exchange{
		"empty parameters":         address("query={__typename}&variables=&operationName=&extensions=&documentId=&doc_id=&id="),
		"names only":               address("query={__typename}&variables&operationName&extensions"),
		"a leading &":              address("&query={__typename}"),
		"more &":                   address("&&query={__typename}&&"),
		"spaces and a mark":        address("query={__typename}&variables=+&extensions=%EF%BB%BF%0A{}"),
		"null":                     address("query={__typename}&variables=null&extensions=null"),
		"an empty object":          address("query={__typename}&variables={}&extensions={}"),
		"a plus for a space":       address("query=query+A+{__typename}&operationName=A"),
		"others":                   address("query={__typename}&q={x}&_=17&Query={x}"),
		"query twice":              refused("query={__typename}&query={x}", "the parameter query more than once"),
		"query twice, the same":    refused("query={__typename}&query={__typename}", "the parameter query more than once"),
		"query twice, once empty":  refused("query=&query={__typename}", "the parameter query more than once"),
		"query twice, encoded":     refused("query={__typename}&%71uery={x}", "the parameter query more than once"),
		"variables twice":          refused("query={__typename}&variables={}&variables={}", "the parameter variables more than once"),
		"operationName twice":      refused("query=query+A{__typename}&operationName=A&operationName=A", "the parameter operationName more than once"),
		"extensions twice":         refused("query={__typename}&extensions=&extensions=", "the parameter extensions more than once"),
		"a semicolon":              refused("query={__typename};variables={}", "%3B"),
		"variables as a list":      refused("query={__typename}&variables=[]", "variables must be a JSON object"),
		"variables as a string":    refused("query={__typename}&variables=%22{}%22", "variables must be a JSON object"),
		"two objects":              refused("query={__typename}&variables={}{}", "with nothing after it"),
		"a body":                   withBody.comesTo(http.StatusBadRequest, "BAD_REQUEST").with("a GET request has no body"),
		"a POST":                   post("", body).with(`"a"`),
		"a POST, others":           post("op=A&trace=1&Query=x", body).with(`"a"`),
		"a POST, empty parameters": post("query=&variables=&extensions=", body).with(`"a"`),
		"a POST, its name":         post("operationName=A", body).with(`"a"`),
		"a POST, another name":     refusedPost("operationName=B", body, "operationName in the URL differs from that in the body"),
		"a POST, a query":          refusedPost("query={c:__typename}", body, "the URL of a POST has the parameter query"),
		"a POST, the same query":   refusedPost("query={__typename}", `{"query":"{__typename}"}`, "the URL of a POST has the parameter query"),
		"a POST, only there":       refusedPost("query={__typename}", `{"variables":{}}`, "query"),
		"a POST, variables":        refusedPost("variables={}", body, "the URL of a POST has the parameter variables"),
		"a POST, a document":       refusedPost("documentId=a", body, "the URL of a POST has the parameter documentId"),
		"a POST, extensions":       refusedPost("extensions={}", body, "the URL of a POST has the parameter extensions"),
	})
}

// TestSpellingsOfAHash: a hash is hexadecimal in either case, and its version a number of either form.
func TestSpellingsOfAHash(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	const text = `{ park(slug: "x") { slug } }`
	hash := graph.HashOf(text)
	named := func(query, version, hash string) exchange {
		return posted(`{` + query + `"extensions":{"persistedQuery":{` + version + `"sha256Hash":"` + hash + `"}}}`)
	}
	full := `"query":"{ park(slug: \"x\") { slug } }",`
	named("", `"version":1,`, hash).comesTo(200, "PERSISTED_QUERY_NOT_FOUND").run(t, server)
	named(full, `"version":1,`, strings.ToUpper(hash)).with("park").run(t, server)
	for _, version := range []string{`"version":1,`, `"version":1.0,`, `"version":1e0,`, `"version":"1",`, `"version":null,`, ``} {
		for _, spelling := range []string{hash, strings.ToUpper(hash), "sha256:" + hash, "SHA256:" + strings.ToUpper(hash)} {
			named("", version, spelling).with("park").run(t, server)
			named(`"query":"",`, version, spelling).with("park").run(t, server)
			named(full, version, spelling).with("park").run(t, server)
		}
	}
	named("", `"version":2,`, hash).comesTo(400, "BAD_REQUEST").with("version 2").run(t, server)
	named("", `"version":1.5,`, hash).comesTo(400, "BAD_REQUEST").with("version 1.5").run(t, server)
	named(full, `"version":1,`, strings.Repeat("ab", 32)).comesTo(400, "BAD_REQUEST").with("does not match").run(t, server)
}

// TestSpellingsOfAccept: parameters, capitals, short wildcards and empty weights do not change what a client accepts.
func TestSpellingsOfAccept(t *testing.T) {
	t.Parallel()
	all := map[string]exchange{}
	for accept, media := range map[string]string{
		"*; q=.2":                                         asJSON,
		"text/html, *; q=.2, */*; q=.2":                   asJSON,
		asResponse + ";q=":                                asResponse,
		asResponse + "; Q=1.000":                          asResponse,
		asResponse + ";":                                  asResponse,
		asResponse + ` ; charset="UTF-8"`:                 asResponse,
		`text/html;x="a,b;q=1", ` + asResponse + ";q=0.5": asResponse,
		"," + asResponse + ",":                            asResponse,
	} {
		all["Accept: "+accept] = query(typename, "Accept", accept).as(media)
	}
	runAll(t, newDemoServer(t), all)
}
