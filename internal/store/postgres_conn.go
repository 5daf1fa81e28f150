package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/jackc/pgx/v5/pgconn"
)

// postgresConn is a connection of the low-level driver with a cache of prepared statements by their SQL.
//
// It sends all statements of a call in one message before it reads their results. So a statement is prepared and run in one round trip, and
// a transaction begins with its first statement. A connection that turns out to be dead is opened again if nothing was lost with it.
type postgresConn struct {
	config *pgconn.Config

	server   *pgconn.PgConn
	pipeline *pgconn.Pipeline
	prepared *simplelru.LRU[string, *postgresStmt]
	// named counts the statements that were prepared, for their names.
	named int
	// expected are the results that were not read yet, in order.
	expected []expectedResult

	transaction transaction
	// stopper has the context that stops statements, or is nil.
	stopper *stopper

	// Reused from statement to statement.
	one       [1]request
	arguments argumentWriter
	cells     postgresCells
	row       Row
	// delivered counts the rows of the current call.
	delivered int
}

// transaction is the state of the transaction of a connection. The zero value means that none is open.
type transaction struct {
	// begin are the statements that begin it. They are sent with its first statement.
	begin []string
	// isOpen means that they were sent.
	isOpen  bool
	writing bool
}

// connect opens the connection, in place of one that is closed.
func (c *postgresConn) connect(ctx context.Context) error {
	server, err := pgconn.ConnectConfig(ctx, c.config)
	if err != nil {
		return err
	}
	prepared, err := simplelru.NewLRU(maxPreparedPostgres, c.drop)
	if err != nil {
		panic("store: " + err.Error()) // the size is positive
	}
	c.server, c.prepared, c.expected = server, prepared, nil
	c.pipeline = server.StartPipeline(context.Background()) // stopWith stops it
	c.row.cells = &c.cells
	return nil
}

func (c *postgresConn) read(q Query, row func(*Row) error) error {
	c.one[0] = request{Query: q, row: row}
	// Outside a transaction, a statement with rows only reads.
	_, err := c.exchange(c.one[:], c.transaction.begin == nil)
	return err
}

func (c *postgresConn) run(q Query) (changed int64, err error) {
	c.one[0] = request{Query: q}
	return c.exchange(c.one[:], false)
}

// send executes all statements in one round trip, so those behind an error of row were executed too.
func (c *postgresConn) send(all []request) error {
	if len(all) == 0 {
		return nil
	}
	_, err := c.exchange(all, false)
	return err
}

// begin sends nothing: the transaction begins with its first statement.
//
// Reads see one state of the database. A statement that writes sees what was committed before it, and before the first one the connection
// waits for the row that every writer locks.
func (c *postgresConn) begin(writing bool) error {
	if writing {
		c.transaction = transaction{writing: true, begin: []string{
			"BEGIN ISOLATION LEVEL READ COMMITTED",
			"SELECT last FROM sequence WHERE name = 'record' FOR UPDATE",
		}}
	} else {
		c.transaction = transaction{begin: []string{"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}}
	}
	return nil
}

func (c *postgresConn) commit(last ...request) error {
	if !c.transaction.isOpen {
		if len(last) == 0 {
			return c.rollback()
		}
		if _, err := c.exchange(nil, false); err != nil { // begins it, as often as the server takes
			return err
		}
	}
	if c.server.TxStatus() != inTransaction { // the server would undo it and report success
		return errors.Join(errors.New("commit a transaction that failed"), c.rollback())
	}
	if c.transaction.writing {
		last = append(slices.Clip(last), request{Query: Query{SQL: notifyCommit}})
	}
	err := c.send(append(slices.Clip(last), request{Query: Query{SQL: "COMMIT"}}))
	if err != nil && c.server.IsClosed() {
		err = fmt.Errorf("%w: %w", errUncertain, err)
	}
	if err != nil {
		return errors.Join(err, c.rollback())
	}
	c.transaction = transaction{}
	return nil
}

// inTransaction is the status of a connection with a transaction that has not failed.
const inTransaction = 'T'

// rollback does not wait for the answer, which is read with that of the next statement.
func (c *postgresConn) rollback() error {
	isOpen := c.transaction.isOpen
	c.transaction = transaction{}
	if !isOpen || c.server.IsClosed() {
		return nil
	}
	if err := c.queue(&request{Query: Query{SQL: "ROLLBACK"}}); err != nil {
		return err
	}
	return c.flush()
}

// optimize also marks the pages whose rows every transaction sees, so that their rows need not be read beside an index.
func (c *postgresConn) optimize() error {
	tables := ""
	err := c.read(Query{SQL: `SELECT string_agg(quote_ident(relname), ', ')
FROM pg_class
WHERE relnamespace = quote_ident(current_schema())::regnamespace AND relkind IN ('r', 'p')`}, func(r *Row) error {
		tables = r.Text(0)
		return nil
	})
	if err == nil {
		_, err = c.run(Query{SQL: "VACUUM (ANALYZE, SKIP_LOCKED) " + tables})
	}
	return err
}

func (c *postgresConn) checkHealth() error { return checkSequence(c) }

func (c *postgresConn) isUsable() bool { return !c.server.IsClosed() }

// closePatience is how long the server may take to hear that a connection ends.
const closePatience = time.Second

func (c *postgresConn) close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	return c.server.Close(ctx)
}

// abandon closes a connection in the middle of its work, which it stops.
func (c *postgresConn) abandon() {
	if c.server.IsClosed() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	_ = c.server.CancelRequest(ctx) // the work ends with the connection at the latest
	_ = c.server.Close(ctx)         // closes it even if the server does not hear of it
}
