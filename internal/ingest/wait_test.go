package ingest_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/ingest"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestImportWaitsForAnother holds the lock of the writer in another store on the same database until the import has said that it
// waits, which is far longer than the store waits.
func TestImportWaitsForAnother(t *testing.T) {
	t.Parallel()
	path := storetest.Database(t)
	options := store.Options{LockWait: time.Millisecond}
	other, s := storetest.Open(t, path, options), storetest.Open(t, path, options)
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
