package sdl_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/sdl"
)

// TestSchemaIsGenerated fails where a kind, a relation or a template was changed without `make generate`.
func TestSchemaIsGenerated(t *testing.T) {
	t.Parallel()
	committed, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	generated, err := sdl.Schema(kg.NewKinds())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(committed, generated) {
		t.Error("schema.graphqls is not what the kinds give: run `make generate`")
	}
}

// TestTypesWithoutID: linters accept types without an id only where the schema says so, and types with one elsewhere.
func TestTypesWithoutID(t *testing.T) {
	t.Parallel()
	text, err := sdl.Schema(kg.NewKinds())
	if err != nil {
		t.Fatal(err)
	}
	begin, end := bytes.Index(text, []byte("# eslint-disable @graphql-eslint/strict-id-in-types -- ")), bytes.Index(text, []byte("# eslint-enable @graphql-eslint/strict-id-in-types"))
	if begin < 0 || end < begin {
		t.Fatalf("the pragmas are at %d and %d", begin, end)
	}
	for _, at := range regexp.MustCompile(`(?ms)^type (\w+)[^{]*\{.*?^\}`).FindAllSubmatchIndex(text, -1) {
		name, hasID := string(text[at[2]:at[3]]), bytes.Contains(text[at[0]:at[1]], []byte("\n  id: ID!"))
		if isAllowed := begin < at[0] && at[0] < end; name != "Query" && hasID == isAllowed {
			t.Errorf("%s has an id: %v, and may be without: %v", name, hasID, isAllowed)
		}
	}
}
