//go:build long

package main

import "testing"

// TestKilledImportLeavesNoneOrAllAtLength kills imports at fifty moments.
func TestKilledImportLeavesNoneOrAllAtLength(t *testing.T) {
	t.Parallel()
	killImports(t, 150, 50)
}
