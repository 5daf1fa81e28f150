package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// memory is the most that a process held in memory, in bytes.
type memory struct {
	// resident counts pages of mapped files too, so of the database; own is what the process itself filled, as far as
	// samples tell.
	resident, own int64
}

// sampling is how often a process at work is looked at.
const sampling = 20 * time.Millisecond

// watchMemory looks at a process until the function that it returns is called, which tells the most.
func watchMemory(pid int) (stop func() memory, err error) {
	// Writing 5 makes the kernel forget the most so far (proc(5)).
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

// peakMemory is the most that a process ever held in memory, in bytes; 0 where the system does not tell.
func peakMemory(pid int) int64 { return statusBytes(pid, "VmHWM") }

// statusBytes is a line of what Linux tells of a process, in bytes; 0 where it does not tell.
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
