package cli

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"civicgraph/internal/ingest"
)

// TestProgressWithoutATerminal tells a line at every thousand records where no time must pass between, and none where the
// import is done before it has passed.
func TestProgressWithoutATerminal(t *testing.T) {
	t.Parallel()
	var records, output, quiet bytes.Buffer
	if err := ingest.Synthetic(&records, 15, 1); err != nil {
		t.Fatal(err)
	}
	db, err := openStore(t.Context(), filepath.Join(t.TempDir(), "test.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	display, still := newProgress(&output, 0, &fileSizes{}), newProgress(&quiet, time.Hour, &fileSizes{})
	_, err = ingest.Import(t.Context(), db, ingest.Options{Progress: func(p ingest.Progress) {
		display.show(p)
		if p.Done < 5 {
			still.show(p)
		}
	}}, ingest.JSONLines("", &records))
	if err != nil {
		t.Fatal(err)
	}
	display.end()
	for _, want := range []string{
		`read 1000 records, \d+ a second`, `read 2000 records, \d+ a second`,
		`wrote 1000 of 2320 records, \d+ a second, \d+s left`, `wrote 2000 of 2320 records, \d+ a second, \d+s left`,
		`wrote \d+ of \d+ search keys, \d+ a second, \d+s left`, "committing",
	} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(output.String()) {
			t.Errorf("no line is like %s in:\n%s", want, output.String())
		}
	}
	if quiet.Len() > 0 {
		t.Errorf("at once it says %s", quiet.String())
	}
}

// TestProgressTellsTimeLeft: of files, by their bytes; with a pipe among them nobody knows.
func TestProgressTellsTimeLeft(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.jsonl")
	if err := os.WriteFile(path, make([]byte, 4000), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	var sizes fileSizes
	display := newProgress(io.Discard, toldEvery, &sizes)
	if _, err := io.CopyN(io.Discard, sizes.counted(file), 1000); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"read 10 records, 5 a second, 6s left", "read 10 records, 5 a second"} {
		if got := display.line(ingest.Progress{Done: 10}, 2*time.Second); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
		sizes.counted(new(bytes.Buffer))
	}
}
