package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// sizeSettings holds the flags of the measurement of sizes.
type sizeSettings struct {
	settings

	links    int64
	imported bool
}

func parseSizeSettings(args []string) (*sizeSettings, error) {
	s := &sizeSettings{}
	flags := flag.NewFlagSet("bench sizes", flag.ContinueOnError)
	flags.Int64Var(&s.links, "links", 1_000_000, "number of links, copied from those of the synthetic graph")
	flags.BoolVar(&s.imported, "imported", false, "measure the synthetic graph as an import writes it, instead of copied links")
	flags.IntVar(&s.districts, "districts", usualDistricts, "size of the synthetic graph")
	flags.StringVar(&s.engine, "engine", sqliteEngine, "sqlite, or postgres to measure that beside SQLite")
	flags.StringVar(&s.cache, "cache", cacheFolder(), "folder for the loaded graph")
	flags.DurationVar(&s.timeout, "timeout", time.Hour, "time limit of the whole run")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	if flags.NArg() > 0 || s.links < 1 || s.districts < 1 {
		return nil, errors.New("-links and -districts must be positive, and there are no other arguments; -help lists the flags")
	}
	return s, s.checkEngine()
}

// relation is a table or an index and its size in bytes.
type relation struct {
	table, name string
	bytes       int64
}

// sized holds the sizes of the relations of an engine.
type sized struct {
	engine    string
	links     int64
	relations []relation
	took      time.Duration
}

// linkTables are the tables that a link needs rows of.
func linkTables() []string { return []string{"link", "citation", "change"} }

// measureSizes fills databases with links and prints their sizes.
func measureSizes(ctx context.Context, s *sizeSettings) (err error) {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	graph, err := cachedGraph(ctx, &s.settings, root)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "civicgraph-bench-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	file, start := filepath.Join(folder, "links.db"), time.Now()
	if s.imported {
		file = graph
	} else if err := buildGraph(ctx, file, func(conn *sqlite.Conn) error { return multiplyLinks(conn, graph, s.links) }); err != nil {
		return fmt.Errorf("copy links: %w", err)
	}
	all := []sized{{engine: sqliteEngine, took: time.Since(start)}}
	if err := all[0].measureSQLite(file); err != nil {
		return err
	}
	if s.engine == postgresEngine {
		other, err := s.sizeOnPostgres(ctx, file)
		if err != nil {
			return err
		}
		all = append(all, other)
	}
	printSizes(all)
	return nil
}

// measureSQLite reads sizes from the pages of a file.
func (s *sized) measureSQLite(file string) error {
	conn, err := openReader(file)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // it was only read
	if s.links, err = number(conn, "SELECT count(*) FROM link"); err != nil {
		return err
	}
	return sqlitex.ExecuteTransient(conn, `SELECT s.tbl_name, s.name, d.pgsize
FROM dbstat d
JOIN sqlite_schema s ON s.name = d.name
WHERE d.aggregate = TRUE`, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		s.relations = append(s.relations, relation{stmt.ColumnText(0), stmt.ColumnText(1), stmt.ColumnInt64(2)})
		return nil
	}})
}

// sizeOnPostgres measures the same on a server of the run's own.
func (s *sizeSettings) sizeOnPostgres(ctx context.Context, file string) (size sized, err error) {
	p, err := openPostgres(ctx, "")
	if err != nil {
		return size, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	start := time.Now()
	if s.imported {
		err = loadGraph(ctx, p.address, s.districts)
	} else {
		err = p.holdGraph(ctx, file)
	}
	if err != nil {
		return size, err
	}
	size = sized{engine: postgresEngine, took: time.Since(start)}
	if err := p.conn.QueryRow(ctx, "SELECT count(*) FROM link").Scan(&size.links); err != nil {
		return size, err
	}
	rows, err := p.conn.Query(ctx, `SELECT relname, relname, pg_table_size(oid)
FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
UNION ALL
SELECT t.relname, c.relname, pg_table_size(c.oid)
FROM pg_index i
JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = current_schema()::regnamespace`)
	if err != nil {
		return size, err
	}
	size.relations, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r relation, err error) {
		err = row.Scan(&r.table, &r.name, &r.bytes)
		return r, err
	})
	return size, err
}

// of returns the size of a relation, of a table with its indexes if name is empty, and of everything if both are.
func (s *sized) of(table, name string) (bytes int64) {
	for _, r := range s.relations {
		if (table == "" || r.table == table) && (name == "" || r.name == name) {
			bytes += r.bytes
		}
	}
	return bytes
}

// printSizes prints bytes per link.
func printSizes(all []sized) {
	fmt.Printf("\n%d links, bytes per link.\n\n", all[0].links)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(title string, value func(*sized) string) {
		fmt.Fprintf(w, "%s\t", title)
		for i := range all {
			fmt.Fprintf(w, "%s\t", value(&all[i]))
		}
		fmt.Fprintln(w)
	}
	perLink := func(table, name string) func(*sized) string {
		return func(s *sized) string { return fmt.Sprintf("%.0f", float64(s.of(table, name))/float64(s.links)) }
	}
	line("", func(s *sized) string { return s.engine })
	for _, table := range linkTables() {
		last := all[len(all)-1].relations
		slices.SortFunc(last, func(a, b relation) int { return cmp.Compare(b.bytes, a.bytes) })
		for _, r := range last {
			if r.table == table {
				line(r.name, perLink(table, r.name))
			}
		}
		line("= "+table+" and its indexes", perLink(table, ""))
	}
	line("whole database", perLink("", ""))
	line("whole database, MB", func(s *sized) string { return fmt.Sprintf("%d", s.of("", "")>>20) })
	line("filled in, s", func(s *sized) string { return fmt.Sprintf("%.0f", s.took.Seconds()) })
	_ = w.Flush() // to standard output
}
