package store

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"zombiezen.com/go/sqlite"
)

// sqliteEngine is SQLite with a database in a file, or in the memory of the process.
type sqliteEngine struct {
	location

	// migrator is open from migrate to openWriter: a database in memory goes with its last connection.
	migrator *sql.DB
	// committed holds an element if the process committed since the last listen.
	committed chan struct{}
}

// openSQLite returns the engine for the database in a file, or Memory. It opens nothing, but refuses a file that cannot be used.
func openSQLite(ctx context.Context, path string, lockWait time.Duration) (engine, error) {
	e := &sqliteEngine{location: locate(path, lockWait), committed: make(chan struct{}, 1)}
	if err := e.check(ctx); err != nil {
		return nil, err
	}
	return e, nil
}

const (
	// mapBytes is how much of the file readers map into memory, which they share; pages beyond are read. Without the map,
	// each connection would keep pages of its own, and heavy queries would take twice as long (ADR 0011).
	mapBytes = 1 << 30
	// readerCacheKiB and writerCacheKiB bound the page cache of each connection, and the memory of a sort.
	readerCacheKiB = 8 << 10
	writerCacheKiB = 64 << 10
	// maxLogBytes is how long the write-ahead log stays after a write that made it longer.
	maxLogBytes = 64 << 20
)

func (e *sqliteEngine) dialect() dialect { return sqliteDialect{} }

func (e *sqliteEngine) migrate(ctx context.Context) error {
	e.migrator = e.openMigrator()
	return e.location.migrate(ctx, e.migrator)
}

// openWriter opens the only connection that writes.
func (e *sqliteEngine) openWriter(context.Context) (conn, error) {
	c, err := e.open(sqlite.OpenReadWrite|sqlite.OpenURI,
		// NORMAL loses no consistency under WAL, at most the last transactions on power failure.
		"PRAGMA synchronous = NORMAL",
		"PRAGMA journal_size_limit = "+strconv.Itoa(maxLogBytes),
		"PRAGMA cache_size = -"+strconv.Itoa(writerCacheKiB),
	)
	if err != nil {
		return nil, err
	}
	if err := e.close(); err != nil {
		return nil, errors.Join(err, c.close())
	}
	c.committed = e.committed
	return c, nil
}

// openReader opens a connection that reads.
func (e *sqliteEngine) openReader(context.Context) (conn, error) {
	flags := sqlite.OpenReadOnly | sqlite.OpenURI
	if e.inMemory {
		flags = sqlite.OpenReadWrite | sqlite.OpenURI // the memory of the process knows no read-only connection
	}
	c, err := e.open(flags,
		"PRAGMA query_only = 1",
		// In memory a sort could neither be interrupted nor bounded. A file is used beyond the size of the cache only.
		"PRAGMA temp_store = FILE",
		"PRAGMA mmap_size = "+strconv.Itoa(mapBytes),
		"PRAGMA cache_size = -"+strconv.Itoa(readerCacheKiB),
	)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// sqliteListener is told of the commits of its process: SQLite tells of no others.
type sqliteListener struct {
	conn

	committed <-chan struct{}
}

func (e *sqliteEngine) openListener(ctx context.Context) (listener, error) {
	c, err := e.openReader(ctx)
	if err != nil {
		return nil, err
	}
	return sqliteListener{c, e.committed}, nil
}

func (l sqliteListener) listen(ctx context.Context) {
	select {
	case <-l.committed:
	case <-ctx.Done():
	}
}

// isTransient returns false: there is no server. A lock of another program is waited for (ErrBusy).
func (*sqliteEngine) isTransient(error) bool { return false }

// isInDoubt returns false: SQLite undoes what it cannot commit.
func (*sqliteEngine) isInDoubt(error) bool { return false }

// close closes the migrator, if it is open.
func (e *sqliteEngine) close() error {
	if e.migrator == nil {
		return nil
	}
	defer func() { e.migrator = nil }()
	return e.migrator.Close()
}
