package programtest

import (
	"path/filepath"
	"testing"

	"civicgraph/internal/store/storetest"
)

// maxCopyMemory is how much memory a copy of any size may use, in KiB.
const maxCopyMemory = 250 << 10

// TestCopyBoundsMemory: four times as many records do not need four times the memory.
func TestCopyBoundsMemory(t *testing.T) {
	t.Parallel()
	skipWithRace(t)
	if testing.Short() {
		t.Skip("NOT TESTED: the memory of large copies takes half a minute")
	}
	var used []int64
	for _, districts := range []int{100, 400} {
		from := filepath.Join(t.TempDir(), "from.db")
		importFiles(t, from, syntheticFile(t, districts, 1))
		used = append(used, peakMemory(copyTo(t, from, storetest.Blank(t))))
	}
	t.Logf("100 districts use %d MiB, 400 districts %d MiB", used[0]>>10, used[1]>>10)
	if used[1] > maxCopyMemory || used[1] > 3*used[0] {
		t.Errorf("100 districts use %d KiB, 400 districts %d KiB, want at most %d and less than proportional growth", used[0], used[1], maxCopyMemory)
	}
}
