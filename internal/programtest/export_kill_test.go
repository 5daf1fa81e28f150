package programtest

import (
	"path/filepath"
	"slices"
	"testing"

	"civicgraph/internal/store/storetest"
)

// TestKilledExport: the next export to the same target removes what a killed one left.
func TestKilledExport(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	database := storetest.Blank(t)
	importFiles(t, database, syntheticFile(t, 40, 1))
	for _, format := range []string{"jsonl", "csv"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			target := filepath.Join(folder, "export")
			args := []string{"export", "--database=" + database, "--format=" + format, target}
			killed := command(t.Context(), t, t.TempDir(), args...)
			if err := killed.Start(); err != nil {
				t.Fatal(err)
			}
			for len(filesIn(t, folder)) == 0 { // until it writes
			}
			_ = killed.Process.Kill() // it may have ended
			_ = killed.Wait()         // killed or succeeded
			if left := filesIn(t, folder); slices.Contains(left, "export") {
				t.Logf("the export ended before it was killed, with %v", left)
			}
			if format == "csv" && slices.Contains(filesIn(t, folder), "export") {
				return // a folder is not replaced
			}
			if r := runToEnd(t, command(t.Context(), t, t.TempDir(), args...)); r.status != 0 {
				t.Fatalf("the next export ended with status %d: %s", r.status, r.err)
			}
			if left := filesIn(t, folder); len(left) != 1 || left[0] != "export" {
				t.Errorf("the folder contains %v, want the export only", left)
			}
		})
	}
}
