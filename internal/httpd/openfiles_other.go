//go:build !darwin && !linux

package httpd

import "math"

// openFileLimit returns no limit, because there is none to read.
func openFileLimit() uint64 { return math.MaxUint64 }
