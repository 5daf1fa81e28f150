package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of PostgreSQL
	"modernc.org/sqlite"               // another driver of SQLite than the store's
)

// OpenSQL opens a database as another program does, until the end of the test.
func OpenSQL(t testing.TB, path string) *sql.DB {
	t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(path, "postgres://") {
		driver = "pgx"
	}
	db, err := sql.Open(driver, path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// Queryer is a database or a transaction.
type Queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Rows returns the rows of a query as strings; NULL is null.
func Rows(t testing.TB, db Queryer, query string) [][]string {
	t.Helper()
	found, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%v in %s", err, query)
	}
	defer func() { _ = found.Close() }()
	names, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for found.Next() {
		values := make([]sql.NullString, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line := make([]string, len(names))
		for i, value := range values {
			line[i] = "null"
			if value.Valid {
				line[i] = value.String
			}
		}
		all = append(all, line)
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// Tables returns the names of the tables of a database, except those of the database system and of migrations.
func Tables(t testing.TB, db *sql.DB) []string {
	t.Helper()
	query := "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name <> 'goose_db_version' ORDER BY name"
	if _, isSQLite := db.Driver().(*sqlite.Driver); !isSQLite {
		query = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'civicgraph_version' ORDER BY tablename"
	}
	var names []string
	for _, row := range Rows(t, db, query) {
		names = append(names, row[0])
	}
	return names
}

// Dump returns the contents of all tables of a database, as another program reads them.
func Dump(t testing.TB, db *sql.DB) string {
	t.Helper()
	var b strings.Builder
	for _, table := range Tables(t, db) {
		fmt.Fprintln(&b, table)
		rows := Rows(t, db, "SELECT * FROM "+table)
		lines := make([]string, len(rows))
		for i, row := range rows {
			lines[i] = strings.Join(row, " | ")
		}
		slices.Sort(lines)
		fmt.Fprintln(&b, strings.Join(lines, "\n"))
	}
	return b.String()
}
