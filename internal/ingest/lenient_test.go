package ingest_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// TestLenientImportOfBadRecords: only the valid lines are written. The rejects are the invalid lines as given, without surrounding
// space and without those that are too long.
func TestLenientImportOfBadRecords(t *testing.T) {
	t.Parallel()
	var expected struct {
		Files []expectation `json:"files"`
	}
	if err := json.Unmarshal(shared(t, "bad-records.expected.json"), &expected); err != nil {
		t.Fatal(err)
	}
	for _, file := range expected.Files {
		t.Run(file.File, func(t *testing.T) {
			t.Parallel()
			data := shared(t, file.File)
			var good, bad [][]byte
			wrong := map[int]bool{}
			for _, b := range file.Bad {
				wrong[b.Line] = true
			}
			for i, text := range bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n")) {
				text = bytes.TrimSpace(text)
				switch {
				case !wrong[i+1]:
					good = append(good, text)
				case len(text) <= 1<<20:
					bad = append(bad, text)
				}
			}
			s, plain := open(t), open(t)
			var rejects bytes.Buffer
			report, err := ingest.Import(t.Context(), s, ingest.Options{Lenient: true, Rejects: &rejects}, ingest.JSONLines(file.File, bytes.NewReader(data)))
			if err != nil {
				t.Fatal(err)
			}
			if report.Created != file.Good || report.Invalid != len(file.Bad) || report.Updated+report.Unchanged != 0 {
				t.Errorf("the report is %+v", report.WriteCounts)
			}
			got := bytes.Split(bytes.TrimSuffix(rejects.Bytes(), []byte("\n")), []byte("\n"))
			slices.SortFunc(got, bytes.Compare)
			slices.SortFunc(bad, bytes.Compare)
			if !slices.EqualFunc(got, bad, bytes.Equal) {
				t.Errorf("%d lines are rejects, want %d", len(got), len(bad))
			}
			if _, err := ingest.Import(t.Context(), plain, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(bytes.Join(good, []byte("\n"))))); err != nil {
				t.Fatal(err)
			}
			same(t, file.File, exported(t, s, ingest.ExportOptions{}), exported(t, plain, ingest.ExportOptions{}))
			again, err := ingest.Import(t.Context(), s, ingest.Options{Lenient: true}, ingest.JSONLines("", strings.NewReader(rejects.String())))
			if err != nil || again.Created+again.Updated > 0 {
				t.Errorf("the rejects by themselves do %+v, %v", again.WriteCounts, err)
			}
		})
	}
}
