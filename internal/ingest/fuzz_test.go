package ingest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// importCodes are those that an import may report; docs/import.md lists them.
func importCodes() []kg.ErrorCode {
	return []kg.ErrorCode{
		kg.InvalidJSON, kg.UnknownKind, kg.MissingField, kg.BadValue, kg.BadDate, kg.BadPeriod, kg.BadSlug, kg.Duplicate, kg.UnknownReference, kg.BadLink,
		kg.NoCitation, kg.TooLarge,
	}
}

// FuzzImport imports any file: each line is a record or a reject, and nothing is written if one is a reject.
func FuzzImport(f *testing.F) {
	f.Add([]byte(strings.Join([]string{sourceLine, tianjinLine, baodiLine, partOfLine}, "\n")))
	f.Add([]byte(badLevelLine + "\r\n\n{\n\xff\x00" + sourceLine))
	f.Add([]byte(`{"link":{"kind":"PARTNER_OF","from":{"park":"a"},"to":{"park":"b"},"citations":[{"source":"s"}]}}`))
	f.Add([]byte(sourceLine + "\n" + sourceLine + "\n" + tianjinLine + "\n" + strings.Replace(tianjinLine, `"slug"`, `"formerSlugs":["x"],"slug"`, 1)))
	for _, file := range nasty(f) {
		f.Add(file)
	}
	f.Add(oracleLines(2)[:20_000])
	s := storetest.New(f, store.Options{})
	f.Fuzz(func(t *testing.T, file []byte) {
		var rejects bytes.Buffer
		report, err := ingest.Import(t.Context(), s, ingest.Options{DryRun: true, Lenient: true, Rejects: &rejects}, ingest.JSONLines("", bytes.NewReader(file)))
		if err != nil { // it is truncated or damaged
			if !bytes.HasPrefix(file, []byte{0x1f, 0x8b}) || strings.ContainsAny(err.Error(), "\r\n") {
				t.Fatalf("the error is %q", err)
			}
			return
		}
		if lines, isText := linesIn(file); isText && report.Created+report.Updated+report.Unchanged+report.Invalid+report.Dependent != lines && !isDocument(report) {
			t.Errorf("of %d lines it did %+v and refused %d and %d", lines, report.WriteCounts, report.Invalid, report.Dependent)
		}
		for code, n := range report.Codes {
			if !slices.Contains(importCodes(), code) || n < 1 {
				t.Errorf("%d have the code %s", n, code)
			}
		}
		if want := report.Invalid - report.Codes[kg.TooLarge]; rejects.Len() < 2*want && !isDocument(report) {
			t.Errorf("the rejects of %d invalid lines are %q", want, rejects.Bytes())
		}
		if report.Invalid > report.Repeated {
			written, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(file)))
			if got := badLines(t, err); len(got) != min(report.Invalid, 100) || (written.WriteCounts != store.WriteCounts{}) {
				t.Errorf("the import rejects %v, want %d, and writes %+v", got, report.Invalid, written.WriteCounts)
			}
		}
		if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
			t.Errorf("something was written; error: %v", err)
		}
	})
}

// isDocument reports whether the file was refused as a whole.
func isDocument(report ingest.Report) bool {
	return report.Invalid == 1 && strings.HasPrefix(report.Lines[0].Errors.Error(), "the file is ")
}

// linesIn counts the non-empty lines of a file, unless it is compressed.
func linesIn(file []byte) (lines int, isText bool) {
	if bytes.HasPrefix(file, []byte{0x1f, 0x8b}) {
		return 0, false
	}
	for line := range bytes.Lines(bytes.TrimPrefix(file, []byte("\uFEFF"))) {
		if len(bytes.TrimSpace(line)) > 0 {
			lines++
		}
	}
	return lines, true
}
