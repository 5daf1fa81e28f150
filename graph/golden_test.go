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

var update = flag.Bool("update", false, "write the golden files anew")

// milliseconds are the only part of an answer that is never the same.
var milliseconds = regexp.MustCompile(`,"milliseconds":[0-9.]+`)

// TestGolden asks every testdata/*.graphql of the demo data. Beside it stands the answer, with the number of SQL
// statements that it took. A line `# variables: {…}` gives the variables.
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
				t.Fatalf("no golden answer (go test ./graph -run 'Golden|FirstSource' -update makes it): %v", err)
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
