package store

import (
	"strings"
)

// skipExisting makes an INSERT skip rows that exist.
const skipExisting = "ON CONFLICT DO NOTHING"

// insertions holds the statements that insert rows. It is for one goroutine at a time.
type insertions struct {
	dialect dialect
	texts   map[insertion]string
}

// insertion is a statement that inserts a number of rows into a table.
type insertion struct {
	table string
	rows  int
}

func newInsertions(d dialect) *insertions {
	return &insertions{dialect: d, texts: map[insertion]string{}}
}

// rowWriter inserts rows into a table, several with one statement.
type rowWriter struct {
	*insertions

	exec       func(query string, args ...any) error
	table      string
	columns    []string
	onConflict string
	// most is the largest number of rows that one statement adds.
	most   int
	values []any
}

// newRowWriter returns a writer of rows with columns, which are always the same for a table. onConflict is the clause of that name, or
// empty.
func newRowWriter(i *insertions, exec func(query string, args ...any) error, table string, columns []string, onConflict string) rowWriter {
	return rowWriter{insertions: i, exec: exec, table: table, columns: columns, onConflict: onConflict, most: i.dialect.rowsPerInsert(table)}
}

func (w *rowWriter) add(values ...any) error {
	w.values = append(w.values, values...)
	if len(w.values) < w.most*len(w.columns) {
		return nil
	}
	size := len(w.values)
	if err := w.flush(); err != nil {
		return err
	}
	w.values = make([]any, 0, size)
	return nil
}

// addRow adds a row, whose slice it keeps.
func (w *rowWriter) addRow(row []any) error {
	if w.most > 1 {
		return w.add(row...)
	}
	return w.exec(w.text(1), row...)
}

// fewRows is up to how many rows are inserted by one statement. The numbers of more rows are powers of two, so that few statements have to be
// prepared.
const fewRows = 8

// flush inserts the rows that are left.
func (w *rowWriter) flush() error {
	rest := w.values
	w.values = nil // the statements may be run later
	for rows := w.most; len(rest) > 0; {
		left := len(rest) / len(w.columns)
		for rows > left {
			rows /= 2
		}
		if left <= min(fewRows, w.most) {
			rows = left
		}
		size := rows * len(w.columns)
		if err := w.exec(w.text(rows), rest[:size]...); err != nil {
			return err
		}
		rest = rest[size:]
	}
	return nil
}

// text returns the SQL that adds rows.
func (w *rowWriter) text(rows int) string {
	key := insertion{w.table, rows}
	if text := w.texts[key]; text != "" {
		return text
	}
	s := sqlBuilder{d: w.dialect}
	s.add(w.dialect.insert(), " ", w.table, " (", strings.Join(w.columns, ", "), ")\nVALUES ")
	for row := range rows {
		if row > 0 {
			s.add(", ")
		}
		for column := range len(w.columns) {
			s.add(map[bool]string{true: "(", false: ", "}[column == 0], s.arg(nil))
		}
		s.add(")")
	}
	if w.onConflict != "" {
		s.add("\n", w.onConflict)
	}
	w.texts[key] = s.String()
	return w.texts[key]
}
