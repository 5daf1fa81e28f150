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

// result holds the measurements of a case on an engine with a number of clients: for each side one a round.
type result struct {
	benchCase
	engine  string
	clients int
	cost    cost
	counts  counts
	sides   [2][]measurement
}

// report collects results: lines for benchstat at once, and tables at the end.
type report struct {
	settings *settings
	// recorded is the folder of recorded runs.
	recorded string
	file     *os.File
	lines    *bufio.Writer
	results  []result
	// starts holds for each engine the times from a start of the program to its first response.
	starts map[string][]time.Duration
}

func newReport(s *settings, root string, engines []*engine) (*report, error) {
	r := &report{settings: s, recorded: filepath.Join(root, "bench", "recorded"), starts: map[string][]time.Duration{}}
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
	for _, e := range engines {
		if e.version != "" {
			fmt.Fprintf(r.lines, "%s: %s\n", e.name, e.version)
		}
	}
	return r, nil
}

// processorName returns the name of the processor on Linux.
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

// add adds a result and writes a line for each round: benchstat derives significance from their spread.
func (r *report) add(of result) {
	r.results = append(r.results, of)
	for n, m := range of.sides[civicgraphSide] {
		limit := of.sides[limitSide][n]
		whole, database := m.perRequest()
		limitWhole, limitDatabase := limit.perRequest()
		fmt.Fprintf(r.lines, "Benchmark%s\t%d\t%d cpu-ns/op\t%d limit-cpu-ns/op\t%.3f ratio\t%d p50-ns\t%d p95-ns\t%d p99-ns\t"+
			"%d statements/op\t%d allocs/op\t%d B/op\t%d resident-B\t%d own-B",
			of.benchmark(), m.requests, whole.Nanoseconds(), limitWhole.Nanoseconds(), ratio(m, limit),
			percentile(m.latencies, 50).Nanoseconds(), percentile(m.latencies, 95).Nanoseconds(), percentile(m.latencies, 99).Nanoseconds(),
			of.cost.Statements, of.counts.Objects, of.counts.Bytes, m.memory.resident, m.memory.own)
		if of.engine != sqliteEngine {
			fmt.Fprintf(r.lines, "\t%d database-cpu-ns/op\t%d limit-database-cpu-ns/op", database.Nanoseconds(), limitDatabase.Nanoseconds())
		}
		fmt.Fprintln(r.lines)
	}
	fmt.Fprintf(os.Stderr, "%s, %s, %d clients: %.2f of the limit\n", of.Name, of.engine, of.clients, of.ratio())
}

// benchmark returns the name of the result's benchmark; that on SQLite has no engine.
func (r *result) benchmark() string {
	name := fmt.Sprintf("%s/clients=%d", r.Name, r.clients)
	if r.engine != sqliteEngine {
		name += "/engine=" + r.engine
	}
	return name
}

// start adds the times to the first responses.
func (r *report) start(engine string, took []time.Duration) {
	r.starts[engine] = slices.Sorted(slices.Values(took))
	name := "FirstAnswer"
	if engine != sqliteEngine {
		name += "/engine=" + engine
	}
	for _, d := range took {
		fmt.Fprintf(r.lines, "Benchmark%s\t1\t%d first-ns\n", name, d.Nanoseconds())
	}
}

func ratio(m, limit measurement) float64 {
	whole, _ := m.perRequest()
	limitWhole, _ := limit.perRequest()
	return float64(whole) / float64(max(limitWhole, 1))
}

// perRequest returns the medians over the rounds of a side.
func (r *result) perRequest(side int) (whole, database time.Duration) {
	var each, ofDatabase []time.Duration
	for _, m := range r.sides[side] {
		whole, database := m.perRequest()
		each, ofDatabase = append(each, whole), append(ofDatabase, database)
	}
	return percentile(each, 50), percentile(ofDatabase, 50)
}

// ratios returns the ratios of the rounds in ascending order.
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

// memory returns the peak memory of the server over all rounds.
func (r *result) memory() memory {
	var most memory
	for _, m := range r.sides[civicgraphSide] {
		most.resident, most.own = max(most.resident, m.memory.resident), max(most.own, m.memory.own)
	}
	return most
}

// percentile returns the value that a percentage of the values do not exceed.
func percentile(of []time.Duration, hundredths int) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
}
