package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxPreparedPostgres bounds the prepared statements of a connection. The server keeps a plan of each, about 150 KB.
const maxPreparedPostgres = 200

// postgresStmt is a prepared statement.
type postgresStmt struct {
	sql, name string
	// description is what the server says of it; nil until it has. It has the formats and kinds of the columns.
	description *pgconn.StatementDescription
	formats     []int16
	kinds       []cellKind
	// failed means that the server does not have it.
	failed bool
}

// describe takes the description of a statement. Columns of the usual types come in binary format.
func (p *postgresStmt) describe(d *pgconn.StatementDescription) {
	d.Name = p.name
	p.description = d
	for i := range d.Fields {
		kind := kindOfColumn(d.Fields[i].DataTypeOID)
		p.kinds = append(p.kinds, kind)
		p.formats = append(p.formats, kind.format())
	}
}

// expectedResult is a result that the server will send.
type expectedResult struct {
	of   resultOf
	stmt *postgresStmt
	// row is called for each row; nil if rows are not needed.
	row func(*Row) error
	// isText means that all columns come as text, because the statement was not described yet.
	isText bool
}

type resultOf uint8

const (
	ofPrepare resultOf = iota
	ofQuery
	// ofSync is the end of statements that were sent together. After an error, those up to it are skipped.
	ofSync
)

// exchange sends statements, with those that begin the transaction, and reads their results. repeatable means that they may be executed
// twice. changed is the number of rows that the last one changed.
func (c *postgresConn) exchange(all []request, repeatable bool) (changed int64, err error) {
	repeatable = repeatable || c.transaction.begin != nil && !c.transaction.isOpen
	before := c.transaction
	c.delivered = 0
	changed, err = c.attempt(all)
	if !repeatable || c.delivered > 0 || !errors.Is(err, errLost) {
		return changed, err
	}
	// The connection ended while it was idle, such as when the server was started again. Whatever was sent was undone.
	ctx := context.Background()
	if c.stopper != nil {
		ctx = c.stopper.ctx
	}
	if err := c.connect(ctx); err != nil {
		return 0, err
	}
	c.transaction = before
	return c.attempt(all)
}

// attempt sends statements and reads their results once.
func (c *postgresConn) attempt(all []request) (changed int64, err error) {
	err = c.work(func() error {
		if !c.transaction.isOpen {
			for _, sql := range c.transaction.begin {
				if err := c.queue(&request{Query: Query{SQL: sql}}); err != nil {
					return err
				}
			}
			c.transaction.isOpen = c.transaction.begin != nil
		}
		for i := range all {
			if err := c.queue(&all[i]); err != nil {
				c.abandon() // what was queued cannot be taken back
				return err
			}
		}
		if err := c.flush(); err != nil {
			return err
		}
		changed, err = c.receive()
		return err
	})
	return changed, err
}

// work calls a function that works with the server, which is stopped if the context of stopWith ends.
func (c *postgresConn) work(with func() error) (err error) {
	if err := c.stopper.enter(c.server); err != nil {
		return err
	}
	hasReturned := false
	defer func() {
		if c.stopper.leave() {
			err = c.settle(err)
		}
		if !hasReturned { // row panicked
			c.abandon()
		}
	}()
	err = with()
	hasReturned = true
	return err
}

// settle makes the connection usable after a request to stop its statement was sent, or closes it: if the statement ended otherwise, the
// request may still be on its way, to a later statement.
func (c *postgresConn) settle(err error) error {
	if sqlState(err) == stateStopped && !c.server.IsClosed() {
		return errors.Join(err, c.stopper.resetDeadline(c.server))
	}
	c.abandon()
	return errors.Join(err, c.stopper.ctx.Err())
}

// queue adds a statement to those that flush sends. A new one is prepared.
func (c *postgresConn) queue(r *request) error {
	values, err := c.arguments.write(r.Args, !c.transaction.writing)
	if err != nil {
		return err
	}
	stmt, isKnown := c.prepared.Get(r.SQL)
	if !isKnown {
		c.named++
		stmt = &postgresStmt{sql: r.SQL, name: "s" + strconv.Itoa(c.named)}
		c.prepared.Add(r.SQL, stmt)
		c.pipeline.SendPrepare(stmt.name, r.SQL, nil)
		c.expected = append(c.expected, expectedResult{of: ofPrepare, stmt: stmt})
	}
	result := expectedResult{of: ofQuery, stmt: stmt, row: r.row, isText: stmt.description == nil}
	if result.isText {
		c.pipeline.SendQueryPrepared(stmt.name, values, nil, nil)
	} else {
		c.pipeline.SendQueryStatement(stmt.description, values, nil, stmt.formats)
	}
	c.expected = append(c.expected, result)
	return nil
}

// drop is called for each statement that leaves the cache.
func (c *postgresConn) drop(_ string, stmt *postgresStmt) {
	if !stmt.failed {
		c.pipeline.SendDeallocate(stmt.name)
	}
}

// flush sends the statements that were queued.
func (c *postgresConn) flush() error {
	c.expected = append(c.expected, expectedResult{of: ofSync})
	return c.ended(c.pipeline.Sync())
}

// receive reads the results that are expected. The error is that of the server, or the first one of a row.
func (c *postgresConn) receive() (changed int64, err error) {
	var ofRow error
	for at := 0; at < len(c.expected); at++ {
		next := &c.expected[at]
		result, problem := c.pipeline.GetResults()
		switch result := result.(type) {
		case *pgconn.StatementDescription:
			next.stmt.describe(result)
		case *pgconn.ResultReader:
			if ofRow == nil {
				ofRow = c.deliver(result, next)
			}
			var tag pgconn.CommandTag
			tag, problem = result.Close()
			changed = tag.RowsAffected()
		case *pgconn.CloseComplete: // a statement that left the cache
			at--
		}
		if problem == nil && result == nil {
			problem = errors.New("a result is missing")
			c.abandon()
		}
		if c.server.IsClosed() {
			return 0, errors.Join(ofRow, c.ended(problem))
		}
		if problem != nil {
			err = errors.Join(err, refused(problem))
			at = c.skip(at)
		}
	}
	c.expected = c.expected[:0]
	if err != nil {
		// A pipeline would still expect the columns of the statements that were skipped.
		err = errors.Join(err, c.ended(c.pipeline.Close()))
		c.pipeline = c.server.StartPipeline(context.Background())
	}
	return changed, errors.Join(ofRow, err)
}

// skip passes over the results that do not come after an error. It returns the index of the last one, before that of the sync.
func (c *postgresConn) skip(at int) int {
	for ; c.expected[at].of != ofSync; at++ {
		if skipped := c.expected[at]; skipped.of == ofPrepare {
			skipped.stmt.failed = true
			c.prepared.Remove(skipped.stmt.sql)
		}
	}
	return at - 1
}

// maxDrained is how many rows are read to the end of a statement whose rows are not needed any more. For more, the connection is closed.
const maxDrained = 1000

// deliver calls the function of a statement for each of its rows, until that returns an error.
func (c *postgresConn) deliver(result *pgconn.ResultReader, of *expectedResult) error {
	if of.row == nil {
		return nil
	}
	c.cells.kinds, c.cells.isText = of.stmt.kinds, of.isText
	for result.NextRow() {
		c.delivered++
		c.cells.values = result.Values()
		if err := of.row(&c.row); err != nil {
			for range maxDrained {
				if !result.NextRow() {
					return err
				}
			}
			c.abandon()
			return err
		}
	}
	return nil
}

// ended returns the error of a connection that is closed as errLost.
func (c *postgresConn) ended(err error) error {
	if err != nil && c.server.IsClosed() && !errors.Is(err, errLost) {
		return fmt.Errorf("%w: %w", errLost, err)
	}
	return err
}
