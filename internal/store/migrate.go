package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	modernc "modernc.org/sqlite"
	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

//go:embed migrations/sqlite/*.sql
var migrations embed.FS

// migrate brings the tables of the database up to date. It returns an error for a database of a later civicgraph. Of
// several programs that start at once on one file, one migrates and the others wait.
func (l location) migrate(ctx context.Context, db *sql.DB) error {
	provider, err := newMigrations(db)
	if err != nil {
		return err
	}
	known := newestVersion(provider)
	has, err := readSetup(ctx, db)
	switch {
	case err != nil:
		return err
	case has.version > known:
		return fmt.Errorf("its schema version %d is newer than this build (%d); use a later civicgraph", has.version, known)
	case has == setup{marked: true, mode: "wal", version: known}:
		return nil
	}
	// The mark comes before the first table, and while all of the database is in its file.
	for _, statement := range []string{fmt.Sprintf("PRAGMA application_id = %d", applicationID), "PRAGMA journal_mode = WAL"} {
		err := l.whileBusy(ctx, func() error {
			_, err := db.ExecContext(ctx, statement)
			return err
		})
		if err != nil {
			return err
		}
	}
	_, err = provider.Up(ctx)
	return err
}

// newestVersion returns the version of the tables after all migrations.
func newestVersion(provider *goose.Provider) int64 {
	sources := provider.ListSources()
	return sources[len(sources)-1].Version
}

// versions returns the version of the tables, 0 if there are none, and the one that migrate makes.
func (l location) versions(ctx context.Context) (has, made int64, err error) {
	db := l.openMigrator()
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := newMigrations(db)
	if err != nil {
		return 0, 0, err
	}
	setup, err := readSetup(ctx, db)
	return setup.version, newestVersion(provider), err
}

func newMigrations(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations/sqlite")
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true),
		goose.WithSessionLocker(migrationLock{}),
		goose.WithGoMigrations(goMigrations()...))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

// goMigrations returns the migrations in Go.
func goMigrations() []*goose.Migration {
	return []*goose.Migration{
		goose.NewGoMigration(3, &goose.GoFunc{RunTx: sortCitations}, nil),
		goose.NewGoMigration(5, &goose.GoFunc{RunTx: deriveHistory}, nil),
		goose.NewGoMigration(8, &goose.GoFunc{RunTx: dateNames}, nil),
		goose.NewGoMigration(9, &goose.GoFunc{RunTx: rebuildKeys}, nil),
		goose.NewGoMigration(10, &goose.GoFunc{RunTx: indexTexts}, nil),
		goose.NewGoMigration(11, &goose.GoFunc{RunTx: addOrders}, nil),
		goose.NewGoMigration(13, &goose.GoFunc{RunTx: foldSources}, nil),
	}
}

// lastMigration returns the number of the last migration among files and those in Go.
func lastMigration(files fs.FS, folder string, inGo []*goose.Migration) (last int64, err error) {
	names, err := fs.Glob(files, folder+"/*.sql")
	if err != nil {
		return 0, fmt.Errorf("find the migrations: %w", err)
	}
	for _, name := range names {
		number, err := goose.NumericComponent(name)
		if err != nil {
			return 0, fmt.Errorf("number the migrations: %w", err)
		}
		last = max(last, number)
	}
	for _, m := range inGo {
		last = max(last, m.Version)
	}
	return last, nil
}

// setup is what Open prepares in a database.
type setup struct {
	// marked means that the database bears the mark of civicgraph.
	marked bool
	// mode is the journal mode.
	mode    string
	version int64
}

func readSetup(ctx context.Context, db *sql.DB) (has setup, err error) {
	var id int64
	var migrated bool
	for _, read := range []struct {
		sql  string
		into any
	}{
		{"PRAGMA application_id", &id},
		{"PRAGMA journal_mode", &has.mode},
		{"SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'goose_db_version')", &migrated},
	} {
		if err := db.QueryRowContext(ctx, read.sql).Scan(read.into); err != nil {
			return setup{}, err
		}
	}
	has.marked = id == applicationID
	if migrated {
		err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&has.version)
	}
	return has, err
}

// whileBusy repeats a call that fails because of a lock of another connection, for as long as a connection waits for one:
// SQLite itself does not wait to change the journal mode.
func (l location) whileBusy(ctx context.Context, call func() error) error {
	const pause = 5 * time.Millisecond
	for deadline := time.Now().Add(l.lockWait); ; {
		err := call()
		if resultCode(err).ToPrimary() != sqlite.ResultBusy || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// migrationLock keeps other programs from migrating the database at the same time: all migrations are one transaction that
// holds the lock of the writer from its start. SQLite takes it back when the program dies.
type migrationLock struct{}

// SessionLock waits for the lock.
func (migrationLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	return err
}

// SessionUnlock keeps the migrations that succeeded. If the context of one ended, database/sql may not have undone it yet.
func (migrationLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	err := conn.Raw(func(driverConn any) error {
		if c, isMigrator := driverConn.(*migratorConn); isMigrator {
			return savepoint{c}.Rollback()
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "COMMIT")
	return err
}

// migratorConn is a connection of database/sql whose transactions are savepoints, within the transaction of migrationLock.
type migratorConn struct {
	engineConn

	// hasSavepoint is set from the beginning of a savepoint to its end.
	hasSavepoint bool
}

// engineConn is what a connection of the driver can do.
type engineConn interface {
	driver.Conn
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
}

// BeginTx begins a savepoint.
func (c *migratorConn) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	_, err := c.ExecContext(ctx, "SAVEPOINT migration", nil)
	c.hasSavepoint = err == nil
	return savepoint{c}, err
}

// savepoint is the transaction of a migratorConn. Ending it twice does nothing.
type savepoint struct{ *migratorConn }

// Commit keeps what was done since the savepoint, in the transaction around it.
func (s savepoint) Commit() error { return s.exec("RELEASE migration") }

// Rollback undoes what was done since the savepoint.
func (s savepoint) Rollback() error { return s.exec("ROLLBACK TO migration; RELEASE migration") }

func (s savepoint) exec(statement string) error {
	if !s.hasSavepoint {
		return nil
	}
	s.hasSavepoint = false
	_, err := s.ExecContext(context.Background(), statement, nil) // also after the context of the transaction ended
	return err
}

// migratorConnector opens connections for migrations; it implements driver.Connector.
type migratorConnector struct{ uri string }

// Connect opens a connection.
func (c migratorConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(c.uri)
	if err != nil {
		return nil, err
	}
	engine, ok := conn.(engineConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("the driver's connection is a %T", conn), conn.Close())
	}
	return &migratorConn{engineConn: engine}, nil
}

// Driver returns the driver.
func (migratorConnector) Driver() driver.Driver { return &modernc.Driver{} }

// sortCitations fills the sort keys of the citations that were written before there were any.
func sortCitations(ctx context.Context, tx *sql.Tx) error {
	locators, err := stringsOf(ctx, tx, "SELECT DISTINCT locator FROM citation WHERE sort = ''")
	if err != nil {
		return fmt.Errorf("read locators: %w", err)
	}
	for _, locator := range locators {
		_, err := tx.ExecContext(ctx, "UPDATE citation SET sort = $1 WHERE locator = $2", kg.LocatorKey(locator), locator)
		if err != nil {
			return fmt.Errorf("sort citations: %w", err)
		}
	}
	return nil
}
