package store

import (
	"context"
	"strings"
	"time"
)

// engine is a database system with one database. Everything that depends on the system is behind this interface, conn and cells.
type engine interface {
	// name returns the name of the database for the operator, without secrets.
	name() string
	// dialect returns the dialect of its SQL.
	dialect() dialect
	// migrate makes the tables of a new database, and brings those of an older version up to date. It returns an error for a database of a
	// later civicgraph. It is called once, before a connection is opened.
	migrate(ctx context.Context) error
	// versions returns the version of the tables, 0 if there are none, and the one that migrate makes. It changes nothing.
	versions(ctx context.Context) (has, made int64, err error)
	// openReader opens a connection that reads.
	openReader(ctx context.Context) (conn, error)
	// openWriter opens a connection that writes.
	openWriter(ctx context.Context) (conn, error)
	// openListener opens a connection that reads and is told of commits.
	openListener(ctx context.Context) (listener, error)
	// explain turns an error of the database into a sentence for the person who started the program. It returns nil for nil, and a
	// sentence unchanged.
	explain(err error) error
	// isTransient reports whether an error is one of the server, of the connection to it, or of a conflict with other transactions, so that
	// the same may succeed on another connection or later. It sees through explain.
	isTransient(err error) bool
	// isInDoubt reports whether a commit that failed with an error may have been carried out nevertheless.
	isInDoubt(err error) bool
	// damaged returns the error for a database that contradicts itself.
	damaged(why string) error
	// close releases what the engine holds beside its connections, which must be closed before.
	close() error
}

// conn is a connection to a database, for one goroutine at a time. Its errors are those of the driver, for engine.explain.
type conn interface {
	// read runs a query and calls row for each row. An error of row ends the query and is returned.
	read(q Query, row func(*Row) error) error
	// run executes a statement whose rows, if it has any, are not needed. changed is the number of rows that it inserted, updated or
	// deleted.
	run(q Query) (changed int64, err error)
	// send executes statements in order, in as few round trips as the system allows. It stops at the first error.
	send(all []request) error
	// insert adds rows to a table, or to a temporary one. A row has a value for each column, of the types of arguments of a Query.
	insert(table string, columns []string, rows [][]any) error

	// begin begins a transaction. One that does not write is a snapshot: all of its reads see the state of the database at the first one.
	// One that writes waits for others that write, and no other begins to write before its end.
	begin(writing bool) error
	// commit executes statements and commits, in one round trip.
	commit(last ...request) error
	// rollback undoes the transaction. It does nothing without one, such as after an error that ended it.
	rollback() error

	// stopWith interrupts the running statement when ctx ends, and fails later ones, until release is called.
	stopWith(ctx context.Context) (release func())
	// optimize gathers the statistics by which queries are planned, after a bulk load.
	optimize() error
	// checkHealth returns nil if the database answers and is complete.
	checkHealth() error
	// isUsable reports whether the connection may be lent again.
	isUsable() bool
	// close closes the connection. It returns errFaulted if no other connection to the database may be used either.
	close() error
}

// listener is a connection that is told of commits.
type listener interface {
	conn

	// listen waits until a transaction that wrote is committed, as far as the system tells, or until ctx ends. It returns at once if one
	// was committed since the last call.
	listen(ctx context.Context)
}

// request is one of several statements that are sent together.
type request struct {
	Query

	// row is called for each row; nil if rows are not needed.
	row func(*Row) error
}

// Query is an SQL statement with its arguments, which are bound and never become part of the SQL. An argument is an int64,
// a kg.ID, a float64, a string, nil, or a list: []int64, []kg.ID or []string.
type Query struct {
	SQL  string
	Args []any
}

// cells are the columns of the current row. NULL is 0 and "".
type cells interface {
	int(column int) int64
	float(column int) float64
	isNull(column int) bool
	text(column int) string
	appendText(dst []byte, column int) []byte
}

// Row is the current row of a statement; its values are valid until the next row. Columns count from 0.
type Row struct{ cells cells }

// Int returns a column's integer, 0 for NULL. A Boolean is 0 or 1.
func (r *Row) Int(column int) int64 { return r.cells.int(column) }

// Float returns a column's number, 0 for NULL.
func (r *Row) Float(column int) float64 { return r.cells.float(column) }

// IsNull reports whether a column is NULL.
func (r *Row) IsNull(column int) bool { return r.cells.isNull(column) }

// Text returns a column's string, "" for NULL.
func (r *Row) Text(column int) string { return r.cells.text(column) }

// AppendText appends a column's string to dst.
func (r *Row) AppendText(dst []byte, column int) []byte { return r.cells.appendText(dst, column) }

// openEngine returns the engine for the database at a path, which is a file of SQLite or the address of a database of PostgreSQL. The
// error is a sentence for the person who started the program.
func openEngine(ctx context.Context, path string, lockWait time.Duration) (engine, error) {
	if IsPostgres(path) {
		return openPostgres(ctx, path, lockWait)
	}
	return openSQLite(ctx, path, lockWait)
}

// IsPostgres reports whether the path of a database is the address of one of PostgreSQL.
func IsPostgres(path string) bool {
	return strings.HasPrefix(path, "postgres://") || strings.HasPrefix(path, "postgresql://")
}
