package store

import "context"

// copiedBatches is the number of batches of rows that are read ahead while others are written.
const copiedBatches = 2

// load copies all rows, and builds the indexes when the rows are there, which takes a fraction of the time. It returns their number.
func (c *Copy) load(ctx context.Context, from *Snapshot, into conn) (rows int, err error) {
	indexes, err := c.dropIndexes(into)
	if err != nil {
		return 0, c.to.engine.explain(err)
	}
	if _, err := into.run(Query{SQL: c.to.engine.dialect().deferKeys()}); err != nil {
		return 0, c.to.engine.explain(err)
	}
	for _, t := range c.tables {
		if err := c.copyTable(ctx, t, from, into, &rows); err != nil {
			return 0, err
		}
	}
	for i, index := range indexes {
		c.tell(CopyProgress{Phase: CopyingIndexes, Table: index.table, Done: i, Total: len(indexes)})
		if _, err := readCopyState(ctx, from); err != nil { // PostgreSQL ends a snapshot that nobody reads for long
			return 0, c.from.engine.explain(err)
		}
		if _, err := into.run(Query{SQL: index.sql}); err != nil {
			return 0, c.to.engine.explain(err)
		}
	}
	_, err = into.run(Query{SQL: "ANALYZE"})
	return rows, c.to.engine.explain(err)
}

// copiedIndex is an index that is built after the rows of its table are copied.
type copiedIndex struct{ table, name, sql string }

// dropIndexes removes the indexes that are no constraints. Those of a distributed database stay: Citus does not change tables and copy rows
// to them in one transaction, unless one node does it after the other.
func (c *Copy) dropIndexes(into conn) (all []copiedIndex, err error) {
	if c.to.engine.dialect().isDistributed() {
		return nil, nil
	}
	for _, t := range c.tables {
		err := into.read(c.to.engine.dialect().tableIndexes(t.name), func(r *Row) error {
			all = append(all, copiedIndex{table: t.name, name: r.Text(0), sql: r.Text(1)})
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	for _, index := range all {
		if _, err := into.run(Query{SQL: "DROP INDEX " + index.name}); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// copyTable copies the rows of a table, and adds their number to rows. Rows are read while others are written.
func (c *Copy) copyTable(ctx context.Context, t *copiedTable, from *Snapshot, into conn, rows *int) (err error) {
	stop, batches := make(chan struct{}), make(chan [][]any, copiedBatches)
	var readError error
	go func() {
		defer close(batches)
		readError = t.read(ctx, from, t.all(), func(batch [][]any) error {
			select {
			case batches <- batch:
				return nil
			case <-stop:
				return errStopped
			}
		})
	}()
	defer func() {
		close(stop)
		for range batches { // until the reader has ended
			continue
		}
		if err == nil {
			err = c.from.engine.explain(readError)
		}
	}()
	for batch := range batches {
		if err := c.to.insertCopied(into, t, batch); err != nil {
			return c.to.engine.explain(err)
		}
		*rows += len(batch)
		c.tell(CopyProgress{Phase: CopyingRows, Table: t.name, Done: *rows})
	}
	return nil
}
