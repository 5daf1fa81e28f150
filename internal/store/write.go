package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"

	"civicgraph/internal/kg"
)

// WriteCounts counts the records given to a write by what it did with them.
type WriteCounts struct {
	Created, Updated, Unchanged int
}

// Author is recorded with the changes of a batch.
type Author struct {
	// Actor is the name of who writes.
	Actor string
	// Run marks the changes of one import: its time, or the sets of demo data; empty elsewhere.
	Run string
}

// Actors: of imports, and of loading the demo data.
const (
	ImportActor = "import"
	DemoActor   = "demo"
)

// Batch is one transaction that writes records: the only way in which anything enters the graph. A record that exists is
// updated: lists are united, a given field replaces the old value, an omitted field stays. Writing the same again changes
// nothing. A batch is for one goroutine, and is the only writer until it is closed.
type Batch struct {
	ctx      context.Context //nolint:containedctx // a batch lives as long as the call that begins and closes it
	store    *Store
	conn     conn
	release  func() // ends the watch of the connection on ctx
	registry *Registry
	now      string
	by       Author
	// last is the running number of the newest key, firstNew that of the first key of the batch.
	last, firstNew int64
	// set is the number of the transaction, changes the number of changes in it. token is a random number that tells the transaction from
	// another one that gets the same number, because this one is not committed.
	set, changes, token int64
	written             WriteCounts
	// ids caches keys by slug; given holds the records put since the last NextFile.
	ids   map[kg.Ref]kg.ID
	given numberSet
	// named holds those of given with names, a title or a value. isRepeated is whether the current record is one of given.
	named       numberSet
	isRepeated  bool
	formers     bool // whether any record has a former slug
	keys        keySorter
	texts       textChanges
	degrees     map[kg.ID]int64
	hierarchies map[kg.LinkKind]*hierarchy
	closed      bool
}

// maxIDs bounds the keys that a batch caches by slug.
const maxIDs = 1 << 17

// Begin begins a batch. It waits while another batch is open, and as long as Options.LockWait for another program and for a server; the
// error is ErrBusy or ErrUnavailable after that.
func (s *Store) Begin(ctx context.Context, by Author) (*Batch, error) {
	for repeat := newRepetition(s.lockWait); ; {
		b, err := s.begin(ctx, by)
		if err == nil || !s.engine.isTransient(err) {
			return b, err
		}
		repeat.failed(err)
		if !repeat.wait(ctx) {
			return nil, repeat.error(ctx)
		}
	}
}

func (s *Store) begin(ctx context.Context, by Author) (*Batch, error) {
	c, err := s.writer.acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait to write: %w", err)
	}
	b := &Batch{
		ctx: ctx, store: s, conn: c, release: c.stopWith(ctx), registry: s.registry, now: kg.FormatDateTime(s.now()), by: by, token: rand.Int64(),
		ids: map[kg.Ref]kg.ID{}, degrees: map[kg.ID]int64{}, hierarchies: map[kg.LinkKind]*hierarchy{},
	}
	if err := b.begin(); err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

func (b *Batch) begin() error {
	if err := b.failure(b.conn.begin(true)); err != nil {
		return err
	}
	isComplete := false
	_, err := b.row(`SELECT (SELECT last FROM sequence WHERE name = 'record'), (SELECT last + 1 FROM sequence WHERE name = 'change'),
  EXISTS (SELECT 1 FROM former_slug)`, nil, func(r *Row) {
		isComplete = !r.IsNull(0) && !r.IsNull(1)
		b.last, b.set, b.formers = r.Int(0), r.Int(1), r.Int(2) != 0
	})
	if err == nil && !isComplete {
		err = b.store.engine.damaged("the table sequence lacks a row")
	}
	b.firstNew = b.last + 1
	return err
}

// Put writes a record. The records that it refers to must exist or have been put before. If the record cannot be written,
// the error is kg.Errors, nothing of it was written, and the batch can go on. After any other error it is beyond use.
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
	b.isRepeated = false
	sources, err := b.resolveSources(record.Citations)
	if err == nil {
		done, err = put(record, sources)
	}
	if err != nil {
		return b.allErrors(record, err)
	}
	if b.isRepeated && done == unchanged {
		return kg.Errors{{Code: kg.Duplicate, Repeats: true, Message: "the record adds nothing to an earlier line of the file"}}
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

// allErrors returns all client errors of a record that cannot be written, given the first. Their fields are paths as Decode has them.
func (b *Batch) allErrors(r *kg.Record, first error) error {
	all := kg.ErrorsOf(first)
	if all == nil {
		return first
	}
	if all[0].Code == kg.UnknownReference {
		var err error
		if all, err = b.unknownReferences(r); err != nil {
			return err
		}
	}
	for _, one := range all {
		if one.Field != "" {
			one.Field = b.registry.Kinds.NameOf(r.Kind) + "." + one.Field
		}
	}
	return all
}

// unknownReferences returns an error for each reference of a record to an unknown one, and if the record is new, for each field that
// it lacks.
func (b *Batch) unknownReferences(r *kg.Record) (all kg.Errors, err error) {
	for _, reference := range r.References() {
		_, err := b.resolve(reference.Ref, reference.Field)
		unknown := kg.ErrorsOf(err)
		if err != nil && unknown == nil {
			return nil, err
		}
		all = append(all, unknown...)
	}
	if r.Slug == "" {
		return all, nil
	}
	_, found, err := b.find(kg.Ref{Kind: r.Kind, Slug: r.Slug})
	if err == nil && !found {
		all = append(all, kg.ErrorsOf(b.registry.Kinds.CheckNew(r))...)
	}
	return all, err
}

// outcome is what a write did with a record.
type outcome uint8

const (
	unchanged outcome = iota
	created
	updated
)

// NextFile begins another file: its records may repeat those of earlier files, and may have other names.
func (b *Batch) NextFile() {
	clear(b.given)
	clear(b.named)
}

// Counts returns what was done so far.
func (b *Batch) Counts() WriteCounts { return b.written }

// Commit makes the records that were put part of the graph, and closes the batch.
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
	err := b.failure(b.conn.commit())
	if b.store.engine.isInDoubt(err) {
		err = b.settle(err)
	}
	if err != nil {
		return WriteCounts{}, err
	}
	return b.written, nil
}

// Close undoes what was not committed. It does nothing after Commit.
func (b *Batch) Close() {
	if b.closed {
		return
	}
	b.closed = true
	b.keys.close()
	b.texts.words.close()
	b.release()
	if err := b.conn.rollback(); err != nil {
		// The next begin reports a connection that is beyond use.
		_ = err
	}
	b.store.writer.release(b.conn)
}

// writeSet stores the last key, and when and by whom the graph was changed.
func (b *Batch) writeSet() error {
	return errors.Join(
		b.exec("INSERT INTO change_set (id, at, actor, run, token) VALUES ($1, $2, $3, $4, $5)", b.set, b.now, b.by.Actor, b.by.Run, b.token),
		b.exec("UPDATE sequence SET last = $1, changed_at = $2 WHERE name = 'record'", b.last, b.now),
		b.exec("UPDATE sequence SET last = $1 WHERE name = 'change'", b.set),
	)
}

// note notes that a record is put, and whether it was put before in the same file. It reports whether both lines have what tells
// records apart by eye, such as names.
func (b *Batch) note(id kg.ID, r *kg.Record) (bothNamed bool) {
	b.isRepeated = !b.given.add(id.Number())
	return isNamed(r) && !b.named.add(id.Number())
}

// newID returns the key of a new record.
func (b *Batch) newID(code kg.Code) kg.ID {
	b.last++
	return kg.NewID(code, b.last)
}

func (b *Batch) remember(ref kg.Ref, id kg.ID) {
	if len(b.ids) >= maxIDs {
		clear(b.ids)
	}
	b.ids[ref] = id
}

// find returns the key of the record with a slug, current or former.
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

// resolve returns the key of a record that a field of another refers to.
func (b *Batch) resolve(ref kg.Ref, field string) (kg.ID, error) {
	id, found, err := b.find(ref)
	if err == nil && !found {
		kind, _ := b.registry.Kinds.ByCode(ref.Kind)
		err = &kg.Error{
			Code: kg.UnknownReference, Field: field, Unknown: ref,
			Message: fmt.Sprintf("there is no %s with the slug %.80q", kg.Words(kind.Name), ref.Slug),
		}
	}
	return id, err
}

// exec runs a statement that returns no rows.
func (b *Batch) exec(query string, args ...any) error {
	_, err := b.conn.run(Query{SQL: query, Args: args})
	return b.failure(err)
}

// row reads one row and reports whether there was one.
func (b *Batch) row(query string, args []any, read func(*Row)) (found bool, err error) {
	err = b.conn.read(Query{SQL: query, Args: args}, func(r *Row) error {
		found = true
		read(r)
		return nil
	})
	return found, b.failure(err)
}

// existing reads the row of a key that was found in an index. Without the row, the index is wrong.
func (b *Batch) existing(query string, args []any, read func(*Row)) error {
	found, err := b.row(query, args, read)
	if err == nil && !found {
		err = b.store.engine.damaged("an index leads to a row that does not exist")
	}
	return err
}

// rows reads all rows.
func (b *Batch) rows(query string, args []any, read func(*Row)) error {
	_, err := b.row(query, args, read)
	return err
}

// insertedBy runs an INSERT that skips existing rows, and reports whether it added one.
func (b *Batch) insertedBy(query string, args ...any) (bool, error) {
	changed, err := b.conn.run(Query{SQL: query, Args: args})
	return changed > 0, b.failure(err)
}

// failure explains an error of the database.
func (b *Batch) failure(err error) error {
	if err != nil && b.ctx.Err() != nil {
		return fmt.Errorf("write: %w", b.ctx.Err())
	}
	return b.store.engine.explain(err)
}

// numberSet is a set of running numbers, as a bitmap.
type numberSet []uint64

// add adds a number and reports whether it is new.
func (n *numberSet) add(number int64) bool {
	word, bit := int(number>>6), uint64(1)<<(number&63)
	if word >= len(*n) {
		*n = append(*n, make([]uint64, word+1-len(*n)+len(*n)/2)...)
	}
	had := (*n)[word]&bit != 0
	(*n)[word] |= bit
	return !had
}
