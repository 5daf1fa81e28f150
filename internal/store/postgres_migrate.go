package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/postgres/*.sql
var postgresMigrations embed.FS

const (
	// versionTable has the migrations that were made. Its name marks a database as one of civicgraph.
	versionTable = "civicgraph_version"
	// oldestPostgres is the oldest version of PostgreSQL that is supported, as server_version_num has it.
	oldestPostgres = 15_00_00
	// migrationPause and migrationTries say how often, in seconds, another program is looked for that migrates the database, and how
	// many times.
	migrationPause, migrationTries = 1, 300
)

// errUnsuited means that a database cannot be used as it is.
var errUnsuited = errors.New("cannot be used")

// migrate makes the tables, or brings those of an older version up to date. Of several programs that start at once, one migrates and the
// others wait.
func (e *postgresEngine) migrate(ctx context.Context) (err error) {
	db := stdlib.OpenDB(*e.config)
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1)
	if err := e.checkServer(ctx, db); err != nil {
		return err
	}
	provider, err := newPostgresMigrations(ctx, db)
	if err != nil {
		return err
	}
	known := newestVersion(provider)
	version, err := e.readVersion(ctx, db)
	switch {
	case err != nil:
		return err
	case version > known:
		return fmt.Errorf("its schema version %d is newer than this build (%d); use a later civicgraph", version, known)
	case version < known:
		if _, err = provider.Up(ctx); err != nil {
			return err
		}
	}
	return db.QueryRowContext(ctx, "SELECT to_regclass(quote_ident(current_schema()) || '."+reverseLinks+"') IS NOT NULL").Scan(&e.isDistributed)
}

// versions returns the version of the last migration, 0 for a database without tables, and the one that migrate makes.
func (e *postgresEngine) versions(ctx context.Context) (has, made int64, err error) {
	db := stdlib.OpenDB(*e.config)
	defer func() { err = errors.Join(err, db.Close()) }()
	provider, err := newPostgresMigrations(ctx, db)
	if err != nil {
		return 0, 0, err
	}
	has, err = e.readVersion(ctx, db)
	return has, newestVersion(provider), err
}

// newPostgresMigrations returns the migrations of the current schema, which has a lock of its own.
func newPostgresMigrations(ctx context.Context, db *sql.DB) (*goose.Provider, error) {
	const ours = applicationID << 32
	var schema uint32
	if err := db.QueryRowContext(ctx, "SELECT hashtext(coalesce(current_schema(), ''))::bigint & 4294967295").Scan(&schema); err != nil {
		return nil, err
	}
	files, err := fs.Sub(postgresMigrations, "migrations/postgres")
	if err != nil {
		return nil, fmt.Errorf("find the migrations: %w", err)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockID(ours|int64(schema)), lock.WithLockTimeout(migrationPause, migrationTries))
	if err != nil {
		return nil, fmt.Errorf("make the lock of migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker), goose.WithTableName(versionTable))
	if err != nil {
		return nil, fmt.Errorf("read the migrations: %w", err)
	}
	return provider, nil
}

// checkServer refuses a server or a database that would give other answers than SQLite.
func (e *postgresEngine) checkServer(ctx context.Context, db *sql.DB) error {
	var version int
	var name, encoding string
	lowers := false
	err := db.QueryRowContext(ctx,
		"SELECT current_setting('server_version_num')::int, current_setting('server_version'), current_setting('server_encoding')",
	).Scan(&version, &name, &encoding)
	if err == nil && encoding == "UTF8" {
		err = db.QueryRowContext(ctx, "SELECT lower('ÉI') = 'éi'").Scan(&lowers)
	}
	if err != nil {
		return err
	}
	return e.refuseUnsuited(version, name, encoding, lowers)
}

// refuseUnsuited does it, given the version of the server, and what its name, the encoding and the lower case of the database are.
func (e *postgresEngine) refuseUnsuited(version int, name, encoding string, lowers bool) error {
	switch {
	case version < oldestPostgres:
		return fmt.Errorf("database %s %w: the server is PostgreSQL %s; use PostgreSQL 15 or later", e.name(), errUnsuited, name)
	case encoding != "UTF8":
		return fmt.Errorf("database %s %w: its encoding is %s; create one of UTF-8: %s", e.name(), errUnsuited, encoding, e.createCommand())
	case !lowers:
		return fmt.Errorf("database %s %w: its locale does not lower É and I to é and i; create one of another locale: %s",
			e.name(), errUnsuited, e.createCommand())
	}
	return nil
}

// readVersion returns the version of the last migration, 0 for a database without tables. It refuses one that has only tables of other
// programs; those of extensions do not count.
func (e *postgresEngine) readVersion(ctx context.Context, db *sql.DB) (version int64, err error) {
	var isOurs, hasTables bool
	err = db.QueryRowContext(ctx, `SELECT to_regclass(quote_ident(current_schema()) || '.`+versionTable+`') IS NOT NULL, EXISTS (
  SELECT 1 FROM pg_class c
  WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind IN ('r', 'p')
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e'))`,
	).Scan(&isOurs, &hasTables)
	switch {
	case err != nil:
		return 0, err
	case !isOurs && hasTables:
		return 0, fmt.Errorf("database %s %w: its tables belong to another program; name another database with --database", e.name(), errUnsuited)
	case !isOurs:
		return 0, nil
	}
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM "+versionTable).Scan(&version)
	return version, err
}
