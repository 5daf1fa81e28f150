package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// memory is the peak memory of a process, in bytes.
type memory struct {
	// resident includes pages of mapped files, and so of the database; own is anonymous memory, by samples.
	resident, own int64
}

// sampling is the interval between samples of a process.
const sampling = 20 * time.Millisecond

// watchMemory samples a process until the function that it returns is called, which returns the peak.
func watchMemory(pid int) (stop func() memory, err error) {
	// Writing 5 resets the peak of the kernel (proc(5)).
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0); err != nil {
		return nil, fmt.Errorf("watch the memory of process %d: %w", pid, err)
	}
	ended, most := make(chan struct{}), make(chan memory)
	go func() {
		tick := time.NewTicker(sampling)
		defer tick.Stop()
		var m memory
		for {
			m.own = max(m.own, statusBytes(pid, "RssAnon"))
			select {
			case <-tick.C:
			case <-ended:
				m.resident = peakMemory(pid)
				most <- m
				return
			}
		}
	}()
	return func() memory {
		close(ended)
		return <-most
	}, nil
}

// peakMemory returns the peak of resident memory of a process, in bytes; 0 if it is unknown.
func peakMemory(pid int) int64 { return statusBytes(pid, "VmHWM") }

// statusBytes returns a line of /proc/PID/status, in bytes; 0 if it is unknown.
func statusBytes(pid int, line string) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(status), line+":")
	amount, _, _ := strings.Cut(rest, "kB")
	kib, err := strconv.ParseInt(strings.TrimSpace(amount), 10, 64)
	if err != nil {
		return 0
	}
	return kib << 10
}
