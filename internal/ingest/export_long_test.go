//go:build long

package ingest_test

import "testing"

// TestExportOfManyComesBack takes the largest of the real sets.
func TestExportOfManyComesBack(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{"us-congress"}, {"cn-divisions", "cn-parks", "gppd-china"}} {
		comesBack(t, sharedSets(t, names...)...)
	}
}

// TestExportOfInventedGraphs does for many graphs what is done for one each time.
func TestExportOfInventedGraphs(t *testing.T) {
	t.Parallel()
	for seed := range int64(10) {
		comesBack(t, oracleLines(seed))
		comesShuffled(t, seed)
	}
}

// TestExportOfManyNeedsLittleMemory is the check of memory on a graph that would not fit into what it allows.
//
//nolint:paralleltest // it measures the memory of the process
func TestExportOfManyNeedsLittleMemory(t *testing.T) {
	needsLittleMemory(t, filled(t, synthetic(t, 300, 1)), 10<<20)
}
