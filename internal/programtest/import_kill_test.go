package programtest

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// demoDatabase has the demo data.
var demoDatabase = storetest.Template{Fill: func(s *store.Store) error {
	_, err := ingest.Import(context.Background(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource())))
	return err
}}

// TestKilledImport kills imports at a few points in time. Each wrote everything or nothing.
func TestKilledImport(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	killImports(t, 12, 6)
}

// TestKilledAfterCommit: records that an import reported as written stay, even if it is killed before it ends.
func TestKilledAfterCommit(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	path, complete := storetest.Blank(t), storetest.Blank(t)
	records := syntheticFile(t, 12, 1)
	importFiles(t, complete, records)
	program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(output).ReadString('\n'); err != nil || !strings.HasPrefix(line, "wrote ") {
		t.Errorf("the output is %q, %v", line, err)
	}
	_ = program.Process.Kill() // it may have ended
	_ = program.Wait()         // killed or succeeded
	after := checkIntegrity(t, complete)
	wantAllOrNothing(t, path, after, after)
}

// killImports kills imports at times spread over the duration of one. Every second import is into a new database, the others are
// into one with records.
func killImports(t *testing.T, districts, kills int) {
	t.Helper()
	records := syntheticFile(t, districts, 1)
	demoFile := writeFile(t, filepath.Join(t.TempDir(), "demo.jsonl"), demo.FirstSource())
	empty, before := checkIntegrity(t, storetest.Blank(t)), checkIntegrity(t, demoDatabase.Copy(t))
	filled := demoDatabase.Copy(t)
	start := time.Now()
	importFiles(t, filled, records)
	duration := time.Since(start)
	after := checkIntegrity(t, filled)
	fresh := storetest.Blank(t)
	importFiles(t, fresh, records, demoFile)
	afterFresh := checkIntegrity(t, fresh)
	outcomes := map[string]int{}
	for kill := range kills {
		// A random time in each of equal intervals; the last one is after the measured end.
		killAfter := time.Duration((float64(kill) + rand.Float64()) / float64(kills) * 1.1 * float64(duration))
		t.Run(fmt.Sprintf("after %v of %v", killAfter.Round(time.Millisecond), duration.Round(time.Millisecond)), func(t *testing.T) {
			path, files, old, updated := storetest.Blank(t), []string{records, demoFile}, empty, afterFresh
			if kill%2 == 0 {
				path, files, old, updated = demoDatabase.Copy(t), []string{records}, before, after
			}
			temporary := t.TempDir()
			ctx, cancel := context.WithTimeout(t.Context(), killAfter)
			defer cancel()
			start := time.Now()
			done := runToEnd(t, command(ctx, t, temporary, append([]string{"import", "--database=" + path}, files...)...))
			if left := filesIn(t, temporary); len(left) > 0 {
				t.Errorf("the import leaves %v in the temporary folder", left)
			}
			outcome := "nothing written"
			if wantAllOrNothing(t, path, old, updated) {
				outcome = "all written"
			}
			if done.status == 0 { // the machine is faster than when the duration was measured
				outcome, duration = "not killed", min(duration, time.Since(start))
			}
			outcomes[outcome]++
			if kill%5 == 0 {
				importFiles(t, path, files...)
				wantAllOrNothing(t, path, updated, updated)
			}
		})
	}
	t.Logf("%d imports of %v: %v", kills, duration.Round(time.Millisecond), outcomes)
}
