package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"civicgraph/internal/kg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the schema of the database up to date and refuses one of a later civicgraph.
func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("find the migrations: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files,
		goose.WithDisableGlobalRegistry(true),
		goose.WithGoMigrations(
			goose.NewGoMigration(3, &goose.GoFunc{RunTx: sortCitations}, nil),
			goose.NewGoMigration(5, &goose.GoFunc{RunTx: deriveHistory}, nil),
		))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	if err := mark(ctx, db); err != nil {
		return err
	}
	has, err := provider.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	sources := provider.ListSources()
	knows := sources[len(sources)-1].Version
	if has > knows {
		return fmt.Errorf("it has version %d of the tables, this civicgraph knows %d: use a later civicgraph", has, knows)
	}
	// A database in memory has no log and stays as it is.
	if _, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL"); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return err
	}
	return nil
}

// mark makes the database one of civicgraph, before there is a table in it and while all of it is in its file.
func mark(ctx context.Context, db *sql.DB) error {
	var id int64
	if err := db.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		if _, err := db.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d", applicationID)); err != nil {
			return err
		}
	}
	return nil
}

// sortCitations fills the sort of the citations that were written before there was one.
func sortCitations(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, "SELECT DISTINCT locator FROM citation WHERE sort = ''")
	if err != nil {
		return fmt.Errorf("read locators: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var locators []string
	for rows.Next() {
		var locator string
		if err := rows.Scan(&locator); err != nil {
			return fmt.Errorf("read locators: %w", err)
		}
		locators = append(locators, locator)
	}
	if err := rows.Err(); err != nil {
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
