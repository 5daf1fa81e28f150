package programtest

import (
	"syscall"
	"testing"

	"civicgraph/internal/store/storetest"
)

// maxImportMemory is how much memory an import of any size may use, in KiB.
const maxImportMemory = 400 << 10

// TestImportBoundsMemory: four times as many records do not need four times the memory.
func TestImportBoundsMemory(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	if testing.Short() {
		t.Skip("NOT TESTED: the memory of large imports takes half a minute")
	}
	small, large := peakMemory(importFiles(t, storetest.Blank(t), syntheticFile(t, 300, 1))),
		peakMemory(importFiles(t, storetest.Blank(t), syntheticFile(t, 1200, 1)))
	t.Logf("300 districts use %d MiB, 1200 districts %d MiB", small>>10, large>>10)
	if large > maxImportMemory || large > 3*small {
		t.Errorf("300 districts use %d KiB, 1200 districts %d KiB, want at most %d and less than proportional growth", small, large, maxImportMemory)
	}
}

// peakMemory returns the largest resident memory of the program, in KiB.
func peakMemory(r run) int64 {
	usage, ok := r.state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss
}
