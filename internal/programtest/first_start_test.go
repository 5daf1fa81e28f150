package programtest

import (
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestFirstStartsOfProcesses: of two programs that start at once on a database that has no tables, the second waits for them.
func TestFirstStartsOfProcesses(t *testing.T) {
	t.Parallel()
	records := writeFile(t, filepath.Join(t.TempDir(), "records.jsonl"), []byte(`{"source":{"slug":"s","title":"A report"}}`+"\n"))
	for range 5 {
		database := storetest.Blank(t)
		var starts sync.WaitGroup
		for range 2 {
			c := command(t.Context(), t, t.TempDir(), "import", "--database="+database, records)
			starts.Go(func() {
				if r := runToEnd(t, c); r.status != 0 {
					t.Errorf("an import into a new database ended with status %d: %s", r.status, r.err)
				}
			})
		}
		starts.Wait()
	}
}

// TestReadersFollowTheProcessors: the default of --max-readers follows GOMAXPROCS, and so the limits of a container.
func TestReadersFollowTheProcessors(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`--max-readers.*`)
	for processors, want := range map[string]string{"1": "32", "4": "64"} {
		c := command(t.Context(), t, t.TempDir(), "help")
		c.Env = append(c.Env, "GOMAXPROCS="+processors)
		if got := line.FindString(runToEnd(t, c).out); !regexp.MustCompile(`\b` + want + `\b`).MatchString(got) {
			t.Errorf("with %s processors the help says %q, want %s", processors, got, want)
		}
	}
}
