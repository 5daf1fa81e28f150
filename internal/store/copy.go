package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Copy copies the graph of one database to another, with its keys, versions, times and history.
type Copy struct {
	from, to *Store
	tables   []*copiedTable
	tell     func(CopyProgress)
	// schemas are the versions of both schemas when the copy began.
	schemas struct{ from, to int64 }
}

// CopyProgress is the progress of a copy.
type CopyProgress struct {
	Phase CopyPhase
	// Table is the table that is read or written; empty while exports are compared.
	Table string
	// Done is the number of rows or records, and Total how many there will be, 0 if that is not known.
	Done, Total int
}

// CopyPhase is a phase of a copy.
type CopyPhase uint8

// Phases of a copy, in order.
const (
	// CopyingRows writes the rows of the tables.
	CopyingRows CopyPhase = iota
	// CopyingIndexes builds the indexes, and gathers statistics.
	CopyingIndexes
	// ComparingRows compares the rows of the tables, ComparingRecords the records in the order of an export.
	ComparingRows
	ComparingRecords
)

// NewCopy returns a copy between two databases, which must have the same schema. tell is called often, from one goroutine at a time.
func NewCopy(ctx context.Context, from, to *Store, tell func(CopyProgress)) (*Copy, error) {
	c := &Copy{from: from, to: to, tell: tell, tables: from.registry.copiedTables()}
	others := to.registry.copiedTables()
	var err error
	if c.schemas.from, err = from.readSchema(ctx, c.tables); err != nil {
		return nil, err
	}
	if c.schemas.to, err = to.readSchema(ctx, others); err != nil {
		return nil, err
	}
	for i, t := range c.tables {
		if len(t.columns) == 0 || !slices.Equal(t.columns, others[i].columns) || !slices.Equal(t.types, others[i].types) {
			return nil, fmt.Errorf("the table %s of %s is not that of %s; both databases must have been opened by the same version of civicgraph",
				t.name, from.engine.name(), to.engine.name())
		}
	}
	return c, nil
}

// readSchema reads the columns of tables, and returns the version of the schema.
func (s *Store) readSchema(ctx context.Context, tables []*copiedTable) (version int64, err error) {
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return 0, err
	}
	defer snapshot.Close()
	state, err := readCopyState(ctx, snapshot)
	if err == nil {
		err = s.readColumns(ctx, snapshot, tables)
	}
	return state.schema, s.engine.explain(err)
}

// ErrNotEmpty means that a copy was refused, because the database holds records already.
var ErrNotEmpty = errors.New("is not empty")

// CopyReport says what a copy wrote and compared.
type CopyReport struct {
	// Rows is the number of rows of all tables, Records that of the records of an export, Set the newest change set.
	Rows, Records int
	Set           int64
	// Copying and Comparing are how long the phases took.
	Copying, Comparing time.Duration
}

// Load copies one state of the graph to an empty database, and compares both, in one transaction: if it fails, the database stays empty.
func (c *Copy) Load(ctx context.Context) (CopyReport, error) { return c.loadAs(ctx, notTransferred) }

// LoadToFollow does the same, and lets nobody else write to the database until Switch.
func (c *Copy) LoadToFollow(ctx context.Context) (CopyReport, error) { return c.loadAs(ctx, filling) }

func (c *Copy) loadAs(ctx context.Context, role transferRole) (report CopyReport, err error) {
	from, err := c.from.Snapshot(ctx)
	if err != nil {
		return report, err
	}
	defer from.Close()
	state, err := readCopyState(ctx, from)
	if err != nil {
		return report, c.from.engine.explain(err)
	}
	if role == filling && state.role != notTransferred {
		return report, state.refusal(c.from.engine.name())
	}
	report.Set = state.set
	err = c.to.write(ctx, func(into conn) (err error) {
		to := c.to.snapshotOn(ctx, into)
		has, err := readCopyState(ctx, to)
		if err != nil {
			return c.to.engine.explain(err)
		}
		if has.transfer != (transfer{}) || has.counters != (counters{}) {
			return c.notEmpty()
		}
		began := time.Now()
		rows, err := c.load(ctx, from, into)
		if err != nil {
			return err
		}
		report.Copying = time.Since(began)
		if err := c.compareInto(ctx, from, to, rows, &report); err != nil || role == notTransferred {
			return err
		}
		return c.to.setTransfer(into, role, c.from.engine.name())
	})
	if err != nil {
		return CopyReport{}, err
	}
	return report, c.to.Optimize(ctx)
}

// notEmpty returns the error for a target that cannot be filled.
func (c *Copy) notEmpty() error {
	return fmt.Errorf("database %s %w; civicgraph copy needs an empty one, or with --follow or --switch one that it is filling",
		c.to.engine.name(), ErrNotEmpty)
}

// IsFilling reports whether the target was filled by LoadToFollow, and Switch has not ended.
func (c *Copy) IsFilling(ctx context.Context) (bool, error) {
	to, err := c.to.Snapshot(ctx)
	if err != nil {
		return false, err
	}
	defer to.Close()
	state, err := readCopyState(ctx, to)
	return state.role == filling, c.to.engine.explain(err)
}

// write calls use in a transaction that writes, and commits it unless use returns an error.
func (s *Store) write(ctx context.Context, use func(conn) error) error {
	c, err := s.writer.acquire(ctx)
	if err != nil {
		return fmt.Errorf("wait to write: %w", err)
	}
	defer s.writer.release(c)
	release := c.stopWith(ctx)
	err = s.engine.explain(c.begin(true))
	if err == nil {
		err = use(c)
	}
	if err == nil {
		err = s.engine.explain(c.commit())
	}
	release()
	if err != nil {
		_ = c.rollback() // err is returned; the next transaction reports a connection that is beyond use
	}
	if err != nil && ctx.Err() != nil {
		return fmt.Errorf("write: %w", ctx.Err())
	}
	return err
}

// snapshotOn returns a snapshot that reads on a connection within its transaction, which ctx stops already. It need not be closed.
func (s *Store) snapshotOn(ctx context.Context, c conn) *Snapshot {
	snapshot := &Snapshot{registry: s.registry, store: s, server: &s.primary, reader: c, isRead: true, done: ctx.Done(), release: func() {}}
	snapshot.count = snapshot.countRow
	return snapshot
}
