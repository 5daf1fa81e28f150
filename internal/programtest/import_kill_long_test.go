//go:build long

package programtest

import "testing"

// TestKilledImportAtLength kills imports at fifty points in time.
func TestKilledImportAtLength(t *testing.T) {
	t.Parallel()
	killImports(t, 150, 50)
}
