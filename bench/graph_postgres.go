package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// holdGraph fills the database with the graph of a file, unless an earlier run did. Its keys are those of the file, so that both
// engines have the same answers.
func (p *postgresServer) holdGraph(ctx context.Context, file string) error {
	graph := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	var held string
	var tables int
	err := p.conn.QueryRow(ctx, `SELECT
  coalesce((SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()), ''),
  (SELECT count(*) FROM pg_tables WHERE schemaname = current_schema())`).Scan(&held, &tables)
	switch {
	case err != nil:
		return err
	case held == graph:
		return nil
	case tables > 0:
		return fmt.Errorf("the database of -dsn has tables, but not of %s: use an empty one", graph)
	}
	start := time.Now()
	fmt.Fprintln(os.Stderr, "copying the graph into PostgreSQL …")
	db, err := store.Open(ctx, p.address, store.Options{Kinds: kg.NewKinds(), Now: time.Now})
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := p.copyGraph(ctx, file); err != nil {
		return fmt.Errorf("copy the graph into PostgreSQL: %w", err)
	}
	if _, err := p.conn.Exec(ctx, fmt.Sprintf(`COMMENT ON DATABASE %s IS '%s'`, pgx.Identifier{p.conn.Config().Database}.Sanitize(), graph)); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "copied in %.1f s\n", time.Since(start).Seconds())
	return nil
}

// copyGraph copies the tables. Indexes are built afterwards, which takes a fraction of the time.
func (p *postgresServer) copyGraph(ctx context.Context, file string) error {
	conn, err := openReader(file)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it was only read
	rows, err := p.conn.Query(ctx, `SELECT c.relname, pg_get_indexdef(i.indexrelid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
WHERE NOT i.indisprimary AND c.relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return err
	}
	var drop, create []string
	var name, definition string
	if _, err := pgx.ForEachRow(rows, []any{&name, &definition}, func() error {
		drop, create = append(drop, "DROP INDEX "+name), append(create, definition)
		return nil
	}); err != nil {
		return err
	}
	if err := p.run(ctx, drop...); err != nil {
		return err
	}
	tables, err := texts(conn, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'goose%'")
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := p.copyTable(ctx, conn, table); err != nil {
			return fmt.Errorf("%s: %w", table, err)
		}
	}
	if err := p.run(ctx, create...); err != nil {
		return err
	}
	// The visibility map is what index-only scans need; autovacuum keeps it where the graph changes.
	return p.run(ctx, "VACUUM (FREEZE, ANALYZE)")
}

// run runs statements, each in a transaction of its own.
func (p *postgresServer) run(ctx context.Context, statements ...string) error {
	for _, sql := range statements {
		if _, err := p.conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}

// copyTable copies the rows of one table in the order of its key.
func (p *postgresServer) copyTable(ctx context.Context, from *sqlite.Conn, table string) error {
	if err := p.run(ctx, "TRUNCATE "+table); err != nil { // of the rows that a new database has
		return err
	}
	stmt, _, err := from.PrepareTransient("SELECT * FROM " + table)
	if err != nil {
		return err
	}
	defer func() { _ = stmt.Finalize() }() // repeats the error of a step
	columns := make([]string, stmt.ColumnCount())
	for i := range columns {
		columns[i] = stmt.ColumnName(i)
	}
	row := make([]any, len(columns))
	_, err = p.conn.CopyFrom(ctx, pgx.Identifier{table}, columns, pgx.CopyFromFunc(func() ([]any, error) {
		if found, err := stmt.Step(); err != nil || !found {
			return nil, err
		}
		for i := range row {
			row[i] = cell(stmt, i)
		}
		return row, nil
	}))
	return err
}

// cell returns the value of a column.
func cell(stmt *sqlite.Stmt, column int) any {
	switch stmt.ColumnType(column) {
	case sqlite.TypeInteger:
		return stmt.ColumnInt64(column)
	case sqlite.TypeFloat:
		return stmt.ColumnFloat(column)
	case sqlite.TypeText:
		return stmt.ColumnText(column)
	default:
		return nil
	}
}
