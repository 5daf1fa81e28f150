package ingest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestImportWaitsForAnother holds the lock of the writer in another store on the same file until the import has said that it
// waits, which is far longer than the store waits.
func TestImportWaitsForAnother(t *testing.T) {
	t.Parallel()
	path := storetest.File(t)
	open := func() *store.Store {
		s, err := store.Open(t.Context(), path, store.Options{
			Kinds: kg.NewKinds(), Now: time.Now, LockWait: time.Millisecond,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
		return s
	}
	other, s := open(), open()
	batch, err := other.Begin(t.Context(), store.Author{Actor: "other"})
	if err != nil {
		t.Fatal(err)
	}
	defer batch.Close()
	line := func() ingest.Input {
		return ingest.JSONLines("", strings.NewReader(`{"source":{"slug":"s","title":"T"}}`))
	}
	if _, err := ingest.Import(t.Context(), s, ingest.Options{}, line()); !errors.Is(err, store.ErrBusy) {
		t.Errorf("without waiting the error is %v, want %v", err, store.ErrBusy)
	}
	report, err := ingest.Import(t.Context(), s, ingest.Options{Wait: time.Hour, Progress: func(p ingest.Progress) {
		if p.Phase == ingest.Waiting {
			batch.Close()
		}
	}}, line())
	if err != nil || report.Created != 1 {
		t.Errorf("the import did %+v, %v", report, err)
	}
}
