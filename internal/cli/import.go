package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// importSettings are what import can be told.
type importSettings struct {
	database, format, source, rejects string
	lenient, dryRun                   bool
}

func (s *importSettings) all() []setting {
	return []setting{
		databaseSetting(&s.database),
		{flag: "format", text: &s.format, usage: "form of the files: jsonl, or csv for folders of tables"},
		{flag: "lenient", truth: &s.lenient, usage: "write the good lines although others are bad"},
		{flag: "rejects", text: &s.rejects, usage: "file for the bad lines, as they were given"},
		{flag: "dry-run", truth: &s.dryRun, usage: "write nothing, and say what would be done"},
		{flag: "source", text: &s.source, usage: "slug of the source that supports records which cite none"},
	}
}

func importCommand() command {
	s := &importSettings{database: defaultDatabase, format: "jsonl"}
	return command{
		name: "import", arguments: "FILE…", settings: s.all(),
		about: "writes the records of files into the database: JSON Lines, packed with gzip or not; - is standard input.",
		run: func(ctx context.Context, args []string, streams Streams) error {
			files, _, err := parseFlags(s.all(), args, os.Getenv)
			standard := slices.DeleteFunc(slices.Clone(files), func(name string) bool { return name != "-" })
			switch {
			case err != nil:
				return err
			case len(files) == 0:
				return usageErrorf("name the files to import, or - for standard input")
			case len(standard) > 1:
				return usageErrorf("standard input, -, is named twice, and can be read once; name it once")
			}
			return runImport(ctx, s, files, streams)
		},
	}
}

func runImport(ctx context.Context, s *importSettings, files []string, streams Streams) (err error) {
	var sizes fileSizes
	inputs, closeInputs, err := openInputs(s.format, files, streams.In, &sizes)
	if err != nil {
		return err
	}
	defer closeInputs()
	rejects, err := openRejects(s, files, inputs)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rejects.Close()) }()
	options := ingest.Options{Lenient: s.lenient, DryRun: s.dryRun, Source: s.source, Rejects: rejects}
	path := s.database
	if _, err := os.Stat(path); s.dryRun && errors.Is(err, fs.ErrNotExist) {
		path = store.Memory // so that no file is made
	}
	db, err := openStore(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	display := newProgress(streams.Err, toldEvery, &sizes)
	options.Progress = display.show
	report, err := ingest.Import(ctx, db, options, inputs...)
	display.end()
	if err := tell(s, report, err, streams); err != nil || s.dryRun || report.Created+report.Updated == 0 {
		return err
	}
	if err := db.Optimize(ctx); err != nil {
		return fmt.Errorf("the records are in the database, but tidying it up failed: %w", err)
	}
	return nil
}

// openRejects makes the file of the bad lines; what is written to it goes nowhere if none is wanted.
func openRejects(s *importSettings, files []string, inputs []ingest.Input) (io.WriteCloser, error) {
	if s.rejects == "" {
		return nowhere{io.Discard}, nil
	}
	for _, input := range inputs {
		files = append(files, input.Name)
	}
	if err := spare("--rejects", s.rejects, s.database, files...); err != nil {
		return nil, err
	}
	file, err := os.Create(s.rejects)
	if err != nil {
		return nil, fmt.Errorf("cannot write the rejects: %w", err)
	}
	return file, nil
}

// nowhere is a file that is none.
type nowhere struct{ io.Writer }

// Close does nothing.
func (nowhere) Close() error { return nil }

// tell says what became of the import.
func tell(s *importSettings, report ingest.Report, err error, streams Streams) error {
	if rejected, ok := errors.AsType[*ingest.RejectedError](err); ok {
		tellBad(streams.Err, rejected.Report)
		fmt.Fprintf(streams.Err, "civicgraph: %s; nothing was written\n", count(rejected.Bad, "bad line"))
		return errTold
	}
	if err != nil {
		return mistaken(err)
	}
	tellBad(streams.Err, report)
	tellWritten(streams.Out, s, report)
	return nil
}

// spare refuses to write to a file that is read, or that belongs to the database.
func spare(flag, path, database string, read ...string) error {
	for _, other := range append(read, database, database+"-wal", database+"-shm") {
		if sameFile(path, other) {
			return usageErrorf("%s %s would overwrite %s; name another file", flag, path, other)
		}
	}
	return nil
}

// sameFile tells whether two paths lead to one file, be it there or not.
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

// openInputs opens the files, so that one that cannot be read is told before anything is done.
func openInputs(format string, names []string, standard io.Reader, sizes *fileSizes) (inputs []ingest.Input, closeAll func(), err error) {
	var open []io.Closer
	closeAll = func() {
		for _, c := range open {
			_ = c.Close() // it was only read
		}
	}
	for _, name := range names {
		switch {
		case format == "csv":
			if info, err := os.Stat(name); err == nil && !info.IsDir() {
				return nil, nil, usageErrorf("%s is a file; --format csv takes folders of tables", name)
			}
			tables, err := ingest.CSVFolder(kg.NewKinds(), name, os.DirFS(name))
			if err != nil {
				return nil, nil, mistaken(err)
			}
			inputs = append(inputs, tables...)
		case format != "jsonl":
			return nil, nil, usageErrorf("--format %s is none of jsonl, csv", format)
		case name == "-":
			inputs = append(inputs, ingest.JSONLines("standard input", sizes.counted(standard)))
		default:
			file, err := os.Open(name)
			if err != nil {
				closeAll()
				return nil, nil, fmt.Errorf("cannot read the records: %w", err)
			}
			open = append(open, file)
			info, err := file.Stat()
			if err == nil && info.IsDir() {
				closeAll()
				return nil, nil, usageErrorf("%s is a folder; --format csv reads the tables in one", name)
			}
			inputs = append(inputs, ingest.JSONLines(name, sizes.counted(file)))
		}
	}
	return inputs, closeAll, nil
}

// tellBad lists the first bad lines, and counts all by code where there are more.
func tellBad(output io.Writer, report ingest.Report) {
	for _, l := range report.Lines {
		fmt.Fprintf(output, "%s:%d: %s: %v\n", l.File, l.Line, l.Err.Code, l.Err)
	}
	if report.Bad <= len(report.Lines) {
		return
	}
	var counts []string
	for _, code := range slices.Sorted(maps.Keys(report.Codes)) {
		counts = append(counts, fmt.Sprintf("%d %s", report.Codes[code], code))
	}
	fmt.Fprintf(output, "and %s more; of all: %s\n", count(report.Bad-len(report.Lines), "bad line"), strings.Join(counts, ", "))
}

func tellWritten(output io.Writer, s *importSettings, report ingest.Report) {
	w := report.WriteCounts
	verb := "wrote"
	switch {
	case s.dryRun:
		verb = "would write"
	case w == (store.WriteCounts{Unchanged: w.Unchanged}):
		verb = "changed nothing:"
	}
	fmt.Fprintf(output, "%s %s: %d new, %d changed, %d as they were", verb, count(w.Created+w.Updated+w.Unchanged, "record"),
		w.Created, w.Updated, w.Unchanged)
	if report.Bad > 0 {
		fmt.Fprintf(output, "; left out %s", count(report.Bad, "bad line"))
	}
	fmt.Fprintln(output)
}

// count is a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
