package ingest_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
)

// sharedData is where the record files for trying the import are, beside the checkout.
const sharedData = "../../../shared/data"

// expectation is the entry of a file in bad-records.expected.json.
type expectation struct {
	File  string `json:"file"`
	Lines int    `json:"lines"`
	Good  int    `json:"good"`
	Bad   []struct {
		Line int            `json:"line"`
		Code kg.ErrorCode   `json:"code"`
		Also []kg.ErrorCode `json:"also"`
		Why  string         `json:"why"`
	} `json:"bad"`
}

func shared(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(sharedData, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("NOT TESTED: %s is not there; it lies beside the checkout, in shared/data", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestImportOfBadRecords imports invalid files. The lines that are reported are blanked and the rest is imported again,
// until nothing is left to report: then the good lines must go in.
func TestImportOfBadRecords(t *testing.T) {
	t.Parallel()
	var expected struct {
		Files []expectation `json:"files"`
	}
	if err := json.Unmarshal(shared(t, "bad-records.expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	if len(expected.Files) != 2 {
		t.Fatalf("%d files are described, want 2", len(expected.Files))
	}
	for _, file := range expected.Files {
		t.Run(file.File, func(t *testing.T) {
			t.Parallel()
			lines := bytes.SplitAfter(shared(t, file.File), []byte("\n"))
			if count := len(slices.DeleteFunc(slices.Clone(lines), func(l []byte) bool { return len(l) == 0 })); count != file.Lines {
				t.Fatalf("the file has %d lines, want %d", count, file.Lines)
			}
			reported := map[int]kg.ErrorCode{}
			s := open(t)
			for {
				written, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(bytes.Join(lines, nil))))
				if err == nil {
					if written.Created != file.Good {
						t.Errorf("the lines without an error gave %+v, want %d created", written, file.Good)
					}
					break
				}
				for _, bad := range badLines(t, err) {
					reported[bad.line] = bad.code
					lines[bad.line-1] = []byte("\n")
				}
			}
			compareReports(t, file, reported)
		})
	}
}

func compareReports(t *testing.T, want expectation, reported map[int]kg.ErrorCode) {
	t.Helper()
	for _, bad := range want.Bad {
		codes := append([]kg.ErrorCode{bad.Code}, bad.Also...)
		switch code, ok := reported[bad.Line]; {
		case !ok:
			t.Errorf("line %d (%s) is not reported, want %v", bad.Line, bad.Why, codes)
		case !slices.Contains(codes, code):
			t.Errorf("line %d (%s) is reported as %s, want %v", bad.Line, bad.Why, code, codes)
		}
		delete(reported, bad.Line)
	}
	for line, code := range reported {
		t.Errorf("line %d is good and reported as %s", line, code)
	}
}
