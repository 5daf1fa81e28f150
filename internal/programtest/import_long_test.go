//go:build long && linux

package programtest

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"civicgraph/internal/store/storetest"
)

// TestImportOfMillions imports 40,000 districts, six million records, and logs the time, memory and disk space.
func TestImportOfMillions(t *testing.T) {
	storetest.SQLiteOnly(t, "it measures its files")
	t.Parallel()
	skipWithRace(t)
	path, records := filepath.Join(t.TempDir(), "many.db"), syntheticFile(t, 40_000, 1)
	program := command(t.Context(), t, t.TempDir(), "import", "--database="+path, records)
	ended, walSize := make(chan struct{}), make(chan int64)
	go func() {
		largest, tick := int64(0), time.NewTicker(200*time.Millisecond)
		defer tick.Stop()
		for {
			if info, err := os.Stat(path + "-wal"); err == nil {
				largest = max(largest, info.Size())
			}
			select {
			case <-tick.C:
			case <-ended:
				walSize <- largest
				return
			}
		}
	}()
	start := time.Now()
	r := runToEnd(t, program)
	took := time.Since(start)
	close(ended)
	wal := <-walSize
	if r.status != 0 {
		t.Fatalf("the import ended with status %d: %s", r.status, r.err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	var count int
	if _, err := fmt.Sscanf(r.out, "wrote %d records", &count); err != nil {
		t.Fatalf("%v in %q", err, r.out)
	}
	checkIntegrity(t, path)
	t.Logf("%d records in %v, %.0f a second; at most %d MiB of memory; the database takes %d bytes per record, its write-ahead log at most %d MiB",
		count, took.Round(time.Second), float64(count)/took.Seconds(), peakMemory(r)>>10, info.Size()/int64(count), wal>>20)
	if peakMemory(r) > maxImportMemory {
		t.Errorf("the import used %d KiB of memory, want at most %d", peakMemory(r), maxImportMemory)
	}
}
