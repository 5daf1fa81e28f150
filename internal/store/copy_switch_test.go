package store_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"civicgraph/internal/store"
)

// movingWriter writes a source again and again, to the first of its databases until that says that its graph was moved.
type movingWriter struct {
	name   string
	stores []*testStore
	// written is the number of writes that succeeded, and closed the longest time from the first refusal to the next success.
	written int
	closed  time.Duration
}

// run writes until stop is closed.
func (w *movingWriter) run(t *testing.T, stop <-chan struct{}) {
	refused := time.Time{}
	for at := 0; ; {
		select {
		case <-stop:
			return
		default:
		}
		_, err := w.stores[at].Write(t.Context(), store.Author{Actor: w.name}, records(t, w.line(w.written)))
		switch {
		case err == nil:
			w.written++
			if !refused.IsZero() {
				w.closed, refused = max(w.closed, time.Since(refused)), time.Time{}
			}
			continue
		case errors.Is(err, store.ErrMoved):
			at = 1
		case !errors.Is(err, store.ErrFilling):
			t.Errorf("write %d of %s: %v", w.written, w.name, err)
			return
		}
		if refused.IsZero() {
			refused = time.Now()
		}
	}
}

func (w *movingWriter) line(n int) string {
	return fmt.Sprintf(`{"source":{"slug":"%s-%d","title":"Source %d of %s"}}`, w.name, n, n, w.name)
}

// TestSwitch moves a graph while others write to it: nobody is refused for long, and no write that succeeded is lost.
func TestSwitch(t *testing.T) {
	t.Parallel()
	copyDirections(t, func(t *testing.T, from, to *testStore) {
		from.write(t, smallGraph()...)
		c := newCopy(t, from, to)
		if _, err := c.LoadToFollow(t.Context()); err != nil {
			t.Fatal(err)
		}
		writers := [3]movingWriter{}
		var running sync.WaitGroup
		stop := make(chan struct{})
		for i := range writers {
			w := &writers[i]
			w.name, w.stores = fmt.Sprintf("w%d", i), []*testStore{openStore(t, from.path), openStore(t, to.path)}
			running.Go(func() { w.run(t, stop) })
		}
		following, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		if err := c.Follow(following, func(store.Lag) {}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("following ended with %v", err)
		}
		report, err := c.Switch(t.Context())
		if err != nil {
			t.Errorf("the switch ended with %v", err)
		}
		time.Sleep(200 * time.Millisecond) // so that there are writes after it
		close(stop)
		running.Wait()
		written := map[string]bool{}
		for _, row := range query(t, to.sql(t), "SELECT slug FROM source") {
			written[row[0]] = true
		}
		for i := range writers {
			w := &writers[i]
			for n := range w.written {
				if !written[fmt.Sprintf("%s-%d", w.name, n)] {
					t.Errorf("write %d of %d of %s is lost", n, w.written, w.name)
				}
			}
			t.Logf("%s wrote %d times, and was refused for %v", w.name, w.written, w.closed)
			if w.closed > longestRefusal() {
				t.Errorf("%s was refused for %v", w.name, w.closed)
			}
		}
		t.Logf("closed for %v at change set %d", report.Closed, report.Set)
		if report.Closed > longestRefusal() {
			t.Errorf("nobody could write for %v", report.Closed)
		}
		checkMoved(t, c, from, to)
	})
}

// longestRefusal is how long writes may be refused.
func longestRefusal() time.Duration {
	if isRaced() {
		return 10 * time.Second
	}
	return time.Second
}

// checkMoved checks that a graph was moved.
func checkMoved(t *testing.T, c *store.Copy, from, to *testStore) {
	t.Helper()
	if err := from.CheckWritable(t.Context()); !errors.Is(err, store.ErrMoved) {
		t.Errorf("the source is found to be %v", err)
	}
	if err := to.CheckWritable(t.Context()); err != nil {
		t.Errorf("the target is found to be %v", err)
	}
	if err := c.Follow(t.Context(), func(store.Lag) {}); !errors.Is(err, store.ErrSwitched) {
		t.Errorf("following a graph that was moved ends with %v", err)
	}
	if _, err := c.Switch(t.Context()); !errors.Is(err, store.ErrSwitched) {
		t.Errorf("a second switch ends with %v", err)
	}
	if err := from.Reopen(t.Context()); err != nil {
		t.Error(err)
	}
	from.write(t, `{"source":{"slug":"back","title":"Back"}}`)
}
