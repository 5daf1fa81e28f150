package store_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestPingWaitsForNoRequest: it answers while all connections are lent.
func TestPingWaitsForNoRequest(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	for range store.DefaultReaders() {
		snapshot := s.snapshot(t)
		defer snapshot.Close()
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestPingWhileTheLogHoldsTheEnd: the file may be shorter than the database as long as the log has the rest.
func TestPingWhileTheLogHoldsTheEnd(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	s.write(t, manySources()...)
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestShortenedFile cuts the file under an open store, as copying a backup over it does: reads and Ping return errors.
func TestShortenedFile(t *testing.T) {
	storetest.SQLiteOnly(t, "it cuts the file")
	t.Parallel()
	for name, length := range map[string]func(int64) int64{
		"to nothing":        func(int64) int64 { return 0 },
		"to its first page": func(int64) int64 { return 4096 },
		"to its half":       func(size int64) int64 { return size / 2 / 4096 * 4096 },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			if err := errors.Join(s.Ping(t.Context()), readEverything(s)); err != nil {
				t.Fatal(err)
			}
			info, err := os.Stat(s.path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(s.path, length(info.Size())); err != nil {
				t.Fatal(err)
			}
			for range 3 {
				if err := s.Ping(t.Context()); err == nil {
					t.Error("the store says that it is healthy")
				}
				if err := readEverything(s); err == nil {
					t.Error("a read finds everything")
				}
			}
		})
	}
}

// TestPingMissesTheLastPage, which no read may need for long.
func TestPingMissesTheLastPage(t *testing.T) {
	storetest.SQLiteOnly(t, "it cuts the file")
	t.Parallel()
	s := newSmallStore(t)
	info, err := os.Stat(s.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(s.path, info.Size()-4096); err != nil {
		t.Fatal(err)
	}
	if err := s.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "restore a backup") {
		t.Errorf("Ping returns %v", err)
	}
}

// readEverything reads all rows of the tables and of the indexes by which they are listed.
func readEverything(s *testStore) error {
	snapshot, err := s.Snapshot(context.Background())
	if err != nil {
		return err
	}
	defer snapshot.Close()
	for _, table := range []string{"district", "project", "link", "search_key", "change", "name", "citation", "statement", "figure"} {
		err := snapshot.Read(context.Background(), store.Query{SQL: "SELECT * FROM " + table}, func(*store.Row) error { return nil })
		if err != nil {
			return err
		}
	}
	return nil
}
