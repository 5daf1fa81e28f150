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

// TestProgressWithoutATerminal: with an interval of 0 every step is a line; an import that is shorter than the interval has none.
func TestProgressWithoutATerminal(t *testing.T) {
	t.Parallel()
	var records, output, quiet bytes.Buffer
	if err := ingest.Synthetic(&records, 15, 1); err != nil {
		t.Fatal(err)
	}
	db, err := openStore(t.Context(), filepath.Join(t.TempDir(), "test.db"), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	display, silent := newProgress(&output, 0, &fileSizes{}), newProgress(&quiet, time.Hour, &fileSizes{})
	_, err = ingest.Import(t.Context(), db, ingest.Options{Progress: func(p ingest.Progress) {
		display.show(p)
		if p.Done < 5 {
			silent.show(p)
		}
	}}, ingest.JSONLines("", &records))
	if err != nil {
		t.Fatal(err)
	}
	display.end()
	for _, want := range []string{
		`read 1000 records, \d+ per second`, `read 2000 records, \d+ per second`,
		`wrote 1000 of 2320 records, \d+ per second, \d+s left`, `wrote 2000 of 2320 records, \d+ per second, \d+s left`,
		`wrote \d+ of \d+ search keys, \d+ per second, \d+s left`, "committing",
	} {
		if !regexp.MustCompile("(?m)^" + want + "$").MatchString(output.String()) {
			t.Errorf("no line matches %s in:\n%s", want, output.String())
		}
	}
	if quiet.Len() > 0 {
		t.Errorf("before the interval is over, the output is %s", quiet.String())
	}
}

// TestTimeLeft is computed from the bytes of files; it is unknown if one of the inputs is a pipe.
func TestTimeLeft(t *testing.T) {
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
	display := newProgress(io.Discard, progressInterval, &sizes)
	if _, err := io.CopyN(io.Discard, sizes.count(file), 1000); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"read 10 records, 5 per second, 6s left", "read 10 records, 5 per second"} {
		now := display.importStep(ingest.Progress{Done: 10})
		if got := now.line(2 * time.Second); got != want {
			t.Errorf("the line is %q, want %q", got, want)
		}
		sizes.count(new(bytes.Buffer))
	}
}
