//go:build long

package ingest_test

import "testing"

// TestExportOfManyComesBack takes the largest of the real sets.
func TestExportOfManyComesBack(t *testing.T) {
	t.Parallel()
	comesBack(t, sharedSets(t, "cn-divisions", "cn-parks", "gppd-china")...)
}
