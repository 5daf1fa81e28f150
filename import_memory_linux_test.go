package main

import (
	"path/filepath"
	"syscall"
	"testing"
)

// mostMemory is how many KiB an import may take, whatever its size.
const mostMemory = 400 << 10

// TestImportNeedsBoundedMemory: four times as many records take no more than what the caches had left to fill.
func TestImportNeedsBoundedMemory(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	if testing.Short() {
		t.Skip("NOT TESTED: the memory of large imports, which takes half a minute")
	}
	small, large := peak(imported(t, filepath.Join(t.TempDir(), "small.db"), syntheticFile(t, 300, 1))),
		peak(imported(t, filepath.Join(t.TempDir(), "large.db"), syntheticFile(t, 1200, 1)))
	t.Logf("300 districts take %d MiB, 1200 districts %d MiB", small>>10, large>>10)
	if large > mostMemory || large > 3*small {
		t.Errorf("300 districts take %d KiB, 1200 districts %d KiB, want at most %d and no growth in proportion", small, large, mostMemory)
	}
}

// peak is the most memory that the program held at a time, in KiB.
func peak(r run) int64 {
	usage, ok := r.state.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	return usage.Maxrss
}
