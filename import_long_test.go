//go:build long && linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestImportOfMillions imports 40,000 districts, six million records, and tells what that took.
func TestImportOfMillions(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	path, records := filepath.Join(t.TempDir(), "many.db"), syntheticFile(t, 40_000, 1)
	program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
	ended, longest := make(chan struct{}), make(chan int64)
	go func() {
		most, tick := int64(0), time.NewTicker(200*time.Millisecond)
		defer tick.Stop()
		for {
			if info, err := os.Stat(path + "-wal"); err == nil {
				most = max(most, info.Size())
			}
			select {
			case <-tick.C:
			case <-ended:
				longest <- most
				return
			}
		}
	}()
	began := time.Now()
	r := execute(t, program)
	took := time.Since(began)
	close(ended)
	log := <-longest
	if r.status != 0 {
		t.Fatalf("it ends with %d: %s", r.status, r.err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	var count int
	if _, err := fmt.Sscanf(r.out, "wrote %d records", &count); err != nil {
		t.Fatalf("%v in %q", err, r.out)
	}
	sound(t, path)
	t.Logf("%d records in %v, %.0f a second; at most %d MiB of memory; the database takes %d bytes a record, its log %d MiB at most",
		count, took.Round(time.Second), float64(count)/took.Seconds(), peak(r)>>10, info.Size()/int64(count), log>>20)
	if peak(r) > mostMemory {
		t.Errorf("it took %d KiB of memory, want at most %d", peak(r), mostMemory)
	}
}
