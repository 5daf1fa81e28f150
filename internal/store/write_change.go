package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"

	"civicgraph/internal/kg"
)

// action is what a change did, in the order of the schema's enumeration, from 1.
type action int64

const (
	actionCreated action = 1
	actionUpdated action = 2
)

// difference gathers the fields of a record that change, in import form.
type difference struct {
	before, after map[string]any
	// overwritten are the fields that held another value.
	overwritten []string
}

// field records the old and the new value of a field, nil for none, and reports whether they differ.
func (d *difference) field(name string, before, after any) bool {
	if reflect.DeepEqual(before, after) {
		return false
	}
	if d.before == nil {
		d.before, d.after = map[string]any{}, map[string]any{}
	}
	d.before[name], d.after[name] = before, after
	if before != nil {
		d.overwritten = append(d.overwritten, name)
	}
	return true
}

// list records that items were added to a list or removed from it.
func (d *difference) list(name string, before, after any) {
	n := len(d.overwritten)
	d.field(name, before, after)
	d.overwritten = d.overwritten[:n]
}

func (d *difference) empty() bool { return d.before == nil }

// changeColumns are the columns of the table of changes.
func changeColumns() []string {
	return []string{"set_id", "position", "record_id", "action", "before", "after"}
}

// logCreated records that a record is new, without a copy of it.
func (b *Batch) logCreated(id kg.ID) {
	b.changes++
	b.addRow("change", changeColumns(), []any{b.set, b.changes, id, int64(actionCreated), nil, nil})
}

// logUpdated records the old and the new values of the changed fields.
func (b *Batch) logUpdated(id kg.ID, d *difference) error {
	before, err := json.Marshal(d.before)
	if err != nil {
		return fmt.Errorf("keep what changed: %w", err)
	}
	after, err := json.Marshal(d.after)
	if err != nil {
		return fmt.Errorf("keep what changed: %w", err)
	}
	b.changes++
	b.addRow("change", changeColumns(), []any{b.set, b.changes, id, int64(actionUpdated), string(before), string(after)})
	return nil
}

// update changes the row of a record and records the change. It does nothing if there is no difference.
func (b *Batch) update(table string, r *recordState, d *difference, columns []string, values []any) (outcome, error) {
	if d.empty() {
		return unchanged, nil
	}
	if r.row != nil {
		b.changeRow(table, r.row, columns, values)
		return updated, b.logUpdated(r.id, d)
	}
	s := b.registry.sql()
	s.add("UPDATE ", table, "\nSET version = version + 1, updated_at = ", s.arg(b.now))
	for i, column := range columns {
		s.add(", ", column, " = ", s.arg(values[i]))
	}
	s.add("\nWHERE id = ", s.arg(r.id))
	b.chunk.updates = append(b.chunk.updates, s.done())
	return updated, b.logUpdated(r.id, d)
}

// changeRow changes a row that is not sent yet.
func (b *Batch) changeRow(table string, row []any, columns []string, values []any) {
	all := b.outbox.rows[table].columns
	for i, column := range columns {
		row[slices.Index(all, column)] = values[i]
	}
	version := slices.Index(all, "version")
	row[version] = row[version].(int64) + 1 //nolint:forcetypeassert // every row begins with the version 1
}
