package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Aims other than the ratio of a case.
const (
	// maxGrowth is the maximal growth of a ratio in a larger graph.
	maxGrowth = 4.0 / 3
	// maxPathRatio is the maximal p90 of B6 in medians of B2.
	maxPathRatio = 15
	// maxOwnMemory is the maximal memory of the server without mapped pages.
	maxOwnMemory = 300 << 20
	// maxStartTime is the maximal time to the first response.
	maxStartTime = 300 * time.Millisecond
)

// tables prints the results.
func (r *report) tables() {
	fmt.Printf("\n%d districts; processor time per request in ms, medians of %d rounds. ratio is that of civicgraph to the limit,\n"+
		"with its aim; allocations are those of the whole server per request.\n\n", r.settings.districts, r.settings.rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tclients\tcivicgraph\tlimit\tratio\tleast\tmost\taim\tstatements\trows\tallocations\tkB\t")
	for _, of := range r.results {
		each := of.ratios()
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%.2f\t%.2f\t%.2f\t%s\t%d\t%d\t%d\t%d\t\n", of.Name, of.clients,
			ms(of.perRequest(civicgraphSide)), ms(of.perRequest(limitSide)), of.ratio(), each[0], each[len(each)-1], of.aim(),
			of.cost.Statements, of.cost.Rows, of.counts.Objects, of.counts.Bytes>>10)
	}
	_ = w.Flush() // to standard output
	fmt.Print("\nLatency in ms, and the most memory in MB that the server held: resident, and what of it is not mapped from files.\n\n")
	fmt.Fprintln(w, "case\tclients\tp50\tp95\tp99\tlimit p50\tp95\tp99\tresident\town\t")
	for _, of := range r.results {
		fmt.Fprintf(w, "%s\t%d\t", of.Name, of.clients)
		for side := range of.sides {
			for _, p := range []int{50, 95, 99} {
				fmt.Fprintf(w, "%s\t", ms(percentile(of.latencies(side), p)))
			}
		}
		fmt.Fprintf(w, "%d\t%d\t\n", of.memory().resident>>20, of.memory().own>>20)
	}
	_ = w.Flush() // to standard output
	fmt.Println()
	for _, of := range r.results {
		if of.clients == 1 {
			fmt.Printf("%s  %s\n", of.Name, of.Title)
		}
	}
	r.aims()
}

// aim returns the ratio to reach, marked if it is missed.
func (r *result) aim() string {
	switch {
	case r.Aim == 0:
		return ""
	case r.ratio() > r.Aim:
		return fmt.Sprintf("missed %.1f", r.Aim)
	}
	return fmt.Sprintf("%.1f", r.Aim)
}

// aims prints the aims other than ratios of cases.
func (r *report) aims() {
	fmt.Println()
	var page, nineInTen time.Duration
	var own int64
	for _, of := range r.results {
		own = max(own, of.memory().own)
		switch {
		case of.clients > 1:
		case of.Name == "B2":
			page = percentile(of.latencies(civicgraphSide), 50)
		case of.Name == "B6":
			nineInTen = percentile(of.latencies(civicgraphSide), 90)
		}
	}
	if page > 0 && nineInTen > 0 {
		fmt.Printf("p90 of paths (B6): %s ms, %.1f medians of B2 (aim: %d)\n", ms(nineInTen), float64(nineInTen)/float64(page), maxPathRatio)
	}
	fmt.Printf("Peak memory without mapped pages: %d MB (aim: %d)\n", own>>20, maxOwnMemory>>20)
	if len(r.starts) > 0 {
		fmt.Printf("First answer after a start, %d starts: median %s ms, most %s ms (aim: %d)\n",
			len(r.starts), ms(percentile(r.starts, 50)), ms(r.starts[len(r.starts)-1]), maxStartTime.Milliseconds())
	}
	r.growth()
}

// growth prints the ratios relative to those recorded at the usual size.
func (r *report) growth() {
	if r.settings.districts <= usualDistricts {
		return
	}
	usual, err := readRatios(r.recordedRun(usualDistricts))
	if err != nil {
		fmt.Fprintln(os.Stderr, "no run is recorded at the usual size:", err)
		return
	}
	var parts []string
	for _, of := range r.results {
		name := fmt.Sprintf("%s/clients=%d", of.Name, of.clients)
		if was, ok := usual[name]; ok {
			part := fmt.Sprintf("%s %.2f", name, of.ratio()/was)
			if of.ratio()/was > maxGrowth {
				part += " (missed)"
			}
			parts = append(parts, part)
		}
	}
	fmt.Printf("Ratios against those recorded at %d districts (aim: at most %.2f): %s\n", usualDistricts, maxGrowth, strings.Join(parts, ", "))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()*1000) }
