package store

import (
	"context"
	"math"
	"slices"

	"civicgraph/internal/kg"
)

// copiedRecords is the number of records that a round copies at once.
const copiedRecords = 200

// copyChanges brings the records over that were changed by the change sets after one, up to the newest one of the source, with all rows that
// belong to them. First it removes all of them, so that unique values may pass from one record to another.
func (c *Copy) copyChanges(ctx context.Context, from *Snapshot, into conn, after, upTo int64) error {
	if _, err := into.run(Query{SQL: c.to.engine.dialect().deferKeys()}); err != nil {
		return c.to.engine.explain(err)
	}
	if err := c.copyWords(ctx, from, into); err != nil {
		return err
	}
	err := c.eachChanged(ctx, from, after, upTo, func(changed []changedRecord) error {
		return c.removeRecords(ctx, from, into, idsOfChanged(changed, func(r changedRecord) bool { return r.first != actionCreated }))
	})
	if err == nil {
		err = c.eachChanged(ctx, from, after, upTo, func(changed []changedRecord) error {
			return c.bringRecords(ctx, from, into, idsOfChanged(changed, func(changedRecord) bool { return true }))
		})
	}
	if err != nil {
		return err
	}
	for name, number := range map[string]string{"change_set": "id", "change": "set_id"} {
		t := c.table(name)
		b := c.from.registry.sql()
		b.add(t.selection(), "\nWHERE t.", number, " > ", b.arg(after), " AND t.", number, " <= ", b.arg(upTo))
		if err := c.bring(ctx, t, from, b.done(), into); err != nil {
			return err
		}
	}
	sequence := c.table("sequence")
	return c.bring(ctx, sequence, from, sequence.all(), into)
}

// changedRecord is a record that change sets changed, with what the first of them did.
type changedRecord struct {
	id    kg.ID
	first action
}

// idsOfChanged returns the keys of the records of which a condition is true.
func idsOfChanged(all []changedRecord, is func(changedRecord) bool) (ids []kg.ID) {
	for _, r := range all {
		if is(r) {
			ids = append(ids, r.id)
		}
	}
	return ids
}

// eachChanged calls use for the records that change sets changed, each once, some hundred at a time.
func (c *Copy) eachChanged(ctx context.Context, from *Snapshot, after, upTo int64, use func([]changedRecord) error) error {
	var seen numberSet
	for set, position := after, int64(math.MaxInt64); ; {
		var records []changedRecord
		rows := 0
		b := c.from.registry.sql()
		b.add("SELECT set_id, position, record_id, action\nFROM change\nWHERE set_id <= ", b.arg(upTo), " AND (set_id, position) > (", b.arg(set), ", ", b.arg(position), ")\n",
			"ORDER BY set_id, position\nLIMIT ", b.arg(int64(copiedRecords)))
		err := from.Read(ctx, b.done(), func(r *Row) error {
			rows++
			set, position = r.Int(0), r.Int(1)
			if id := kg.ID(r.Int(2)); seen.add(id.Number()) {
				records = append(records, changedRecord{id: id, first: action(r.Int(3))})
			}
			return nil
		})
		if err != nil || rows == 0 {
			return c.from.engine.explain(err)
		}
		if err := use(records); err != nil {
			return err
		}
	}
}

// removeRecords removes the rows of records from the target. What was derived from them is made what it is in the source.
func (c *Copy) removeRecords(ctx context.Context, from *Snapshot, into conn, records []kg.ID) error {
	if len(records) == 0 {
		return nil
	}
	derived, err := c.readDerived(ctx, c.to.snapshotOn(ctx, into), records)
	if err != nil {
		return c.to.engine.explain(err)
	}
	err = derived.each(func(rows *derivedRows) error { return c.replaceDerived(ctx, from, into, rows) })
	if err != nil {
		return err
	}
	var removals []request
	for _, t := range c.tables {
		if ids := t.ownersAmong(records); len(ids) > 0 {
			b := c.to.registry.sql()
			b.add("DELETE FROM ", t.name, "\nWHERE ", t.owner, b.d.among().of(b.arg(ids)))
			removals = append(removals, request{Query: b.done()})
		}
	}
	return c.to.engine.explain(into.send(removals))
}

// bringRecords copies the rows of records that the target has no more rows of.
func (c *Copy) bringRecords(ctx context.Context, from *Snapshot, into conn, records []kg.ID) error {
	if len(records) == 0 {
		return nil
	}
	for _, t := range c.tables {
		ids := t.ownersAmong(records)
		if len(ids) == 0 {
			continue
		}
		b := c.from.registry.sql()
		b.add(t.selection(), "\nWHERE t.", t.owner, b.d.among().of(b.arg(ids)))
		if err := c.bring(ctx, t, from, b.done(), into); err != nil {
			return err
		}
	}
	derived, err := c.readDerived(ctx, from, records)
	if err != nil {
		return c.from.engine.explain(err)
	}
	return derived.each(func(rows *derivedRows) error { return c.replaceDerived(ctx, from, into, rows) })
}

// ownersAmong returns those of some records that may have rows which are found by their keys.
func (t *copiedTable) ownersAmong(records []kg.ID) []kg.ID {
	return slices.DeleteFunc(slices.Clone(records), func(id kg.ID) bool { return !slices.Contains(t.owners, id.Code()) })
}

// bring copies the rows of a query of the source, which begins with selection.
func (c *Copy) bring(ctx context.Context, t *copiedTable, from *Snapshot, q Query, into conn) error {
	var failed error
	err := t.read(ctx, from, q, func(rows [][]any) error {
		failed = c.to.engine.explain(c.to.insertCopied(into, t, rows))
		return failed
	})
	if failed != nil {
		return failed
	}
	return c.from.engine.explain(err)
}
