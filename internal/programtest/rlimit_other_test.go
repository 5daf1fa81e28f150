//go:build !linux

package programtest

// setResourceLimits does nothing, because the tests that need it run on Linux only.
func setResourceLimits() {}
