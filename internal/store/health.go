package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// pingTimeout bounds Ping, because monitors count a late answer as a failure.
const pingTimeout = 2 * time.Second

// Ping returns nil if the database answers: it reads a row from the file and checks that the file is complete. It has a
// connection of its own, so that no request can make it wait.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := s.dropPages(ctx); err != nil {
		return err
	}
	snapshot, err := newSnapshot(ctx, s.health)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	rows := 0
	err = snapshot.Read(ctx, Query{SQL: "SELECT last FROM sequence"}, func(*Row) error {
		rows++
		return nil
	})
	if err != nil {
		return s.location.explain(err)
	}
	if rows == 0 {
		return errors.New("the table sequence has no rows")
	}
	return s.checkLength(ctx, snapshot)
}

// dropPages empties the page cache of Ping's connection, so that the next read comes from the file.
func (s *Store) dropPages(ctx context.Context) error {
	c, err := s.health.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait for a connection: %w", err)
	}
	defer s.health.release(c)
	return s.location.explain(c.run("PRAGMA shrink_memory"))
}

// checkLength returns an error if the last page of the database is missing. SQLite reads the missing end of a file as
// zeros. A file may rightly be shorter than the database, while its last pages are in the write-ahead log.
func (s *Store) checkLength(ctx context.Context, snapshot *Snapshot) error {
	if s.location.inMemory {
		return nil
	}
	var want int64
	present := false
	err := snapshot.Read(ctx, Query{SQL: `SELECT c.page_count * s.page_size, d.data <> zeroblob(s.page_size)
FROM pragma_page_count c
CROSS JOIN pragma_page_size s
CROSS JOIN sqlite_dbpage d ON d.pgno = c.page_count`}, func(r *Row) error {
		want, present = r.Int(0), r.Int(1) != 0
		return nil
	})
	if err != nil {
		return s.location.explain(err)
	}
	info, err := os.Stat(s.location.path)
	if err != nil {
		return s.location.explain(err)
	}
	if info.Size() < want && !present {
		return fmt.Errorf("database %s has %d bytes of %d; stop the server and restore a backup", s.location.path, info.Size(), want)
	}
	return nil
}
