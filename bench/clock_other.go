//go:build !linux

package main

import (
	"errors"
	"time"
)

// processorTime is implemented for Linux only.
func processorTime(int) (time.Duration, error) {
	return 0, errors.New("the benchmarks read the processor time of a process from Linux; run them there or in a container")
}
