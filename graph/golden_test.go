package graph_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "update the golden files")

// milliseconds matches the only part of a response that varies.
var milliseconds = regexp.MustCompile(`,"milliseconds":[0-9.]+`)

// TestGolden sends every testdata/*.graphql to the demo data. The .json file beside it holds the response, with the number of
// SQL statements. A line `# variables: {…}` gives the variables.
func TestGolden(t *testing.T) {
	t.Parallel()
	server := newDemoServer(t)
	for name, query := range goldenQueries(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := server.ask(t, query, variablesOf(t, query))
			got := indented(t, milliseconds.ReplaceAll(body, nil))
			golden := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("no golden file; run go test ./graph -run 'Golden|FirstSource' -update: %v", err)
			}
			if got != string(want) {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func goldenQueries(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden cases: %v", err)
	}
	queries := map[string]string{}
	for _, file := range files {
		query, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		queries[strings.TrimSuffix(filepath.Base(file), ".graphql")] = string(query)
	}
	return queries
}

func variablesOf(t testing.TB, query string) map[string]any {
	t.Helper()
	_, rest, found := strings.Cut(query, "# variables:")
	if !found {
		return nil
	}
	line, _, _ := strings.Cut(rest, "\n")
	var variables map[string]any
	if err := json.Unmarshal([]byte(line), &variables); err != nil {
		t.Fatalf("variables of the case: %v", err)
	}
	return variables
}
