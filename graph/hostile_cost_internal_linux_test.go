package graph

import (
	"syscall"
	"testing"
	"time"
)

// processorTime returns the processor time that the process has used.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkHostileDocuments measures what validating each document costs relative to a usual one, taking turns.
func BenchmarkHostileDocuments(b *testing.B) {
	docs := newTestDocuments()
	for _, one := range hostileDocuments() {
		b.Run(one.name, func(b *testing.B) {
			var hostile, usual time.Duration
			b.ReportAllocs()
			for b.Loop() {
				start := processorTime(b)
				docs.problems(one.text)
				middle := processorTime(b)
				docs.problems(usualDocument)
				hostile, usual = hostile+middle-start, usual+processorTime(b)-middle
			}
			b.ReportMetric(float64(hostile)/float64(usual), "times-usual")
			b.ReportMetric(float64(hostile.Microseconds())/float64(b.N), "cpu-µs")
			b.ReportMetric(float64(len(one.text)), "bytes")
		})
	}
}
