package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

// Query is an SQL statement with its arguments, which are bound and never become part of the SQL. An argument is an int64,
// a kg.ID, a float64, a string or nil.
type Query struct {
	SQL  string
	Args []any
}

// Row is the current row of a statement; its values are valid until the next row. Columns count from 0.
type Row struct {
	stmt *sqlite.Stmt
}

// Int returns a column's integer, 0 for NULL.
func (r *Row) Int(column int) int64 { return r.stmt.ColumnInt64(column) }

// Float returns a column's number, 0 for NULL.
func (r *Row) Float(column int) float64 { return r.stmt.ColumnFloat(column) }

// IsNull reports whether a column is NULL.
func (r *Row) IsNull(column int) bool { return r.stmt.ColumnIsNull(column) }

// Text returns a column's string, "" for NULL.
func (r *Row) Text(column int) string { return r.stmt.ColumnText(column) }

// AppendText appends a column's string to dst.
func (r *Row) AppendText(dst []byte, column int) []byte {
	text := r.stmt.ColumnReader(column) // reads SQLite's own memory
	start, n := len(dst), text.Len()
	if n == 0 {
		return dst
	}
	dst = slices.Grow(dst, n)[:start+n]
	_, _ = text.Read(dst[start:]) // cannot fail or fall short: the reader holds n bytes
	return dst
}

// maxPrepared bounds the prepared statements of a connection: a client can select columns in very many ways.
const maxPrepared = 300

// sqliteConn is a connection of the low-level driver with a cache of prepared statements by their SQL.
type sqliteConn struct {
	conn     *sqlite.Conn
	prepared *simplelru.LRU[string, *preparedStmt]
	// interrupt stops the running statements when it is closed; nil while no context is watched.
	interrupt chan struct{}
	// faulted means that the engine was stopped in the middle of its work; nothing may use the connection any more.
	faulted bool
}

type preparedStmt struct {
	stmt *sqlite.Stmt
	// params are the numbers of the placeholders: SQLite takes $2 for a name and counts in order of appearance.
	params []int
}

func newSQLiteConn(conn *sqlite.Conn) *sqliteConn {
	finalize := func(_ string, p *preparedStmt) {
		_ = p.stmt.Finalize() // repeats the error of the last run, which was reported
	}
	prepared, err := simplelru.NewLRU(maxPrepared, finalize)
	if err != nil {
		panic("store: " + err.Error()) // the size is positive
	}
	return &sqliteConn{conn: conn, prepared: prepared}
}

func (c *sqliteConn) prepare(sql string) (*preparedStmt, error) {
	if p, ok := c.prepared.Get(sql); ok {
		return p, nil
	}
	stmt, err := c.conn.Prepare(sql)
	if err != nil {
		return nil, err
	}
	p := &preparedStmt{stmt: stmt}
	for i := range stmt.BindParamCount() {
		n, err := strconv.Atoi(strings.TrimPrefix(stmt.BindParamName(i+1), "$"))
		if err != nil {
			return nil, fmt.Errorf("placeholder %s has no number: %w", stmt.BindParamName(i+1), err)
		}
		p.params = append(p.params, n)
	}
	c.prepared.Add(sql, p)
	return p, nil
}

// errFaulted means that the file was shortened while it was mapped into memory.
var errFaulted = errors.New("the file was shortened by another program; stop the server, restore a backup and start it again")

// read runs a query and calls row for each row.
func (c *sqliteConn) read(q Query, row func(*Row) error) (err error) {
	if c.faulted {
		return errFaulted
	}
	// The engine is Go code, so the signal for a page that is missing from the file becomes a panic in this goroutine.
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if cause := recover(); cause != nil {
			if _, isFault := cause.(interface{ Addr() uintptr }); !isFault {
				panic(cause)
			}
			c.faulted = true
			err = errFaulted
		}
	}()
	p, err := c.prepare(q.SQL)
	if err != nil {
		return fmt.Errorf("prepare %q: %w", q.SQL, err)
	}
	if err := p.bind(q); err != nil {
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
			return fmt.Errorf("run %q: %w", q.SQL, err)
		}
		if !more {
			return p.stmt.Reset()
		}
	}
}

// stopWith interrupts the statements of the connection when ctx ends, until release is called. The driver keeps watching
// the same channel: a new one costs a goroutine and a walk through all statements, which a small request would feel.
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
		<-interrupt // the function has been started and closes it
		c.interrupt = nil
		c.conn.SetInterrupt(nil)
	}
}

// run executes a statement that returns no rows, or whose rows are not needed.
func (c *sqliteConn) run(sql string, args ...any) error {
	return c.read(Query{SQL: sql, Args: args}, func(*Row) error { return nil })
}

func (p *preparedStmt) bind(q Query) error {
	for i, n := range p.params {
		switch arg := q.Args[n-1].(type) {
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
			return fmt.Errorf("bind %q: argument %d is a %T", q.SQL, n, arg)
		}
	}
	return nil
}
