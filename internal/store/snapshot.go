package store

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"
)

// Statement is one read with its arguments, which are bound and never become part of the text. An argument is an
// int64 or a string.
type Statement struct {
	SQL  string
	Args []any
}

// Snapshot is one state of the graph: whatever is read from it belongs together, also while others write. It is for
// one goroutine at a time.
type Snapshot struct {
	readers *readers
	reader  *reader
	// done is what ends the reads that the connection watches.
	done <-chan struct{}
	// Statements and Rows count what was read so far.
	Statements, Rows int
}

// Snapshot takes the graph as it is at the first read. It holds a connection until it is closed.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	r, err := s.readers.take(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for a connection: %w", err)
	}
	if err := r.run("BEGIN"); err != nil {
		s.readers.free <- r
		return nil, fmt.Errorf("begin a snapshot: %w", err)
	}
	return &Snapshot{readers: s.readers, reader: r}, nil
}

// Close ends the snapshot and gives the connection back.
func (s *Snapshot) Close() {
	s.reader.conn.SetInterrupt(nil)
	if err := s.reader.run("ROLLBACK"); err != nil {
		// Nothing was written; the next BEGIN reports a connection that is beyond use.
		_ = err
	}
	s.readers.free <- s.reader
}

// Read runs a statement and hands each row to a function. It stops when ctx ends.
func (s *Snapshot) Read(ctx context.Context, st Statement, row func(*Row) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("read: %w", err)
	}
	s.Statements++
	if done := ctx.Done(); done != s.done { // a watch costs a goroutine
		s.reader.conn.SetInterrupt(done)
		s.done = done
	}
	p, err := s.reader.prepare(st.SQL)
	if err != nil {
		return fmt.Errorf("prepare %q: %w", st.SQL, errors.Join(err, ctx.Err()))
	}
	for i, n := range p.params {
		switch arg := st.Args[n-1].(type) {
		case int64:
			p.stmt.BindInt64(i+1, arg)
		case string:
			p.stmt.BindText(i+1, arg)
		default:
			return fmt.Errorf("bind %q: argument %d is a %T", st.SQL, n, arg)
		}
	}
	stmt := p.stmt
	r := Row{stmt: stmt}
	for {
		more, err := stmt.Step()
		if err == nil && more {
			s.Rows++
			err = row(&r)
		}
		if err != nil {
			_ = stmt.Reset() // repeats the error of the step
			if ctx.Err() != nil {
				return fmt.Errorf("read: %w", ctx.Err())
			}
			return fmt.Errorf("read %q: %w", st.SQL, err)
		}
		if !more {
			return stmt.Reset()
		}
	}
}

// Row is the row that a statement stands on; its values are valid until the next one. Columns count from 0.
type Row struct {
	stmt *sqlite.Stmt
}

// Int is a column's whole number, 0 for NULL.
func (r *Row) Int(column int) int64 { return r.stmt.ColumnInt64(column) }

// Float is a column's number, 0 for NULL.
func (r *Row) Float(column int) float64 { return r.stmt.ColumnFloat(column) }

// IsNull tells whether a column is NULL.
func (r *Row) IsNull(column int) bool { return r.stmt.ColumnIsNull(column) }

// AppendText appends a column's text.
func (r *Row) AppendText(dst []byte, column int) []byte {
	n := r.stmt.ColumnLen(column)
	if n == 0 {
		return dst
	}
	start := len(dst)
	dst = append(dst, make([]byte, n)...)
	r.stmt.ColumnBytes(column, dst[start:])
	return dst
}

// keptStatements bounds the prepared statements of a connection: a client can select columns in very many ways.
const keptStatements = 300

// reader is one connection with its prepared statements, the least recently used of which makes room.
type reader struct {
	conn   *sqlite.Conn
	stmts  map[string]*list.Element
	recent *list.List
}

type prepared struct {
	sql  string
	stmt *sqlite.Stmt
	// params are the numbers of the placeholders: SQLite takes $2 for a name and counts in order of appearance.
	params []int
}

func newReader(conn *sqlite.Conn) *reader {
	return &reader{conn: conn, stmts: map[string]*list.Element{}, recent: list.New()}
}

func (r *reader) prepare(sql string) (*prepared, error) {
	if element, ok := r.stmts[sql]; ok {
		r.recent.MoveToFront(element)
		return element.Value.(*prepared), nil //nolint:forcetypeassert // the list holds nothing else
	}
	stmt, err := r.conn.Prepare(sql)
	if err != nil {
		return nil, err
	}
	p := &prepared{sql: sql, stmt: stmt}
	for i := range stmt.BindParamCount() {
		n, err := strconv.Atoi(strings.TrimPrefix(stmt.BindParamName(i+1), "$"))
		if err != nil {
			return nil, fmt.Errorf("placeholder %s has no number: %w", stmt.BindParamName(i+1), err)
		}
		p.params = append(p.params, n)
	}
	r.stmts[sql] = r.recent.PushFront(p)
	if r.recent.Len() > keptStatements {
		oldest := r.recent.Remove(r.recent.Back()).(*prepared) //nolint:forcetypeassert // the list holds nothing else
		delete(r.stmts, oldest.sql)
		if err := oldest.stmt.Finalize(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// run executes a statement without rows.
func (r *reader) run(sql string) error {
	p, err := r.prepare(sql)
	if err != nil {
		return err
	}
	if _, err := p.stmt.Step(); err != nil {
		_ = p.stmt.Reset() // repeats the error of the step
		return err
	}
	return p.stmt.Reset()
}
