package main

import (
	"errors"
	"fmt"
	"hash/maphash"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"
)

// medianOf returns the median of a figure over the rounds of a side.
func medianOf[T int64 | float64 | time.Duration](loads []loading, of func(loading) T) T {
	var each []T
	for _, l := range loads {
		each = append(each, of(l))
	}
	slices.Sort(each)
	return each[len(each)/2]
}

// rateRatio returns the product's rate in a round divided by the loader's.
func (m *importer) rateRatio(round int) float64 {
	return m.measured[limitSide][round].wall.Seconds() / m.measured[civicgraphSide][round].wall.Seconds()
}

// processorRatio is the same by processor time, which depends less on other load.
func (m *importer) processorRatio(round int) float64 {
	return m.measured[limitSide][round].processor.Seconds() / m.measured[civicgraphSide][round].processor.Seconds()
}

// table prints medians over the rounds.
func (m *importer) table(s *importSettings) {
	fmt.Printf("\n%d districts, %d records, %d MB of JSON Lines; medians of %d rounds.\n\n",
		s.districts, m.records, fileSize(m.file)>>20, s.rounds)
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\trecords/s\tprocessor µs a record\tpeak memory MB\tdatabase bytes a record\tlongest WAL MB\t")
	records := float64(m.records)
	for turn, side := range m.sides {
		loads := m.measured[turn]
		fmt.Fprintf(w, "%s\t%.0f\t%.1f\t%d\t%.0f\t%d\t\n", side.name,
			medianOf(loads, func(l loading) float64 { return records / l.wall.Seconds() }),
			medianOf(loads, func(l loading) float64 { return l.processor.Seconds() * 1e6 / records }),
			medianOf(loads, func(l loading) int64 { return l.memory })>>20,
			medianOf(loads, func(l loading) float64 { return float64(l.database) / records }),
			medianOf(loads, func(l loading) int64 { return l.log })>>20)
	}
	_ = w.Flush() // to standard output
	var rates, processor []float64
	for n := range s.rounds {
		rates, processor = append(rates, m.rateRatio(n)), append(processor, m.processorRatio(n))
	}
	slices.Sort(rates)
	slices.Sort(processor)
	last := s.rounds - 1
	fmt.Printf("\nrate: %.2f of the loader's (%.2f to %.2f); by processor time: %.2f (%.2f to %.2f)\n",
		rates[s.rounds/2], rates[0], rates[last], processor[s.rounds/2], processor[0], processor[last])
}

// compareDatabases checks that both databases hold the same: as many rows in every table, with the same content except for
// keys, which the sides count differently, times and random numbers.
func compareDatabases(a, b string) error {
	hasA, err := contents(a)
	if err != nil {
		return err
	}
	hasB, err := contents(b)
	if err != nil {
		return err
	}
	if len(hasA) != len(hasB) {
		return fmt.Errorf("the databases have %d and %d tables", len(hasA), len(hasB))
	}
	for i := range hasA {
		if hasA[i] != hasB[i] {
			return fmt.Errorf("the databases differ: %+v and %+v", hasA[i], hasB[i])
		}
	}
	return nil
}

// content is the content of a table; sum does not depend on the order of rows.
type content struct {
	table, columns string
	rows           int
	sum            uint64
}

// contentSeed makes sums comparable.
var contentSeed = maphash.MakeSeed() //nolint:gochecknoglobals // it is never changed

func contents(path string) (all []content, err error) {
	conn, err := sqlite.OpenConn(path, sqlite.OpenReadOnly)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	// Tables of SQLite and of the migrations.
	err = sqlitex.ExecuteTransient(conn, `SELECT t.name, group_concat('"' || c.name || '"', ', ' ORDER BY c.cid)
FROM sqlite_schema t
CROSS JOIN pragma_table_info(t.name) c
WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE 'goose%'
  AND c.name NOT IN ('id', 'updated_at', 'changed_at', 'at', 'run', 'token') AND (c.name NOT LIKE '%\_id' ESCAPE '\' OR c.name = 'set_id')
GROUP BY t.name
ORDER BY t.name`, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		all = append(all, content{table: stmt.ColumnText(0), columns: stmt.ColumnText(1)})
		return nil
	}})
	for i := range all {
		if err == nil {
			err = all[i].read(conn)
		}
	}
	return all, err
}

func (c *content) read(conn *sqlite.Conn) error {
	query := "SELECT " + c.columns + " FROM " + c.table
	columns := strings.Count(c.columns, ",") + 1
	var row []byte
	return sqlitex.ExecuteTransient(conn, query, &sqlitex.ExecOptions{ResultFunc: func(stmt *sqlite.Stmt) error {
		row = row[:0]
		for column := range columns {
			row = append(row, byte(stmt.ColumnType(column)))
			row = append(row, stmt.ColumnText(column)...)
		}
		c.rows++
		c.sum += maphash.Bytes(contentSeed, row)
		return nil
	}})
}
