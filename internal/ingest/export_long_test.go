//go:build long

package ingest_test

import "testing"

// TestExportOfManyComesBack uses the largest of the real data sets.
func TestExportOfManyComesBack(t *testing.T) {
	t.Parallel()
	for _, names := range [][]string{{"us-congress"}, {"cn-divisions", "cn-parks", "gppd-china"}} {
		comesBack(t, sharedSets(t, names...)...)
	}
}

// TestExportOfInventedGraphs repeats the test of one graph for many.
func TestExportOfInventedGraphs(t *testing.T) {
	t.Parallel()
	for seed := range int64(10) {
		comesBack(t, oracleLines(seed))
		comesShuffled(t, seed)
	}
}

// TestExportOfManyNeedsLittleMemory checks the memory with a graph that is larger than the limit.
//
//nolint:paralleltest // it measures the memory of the process
func TestExportOfManyNeedsLittleMemory(t *testing.T) {
	needsLittleMemory(t, filled(t, synthetic(t, 300, 1)), 10<<20)
}
