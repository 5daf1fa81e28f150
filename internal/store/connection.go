package store

import (
	"container/list"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

// Statement is SQL with its arguments, which are bound and never become part of the text. An argument is a number, a
// text or nil.
type Query struct {
	SQL  string
	Args []any
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

// Text is a column's text.
func (r *Row) Text(column int) string { return r.stmt.ColumnText(column) }

// AppendText appends a column's text.
func (r *Row) AppendText(dst []byte, column int) []byte {
	text := r.stmt.ColumnReader(column) // over SQLite's own memory
	start, n := len(dst), text.Len()
	if n == 0 {
		return dst
	}
	dst = slices.Grow(dst, n)[:start+n]
	_, _ = text.Read(dst[start:]) // it is as long as that
	return dst
}

// keptStatements bounds the prepared statements of a connection: a client can select columns in very many ways.
const keptStatements = 300

// connection is one connection of the low-level driver with its prepared statements, the least recently used of which makes room.
type sqliteConn struct {
	conn   *sqlite.Conn
	stmts  map[string]*list.Element
	recent *list.List
	// interrupt stops the statements that run when it is closed; nil where nobody watches.
	interrupt chan struct{}
}

type prepared struct {
	sql  string
	stmt *sqlite.Stmt
	// params are the numbers of the placeholders: SQLite takes $2 for a name and counts in order of appearance.
	params []int
}

func newSQLiteConn(conn *sqlite.Conn) *sqliteConn {
	return &sqliteConn{conn: conn, stmts: map[string]*list.Element{}, recent: list.New()}
}

func (c *sqliteConn) prepare(sql string) (*prepared, error) {
	if element, ok := c.stmts[sql]; ok {
		c.recent.MoveToFront(element)
		return element.Value.(*prepared), nil //nolint:forcetypeassert // the list holds nothing else
	}
	stmt, err := c.conn.Prepare(sql)
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
	c.stmts[sql] = c.recent.PushFront(p)
	if c.recent.Len() > keptStatements {
		oldest := c.recent.Remove(c.recent.Back()).(*prepared) //nolint:forcetypeassert // the list holds nothing else
		delete(c.stmts, oldest.sql)
		if err := oldest.stmt.Finalize(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// read runs a statement and hands each row to a function.
func (c *sqliteConn) read(st Query, row func(*Row) error) error {
	p, err := c.prepare(st.SQL)
	if err != nil {
		return fmt.Errorf("prepare %q: %w", st.SQL, err)
	}
	if err := p.bind(st); err != nil {
		return err
	}
	r := Row{stmt: p.stmt}
	for {
		more, err := p.stmt.Step()
		if err == nil && more {
			err = row(&r)
		}
		if err != nil {
			_ = p.stmt.Reset() // repeats the error of the step
			return fmt.Errorf("run %q: %w", st.SQL, err)
		}
		if !more {
			return p.stmt.Reset()
		}
	}
}

// stopWith stops the statements of the connection when ctx ends, until it is released. The driver goes on watching the same
// channel: a new one takes a goroutine and a walk through all statements, which a small request would feel.
func (c *sqliteConn) stopWith(ctx context.Context) (release func()) {
	if c.interrupt == nil {
		c.interrupt = make(chan struct{})
		c.conn.SetInterrupt(c.interrupt)
	}
	interrupt := c.interrupt
	unwatch := context.AfterFunc(ctx, func() { close(interrupt) })
	return func() {
		if unwatch() {
			return
		}
		<-interrupt // it is being closed
		c.interrupt = nil
		c.conn.SetInterrupt(nil)
	}
}

// run executes a statement without rows.
func (c *sqliteConn) run(sql string, args ...any) error {
	return c.read(Query{SQL: sql, Args: args}, func(*Row) error { return nil })
}

func (p *prepared) bind(st Query) error {
	for i, n := range p.params {
		switch arg := st.Args[n-1].(type) {
		case int64:
			p.stmt.BindInt64(i+1, arg)
		case kg.ID:
			p.stmt.BindInt64(i+1, int64(arg))
		case string:
			p.stmt.BindText(i+1, arg)
		case float64:
			p.stmt.BindFloat(i+1, arg)
		case nil:
			p.stmt.BindNull(i + 1)
		default:
			return fmt.Errorf("bind %q: argument %d is a %T", st.SQL, n, arg)
		}
	}
	return nil
}

// pool lends connections, each to one borrower at a time.
type pool struct {
	free chan *sqliteConn
	all  []*sqliteConn
}

// newPool opens n connections.
func newPool(n int, open func() (*sqlite.Conn, error)) (*pool, error) {
	p := &pool{free: make(chan *sqliteConn, n)}
	for range n {
		conn, err := open()
		if err != nil {
			return nil, errors.Join(err, p.close())
		}
		c := newSQLiteConn(conn)
		p.all = append(p.all, c)
		p.free <- c
	}
	return p, nil
}

func (p *pool) take(ctx context.Context) (*sqliteConn, error) {
	select {
	case c := <-p.free:
		return c, nil
	default:
	}
	select {
	case c := <-p.free:
		return c, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// close waits for what was lent.
func (p *pool) close() error {
	var errs []error
	for range p.all {
		errs = append(errs, (<-p.free).conn.Close())
	}
	p.all = nil
	return errors.Join(errs...)
}
