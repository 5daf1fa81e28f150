package main

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/demo"
)

// demoDatabase is a database with the demo data.
func demoDatabase(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	path := filepath.Join(folder, "demo.db")
	imported(t, path, writeFile(t, filepath.Join(folder, "demo.jsonl"), demo.FirstSource()))
	return path
}

// TestKilledImportLeavesNoneOrAll kills imports at a few moments.
func TestKilledImportLeavesNoneOrAll(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	killImports(t, 12, 6)
}

// TestKilledBehindItsCommit: what an import said that it wrote stays, although it had more to do.
func TestKilledBehindItsCommit(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	path, whole := filepath.Join(t.TempDir(), "killed.db"), filepath.Join(t.TempDir(), "whole.db")
	records := syntheticFile(t, 12, 1)
	imported(t, whole, records)
	program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	if said, err := bufio.NewReader(output).ReadString('\n'); err != nil || !strings.HasPrefix(said, "wrote ") {
		t.Errorf("it says %q, %v", said, err)
	}
	_ = program.Process.Kill() // it may have ended
	_ = program.Wait()         // killed, or ended well
	all := sound(t, whole)
	noneOrAll(t, path, all, all)
}

// killImports kills as many imports, at moments spread over the time that one takes: into a database with records, and
// every second one into none.
func killImports(t *testing.T, districts, kills int) {
	t.Helper()
	records, base := syntheticFile(t, districts, 1), demoDatabase(t)
	demoFile := writeFile(t, filepath.Join(t.TempDir(), "demo.jsonl"), demo.FirstSource())
	empty := sound(t, filepath.Join(t.TempDir(), "empty.db"))
	filled := filepath.Join(t.TempDir(), "filled.db")
	copyFile(t, filled, base)
	began := time.Now()
	imported(t, filled, records)
	whole := time.Since(began)
	fresh := filepath.Join(t.TempDir(), "fresh.db")
	imported(t, fresh, records, demoFile)
	before, after := sound(t, base), sound(t, filled)
	afterFresh := sound(t, fresh)
	ends := map[string]int{}
	for kill := range kills {
		// One moment in each of as many equal parts, the last of them behind the measured end.
		moment := time.Duration((float64(kill) + rand.Float64()) / float64(kills) * 1.1 * float64(whole))
		t.Run(fmt.Sprintf("after %v of %v", moment.Round(time.Millisecond), whole.Round(time.Millisecond)), func(t *testing.T) {
			path, temporary := filepath.Join(t.TempDir(), "killed.db"), t.TempDir()
			files, none, all := []string{records, demoFile}, empty, afterFresh
			if kill%2 == 0 {
				copyFile(t, path, base)
				files, none, all = []string{records}, before, after
			}
			ctx, cancel := context.WithTimeout(t.Context(), moment)
			defer cancel()
			began := time.Now()
			done := execute(t, command(ctx, t, temporary, append([]string{"import", "--database=" + path}, files...)...))
			if left := filesIn(t, temporary); len(left) > 0 {
				t.Errorf("it leaves %v in the temporary folder", left)
			}
			end := "none"
			if noneOrAll(t, path, none, all) {
				end = "all"
			}
			if done.status == 0 { // the machine has become faster, and so do the moments
				end, whole = "ended by itself", min(whole, time.Since(began))
			}
			ends[end]++
			if kill%5 == 0 {
				imported(t, path, files...)
				noneOrAll(t, path, all, all)
			}
		})
	}
	t.Logf("of %d imports of %v: %v", kills, whole.Round(time.Millisecond), ends)
}
