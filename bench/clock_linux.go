package main

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// processorTime returns the processor time of a process in user and kernel mode, to the nanosecond.
func processorTime(pid int) (time.Duration, error) {
	// The clock of another process, as clock_getcpuclockid(3) builds it: the complement of its id, and CPUCLOCK_SCHED.
	const wholeProcess = 2
	var ts unix.Timespec
	if err := unix.ClockGettime(int32(^pid)<<3|wholeProcess, &ts); err != nil {
		return 0, fmt.Errorf("read the processor time of process %d: %w", pid, err)
	}
	return time.Duration(ts.Nano()), nil
}
