package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"text/tabwriter"
	"time"
)

// result is what was measured of a case with a number of clients: for each side one measurement a round.
type result struct {
	benchCase
	clients int
	cost    cost
	sides   [2][]measurement
}

// report gathers results: lines for benchstat as they come, and a table in the end.
type report struct {
	file    *os.File
	lines   *bufio.Writer
	results []result
}

func newReport(s *settings, root string) (*report, error) {
	path := s.output
	if path == "" {
		folder := filepath.Join(root, "bench", "out")
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return nil, err
		}
		path = filepath.Join(folder, time.Now().Format("2006-01-02T150405")+".txt")
	}
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	r := &report{file: file, lines: bufio.NewWriter(file)}
	fmt.Fprintf(r.lines, "goos: %s\ngoarch: %s\npkg: civicgraph/bench\ndistricts: %d\nlimit: %s\ncores: %d\n",
		runtime.GOOS, runtime.GOARCH, s.districts, s.limitForm, runtime.NumCPU())
	return r, nil
}

func (r *report) close() error { return errors.Join(r.lines.Flush(), r.file.Close()) }

// add keeps a result, and writes a line for each round: benchstat tells from their spread what differs between runs.
func (r *report) add(of result) {
	r.results = append(r.results, of)
	for n := range of.sides[civicgraphSide] {
		m, limit := of.sides[civicgraphSide][n], of.sides[limitSide][n]
		fmt.Fprintf(r.lines, "Benchmark%s/clients=%d\t%d\t%d cpu-ns/op\t%d limit-cpu-ns/op\t%.3f ratio\t%d p50-ns\t%d p99-ns\t%d statements/op\n",
			of.Name, of.clients, m.requests, m.perRequest().Nanoseconds(), limit.perRequest().Nanoseconds(),
			ratio(m, limit), percentile(m.latencies, 50).Nanoseconds(), percentile(m.latencies, 99).Nanoseconds(), of.cost.Statements)
	}
	fmt.Fprintf(os.Stderr, "%s, %d clients: %.2f of the limit\n", of.Name, of.clients, of.ratio())
}

// table prints the results.
func (r *report) table() {
	fmt.Printf("\nProcessor time a request in ms, medians of the rounds; ratio is that of civicgraph to the limit.\n\n")
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tclients\tcivicgraph\tlimit\tratio\t(least\tmost)\tstatements\trows\tp50\tp95\tp99\tlimit p50\tp95\tp99\t")
	for _, of := range r.results {
		low, high := of.ratioRange()
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.2f\t%.2f\t%.2f\t%d\t%d\t", of.Name, of.clients,
			ms(of.perRequest(civicgraphSide)), ms(of.perRequest(limitSide)), of.ratio(), low, high, of.cost.Statements, of.cost.Rows)
		for side := range of.sides {
			for _, p := range []int{50, 95, 99} {
				fmt.Fprintf(w, "%s\t", ms(percentile(of.latencies(side), p)))
			}
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush() // to standard output
	fmt.Println()
	for _, of := range r.results {
		if of.clients == 1 {
			fmt.Printf("%s  %s\n", of.Name, of.Title)
		}
	}
	fmt.Printf("\nbenchstat %s\n", r.file.Name())
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()*1000) }

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

func (r *result) ratioRange() (low, high float64) {
	each := r.ratios()
	return each[0], each[len(each)-1]
}

func (r *result) latencies(side int) []time.Duration {
	var all []time.Duration
	for _, m := range r.sides[side] {
		all = append(all, m.latencies...)
	}
	return all
}

// percentile is the value that so many of a hundred do not exceed.
func percentile(of []time.Duration, hundredths int) time.Duration {
	sorted := slices.Sorted(slices.Values(of))
	return sorted[min(len(sorted)*hundredths/100, len(sorted)-1)]
}
