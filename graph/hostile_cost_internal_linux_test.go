package graph

import (
	"syscall"
	"testing"
	"time"
)

// processorTime is what the process has used so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkHostileDocuments tells what reading each costs relative to a usual document, turn by turn.
func BenchmarkHostileDocuments(b *testing.B) {
	docs := newTestDocuments()
	for _, one := range hostileDocuments() {
		b.Run(one.name, func(b *testing.B) {
			var hostile, usual time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := processorTime(b)
				docs.read(one.text)
				middle := processorTime(b)
				docs.read(usualDocument)
				hostile, usual = hostile+middle-start, usual+processorTime(b)-middle
			}
			b.ReportMetric(float64(hostile)/float64(usual), "times-usual")
			b.ReportMetric(float64(hostile.Microseconds())/float64(b.N), "cpu-µs")
			b.ReportMetric(float64(len(one.text)), "bytes")
		})
	}
}
