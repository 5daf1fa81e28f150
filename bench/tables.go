package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"
	"time"
)

// Aims that are no ratio of a case.
const (
	// mostGrowth is how many times its ratio at the usual size a case may have in a larger graph.
	mostGrowth = 4.0 / 3
	// mostWay is how many medians of B2 nine in ten requests of B6 may take.
	mostWay = 15
	// mostOwn is how much memory the server may take besides mapped pages.
	mostOwn = 300 << 20
	// mostStart is how long the first answer may take.
	mostStart = 300 * time.Millisecond
)

// tables prints the results.
func (r *report) tables() {
	fmt.Printf("\n%d districts; processor time a request in ms, medians of %d rounds. ratio is that of civicgraph to the limit,\n"+
		"with its aim; allocations are those of the whole server a request.\n\n", r.settings.districts, r.settings.rounds)
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

// aim is the ratio to reach, marked where it is not.
func (r *result) aim() string {
	switch {
	case r.Aim == 0:
		return ""
	case r.ratio() > r.Aim:
		return fmt.Sprintf("missed %.1f", r.Aim)
	}
	return fmt.Sprintf("%.1f", r.Aim)
}

// aims prints what is no ratio, with what was aimed at.
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
		fmt.Printf("Ways, nine in ten (B6): %s ms, %.1f medians of B2 (aim: %d)\n", ms(nineInTen), float64(nineInTen)/float64(page), mostWay)
	}
	fmt.Printf("Peak memory besides mapped pages: %d MB (aim: %d)\n", own>>20, mostOwn>>20)
	if len(r.starts) > 0 {
		fmt.Printf("First answer after a start, %d starts: median %s ms, most %s ms (aim: %d)\n",
			len(r.starts), ms(percentile(r.starts, 50)), ms(r.starts[len(r.starts)-1]), mostStart.Milliseconds())
	}
	r.growth()
}

// growth prints how ratios compare with those recorded at the usual size.
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
			if of.ratio()/was > mostGrowth {
				part += " (missed)"
			}
			parts = append(parts, part)
		}
	}
	fmt.Printf("Ratios against those recorded at %d districts (aim: at most %.2f): %s\n", usualDistricts, mostGrowth, strings.Join(parts, ", "))
}

func ms(d time.Duration) string { return fmt.Sprintf("%.3f", d.Seconds()*1000) }
