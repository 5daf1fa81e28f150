package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"civicgraph/internal/ingest"
	"civicgraph/internal/ingest/table"
	"civicgraph/internal/store"
)

// importSettings are the settings of import.
type importSettings struct {
	database, format, source, rejects string
	lenient, dryRun, withDemo         bool
	wait                              time.Duration
	// isDatabaseGiven is whether a flag or a variable sets the database.
	isDatabaseGiven bool
	tables          tableSettings
}

// defaultImport returns the settings without arguments and environment.
func defaultImport() *importSettings {
	return &importSettings{database: defaultDatabase, wait: 10 * time.Minute, tables: tableSettings{separator: table.ListSeparator}}
}

func (s *importSettings) all() []setting {
	return append([]setting{
		databaseSetting(&s.database),
		{flag: "format", text: &s.format, values: []string{"jsonl", tableFormat}, usage: "input `format`: jsonl, or csv for tables; by the name of the file if not given"},
		{flag: "lenient", boolean: &s.lenient, usage: "write the valid lines although others are invalid"},
		{flag: "rejects", text: &s.rejects, usage: "`file` to which the invalid lines are written, as they were given"},
		{flag: "dry-run", boolean: &s.dryRun, usage: "write nothing, and report what would be written"},
		{flag: "source", text: &s.source, usage: "`slug` of the source of records that cite none"},
		{flag: "with-demo", boolean: &s.withDemo, usage: "add the records to a database that holds only demo data"},
		{flag: "wait", duration: &s.wait, usage: "time to wait while another program writes to the database"},
	}, s.tables.all()...)
}

func importCommand(streams Streams) *cobra.Command {
	s := defaultImport()
	c := &cobra.Command{
		Use: "import [flags] FILE...", Short: "Write records from files to the database",
		Long: `Write records from files to the database: all of them, or none if one is invalid.

The files are JSON Lines or tables (.csv, .tsv, .xlsx), plain or compressed with gzip; - is standard input. docs/records.md describes
every record and field, docs/spreadsheets.md the columns of tables.`,
		Example: `  civicgraph import --dry-run report.jsonl      # says what would be written
  civicgraph import report.jsonl more.jsonl.gz
  civicgraph import --plan officials.csv       # says what each column would become`,
		SuggestFor: []string{"load"},
		Args: func(_ *cobra.Command, files []string) error {
			standard := slices.DeleteFunc(slices.Clone(files), func(name string) bool { return name != "-" })
			switch {
			case len(files) == 0:
				return usageErrorf("no files to import (- reads standard input)")
			case len(standard) > 1:
				return usageErrorf("standard input (-) can be read only once")
			}
			return nil
		},
		RunE: func(c *cobra.Command, files []string) error {
			s.isDatabaseGiven = c.Flags().Changed("database")
			return runImport(c.Context(), s, files, streams)
		},
	}
	addSettings(c, s.all())
	return c
}

func runImport(ctx context.Context, s *importSettings, files []string, streams Streams) (err error) {
	var sizes fileSizes
	set, err := s.tables.newSet(s.source)
	if err != nil {
		return err
	}
	inputs, closeInputs, err := openInputs(s.format, files, streams.In, set, &sizes)
	if err != nil {
		return err
	}
	defer closeInputs()
	rejects, err := openRejects(s, append(files, set.Files()...))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rejects.Close()) }()
	options := ingest.Options{Lenient: s.lenient, DryRun: s.dryRun, Source: s.source, Rejects: rejects, Wait: s.wait}
	path := s.database
	if (s.dryRun || s.tables.plan) && !exists(path) {
		path = store.Memory // so that no file is created
	}
	db, err := openStore(ctx, path, 1)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if s.tables.plan {
		if _, err := ingest.Tables(ctx, db, set); err != nil {
			return err
		}
		return set.WritePlan(streams.Out)
	}
	authors, err := db.Authors(ctx)
	if err != nil {
		return err
	}
	if err := confirmDemo(ctx, s, db.Name(), files, authors, streams); err != nil {
		return err
	}
	tables, err := tableInputs(ctx, db, set, streams.Err)
	if err != nil {
		return err
	}
	inputs = append(inputs, tables...)
	display := newProgress(streams.Err, progressInterval, &sizes)
	options.Progress = display.show
	report, err := ingest.Import(ctx, db, options, inputs...)
	display.end()
	if err := reportImport(s, report, err, streams); err != nil || s.dryRun || report.Created+report.Updated == 0 {
		return err
	}
	reportFirstImport(streams.Err, s, authors)
	if err := db.Optimize(ctx); err != nil {
		return fmt.Errorf("the records were written, but optimizing the database failed: %w", err)
	}
	return nil
}

// openRejects creates the file of the invalid lines. Without --rejects they are discarded.
func openRejects(s *importSettings, files []string) (io.WriteCloser, error) {
	if s.rejects == "" {
		return nopCloser{io.Discard}, nil
	}
	if err := refuseOverwrite("--rejects", s.rejects, s.database, files...); err != nil {
		return nil, err
	}
	file, err := os.Create(s.rejects)
	if err != nil {
		return nil, fmt.Errorf("cannot create the file of rejected lines: %w", err)
	}
	return file, nil
}

// nopCloser is a writer with a Close that does nothing.
type nopCloser struct{ io.Writer }

// Close does nothing.
func (nopCloser) Close() error { return nil }

// reportImport reports the result of an import.
func reportImport(s *importSettings, report ingest.Report, err error, streams Streams) error {
	if rejected, ok := errors.AsType[*ingest.RejectedError](err); ok {
		reportInvalid(streams.Err, rejected.Report)
		fmt.Fprintf(streams.Err, "civicgraph: %s; nothing was written\n", countInvalid(rejected.Report))
		return errReported
	}
	if err != nil {
		return asUsageError(err)
	}
	reportInvalid(streams.Err, report)
	reportWritten(streams.Out, s, report)
	return nil
}

// refuseOverwrite returns a usage error if path is one of the files being read or belongs to the database.
func refuseOverwrite(flag, path, database string, read ...string) error {
	for _, other := range append(read, database, database+"-wal", database+"-shm") {
		if sameFile(path, other) {
			return usageErrorf("%s %s would overwrite %s", flag, path, other)
		}
	}
	return nil
}

// sameFile reports whether two paths are the same file, which need not exist.
func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	other, otherErr := os.Stat(b)
	if err == nil && otherErr == nil {
		return os.SameFile(one, other)
	}
	a, err = filepath.Abs(a)
	b, otherErr = filepath.Abs(b)
	return err == nil && otherErr == nil && a == b
}

// openInputs opens all files first, so that an unreadable one is reported before any work is done.
// Tables are added to the set.
func openInputs(format string, names []string, standard io.Reader, set *table.Set, sizes *fileSizes) (inputs []ingest.Input, closeAll func(), err error) {
	var open []io.Closer
	closeAll = func() {
		for _, c := range open {
			_ = c.Close() // nothing was written to it
		}
	}
	for _, name := range names {
		switch {
		case format != "" && format != "jsonl" && format != tableFormat:
			closeAll()
			return nil, nil, usageErrorf("invalid --format %q; must be jsonl or csv", format)
		case isTable(format, name):
			if err := readTable(set, name, sizes.count(standard)); err != nil {
				closeAll()
				return nil, nil, err
			}
		case name == "-":
			inputs = append(inputs, ingest.JSONLines("standard input", sizes.count(standard)))
		default:
			file, err := os.Open(name)
			if err != nil {
				closeAll()
				return nil, nil, fmt.Errorf("cannot open the input: %w", err)
			}
			open = append(open, file)
			info, err := file.Stat()
			if err == nil && info.IsDir() {
				closeAll()
				return nil, nil, usageErrorf("%s is a folder; read it with --format csv", name)
			}
			inputs = append(inputs, ingest.JSONLines(name, sizes.count(file)))
		}
	}
	return inputs, closeAll, nil
}

// countInvalid returns how many lines are invalid, and how many depend on them.
func countInvalid(report ingest.Report) string {
	text := count(report.Invalid-report.Repeated, "invalid line")
	if report.Repeated > 0 {
		repeated := count(report.Repeated, "repeated line")
		if report.Repeated == report.Invalid {
			return repeated
		}
		text += ", " + repeated
	}
	if report.Dependent == 0 {
		return text
	}
	refer, invalid := "refer", "them"
	if report.Dependent == 1 {
		refer = "refers"
	}
	if report.Invalid-report.Repeated == 1 {
		invalid = "it"
	}
	return fmt.Sprintf("%s and %d that %s to %s", text, report.Dependent, refer, invalid)
}

// reportInvalid lists all errors of the first invalid lines, and if there are more, the number of all by code. Lines that only refer
// to invalid ones are not listed.
func reportInvalid(output io.Writer, report ingest.Report) {
	for _, l := range report.Lines {
		for _, err := range l.Errors {
			fmt.Fprintf(output, "%s:%d: %s: %v\n", l.File, l.Line, err.Code, err)
		}
	}
	if report.Invalid <= len(report.Lines) {
		return
	}
	var counts []string
	for _, code := range slices.Sorted(maps.Keys(report.Codes)) {
		counts = append(counts, fmt.Sprintf("%d %s", report.Codes[code], code))
	}
	fmt.Fprintf(output, "and %s more; total: %s\n", count(report.Invalid-len(report.Lines), "invalid line"), strings.Join(counts, ", "))
}

// reportWritten reports how many records were written.
func reportWritten(output io.Writer, s *importSettings, report ingest.Report) {
	w := report.WriteCounts
	verb := "wrote"
	switch {
	case s.dryRun:
		verb = "would write"
	case w == (store.WriteCounts{Unchanged: w.Unchanged}):
		verb = "no changes to"
	}
	fmt.Fprintf(output, "%s %s: %d new, %d changed, %d unchanged", verb, count(w.Created+w.Updated+w.Unchanged, "record"),
		w.Created, w.Updated, w.Unchanged)
	if report.Invalid > 0 {
		fmt.Fprintf(output, "; skipped %s", countInvalid(report))
	}
	fmt.Fprintln(output)
}

// count returns a number with its noun, in the plural if it is not 1.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
