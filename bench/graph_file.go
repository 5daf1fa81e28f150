package main

import (
	"context"
	"errors"
	"fmt"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// buildGraph makes a database in SQLite with the product's tables. Indexes are built when fill has filled them.
func buildGraph(ctx context.Context, path string, fill func(*sqlite.Conn) error) (err error) {
	if err := createTables(ctx, path); err != nil {
		return err
	}
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadWrite)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	conn.SetInterrupt(ctx.Done())
	drop, err := texts(conn, "SELECT 'DROP INDEX ' || name FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	create, err := texts(conn, "SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL")
	if err != nil {
		return err
	}
	// Nothing is lost with a file that a crash damages.
	pragmas := []string{"PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -262144"}
	if err := execute(conn, append(pragmas, drop...)...); err != nil {
		return err
	}
	if err := fill(conn); err != nil {
		return err
	}
	return execute(conn, append(create, "PRAGMA analysis_limit = 1000", "ANALYZE", "PRAGMA journal_mode = WAL")...)
}

// multiplyLinks fills a database with a number of links, their citations and their history, as copies of those of a graph whose ends are
// other entities in each copy.
func multiplyLinks(conn *sqlite.Conn, graph string, links int64) error {
	if err := sqlitex.ExecuteTransient(conn, "ATTACH ?1 AS graph", &sqlitex.ExecOptions{Args: []any{graph}}); err != nil {
		return err
	}
	last, err := number(conn, "SELECT last FROM graph.sequence WHERE name = 'record'")
	if err != nil {
		return err
	}
	had, err := number(conn, "SELECT count(*) FROM graph.link")
	if err != nil {
		return err
	}
	if had == 0 {
		return fmt.Errorf("%s has no links", graph)
	}
	for n := int64(0); n*had < links; n++ {
		// Records of a copy have the numbers behind those of the copy before, and are of the next change set.
		shift, limit := n*(last+1)<<6, min(had, links-n*had)
		for _, table := range []struct{ name, key string }{{"link", "id"}, {"citation", "record_id"}, {"change", "record_id"}} {
			columns, err := texts(conn, fmt.Sprintf(`SELECT group_concat(CASE
    WHEN name IN ('id', 'from_id', 'to_id', 'on_behalf_of', 'record_id') THEN 't.' || name || ' + %d'
    WHEN name = 'set_id' THEN 't.set_id + %d'
    ELSE 't."' || name || '"' END, ', ' ORDER BY cid)
FROM pragma_table_info('%s')`, shift, n, table.name))
			if err != nil {
				return err
			}
			if err := execute(conn, fmt.Sprintf(`WITH chosen AS MATERIALIZED (SELECT id FROM graph.link ORDER BY id LIMIT %d)
INSERT INTO main.%s SELECT %s FROM chosen l CROSS JOIN graph.%[2]s t ON t.%[4]s = l.id`, limit, table.name, columns[0], table.key)); err != nil {
				return fmt.Errorf("%s: %w", table.name, err)
			}
		}
	}
	return nil
}

// number returns the first column of the only row of a query.
func number(conn *sqlite.Conn, sql string) (n int64, err error) {
	err = sqlitex.ExecuteTransient(conn, sql, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		n = stmt.ColumnInt64(0)
		return nil
	}})
	return n, err
}
