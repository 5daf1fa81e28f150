//go:build darwin || linux

package httpd

import (
	"math"
	"syscall"
)

// openFileLimit returns how many files the process may have open.
func openFileLimit() uint64 {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return math.MaxUint64
	}
	return limit.Cur
}
