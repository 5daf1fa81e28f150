package store

import (
	"context"
	"errors"
	"fmt"

	"civicgraph/internal/kg"
)

// transfer is what the table of this name holds: why nobody may write to a database but a copy.
type transfer struct {
	role transferRole
	// other is the name of the other database, at the time at which the state began.
	other, at string
}

// transferRole is the role of a database in the transfer of a graph.
type transferRole string

const (
	// notTransferred is the role of most databases, which have no row in the table.
	notTransferred transferRole = ""
	// movedAway is the role of a database whose graph was moved to another one.
	movedAway transferRole = "source"
	// filling is the role of a database that a copy fills from another one.
	filling transferRole = "target"
)

var (
	// ErrMoved means that the graph of a database was moved to another one.
	ErrMoved = errors.New("was moved")
	// ErrFilling means that a database is filled from another one.
	ErrFilling = errors.New("is being filled")
)

// transferAt returns what is in a row from a column on: role, other and at.
func transferAt(r *Row, column int) transfer {
	return transfer{role: transferRole(r.Text(column)), other: r.Text(column + 1), at: r.Text(column + 2)}
}

// refusal returns the error of a write to the database with a name; nil if it may be written to.
func (t transfer) refusal(name string) error {
	switch t.role {
	case movedAway:
		return fmt.Errorf("database %s %w to %s at %s; write there", name, ErrMoved, t.other, t.at)
	case filling:
		return fmt.Errorf("database %s %w from %s by civicgraph copy; write there until civicgraph copy --switch", name, ErrFilling, t.other)
	}
	return nil
}

// CheckWritable returns ErrMoved or ErrFilling with a sentence if the database must not be written to, and nil otherwise.
func (s *Store) CheckWritable(ctx context.Context) error {
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	state, err := readCopyState(ctx, snapshot)
	if err != nil {
		return s.engine.explain(err)
	}
	return state.refusal(s.engine.name())
}

// copyState is how far the history of a database has come, its role in a transfer and its version.
type copyState struct {
	transfer
	counters

	// schema is the version of the tables.
	schema int64
}

// counters are the numbers in the table sequence, of the newest key and of the newest change set, and the token of that set.
type counters struct {
	record, set, token int64
	changedAt          string
}

func readCopyState(ctx context.Context, s *Snapshot) (state copyState, err error) {
	found := false
	query := `SELECT r.last, s.last, r.changed_at, c.token, t.role, t.other, t.at, (SELECT max(version_id) FROM ` + s.registry.dialect.versionTable() + `)
FROM sequence r
JOIN sequence s ON s.name = 'change'
LEFT JOIN change_set c ON c.id = s.last
LEFT JOIN transfer t ON t.role IN ('source', 'target')
WHERE r.name = 'record'`
	err = s.Read(ctx, Query{SQL: query}, func(r *Row) error {
		found = true
		state.counters = counters{record: r.Int(0), set: r.Int(1), changedAt: r.Text(2), token: r.Int(3)}
		state.transfer, state.schema = transferAt(r, 4), r.Int(7)
		return nil
	})
	if err == nil && !found {
		err = errors.New("the table sequence lacks a row")
	}
	return state, err
}

// setTransfer notes the role of a database in a transfer.
func (s *Store) setTransfer(into conn, role transferRole, other string) error {
	b := s.registry.sql()
	b.add("INSERT INTO transfer (role, other, at)\nVALUES (", b.arg(string(role)), ", ", b.arg(other), ", ", b.arg(kg.FormatDateTime(s.now())), ")")
	_, err := into.run(b.done())
	return s.engine.explain(err)
}

// Reopen lets others write to a database that was moved away, or that a copy was filling.
func (s *Store) Reopen(ctx context.Context) error {
	return s.write(ctx, func(into conn) error {
		_, err := into.run(Query{SQL: "DELETE FROM transfer"})
		return s.engine.explain(err)
	})
}
