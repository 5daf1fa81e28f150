package graph_test

import (
	"net/http"
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
	trusted, err := graph.LoadTrustedDocuments(folder, options.Limits)
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
	for name, c := range map[string]struct{ file, content, says string }{
		"invalid":        {"a/b.graphql", "{ nothing }", "a/b.graphql: document b: input:1"},
		"no document":    {"b.graphql", "{", "b.graphql: document b"},
		"a list":         {"c.json", `["{ __typename }"]`, "c.json must hold a JSON object of documents by name"},
		"twice":          {"9f.graphql", typename, "document 9f is defined twice"},
		"beyond a limit": {"d.graphql", "{" + strings.Repeat(" __typename", 3000) + "}", "max-tokens"},
	} {
		folder := trustedFolder()
		folder[c.file] = &fstest.MapFile{Data: []byte(c.content)}
		if _, err := graph.LoadTrustedDocuments(folder, graph.DefaultLimits()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: the error is %v, want %s", name, err, c.says)
		}
	}
}
