// Command bench measures civicgraph against its limit: the same questions answered by SQL written by hand, and the same
// file loaded by hand.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// settings are the program's flags.
type settings struct {
	districts   int
	rounds      int
	seconds     float64
	requests    int
	only        string
	short       bool
	fresh       bool
	cache       string
	output      string
	serverFlags string
	limitForm   string
	record      bool
	timeout     time.Duration

	// limitListen and database are set for the process that this program starts as the limit.
	limitListen string
	database    string
}

// cacheFolder is where loaded graphs are kept.
func cacheFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		cache = os.TempDir()
	}
	return filepath.Join(cache, "civicgraph-bench")
}

func parseSettings(args []string) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&s.districts, "districts", usualDistricts, "size of the synthetic graph; a district is about 150 records")
	flags.IntVar(&s.rounds, "rounds", 7, "how often each case is measured; the table shows medians")
	flags.Float64Var(&s.seconds, "seconds", 1, "about how long the server is asked in one round")
	flags.IntVar(&s.requests, "requests", 0, "requests a round, in place of -seconds")
	flags.StringVar(&s.only, "only", "", "cases to measure, with commas between, `B2,B3`; all where empty")
	flags.BoolVar(&s.short, "short", false, "a small graph, few and short rounds: to see that it works")
	flags.BoolVar(&s.fresh, "fresh", false, "load the graph anew although it is cached")
	flags.StringVar(&s.cache, "cache", cacheFolder(), "folder for the loaded graph")
	flags.StringVar(&s.output, "out", "", "file for the lines that benchstat reads; bench/out/TIME.txt where empty")
	flags.BoolVar(&s.record, "record", false, "keep the run as the one that later ones of this size are compared with, in bench/recorded")
	flags.StringVar(&s.serverFlags, "server-flags", "", "further flags of the server, with spaces between")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Minute, "when to give up")
	flags.StringVar(&s.limitForm, "limit", textLimit, "how the limit builds its JSON: text, or functions (json_object …)")
	flags.StringVar(&s.limitListen, "limit-listen", "", "be the limit on this address; the program uses it for itself")
	flags.StringVar(&s.database, "limit-database", "", "database of the limit")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("%s is not understood; -help lists the flags", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	s.shorten(given)
	if s.districts < 1 || s.rounds < 1 || s.seconds <= 0 || s.requests < 0 {
		return nil, errors.New("-districts, -rounds and -seconds take positive numbers")
	}
	if s.record && (s.only != "" || s.limitForm != textLimit) {
		return nil, errors.New("-record keeps whole runs: it goes without -only and -limit")
	}
	if s.limitForm != textLimit && s.limitForm != functionsLimit {
		return nil, fmt.Errorf("-limit takes %s or %s", textLimit, functionsLimit)
	}
	return s, nil
}

// shorten makes all small that was not given.
func (s *settings) shorten(given map[string]bool) {
	if !s.short {
		return
	}
	if !given["districts"] {
		s.districts = 200
	}
	if !given["rounds"] {
		s.rounds = 3
	}
	if !given["seconds"] {
		s.seconds = 0.2
	}
}

// cases are those that were asked for.
func (s *settings) cases() ([]benchCase, error) {
	all, err := allCases(s.limitForm)
	if err != nil || s.only == "" {
		return all, err
	}
	var chosen []benchCase
	for name := range strings.SplitSeq(s.only, ",") {
		found := false
		for _, c := range all {
			if strings.EqualFold(c.Name, strings.TrimSpace(name)) {
				chosen, found = append(chosen, c), true
			}
		}
		if !found {
			return nil, fmt.Errorf("-only %s: there is no such case", name)
		}
	}
	return chosen, nil
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) > 0 && args[0] == importWord:
		return runImport(ctx, args[1:])
	case len(args) > 0 && args[0] == linksWord:
		return runLinks(ctx, args[1:])
	case len(args) > 0 && args[0] == fairnessWord:
		return runFairness(ctx, args[1:])
	case len(args) == 3 && args[0] == loaderWord:
		return loadByHand(ctx, args[1], args[2])
	case len(args) > 1 && args[0] == countedWord:
		return serveCounted(ctx, args[1], args[2:])
	}
	s, err := parseSettings(args)
	if err != nil {
		return err
	}
	cases, err := s.cases()
	if err != nil {
		return err
	}
	if s.limitListen != "" {
		return serveLimit(ctx, s.limitListen, s.database, cases)
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return measure(ctx, s, cases)
}

func runImport(ctx context.Context, args []string) error {
	s, err := parseImportSettings(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return measureImport(ctx, s)
}

func runLinks(ctx context.Context, args []string) error {
	s, err := parseLinkSettings(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return measureLinks(ctx, s)
}

func runFairness(ctx context.Context, args []string) error {
	s, err := parseFairnessSettings(args)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return measureFairness(ctx, s)
}

// measure prepares the graph and the servers, and reports what is measured.
func measure(ctx context.Context, s *settings, cases []benchCase) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	database, err := cachedGraph(ctx, s, root)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	r := &comparison{settings: s, at: startPaths{folder: folder, database: database}, cases: cases}
	if r.at.server, err = buildServer(ctx, root, folder); err != nil {
		return err
	}
	if r.report, err = newReport(s, root); err != nil {
		return err
	}
	err = errors.Join(r.measure(ctx), r.report.close())
	r.report.tables()
	r.report.compareWithRecorded(ctx)
	if err == nil && s.record {
		err = r.report.record()
	}
	return err
}
