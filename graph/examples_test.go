package graph_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
)

// TestExamplesAreWithinTheLimits sends the playground's examples, and the queries that find their variables, to a server with the default
// limits.
func TestExamplesAreWithinTheLimits(t *testing.T) {
	t.Parallel()
	examples, err := filepath.Glob("../web/src/examples/*.graphql")
	if err != nil || len(examples) < 10 {
		t.Fatalf("there are %d examples, %v", len(examples), err)
	}
	samples, err := filepath.Glob("../web/src/examples/samples/*.graphql")
	if err != nil || len(samples) != len(examples) {
		t.Fatalf("there are %d samples, %v", len(samples), err)
	}
	server := newDemoServer(t)
	variable := regexp.MustCompile(`\$(\w+): (\w+)`)
	for _, example := range slices.Concat(examples, samples) {
		text, err := os.ReadFile(example)
		if err != nil {
			t.Fatal(err)
		}
		variables := map[string]any{}
		for _, declared := range variable.FindAllStringSubmatch(string(text), -1) {
			variables[declared[1]] = map[string]any{"Date": "2023-01-11", "ID": "nobody", "String": "baodi", "Int": 3, "EntityRef": map[string]any{"district": "baodi"}}[declared[2]]
		}
		for _, problem := range server.answer(t, string(text), variables).Errors {
			if problem.Extensions["code"] != "BAD_ID" {
				t.Errorf("%s: %s", filepath.Base(example), problem.Message)
			}
		}
	}
}
