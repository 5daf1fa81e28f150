//go:build !darwin && !linux

package httpd

import "math"

// openFileLimit returns no limit, because these systems do not report one.
func openFileLimit() uint64 { return math.MaxUint64 }
