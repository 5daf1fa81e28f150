package store

import (
	"context"
	"errors"
	"fmt"

	"civicgraph/internal/kg"
)

// Written counts what a write did with the records that it was given.
type WriteCounts struct {
	Created, Updated, Unchanged int
}

// Author is on whose behalf a batch writes.
type Author struct {
	// Actor is the name that its changes bear.
	Actor string
	// Run marks the changes of one import; empty elsewhere.
	Run string
}

// ImportActor is the name that the changes of an import bear.
const ImportActor = "import"

// Batch is one transaction that writes records: the one way in which anything enters the graph. What is there already is
// completed: lists are united, a field that is given replaces the old value, a field left out stays. Writing the same
// again changes nothing. A batch is for one goroutine, and no other writes until it is closed.
type Batch struct {
	ctx      context.Context //nolint:containedctx // a batch lives as long as the call that begins and closes it
	store    *Store
	conn     *sqliteConn
	registry *Registry
	now      string
	by       Author
	// last is the running number of the newest key, set the number of the transaction, changes that of its changes.
	last, set, changes int64
	written            WriteCounts
	// ids are keys that were looked up or written, given the records put since the last NextPart.
	ids     map[kg.Ref]kg.ID
	given   numberSet
	formers bool // whether any slug was ever given up
	keys    keySorter
	degrees map[kg.ID]int64
	closed  bool
}

// keptIDs bounds the keys that a batch remembers by slug.
const keptIDs = 1 << 17

// Begin takes the right to write, waiting for it if need be.
func (s *Store) Begin(ctx context.Context, by Author) (*Batch, error) {
	conn, err := s.writer.take(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait to write: %w", err)
	}
	conn.conn.SetInterrupt(ctx.Done())
	b := &Batch{
		ctx: ctx, store: s, conn: conn, registry: s.registry, now: kg.FormatDateTime(s.now()), by: by,
		ids: map[kg.Ref]kg.ID{}, degrees: map[kg.ID]int64{},
	}
	// The lock is taken at once, so that the batch cannot fail half-way because another program wrote in between.
	if err := b.exec("BEGIN IMMEDIATE"); err != nil {
		b.Close()
		return nil, err
	}
	_, err = b.row(`SELECT (SELECT last FROM sequence WHERE name = 'record'), (SELECT last + 1 FROM sequence WHERE name = 'change'),
  EXISTS (SELECT 1 FROM former_slug)`, nil, func(r *Row) { b.last, b.set, b.formers = r.Int(0), r.Int(1), r.Int(2) != 0 })
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// Put writes a record. What it refers to must have been put before, or be there. The error is a *kg.Error where the
// record cannot be written; nothing of it was, then, and the batch goes on. After another error it is beyond use.
func (b *Batch) Put(record *kg.Record) error {
	put := b.putEntity
	switch record.Kind {
	case kg.KindLink:
		put = b.putLink
	case kg.KindFigure:
		put = b.putFigure
	case kg.KindStatement:
		put = b.putStatement
	}
	var done outcome
	sources, err := b.resolveSources(record.Citations)
	if err == nil {
		done, err = put(record, sources)
	}
	if mistake, ok := errors.AsType[*kg.Error](err); ok && mistake.Field != "" {
		mistake.Field = b.registry.Kinds.NameOf(record.Kind) + "." + mistake.Field // as Decode has it
	}
	if err != nil {
		return err
	}
	switch done {
	case created:
		b.written.Created++
	case updated:
		b.written.Updated++
	case unchanged:
		b.written.Unchanged++
	}
	return nil
}

// outcome is what became of a record.
type outcome uint8

const (
	unchanged outcome = iota
	created
	updated
)

// NextPart lets the records that follow be such as were put before: those of another file.
func (b *Batch) NextFile() { clear(b.given) }

// Written is what was done so far.
func (b *Batch) Counts() WriteCounts { return b.written }

// Commit makes all that was put part of the graph, and closes the batch.
func (b *Batch) Commit() (WriteCounts, error) {
	defer b.Close()
	if b.written.Created+b.written.Updated == 0 {
		return b.written, nil
	}
	index := func() error { return b.Index(func(int, int) {}) }
	for _, finish := range []func() error{index, b.writeDegrees, b.writeSet} {
		if err := finish(); err != nil {
			return WriteCounts{}, err
		}
	}
	if err := b.exec("COMMIT"); err != nil {
		return WriteCounts{}, err
	}
	return b.written, nil
}

// Close takes back what was not committed.
func (b *Batch) Close() {
	if b.closed {
		return
	}
	b.closed = true
	b.keys.close()
	b.conn.conn.SetInterrupt(nil)
	if !b.conn.conn.AutocommitEnabled() {
		if err := b.conn.run("ROLLBACK"); err != nil {
			// The next BEGIN reports a connection that is beyond use.
			_ = err
		}
	}
	b.store.writer.free <- b.conn
}

// writeSet keeps how far the keys have come, and when and by whom the graph was changed.
func (b *Batch) writeSet() error {
	return errors.Join(
		b.exec("INSERT INTO change_set (id, at, actor, run) VALUES ($1, $2, $3, $4)", b.set, b.now, b.by.Actor, b.by.Run),
		b.exec("UPDATE sequence SET last = $1, changed_at = $2 WHERE name = 'record'", b.last, b.now),
		b.exec("UPDATE sequence SET last = $1 WHERE name = 'change'", b.set),
	)
}

// once refuses a record that was given before.
func (b *Batch) refuseRepeated(id kg.ID) error {
	if !b.given.add(id.Number()) {
		return kg.Errorf(kg.Duplicate, "the same record is given twice")
	}
	return nil
}

// newID is the key of a new record.
func (b *Batch) newID(code kg.Code) kg.ID {
	b.last++
	return kg.NewID(code, b.last)
}

func (b *Batch) remember(ref kg.Ref, id kg.ID) {
	if len(b.ids) >= keptIDs {
		clear(b.ids)
	}
	b.ids[ref] = id
}

// find is the key of the record with a slug, current or given up.
func (b *Batch) find(ref kg.Ref) (id kg.ID, found bool, err error) {
	if id, ok := b.ids[ref]; ok {
		return id, true, nil
	}
	table, ok := b.registry.TableByCode(ref.Kind)
	if !ok {
		return 0, false, fmt.Errorf("no table for kind %d", ref.Kind)
	}
	found, err = b.row("SELECT id FROM "+table.Name+" WHERE slug = $1", []any{ref.Slug}, func(r *Row) { id = kg.ID(r.Int(0)) })
	if err == nil && !found && b.formers {
		found, err = b.row("SELECT record_id FROM former_slug WHERE kind = $1 AND slug = $2",
			[]any{int64(ref.Kind), ref.Slug}, func(r *Row) { id = kg.ID(r.Int(0)) })
	}
	if found {
		b.remember(ref, id)
	}
	return id, found, err
}

// resolve is the key of a record that another refers to.
func (b *Batch) resolve(ref kg.Ref, field string) (kg.ID, error) {
	id, found, err := b.find(ref)
	if err == nil && !found {
		kind, _ := b.registry.Kinds.ByCode(ref.Kind)
		err = &kg.Error{
			Code: kg.UnknownReference, Field: field,
			Message: fmt.Sprintf("there is no %s with the slug %s", kind.Name, ref.Slug),
		}
	}
	return id, err
}

// exec runs a statement without rows.
func (b *Batch) exec(query string, args ...any) error {
	return b.failure(b.conn.run(query, args...))
}

// row reads one row and tells whether there was one.
func (b *Batch) row(query string, args []any, read func(*Row)) (found bool, err error) {
	err = b.conn.read(Query{SQL: query, Args: args}, func(r *Row) error {
		found = true
		read(r)
		return nil
	})
	return found, b.failure(err)
}

// rows reads all rows.
func (b *Batch) rows(query string, args []any, read func(*Row)) error {
	_, err := b.row(query, args, read)
	return err
}

// insertedBy runs an INSERT that does nothing where the row is there, and tells whether it was not.
func (b *Batch) insertedBy(query string, args ...any) (bool, error) {
	if err := b.exec(query, args...); err != nil {
		return false, err
	}
	return b.conn.conn.Changes() > 0, nil
}

// failure says why the database did not do what it was told.
func (b *Batch) failure(err error) error {
	if err != nil && b.ctx.Err() != nil {
		return fmt.Errorf("write: %w", b.ctx.Err())
	}
	return b.store.location.explain(err)
}

// numberSet is a set of running numbers.
type numberSet []uint64

// add tells whether the number was not in yet.
func (n *numberSet) add(number int64) bool {
	word, bit := int(number>>6), uint64(1)<<(number&63)
	if word >= len(*n) {
		*n = append(*n, make([]uint64, word+1-len(*n)+len(*n)/2)...)
	}
	had := (*n)[word]&bit != 0
	(*n)[word] |= bit
	return !had
}
