package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"zombiezen.com/go/sqlite"

	"civicgraph/internal/kg"
)

// maxPrepared bounds the prepared statements of a connection: a client can select columns in very many ways.
const maxPrepared = 300

// sqliteConn is a connection of the low-level driver with a cache of prepared statements by their SQL.
type sqliteConn struct {
	conn     *sqlite.Conn
	location location
	prepared *simplelru.LRU[string, *preparedStmt]
	// interrupt stops the running statements when it is closed; nil while no context is watched.
	interrupt chan struct{}
	// committed is told of commits; nil for connections that only read.
	committed chan<- struct{}
	// faulted means that the engine was stopped in the middle of its work; nothing may use the connection any more.
	faulted bool
}

type preparedStmt struct {
	stmt *sqlite.Stmt
	// params are the numbers of the placeholders: SQLite takes $2 for a name and counts in order of appearance.
	params []int
	row    Row
}

func newSQLiteConn(c *sqlite.Conn, l location) *sqliteConn {
	finalize := func(_ string, p *preparedStmt) {
		_ = p.stmt.Finalize() // repeats the error of the last run, which was reported
	}
	prepared, err := simplelru.NewLRU(maxPrepared, finalize)
	if err != nil {
		panic("store: " + err.Error()) // the size is positive
	}
	return &sqliteConn{conn: c, location: l, prepared: prepared}
}

func (c *sqliteConn) prepare(sql string) (*preparedStmt, error) {
	if p, ok := c.prepared.Get(sql); ok {
		return p, nil
	}
	stmt, err := c.conn.Prepare(sql)
	if err != nil {
		return nil, err
	}
	p := &preparedStmt{stmt: stmt, row: Row{sqliteCells{stmt}}}
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
	for {
		more, err := p.stmt.Step()
		if err == nil && more {
			err = row(&p.row)
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

// stopWith lets the driver keep watching the same channel: a new one costs a goroutine and a walk through all statements, which a small
// request would feel.
func (c *sqliteConn) stopWith(ctx context.Context) (release func()) {
	if c.interrupt == nil {
		c.interrupt = make(chan struct{})
		c.conn.SetInterrupt(c.interrupt)
	}
	interrupt := c.interrupt
	reset := func() {
		<-interrupt
		c.interrupt = nil
		c.conn.SetInterrupt(nil)
	}
	if ctx.Err() != nil { // not a moment later
		close(interrupt)
		return reset
	}
	unwatch := context.AfterFunc(ctx, func() { close(interrupt) })
	return func() {
		if !unwatch() { // the function has been started
			reset()
		}
	}
}

func (c *sqliteConn) run(q Query) (changed int64, err error) {
	if err := c.read(q, noRow); err != nil {
		return 0, err
	}
	return int64(c.conn.Changes()), nil
}

// noRow ignores a row.
func noRow(*Row) error { return nil }

// exec runs a statement without arguments.
func (c *sqliteConn) exec(statement string) error { return c.read(Query{SQL: statement}, noRow) }

func (c *sqliteConn) send(all []request) error {
	for i := range all {
		row := all[i].row
		if row == nil {
			row = noRow
		}
		if err := c.read(all[i].Query, row); err != nil {
			return err
		}
	}
	return nil
}

// insertedRows is the number of rows that one statement adds: one of several hundred would take longer to prepare than to run.
const insertedRows = 64

func (c *sqliteConn) insert(table string, columns []string, rows [][]any) error {
	for part := range slices.Chunk(rows, insertedRows) {
		var s strings.Builder
		var args []any
		s.WriteString("INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ")\nVALUES ")
		for i, row := range part {
			if i > 0 {
				s.WriteString(", ")
			}
			for j := range row {
				s.WriteString(map[bool]string{true: "($", false: ", $"}[j == 0] + strconv.Itoa(len(args)+j+1))
			}
			s.WriteByte(')')
			args = append(args, row...)
		}
		if _, err := c.run(Query{SQL: s.String(), Args: args}); err != nil {
			return err
		}
	}
	return nil
}

func (c *sqliteConn) begin(writing bool) error {
	if writing {
		// The lock is taken at once, so that the transaction cannot fail half-way because another program wrote in between.
		return c.exec("BEGIN IMMEDIATE")
	}
	return c.exec("BEGIN")
}

func (c *sqliteConn) commit(last ...request) error {
	if err := c.send(last); err != nil {
		return err
	}
	if err := c.exec("COMMIT"); err != nil {
		return err
	}
	select {
	case c.committed <- struct{}{}:
	default:
	}
	return nil
}

func (c *sqliteConn) rollback() error {
	if c.faulted || c.conn.AutocommitEnabled() {
		return nil
	}
	return c.exec("ROLLBACK")
}

// optimize also moves the write-ahead log into the database file. The limited analysis samples no single values: with samples SQLite
// would plan a statement again for other arguments, at a quarter of a point read's cost.
func (c *sqliteConn) optimize() error {
	for _, statement := range []string{"PRAGMA analysis_limit = 1000", "ANALYZE"} {
		if err := c.exec(statement); err != nil {
			return err
		}
	}
	// A reader that still needs the log keeps part of it, which a later checkpoint moves. This one does not wait.
	c.conn.SetBusyTimeout(0)
	defer c.conn.SetBusyTimeout(c.location.lockWait)
	return c.exec("PRAGMA wal_checkpoint(TRUNCATE)")
}

// checkHealth reads a row from the file, not from the cache, and checks that the file is complete.
func (c *sqliteConn) checkHealth() (err error) {
	if err := c.exec("PRAGMA shrink_memory"); err != nil {
		return err
	}
	if err := c.begin(false); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, c.rollback()) }()
	if err := checkSequence(c); err != nil || c.location.inMemory {
		return err
	}
	return c.checkLength()
}

// checkLength returns an error if the last page of the database is missing. SQLite reads the missing end of a file as
// zeros. A file may rightly be shorter than the database, while its last pages are in the write-ahead log.
func (c *sqliteConn) checkLength() error {
	var want int64
	present := false
	err := c.read(Query{SQL: `SELECT c.page_count * s.page_size, d.data <> zeroblob(s.page_size)
FROM pragma_page_count c
CROSS JOIN pragma_page_size s
CROSS JOIN sqlite_dbpage d ON d.pgno = c.page_count`}, func(r *Row) error {
		want, present = r.Int(0), r.Int(1) != 0
		return nil
	})
	if err != nil {
		return err
	}
	info, err := os.Stat(c.location.path)
	if err != nil {
		return err
	}
	if info.Size() < want && !present {
		return fmt.Errorf("the file has %d bytes of %d; stop the server and restore a backup", info.Size(), want)
	}
	return nil
}

func (c *sqliteConn) isUsable() bool { return !c.faulted }

// close does not even close a connection that faulted, for the engine may hold locks of it, and others would fault as well.
func (c *sqliteConn) close() error {
	if c.faulted {
		return errFaulted
	}
	return c.conn.Close()
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
		case []kg.ID:
			p.stmt.BindText(i+1, numbersAsJSON(arg))
		case []int64:
			p.stmt.BindText(i+1, numbersAsJSON(arg))
		case []string:
			p.stmt.BindText(i+1, jsonArray(append([]string{}, arg...)))
		case nil:
			p.stmt.BindNull(i + 1)
		default:
			return fmt.Errorf("bind %q: argument %d is a %T", q.SQL, n, arg)
		}
	}
	return nil
}

// usualNumber is the length of most keys, with a comma.
const usualNumber = 9

// numbersAsJSON returns a list as one argument, so that the SQL does not depend on its length.
func numbersAsJSON[T ~int64](list []T) string {
	var b strings.Builder
	b.Grow(len("[]") + usualNumber*len(list))
	var digits [20]byte
	b.WriteByte('[')
	for i, n := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(strconv.AppendInt(digits[:0], int64(n), 10))
	}
	b.WriteByte(']')
	return b.String()
}

// sqliteCells are the columns of the current row of a statement.
type sqliteCells struct{ stmt *sqlite.Stmt }

func (c sqliteCells) int(column int) int64     { return c.stmt.ColumnInt64(column) }
func (c sqliteCells) float(column int) float64 { return c.stmt.ColumnFloat(column) }
func (c sqliteCells) isNull(column int) bool   { return c.stmt.ColumnIsNull(column) }
func (c sqliteCells) text(column int) string   { return c.stmt.ColumnText(column) }

func (c sqliteCells) appendText(dst []byte, column int) []byte {
	text := c.stmt.ColumnReader(column) // reads SQLite's own memory
	start, n := len(dst), text.Len()
	if n == 0 {
		return dst
	}
	dst = slices.Grow(dst, n)[:start+n]
	_, _ = text.Read(dst[start:]) // cannot fail or fall short: the reader holds n bytes
	return dst
}
