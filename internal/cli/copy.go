package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/spf13/cobra"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// copySettings are the settings of copy.
type copySettings struct {
	from, to               string
	follow, change, reopen bool
	wait                   time.Duration
}

// defaultCopy returns the settings without arguments.
func defaultCopy() *copySettings { return &copySettings{wait: 10 * time.Minute} }

func (s *copySettings) all() []setting {
	return []setting{
		{flag: "from", text: &s.from, usage: "`database` to copy: a file, or the address of one on PostgreSQL: postgres://USER@HOST/NAME"},
		{flag: "to", text: &s.to, usage: "`database` to copy to, which must be empty or be filled by an earlier --follow; a file is created"},
		{flag: "follow", boolean: &s.follow, usage: "keep copying what is written to --from, until the command is stopped"},
		{flag: "switch", boolean: &s.change, usage: "copy the last changes, refuse further writes to --from, and let programs write to --to"},
		{flag: "reopen", boolean: &s.reopen, usage: "let programs write to --from again: a database whose graph was moved, or that a copy was filling"},
		{flag: "wait", duration: &s.wait, usage: "time to wait while another program writes to --from"},
	}
}

func copyCommand(streams Streams) *cobra.Command {
	s := defaultCopy()
	c := &cobra.Command{
		Use: "copy --from DATABASE --to DATABASE [flags]", Short: "Copy the graph to another database, or move it there",
		Long: `Copy the graph to another database, with its history and its ids, and compare both. Either is an SQLite file or a database of PostgreSQL.

With --follow and then --switch, a graph moves while programs read and write it. docs/operations.md says how, step by step.`,
		Example: `  civicgraph copy --from civicgraph.db --to postgres://town@db.example.org/town
  civicgraph copy --from civicgraph.db --to postgres://town@db.example.org/town --follow
  civicgraph copy --from civicgraph.db --to postgres://town@db.example.org/town --switch`,
		SuggestFor: []string{"move", "migrate", "backup"},
		Args:       noArguments(unexpectedArgument),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := s.check(); err != nil {
				return err
			}
			if s.reopen {
				return runReopen(c.Context(), s, streams)
			}
			return runCopy(c.Context(), s, streams)
		},
	}
	addSettings(c, s.all())
	return c
}

// check returns a usage error for invalid settings.
func (s *copySettings) check() error {
	switch {
	case s.from == "":
		return usageErrorf("copy requires --from, the database to copy")
	case s.reopen && (s.follow || s.change || s.to != ""):
		return usageErrorf("--reopen takes --from only")
	case s.reopen:
	case s.to == "":
		return usageErrorf("copy requires --to, the database to copy to")
	case s.follow && s.change:
		return usageErrorf("--follow and --switch exclude each other (--switch ends a --follow that is running)")
	case s.from == s.to || !store.IsPostgres(s.from) && !store.IsPostgres(s.to) && sameFile(s.from, s.to):
		return usageErrorf("--from and --to are the same database")
	}
	if !exists(s.from) {
		return fmt.Errorf("database %s does not exist (--from names another)", s.from)
	}
	return nil
}

// copyReaders is the number of read connections of a copy: of a snapshot, and of looks at the state meanwhile.
const copyReaders = 2

// openCopied opens a database to copy from or to, which must have the tables of this version or none.
func openCopied(ctx context.Context, path string) (*store.Store, error) {
	return store.Open(ctx, path, store.Options{Kinds: kg.NewKinds(), Now: time.Now, Readers: copyReaders, RefuseOld: true})
}

func runCopy(ctx context.Context, s *copySettings, streams Streams) (err error) {
	from, err := openCopied(ctx, s.from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	to, err := openCopied(ctx, s.to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, to.Close()) }()
	display := newProgress(streams.Err, progressInterval, &fileSizes{})
	c, err := store.NewCopy(ctx, from, to, func(p store.CopyProgress) { display.showStep(copyStep(p)) })
	if err != nil {
		return err
	}
	if err := loadCopy(ctx, s, c, display, streams); err != nil {
		return err
	}
	switch {
	case s.follow:
		return followCopy(ctx, c, streams)
	case s.change:
		return switchCopy(ctx, s, c, display, streams)
	}
	return nil
}

// loadCopy fills an empty database. One that an earlier copy was filling is only changed by --follow and --switch.
func loadCopy(ctx context.Context, s *copySettings, c *store.Copy, display *progress, streams Streams) error {
	load := c.Load
	if s.follow || s.change {
		isFilling, err := c.IsFilling(ctx)
		if err != nil || isFilling {
			return err
		}
		load = c.LoadToFollow
	}
	done, err := load(ctx)
	display.end()
	if err != nil {
		return explainDifference(err, "nothing was kept")
	}
	seconds := max(done.Copying.Seconds(), 0.001)
	fmt.Fprintf(streams.Out, "copied %s in %s up to change set %d in %.1f s, %.0f rows per second; compared them in %.1f s: no difference\n",
		count(done.Records, "record"), count(done.Rows, "row"), done.Set, seconds, float64(done.Rows)/seconds, done.Comparing.Seconds())
	return nil
}

// explainDifference adds what a difference means to an error that reports one.
func explainDifference(err error, meaning string) error {
	if difference, ok := errors.AsType[*store.DifferenceError](err); ok {
		return fmt.Errorf("the copy differs, %s: %w", meaning, difference)
	}
	return err
}

// followCopy follows until ctx ends or another copy switches.
func followCopy(ctx context.Context, c *store.Copy, streams Streams) error {
	line := lagLine{output: streams.Err, isTerminal: isTerminal(streams.Err)}
	err := c.Follow(ctx, line.show)
	line.end()
	switch {
	case errors.Is(err, store.ErrSwitched):
		fmt.Fprintln(streams.Out, err)
		return nil
	case ctx.Err() != nil:
		fmt.Fprintln(streams.Out, "stopped; --follow continues, --switch moves the graph")
		return nil //nolint:nilerr // it ended as it was told to
	}
	return err
}

// switchCopy moves the graph.
func switchCopy(ctx context.Context, s *copySettings, c *store.Copy, display *progress, streams Streams) error {
	done, err := c.Switch(ctx)
	for deadline := time.Now().Add(s.wait); errors.Is(err, store.ErrBusy) && time.Now().Before(deadline); {
		display.showStep(step{phaseWords: phaseWords{running: "waiting for another program that writes to the database"}})
		done, err = c.Switch(ctx)
	}
	display.end()
	if done.Closed > 0 {
		fmt.Fprintf(streams.Out, "moved the graph up to change set %d; nobody could write for %v\n", done.Set, done.Closed.Round(time.Millisecond))
	}
	if err != nil {
		return explainDifference(err, "although the graph was moved")
	}
	fmt.Fprintf(streams.Out, "compared %s in %s in %.1f s: no difference\n", count(done.Records, "record"), count(done.Rows, "row"), done.Comparing.Seconds())
	return nil
}

func runReopen(ctx context.Context, s *copySettings, streams Streams) (err error) {
	db, err := openCopied(ctx, s.from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	refusal := db.CheckWritable(ctx)
	switch {
	case refusal == nil:
		fmt.Fprintln(streams.Out, "programs can write to the database already; nothing was changed")
		return nil
	case !errors.Is(refusal, store.ErrMoved) && !errors.Is(refusal, store.ErrFilling):
		return refusal
	}
	if err := db.Reopen(ctx); err != nil {
		return err
	}
	fmt.Fprintln(streams.Out, "programs can write to the database again; see to it that none writes to the other one")
	return nil
}

// warnOfCopy logs why nobody can write to the database, if a copy is the reason.
func warnOfCopy(ctx context.Context, db *store.Store, log *slog.Logger) error {
	err := db.CheckWritable(ctx)
	if errors.Is(err, store.ErrMoved) || errors.Is(err, store.ErrFilling) {
		log.WarnContext(ctx, "the database is only read", "reason", err)
		return nil
	}
	return err
}

// copyStep returns a step of a copy.
func copyStep(p store.CopyProgress) step {
	s := step{done: p.Done, total: p.Total}
	switch p.Phase {
	case store.CopyingRows:
		s.phaseWords = phaseWords{"copying", "copied", "rows"}
	case store.CopyingIndexes:
		s.phaseWords = phaseWords{"indexing", "built", "indexes"}
	case store.ComparingRows:
		s.phaseWords = phaseWords{"comparing rows", "compared", "rows"}
	case store.ComparingRecords:
		s.phaseWords = phaseWords{"comparing records", "compared", "records"}
	}
	return s
}

// lagLine reports how far a copy is behind: on a terminal in one line, otherwise in a line each second if it is another one.
type lagLine struct {
	output     io.Writer
	isTerminal bool
	shown      string
	at         time.Time
}

func (l *lagLine) show(lag store.Lag) {
	text := fmt.Sprintf("copied up to change set %d, %d behind", lag.Set, lag.Behind)
	if time.Since(l.at) < time.Second || text == l.shown && !l.isTerminal {
		return
	}
	if l.isTerminal {
		fmt.Fprint(l.output, "\r\x1b[K", text)
	} else {
		fmt.Fprintln(l.output, text)
	}
	l.shown, l.at = text, time.Now()
}

// end ends the line on a terminal.
func (l *lagLine) end() {
	if l.isTerminal && l.shown != "" {
		fmt.Fprintln(l.output)
	}
}
