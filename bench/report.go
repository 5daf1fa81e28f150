package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// result is what was measured of a case with a number of clients: for each side one measurement a round.
type result struct {
	benchCase
	clients int
	cost    cost
	counts  counts
	sides   [2][]measurement
}

// report gathers results: lines for benchstat as they come, and tables in the end.
type report struct {
	settings *settings
	// recorded is the folder of the runs that later ones are compared with.
	recorded string
	file     *os.File
	lines    *bufio.Writer
	results  []result
	// starts are the times from a start of the program to its first answer.
	starts []time.Duration
}

func newReport(s *settings, root string) (*report, error) {
	r := &report{settings: s, recorded: filepath.Join(root, "bench", "recorded")}
	path := s.output
	if path == "" {
		folder := filepath.Join(root, "bench", "out")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
		path = filepath.Join(folder, time.Now().Format("2006-01-02T150405")+".txt")
	}
	var err error
	if r.file, err = os.Create(path); err != nil {
		return nil, err
	}
	r.lines = bufio.NewWriter(r.file)
	fmt.Fprintf(r.lines, "goos: %s\ngoarch: %s\npkg: civicgraph/bench\ncpu: %s\ncores: %d\ndistricts: %d\nlimit: %s\n",
		runtime.GOOS, runtime.GOARCH, processorName(), runtime.NumCPU(), s.districts, s.limitForm)
	return r, nil
}

// processorName is what Linux calls the processor.
func processorName() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	_, rest, _ := strings.Cut(string(text), "model name")
	name, _, _ := strings.Cut(strings.TrimLeft(rest, "\t :"), "\n")
	return name
}

func (r *report) close() error { return errors.Join(r.lines.Flush(), r.file.Close()) }

// add keeps a result, and writes a line for each round: benchstat tells from their spread what differs between runs.
func (r *report) add(of result) {
	r.results = append(r.results, of)
	for n, m := range of.sides[civicgraphSide] {
		limit := of.sides[limitSide][n]
		fmt.Fprintf(r.lines, "Benchmark%s/clients=%d\t%d\t%d cpu-ns/op\t%d limit-cpu-ns/op\t%.3f ratio\t%d p50-ns\t%d p95-ns\t%d p99-ns\t"+
			"%d statements/op\t%d allocs/op\t%d B/op\t%d resident-B\t%d own-B\n",
			of.Name, of.clients, m.requests, m.perRequest().Nanoseconds(), limit.perRequest().Nanoseconds(), ratio(m, limit),
			percentile(m.latencies, 50).Nanoseconds(), percentile(m.latencies, 95).Nanoseconds(), percentile(m.latencies, 99).Nanoseconds(),
			of.cost.Statements, of.counts.Objects, of.counts.Bytes, m.memory.resident, m.memory.own)
	}
	fmt.Fprintf(os.Stderr, "%s, %d clients: %.2f of the limit\n", of.Name, of.clients, of.ratio())
}

// start keeps how long the program took to its first answers.
func (r *report) start(took []time.Duration) {
	r.starts = slices.Sorted(slices.Values(took))
	for _, d := range took {
		fmt.Fprintf(r.lines, "BenchmarkFirstAnswer\t1\t%d first-ns\n", d.Nanoseconds())
	}
}

func ratio(m, limit measurement) float64 {
	return float64(m.perRequest()) / float64(max(limit.perRequest(), 1))
}

// perRequest is the median over the rounds of a side.
func (r *result) perRequest(side int) time.Duration {
	var each []time.Duration
	for _, m := range r.sides[side] {
		each = append(each, m.perRequest())
	}
	return percentile(each, 50)
}

// ratios are those of the rounds, least first.
func (r *result) ratios() []float64 {
	var each []float64
	for n, m := range r.sides[civicgraphSide] {
		each = append(each, ratio(m, r.sides[limitSide][n]))
	}
	slices.Sort(each)
	return each
}

func (r *result) ratio() float64 {
	each := r.ratios()
	return each[len(each)/2]
}

func (r *result) latencies(side int) []time.Duration {
	var all []time.Duration
	for _, m := range r.sides[side] {
		all = append(all, m.latencies...)
	}
	return all
}

// memory is the most that the server held in any round.
func (r *result) memory() memory {
	var most memory
	for _, m := range r.sides[civicgraphSide] {
		most.resident, most.own = max(most.resident, m.memory.resident), max(most.own, m.memory.own)
	}
	return most
}

// percentile is the value that so many of a hundred do not exceed.
func percentile(of []time.Duration, hundredths int) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
}
