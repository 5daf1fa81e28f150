// Command bench measures civicgraph against its limit: the same queries answered by hand-written SQL, and the same file loaded
// by a hand-written loader.
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

// settings holds the program's flags.
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
	engine      string
	dsn         string
	limitForm   string
	record      bool
	timeLimit

	// limitListen and database are set for the process that this program starts as the limit.
	limitListen string
	database    string
}

// cacheFolder returns the folder of loaded graphs.
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
	flags.IntVar(&s.rounds, "rounds", 7, "number of measurements of each case; the table shows medians")
	flags.Float64Var(&s.seconds, "seconds", 1, "approximate length of a round")
	flags.IntVar(&s.requests, "requests", 0, "requests per round, instead of -seconds")
	flags.StringVar(&s.only, "only", "", "cases to measure, separated by commas: `B2,B3`; all if empty")
	flags.BoolVar(&s.short, "short", false, "a small graph and few short rounds, as a smoke test")
	flags.BoolVar(&s.fresh, "fresh", false, "load the graph again although it is cached")
	flags.StringVar(&s.cache, "cache", cacheFolder(), "folder for the loaded graph")
	flags.StringVar(&s.output, "out", "", "file for the lines that benchstat reads; bench/out/TIME.txt if empty")
	flags.BoolVar(&s.record, "record", false, "store the run in bench/recorded, where later ones of this size are compared with it")
	flags.StringVar(&s.serverFlags, "server-flags", "", "additional flags of the server, separated by spaces")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Minute, "time limit of the whole run")
	flags.StringVar(&s.limitForm, "limit", textLimit, "form of the limit: text (concatenation) or functions (json_object …)")
	flags.StringVar(&s.engine, "engine", sqliteEngine, "sqlite, or postgres to measure that beside SQLite")
	flags.StringVar(&s.dsn, "dsn", "", "`URL` of an empty database of a running PostgreSQL on this machine, where the graph stays, instead of a server of the run's own")
	flags.StringVar(&s.limitListen, "limit-listen", "", "internal: serve the limit at this address")
	flags.StringVar(&s.database, "limit-database", "", "internal: database of the limit")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument: %s; -help lists the flags", flags.Arg(0))
	}
	given := map[string]bool{}
	flags.Visit(func(f *flag.Flag) { given[f.Name] = true })
	s.shorten(given)
	if s.districts < 1 || s.rounds < 1 || s.seconds <= 0 || s.requests < 0 {
		return nil, errors.New("-districts, -rounds and -seconds must be positive")
	}
	if s.record && (s.only != "" || s.limitForm != textLimit) {
		return nil, errors.New("-record stores whole runs and cannot be combined with -only or -limit")
	}
	if err := s.checkEngine(); err != nil {
		return nil, err
	}
	if s.dsn != "" && s.engine != postgresEngine {
		return nil, errors.New("-dsn needs -engine postgres")
	}
	if s.limitForm != textLimit && s.limitForm != functionsLimit {
		return nil, fmt.Errorf("-limit must be %s or %s", textLimit, functionsLimit)
	}
	return s, nil
}

// checkEngine checks -engine.
func (s *settings) checkEngine() error {
	if s.engine != sqliteEngine && s.engine != postgresEngine {
		return fmt.Errorf("-engine must be %s or %s", sqliteEngine, postgresEngine)
	}
	return nil
}

// shorten sets small values for flags that were not given.
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

// cases returns the cases to measure.
func (s *settings) cases() ([]benchCase, error) {
	all, err := allCases(s.engine, s.limitForm)
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
			return nil, fmt.Errorf("-only %s: unknown case", name)
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
	if len(args) > 0 {
		if measure, ok := subcommands()[args[0]]; ok {
			return measure(ctx, args[1:])
		}
	}
	return within(parseSettings, measureCases)(ctx, args)
}

// measureCases measures the cases, or serves the limit.
func measureCases(ctx context.Context, s *settings) error {
	cases, err := s.cases()
	if err != nil {
		return err
	}
	if s.limitListen != "" {
		return serveLimit(ctx, s, cases)
	}
	return measure(ctx, s, cases)
}

// measure prepares the graph and the servers, and reports the measurements.
func measure(ctx context.Context, s *settings, cases []benchCase) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	engines, closeEngines, err := openEngines(ctx, s, root)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closeEngines()) }()
	r := &comparison{settings: s, folder: folder, engines: engines, cases: cases}
	if r.server, err = buildServer(ctx, root, folder); err != nil {
		return err
	}
	if r.report, err = newReport(s, root, engines); err != nil {
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
