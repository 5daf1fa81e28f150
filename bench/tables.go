package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
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
	fmt.Printf("\n%d districts; processor time per request in ms, medians of %d rounds: with the database, and of the database\n"+
		"where it has processes. ratio is that of civicgraph to the limit, with its aim; allocations are those of the whole server per request.\n\n", r.settings.districts, r.settings.rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "case\tengine\tclients\tcivicgraph\tdatabase\tlimit\tdatabase\tratio\tleast\tmost\taim\t"+
		"statements\trows\tallocations\tkB\t")
	for _, of := range r.results {
		each := of.ratios()
		fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\t%.2f\t%.2f\t%.2f\t%s\t%d\t%d\t%d\t%d\t\n", of.Name, of.engine, of.clients,
			of.times(civicgraphSide), of.times(limitSide), of.ratio(), each[0], each[len(each)-1], of.aim(),
			of.cost.Statements, of.cost.Rows, of.counts.Objects, of.counts.Bytes>>10)
	}
	_ = w.Flush() // to standard output
	fmt.Print("\nLatency in ms, and the most memory in MB that the server held: resident, and what of it is not mapped from files.\n\n")
	fmt.Fprintln(w, "case\tengine\tclients\tp50\tp95\tp99\tlimit p50\tp95\tp99\tresident\town\t")
	for _, of := range r.results {
		fmt.Fprintf(w, "%s\t%s\t%d\t", of.Name, of.engine, of.clients)
		for side := range of.sides {
			for _, p := range []int{50, 95, 99} {
				fmt.Fprintf(w, "%s\t", ms(percentile(of.latencies(side), p)))
			}
		}
		fmt.Fprintf(w, "%d\t%d\t\n", of.memory().resident>>20, of.memory().own>>20)
	}
	_ = w.Flush() // to standard output
	r.beside(w)
	fmt.Println()
	for _, of := range r.results {
		if of.clients == 1 && of.engine == r.results[0].engine {
			fmt.Printf("%s  %s\n", of.Name, of.Title)
		}
	}
	for _, e := range slices.Sorted(maps.Keys(r.starts)) {
		r.aims(e)
	}
	r.growth()
}

// times returns the processor times of a side, as two cells.
func (r *result) times(side int) string {
	whole, database := r.perRequest(side)
	if r.engine == sqliteEngine {
		return ms(whole) + "\t"
	}
	return ms(whole) + "\t" + ms(database)
}

// beside prints what civicgraph takes on the other engine, in units of what it takes on SQLite.
func (r *report) beside(w *tabwriter.Writer) {
	var rows []string
	for i, of := range r.results {
		if of.engine == sqliteEngine {
			continue
		}
		base := r.results[i-1] // of the same case and clients
		whole, database := of.perRequest(civicgraphSide)
		was, _ := base.perRequest(civicgraphSide)
		latency := func(p int) float64 {
			return float64(percentile(of.latencies(civicgraphSide), p)) / float64(percentile(base.latencies(civicgraphSide), p))
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%d\t%.2f\t%.2f\t%.2f\t%.2f\t", of.Name, of.engine, of.clients,
			float64(whole)/float64(was), float64(whole-database)/float64(was), latency(50), latency(99)))
	}
	if len(rows) == 0 {
		return
	}
	fmt.Print("\ncivicgraph against civicgraph on SQLite: processor time with the database, that of the server alone, latencies.\n\n")
	fmt.Fprintln(w, "case\tengine\tclients\tprocessor\tserver\tp50\tp99\t")
	for _, row := range rows {
		fmt.Fprintln(w, row)
	}
	_ = w.Flush() // to standard output
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

// aims prints the aims other than ratios of cases on an engine.
func (r *report) aims(engine string) {
	fmt.Printf("\n%s:\n", engine)
	var page, nineInTen time.Duration
	var own int64
	for _, of := range r.results {
		if of.engine == engine {
			own = max(own, of.memory().own)
		}
		switch {
		case of.clients > 1 || of.engine != engine:
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
	starts := r.starts[engine]
	fmt.Printf("First answer after a start, %d starts: median %s ms, most %s ms (aim: %d)\n",
		len(starts), ms(percentile(starts, 50)), ms(starts[len(starts)-1]), maxStartTime.Milliseconds())
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
		name := of.benchmark()
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
