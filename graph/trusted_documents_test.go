package graph_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"civicgraph/graph"
)

const (
	trustedText = "query ($slug: String!) { district(slug: $slug) { slug } }\n"
	generated   = `{"9f":"{ districts { totalCount } }","sha256:9d":"{ parks { totalCount } }","9e":"query A { a: __typename } query B { b: __typename }"}`
)

func trustedFolder() fstest.MapFS {
	return fstest.MapFS{
		"app/district.graphql": {Data: []byte(trustedText)},
		"generated.json":       {Data: []byte(generated)},
		"README.md":            {Data: []byte("{")},
	}
}

func trustingServer(t *testing.T, folder fstest.MapFS, change func(*graph.Options)) http.Handler {
	t.Helper()
	options := quiet()
	trusted, err := graph.LoadTrustedDocuments(folder, ".", options.Limits)
	if err != nil {
		t.Fatal(err)
	}
	options.Trusted = trusted
	change(&options)
	return graph.NewHandler(newDemoServer(t).store, options)
}

// TestTrustedDocuments checks that they are known by the names that their files give them, and by their hashes.
func TestTrustedDocuments(t *testing.T) {
	t.Parallel()
	baodi := `,"variables":{"slug":"baodi"}}`
	known := map[string]exchange{
		"a file's name":         posted(`{"documentId":"district"` + baodi).with("baodi"),
		"a hash":                posted(`{"documentId":"sha256:` + graph.HashOf(trustedText) + `"` + baodi).with("baodi"),
		"a hash of Apollo's":    posted(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + graph.HashOf(trustedText) + `"}}` + baodi).with("baodi"),
		"a generated name":      posted(`{"documentId":"9f"}`).with("totalCount"),
		"one with a prefix":     posted(`{"documentId":"sha256:9d"}`).with("parks"),
		"one of its operations": posted(`{"documentId":"9e","operationName":"B"}`).with(`"b"`),
		"the document itself":   query("{ districts { totalCount } }").with("totalCount"),
	}
	runAll(t, trustingServer(t, trustedFolder(), func(*graph.Options) {}), known)
	only := trustingServer(t, trustedFolder(), func(o *graph.Options) { o.OnlyTrusted = true })
	runAll(t, only, known)
	for name, e := range map[string]exchange{
		"another document":   query(typename),
		"introspection":      query("{ __schema { queryType { name } } }"),
		"another name":       posted(`{"documentId":"park"}`),
		"another, persisted": posted(`{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + graph.HashOf(typename) + `"}}}`),
		"a similar document": query("{ districts { totalCount } } "),
	} {
		t.Run("not "+name, func(t *testing.T) {
			t.Parallel()
			e.comesTo(http.StatusForbidden, "UNTRUSTED_DOCUMENT").with("documentId").run(t, only)
		})
	}
	query(typename).run(t, trustingServer(t, trustedFolder(), func(*graph.Options) {}))
}

// TestTrustedDocumentsAreChecked checks that an invalid folder is refused, with the name of the file.
func TestTrustedDocumentsAreChecked(t *testing.T) {
	t.Parallel()
	const manifest = `{"format":"apollo-persisted-query-manifest","version":1,"operations":`
	for name, c := range map[string]struct{ file, content, says string }{
		"invalid":              {"a/b.graphql", "{ nothing }", "a/b.graphql: document b, line 1, column 3 of the document: Cannot query"},
		"no document":          {"b.graphql", "{", "b.graphql: document b, line 1"},
		"a list":               {"c.json", `["{ __typename }"]`, "c.json: the file must hold documents"},
		"another object":       {"c.json", `{"compilerOptions":{"strict":true}}`, "c.json: compilerOptions: the file must hold documents"},
		"a null":               {"c.json", `{"a":null}`, "c.json: a: the file must hold documents"},
		"invalid JSON":         {"c.json", "{\n  \"a\": \"{ __typename }\",\n  b\n}", "c.json: line 3, column 3: the file is not valid JSON"},
		"cut off":              {"c.json", "{\n  \"a\": \"{ __typename }\"", "c.json: line 2"},
		"an id twice":          {"c.json", `{"a":"{ __typename }","a":"{ parks { totalCount } }"}`, "c.json: a is given twice"},
		"twice":                {"9f.graphql", typename, "document 9f is defined twice"},
		"beyond a limit":       {"d.graphql", "{" + strings.Repeat(" __typename", 3000) + "}", "max-tokens"},
		"invalid, by id":       {"c.json", `{"a":"{\n nothing }"}`, "c.json: document a, line 2, column 2 of the document"},
		"another manifest":     {"c.json", `{"format":"another","version":1,"operations":[]}`, `format must be "apollo-persisted-query-manifest"`},
		"a later manifest":     {"c.json", `{"format":"apollo-persisted-query-manifest","version":2,"operations":[]}`, "version must be 1, not 2"},
		"a manifest of others": {"c.json", manifest + `["a"]}`, "operations must be a list of objects"},
		"no id":                {"c.json", manifest + `[{"name":"A","type":"query","body":"query A { __typename }"}]}`, "operations.0, A: id and body are required"},
		"invalid, in manifest": {"c.json", manifest + `[{"id":"1","name":"A","type":"query","body":"query A { nothing }"}]}`, "c.json: operations.0, A, line 1, column 11 of the document"},
	} {
		folder := trustedFolder()
		folder[c.file] = &fstest.MapFile{Data: []byte(c.content)}
		if _, err := graph.LoadTrustedDocuments(folder, ".", graph.DefaultLimits()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error is %v, want %s", name, err, c.says)
		}
	}
}

// TestFormsOfTrustedDocuments loads what the tools of clients write, and names documents as these clients do.
func TestFormsOfTrustedDocuments(t *testing.T) {
	t.Parallel()
	const (
		sha256 = "3F0C62A1B4D57E8890AB12CD34EF5678901234567890ABCDEF1234567890ABCD"
		md5    = "5d41402abc4b2a76b9719d911017c592"
	)
	folder := fstest.MapFS{
		"apollo.json": {Data: []byte(`{"format":"apollo-persisted-query-manifest","version":1,"operations":[
			{"id":"` + sha256 + `","name":"A","type":"query","body":"query A { a: __typename }"},
			{"id":"client/1","name":"B","type":"query","body":"query B { b: __typename }"}]}`)},
		"relay.json":   {Data: []byte(`{"` + md5 + `":"query C { c: __typename }"}`)},
		"codegen.json": {Data: []byte("\ufeff" + `{"4a":"query D { d: __typename }"}`)},
		"mobile.json":  {Data: []byte(`{"5a":{"name":"E","source":"query E { e: __typename }"}}`)},
		"f.gql":        {Data: []byte("\ufeffquery F { f: __typename }")},
	}
	var total int
	var forms string
	server := trustingServer(t, folder, func(o *graph.Options) {
		o.OnlyTrusted = true
		total, forms = o.Trusted.Count()
	})
	if total != 6 || forms != "Apollo manifest 2, Apollo operation output 1, GraphQL file 1, JSON object by id 2" {
		t.Errorf("it says %d: %s", total, forms)
	}
	apollo := func(hash string) exchange {
		return posted(`{"operationName":"A","variables":{},"extensions":{"persistedQuery":{"version":1,"sha256Hash":"` + hash + `"}}}`)
	}
	runAll(t, server, map[string]exchange{
		"Apollo":                        apollo(sha256).with(`"a"`),
		"Apollo, lower case":            apollo(strings.ToLower(sha256)).with(`"a"`),
		"Apollo, with a prefix":         apollo("SHA256:" + sha256).with(`"a"`),
		"Apollo, an id of another form": posted(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"client/1"}}}`).with(`"b"`),
		"Apollo, by GET":                got(url.Values{"extensions": {`{"persistedQuery":{"version":1,"sha256Hash":"client/1"}}`}, "variables": {"{}"}}).with(`"b"`),
		"Relay":                         posted(`{"doc_id":"` + md5 + `","variables":{}}`).with(`"c"`),
		"Relay, upper case":             posted(`{"doc_id":"` + strings.ToUpper(md5) + `"}`).with(`"c"`),
		"Relay, by GET":                 got(url.Values{"doc_id": {md5}}).with(`"c"`),
		"a layer of Relay's":            posted(`{"id":"` + md5 + `","query":"","variables":{}}`).with(`"c"`),
		"with null for the query":       posted(`{"id":"` + md5 + `","query":null}`).with(`"c"`),
		"GraphQL over HTTP":             posted(`{"documentId":"4a","operationName":"D"}`).with(`"d"`),
		"GraphQL over HTTP, by GET":     got(url.Values{"documentId": {"4a"}, "extensions": {""}}).with(`"d"`),
		"a mobile client":               posted(`{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"5a"}}}`).with(`"e"`),
		"a file":                        posted(`{"documentId":"f"}`).with(`"f"`),
		"the same by two names":         posted(`{"documentId":"` + md5 + `","doc_id":"` + strings.ToUpper(md5) + `"}`).with(`"c"`),
		"two documents":                 posted(`{"documentId":"4a","doc_id":"`+md5+`"}`).comesTo(400, "BAD_REQUEST").with("documentId and doc_id name different documents"),
		"two documents, one persisted":  posted(`{"id":"4a","extensions":{"persistedQuery":{"version":1,"sha256Hash":"5a"}}}`).comesTo(400, "BAD_REQUEST").with("different documents"),
		"case matters in other ids":     posted(`{"documentId":"CLIENT/1"}`).comesTo(403, "UNTRUSTED_DOCUMENT"),
	})
}

// TestOneTrustedFile loads a file instead of a folder.
func TestOneTrustedFile(t *testing.T) {
	t.Parallel()
	trusted, err := graph.LoadTrustedDocuments(trustedFolder(), "generated.json", graph.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if total, forms := trusted.Count(); total != 3 || forms != "JSON object by id 3" {
		t.Errorf("it loads %d: %s", total, forms)
	}
}
