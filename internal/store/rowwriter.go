package store

import (
	"strings"
)

// skipExisting makes an INSERT skip rows that exist.
const skipExisting = "ON CONFLICT DO NOTHING"

// rowWriter inserts rows into a table, several with one statement.
type rowWriter struct {
	dialect    dialect
	exec       func(query string, args ...any) error
	table      string
	columns    []string
	onConflict string
	// most is the largest number of rows that one statement adds.
	most   int
	values []any
	// texts are statements by the number of their rows.
	texts map[int]string
}

// newRowWriter returns a writer of rows with columns. onConflict is the clause of that name, or empty.
func newRowWriter(d dialect, exec func(query string, args ...any) error, table string, columns []string, onConflict string) rowWriter {
	return rowWriter{
		dialect: d, exec: exec, table: table, columns: columns, onConflict: onConflict, most: d.rowsPerInsert(table), texts: map[int]string{},
	}
}

func (w *rowWriter) add(values ...any) error {
	if w.values == nil {
		w.values = make([]any, 0, w.most*len(w.columns))
	}
	w.values = append(w.values, values...)
	if len(w.values) < w.most*len(w.columns) {
		return nil
	}
	return w.flush()
}

// addRow adds a row, whose slice it keeps.
func (w *rowWriter) addRow(row []any) error {
	if w.most > 1 {
		return w.add(row...)
	}
	return w.exec(w.text(1), row...)
}

// flush inserts the rows that are left. The numbers of rows of its statements are powers of two, so that few have to be prepared.
func (w *rowWriter) flush() error {
	rest := w.values
	w.values = nil // the statements may be run later
	for rows := w.most; rows > 0; rows /= 2 {
		size := rows * len(w.columns)
		if len(rest) < size {
			continue
		}
		if err := w.exec(w.text(rows), rest[:size]...); err != nil {
			return err
		}
		rest = rest[size:]
	}
	return nil
}

// text returns the SQL that adds rows.
func (w *rowWriter) text(rows int) string {
	if text := w.texts[rows]; text != "" {
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
	w.texts[rows] = s.String()
	return w.texts[rows]
}
