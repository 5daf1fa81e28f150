package cli_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// TestSchemaPage: the server shows what the command prints.
func TestSchemaPage(t *testing.T) {
	t.Parallel()
	p := start(t, "--database=:memory:", "--demo=none")
	defer p.stop(t)
	for path, args := range map[string][]string{
		"schema.graphqls":                 {"schema"},
		"schema.graphqls/":                {"schema"},
		"schema.graphqls?interfaces=":     {"schema"},
		"schema.graphqls?interfaces=flat": {"schema", "--flat-interfaces"},
	} {
		want := invoke(t, "", args...)
		status, body, header := p.request(t, http.MethodGet, path, nil)
		if status != http.StatusOK || body != want.out || header.Get("Content-Type") != "text/plain; charset=utf-8" || header.Get("ETag") == "" {
			t.Errorf("%s: the response is %d, %d bytes, %v; want %d bytes", path, status, len(body), header, len(want.out))
		}
	}
	if status, body, _ := p.request(t, http.MethodGet, "schema.graphqls?interfaces=deep", nil); status != http.StatusBadRequest || !strings.Contains(body, "flat") {
		t.Errorf("another form is answered %d %s", status, body)
	}
}

// TestFlatInterfaces: only object types implement interfaces there, and otherwise the schemas are the same.
func TestFlatInterfaces(t *testing.T) {
	t.Parallel()
	load := func(args ...string) *ast.Schema {
		schema, err := gqlparser.LoadSchema(&ast.Source{Input: invoke(t, "", args...).out})
		if err != nil {
			t.Fatal(err)
		}
		return schema
	}
	full, flat := load("schema"), load("schema", "--flat-interfaces")
	for name, want := range full.Types {
		got := flat.Types[name]
		if got == nil || got.Kind != want.Kind || len(got.Fields) != len(want.Fields) {
			t.Errorf("%s is another type", name)
			continue
		}
		if interfaces := len(got.Interfaces); want.Kind == ast.Interface && interfaces > 0 || want.Kind == ast.Object && interfaces != len(want.Interfaces) {
			t.Errorf("%s implements %v", name, got.Interfaces)
		}
	}
	for name, types := range flat.PossibleTypes {
		for _, possible := range types {
			if possible.Kind == ast.Interface {
				t.Errorf("%s may be %s", name, possible.Name)
			}
		}
	}
}

// TestOnlyTrusted: the log says what was loaded and from which form, and a server of trusted documents does not show its schema.
func TestOnlyTrusted(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"a.graphql": "query A { __typename }",
		"b.json":    `{"format":"apollo-persisted-query-manifest","version":1,"operations":[{"id":"1","name":"B","type":"query","body":"query B { __typename }"}]}`,
		"c.json":    `{"x1":"query C { __typename }","x2":"query D { __typename }"}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := start(t, "--database=:memory:", "--demo=none", "--trusted-documents="+folder, "--only-trusted")
	defer p.stop(t)
	if want := `documents=4 from="Apollo manifest 1, GraphQL file 1, JSON object by id 2"`; !strings.Contains(p.output.String(), want) {
		t.Errorf("the log is %s, want %s", p.output, want)
	}
	if status, body, _ := p.request(t, http.MethodGet, "schema.graphqls", nil); status != http.StatusForbidden || !strings.Contains(body, "--only-trusted") {
		t.Errorf("the schema is answered %d %s", status, body)
	}
	one := start(t, "--database=:memory:", "--demo=none", "--trusted-documents="+filepath.Join(folder, "c.json"))
	defer one.stop(t)
	if want := `documents=2 from="JSON object by id 2"`; !strings.Contains(one.output.String(), want) {
		t.Errorf("the log is %s, want %s", one.output, want)
	}
	if answer, _ := one.query(t, "graphql/", "{ __typename }"); answer != `{"data":{"__typename":"Query"}}` {
		t.Errorf("another document is answered %s", answer)
	}
	empty := start(t, "--database=:memory:", "--demo=none", "--trusted-documents="+t.TempDir())
	defer empty.stop(t)
	if !strings.Contains(empty.output.String(), "found no trusted documents") {
		t.Errorf("the log is %s", empty.output)
	}
	if status, written := run(t, "--database=:memory:", "--demo=none", "--trusted-documents="+filepath.Join(folder, "none.json")); status != 1 || !strings.Contains(written, "none.json") {
		t.Errorf("a missing file ends with %d %s", status, written)
	}
}
