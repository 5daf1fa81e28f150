package sdl_test

import (
	"bytes"
	"os"
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
