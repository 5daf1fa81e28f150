package store_test

import (
	"sync"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestFirstStartsAtOnce opens a new database several times at once, as programs that start together do. SQLite's locks hold
// between connections of one process as they do between processes.
func TestFirstStartsAtOnce(t *testing.T) {
	t.Parallel()
	const databases, starts = 12, 4
	for range databases {
		path := storetest.Blank(t)
		begin := make(chan struct{})
		var group sync.WaitGroup
		for range starts {
			group.Go(func() {
				<-begin
				s, err := store.Open(t.Context(), path, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
				if err != nil {
					t.Errorf("a start fails: %v", err)
					return
				}
				if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
					t.Errorf("after a start the database is empty: %t, %v", empty, err)
				}
				if err := s.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		close(begin)
		group.Wait()
	}
}
