package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"civicgraph/internal/store"
)

// TestChangesAreNoticed: by the store that wrote and by another one, each change set within a second.
func TestChangesAreNoticed(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	other := openStore(t, s.path)
	if newest := s.Changes().Newest(); newest != 0 {
		t.Errorf("the newest change set of an empty graph is %d", newest)
	}
	for n := range int64(3) {
		began := time.Now()
		s.write(t, fmt.Sprintf(`{"source":{"slug":"s%d","title":"Gazette","publishedOn":"2024"}}`, n))
		for name, changes := range map[string]*store.Changes{"the writer": s.Changes(), "the other": other.Changes()} {
			newest := int64(0)
			for newest <= n {
				var err error
				if newest, err = changes.Wait(t.Context(), newest); err != nil {
					t.Fatal(err)
				}
			}
			if took := time.Since(began); newest != n+1 || changes.Newest() != newest || took > time.Second {
				t.Errorf("%s notices change set %d after %v, want %d", name, newest, took, n+1)
			}
		}
	}
}

// TestWaitForChangesEnds: with its context, and with the store.
func TestWaitForChangesEnds(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() {
		_, err := s.Changes().Wait(ctx, 0)
		ended <- err
		_, err = s.Changes().Wait(t.Context(), 0)
		ended <- err
	}()
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the wait ends with %v, want that of its context", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err == nil || err.Error() != "the database is closed" {
		t.Errorf("the wait ends with %v, want that the database is closed", err)
	}
}
