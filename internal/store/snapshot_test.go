package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// endless is a read that would take years.
const endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"

// inFileAndMemory runs a test on a store in a file and on one in memory, or on one of PostgreSQL.
func inFileAndMemory(t *testing.T, test func(*testing.T, *testStore)) {
	t.Helper()
	paths := map[string]string{"file": storetest.Database(t), "memory": store.Memory}
	if storetest.OnPostgres() {
		paths = map[string]string{"postgres": storetest.Database(t)}
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, openStore(t, path))
		})
	}
}

func countDistricts(t *testing.T, snapshot *store.Snapshot) string {
	t.Helper()
	return rows(t, snapshot, store.Query{SQL: "SELECT count(*) FROM district"}, 1)[0][0]
}

func district(n int) string {
	return fmt.Sprintf(`{"district":{"slug":"d-%d","names":[{"text":"N","language":"en"}],"level":"CITY",`+cited+`}}`, n)
}

// TestSnapshotDoesNotSeeWhatIsWrittenLater: a writer of a file goes on meanwhile, one in memory waits for the snapshot.
func TestSnapshotDoesNotSeeWhatIsWrittenLater(t *testing.T) {
	t.Parallel()
	inFileAndMemory(t, func(t *testing.T, s *testStore) {
		s.write(t, smallGraph()...)
		early := s.snapshot(t)
		end := sync.OnceFunc(early.Close)
		defer end()
		if got := countDistricts(t, early); got != "2" {
			t.Errorf("there are %s districts, want 2", got)
		}
		later := records(t, district(1))
		done := make(chan error, 1)
		go func() {
			_, err := s.Write(t.Context(), store.Author{Actor: "test"}, later)
			done <- err
		}()
		if s.path != store.Memory {
			if err := <-done; err != nil {
				t.Error(err)
			}
			done <- nil
		}
		if got := countDistricts(t, early); got != "2" {
			t.Errorf("after a write the snapshot sees %s districts, want 2", got)
		}
		end()
		if err := <-done; err != nil {
			t.Errorf("the writer that waited: %v", err)
		}
		late := s.snapshot(t)
		defer late.Close()
		if got := countDistricts(t, late); got != "3" {
			t.Errorf("a new snapshot sees %s districts, want 3", got)
		}
	})
}

// TestReadersAndWritersSideBySide: all come to an end, and no snapshot sees half of a write, which always brings two.
func TestReadersAndWritersSideBySide(t *testing.T) {
	t.Parallel()
	inFileAndMemory(t, func(t *testing.T, s *testStore) {
		const writers, readers, rounds = 2, 6, 20
		s.write(t, smallGraph()...)
		var group sync.WaitGroup
		for w := range writers {
			batches := make([][]string, rounds)
			for i := range batches {
				n := 2 * (w*rounds + i)
				batches[i] = []string{district(n), district(n + 1)}
			}
			group.Go(func() {
				for _, lines := range batches {
					if _, err := s.Write(t.Context(), store.Author{Actor: "test"}, records(t, lines...)); err != nil {
						t.Errorf("write: %v", err)
						return
					}
				}
			})
		}
		for range readers {
			group.Go(func() {
				for range rounds {
					if err := readTwice(t.Context(), s.Store); err != nil {
						t.Errorf("read: %v", err)
						return
					}
				}
			})
		}
		group.Wait()
		snapshot := s.snapshot(t)
		defer snapshot.Close()
		if got, want := countDistricts(t, snapshot), fmt.Sprint(2+2*writers*rounds); got != want {
			t.Errorf("in the end there are %s districts, want %s", got, want)
		}
	})
}

// readTwice counts the districts twice in one snapshot: the numbers must be even and the same.
func readTwice(ctx context.Context, s *store.Store) error {
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	var counts [2]int64
	for i := range counts {
		err := snapshot.Read(ctx, store.Query{SQL: "SELECT count(*) FROM district"}, func(row *store.Row) error {
			counts[i] = row.Int(0)
			return nil
		})
		if err != nil {
			return err
		}
	}
	if counts[0] != counts[1] || counts[0]%2 != 0 {
		return fmt.Errorf("a snapshot has seen %d districts and then %d", counts[0], counts[1])
	}
	return nil
}

// TestReadStopsWithItsContext, whether it ends between two rows or while the engine looks for the next.
func TestReadStopsWithItsContext(t *testing.T) {
	t.Parallel()
	inFileAndMemory(t, func(t *testing.T, s *testStore) {
		s.write(t, smallGraph()...)
		read := func(ctx context.Context, sql string, row func(*store.Row) error) error {
			snapshot := s.snapshot(t)
			defer snapshot.Close()
			return snapshot.Read(ctx, store.Query{SQL: sql}, row)
		}
		between, cancel := context.WithCancel(t.Context())
		defer cancel()
		seen := 0
		err := read(between, endless, func(*store.Row) error {
			seen++
			if seen == 3 {
				cancel()
			}
			if seen > 5_000_000 {
				return errors.New("it is not stopped")
			}
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("between rows the error is %v, want %v", err, context.Canceled)
		}
		within, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err = read(within, "SELECT count(*) FROM ("+endless+") AS numbers", func(*store.Row) error { return nil })
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("within a row the error is %v, want %v", err, context.DeadlineExceeded)
		}
		before, cancel := context.WithCancel(t.Context())
		cancel()
		err = read(before, "SELECT count(*) FROM district", func(*store.Row) error { return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("before the first row the error is %v, want %v", err, context.Canceled)
		}
		checkConnections(t, s)
		s.write(t, district(1))
	})
}

// checkConnections takes all connections there are at once and reads by each.
func checkConnections(t *testing.T, s *testStore) {
	t.Helper()
	var all []*store.Snapshot
	for range store.DefaultReaders() {
		all = append(all, s.snapshot(t))
	}
	for _, snapshot := range all {
		if got := countDistricts(t, snapshot); got != "2" {
			t.Errorf("a connection sees %s districts, want 2", got)
		}
		snapshot.Close()
	}
}

func TestReadStopsWithTheErrorOfItsRow(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	read := func(sql string, row func(*store.Row) error) error {
		snapshot := s.snapshot(t)
		defer snapshot.Close()
		return snapshot.Read(t.Context(), store.Query{SQL: sql}, row)
	}
	enough := errors.New("enough")
	if err := read(endless, func(*store.Row) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("the error is %v, want %v", err, enough)
	}
	if err := read("SELECT nothing FROM nowhere", func(*store.Row) error { return nil }); err == nil {
		t.Error("a read from nowhere has no error")
	}
	if got := s.rows(t, store.Query{SQL: "SELECT $2, $1, $2", Args: []any{int64(1), "b"}}, 3); !slices.Equal(got[0], []string{"b", "1", "b"}) {
		t.Errorf("arguments are bound as %v", got)
	}
	checkConnections(t, s)
}

// TestSnapshotCannotWrite, whatever its statement says.
func TestSnapshotCannotWrite(t *testing.T) {
	t.Parallel()
	inFileAndMemory(t, func(t *testing.T, s *testStore) {
		s.write(t, smallGraph()...)
		snapshot := s.snapshot(t)
		end := sync.OnceFunc(snapshot.Close)
		defer end()
		for _, statement := range []string{"DELETE FROM district", "DROP TABLE district", "CREATE TABLE x (y)"} {
			if err := snapshot.Read(t.Context(), store.Query{SQL: statement}, func(*store.Row) error { return nil }); err == nil {
				t.Errorf("%s is executed", statement)
			}
		}
		end()
		checkConnections(t, s)
	})
}

func TestSnapshotWaitsForAConnection(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	var all []*store.Snapshot
	for range store.DefaultReaders() {
		all = append(all, s.snapshot(t))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Snapshot(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v, want %v", err, context.Canceled)
	}
	waiting := make(chan error, 1)
	go func() {
		snapshot, err := s.Snapshot(t.Context())
		if err == nil {
			snapshot.Close()
		}
		waiting <- err
	}()
	for _, snapshot := range all {
		snapshot.Close()
	}
	if err := <-waiting; err != nil {
		t.Error(err)
	}
}

func TestSnapshotCountsItsReads(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	snapshot := s.snapshot(t)
	defer snapshot.Close()
	countDistricts(t, snapshot)
	rows(t, snapshot, store.Query{SQL: "SELECT slug FROM district"}, 1)
	if snapshot.Statements != 2 || snapshot.Rows != 3 {
		t.Errorf("it counts %d statements and %d rows, want 2 and 3", snapshot.Statements, snapshot.Rows)
	}
}
