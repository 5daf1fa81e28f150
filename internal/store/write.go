package store

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

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
//
// Records are put in chunks. What a chunk needs to know of the database is read in two round trips, set by set: first what its slugs
// stand for, then the records with these keys (write_resolve.go, write_read.go). The records are then put one after the other against
// this state, which they change in memory (write_state.go). The changed rows are sent with the next reads, or with the end of the
// transaction (write_apply.go).
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
	// slugs caches the records with slugs; given holds the records put since the last NextFile.
	slugs map[kg.Ref]slugOwner
	given numberSet
	// linkedFrom and linkedTo are the entities added by the batch that links lead from and to: the database has no links of the others.
	linkedFrom, linkedTo numberSet
	// named holds those of given with names, a title or a value. isRepeated is whether the current record is one of given.
	named      numberSet
	isRepeated bool
	// chunk is what is known of the records of the chunk that is put; first are the records whose slugs were read when the batch began.
	// outbox is what is to be sent.
	chunk       *chunk
	first       []*kg.Record
	outbox      outbox
	keys        keySorter
	texts       textChanges
	degrees     map[kg.ID]int64
	hierarchies map[kg.LinkKind]*hierarchy
	closed      bool
}

// Begin begins a batch. It waits while another batch is open, and as long as Options.LockWait for another program and for a server; the
// error is ErrBusy or ErrUnavailable after that. It is ErrMoved or ErrFilling if only a copy may write. If the records of the first Put are
// known, they may be given: a part of what they need is then read in the same round trip, so that a batch of a few records takes three in
// all.
func (s *Store) Begin(ctx context.Context, by Author, first ...*kg.Record) (*Batch, error) {
	for repeat := newRepetition(s.lockWait); ; {
		b, err := s.begin(ctx, by, first)
		if err == nil || !s.engine.isTransient(err) {
			return b, err
		}
		repeat.failed(err)
		if !repeat.wait(ctx) {
			return nil, repeat.error(ctx)
		}
	}
}

func (s *Store) begin(ctx context.Context, by Author, first []*kg.Record) (*Batch, error) {
	c, err := s.writer.acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait to write: %w", err)
	}
	b := &Batch{
		ctx: ctx, store: s, conn: c, release: c.stopWith(ctx), registry: s.registry, now: kg.FormatDateTime(s.now()), by: by, token: rand.Int64(),
		slugs: map[kg.Ref]slugOwner{}, degrees: map[kg.ID]int64{}, hierarchies: map[kg.LinkKind]*hierarchy{},
	}
	err = b.failure(c.begin(true))
	if err == nil {
		err = b.readCounters(first[:min(len(first), maxChunk)])
	}
	if err != nil {
		b.Close()
		return nil, err
	}
	return b, nil
}

// maxChunk is the number of records that are put together.
const maxChunk = 512

// Put writes records, one after the other. The records that they refer to must exist or have been put before. If a record cannot be
// written, its errors are at its index in refused, nothing of it was written, and the others are. After any other error the batch is
// beyond use.
func (b *Batch) Put(records ...*kg.Record) (refused []kg.Errors, err error) {
	refused = make([]kg.Errors, 0, len(records))
	for len(records) > 0 {
		part := records[:min(len(records), maxChunk)]
		records = records[len(part):]
		if err := b.beginChunk(part); err != nil {
			return nil, err
		}
		for _, record := range part {
			errs, err := b.put(record)
			if err != nil {
				return nil, err
			}
			refused = append(refused, errs)
		}
		if err := b.stage(); err != nil {
			return nil, err
		}
	}
	return refused, nil
}

// beginChunk reads what records need to know of the database.
func (b *Batch) beginChunk(records []*kg.Record) error {
	if !slices.Equal(records, b.first) {
		if err := b.readSlugs(records); err != nil {
			return err
		}
	}
	b.first = nil
	return b.readRecords(records)
}

// put writes a record, or returns what is wrong with it.
func (b *Batch) put(record *kg.Record) (kg.Errors, error) {
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
	switch {
	case err != nil:
		return b.allErrors(record, err)
	case b.isRepeated && done == unchanged:
		return kg.Errors{{Code: kg.Duplicate, Repeats: true, Message: "the record adds nothing to an earlier line of the file"}}, nil
	case done == created:
		b.written.Created++
	case done == updated:
		b.written.Updated++
	case done == unchanged:
		b.written.Unchanged++
	}
	return nil, nil
}

// allErrors returns all client errors of a record that cannot be written, given the first. Their fields are paths as Decode has them.
func (b *Batch) allErrors(r *kg.Record, first error) (kg.Errors, error) {
	all := kg.ErrorsOf(first)
	if all == nil {
		return nil, first
	}
	if all[0].Code == kg.UnknownReference {
		all = b.unknownReferences(r)
	}
	for _, one := range all {
		if one.Field != "" {
			one.Field = b.registry.Kinds.NameOf(r.Kind) + "." + one.Field
		}
	}
	return all, nil
}

// unknownReferences returns an error for each reference of a record to an unknown one, and if the record is new, for each field that
// it lacks.
func (b *Batch) unknownReferences(r *kg.Record) (all kg.Errors) {
	for _, reference := range r.References() {
		_, err := b.resolve(reference.Ref, reference.Field)
		all = append(all, kg.ErrorsOf(err)...)
	}
	if r.Slug == "" {
		return all
	}
	if _, found := b.find(kg.Ref{Kind: r.Kind, Slug: r.Slug}); !found {
		all = append(all, kg.ErrorsOf(b.registry.Kinds.CheckNew(r))...)
	}
	return all
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
	for _, finish := range []func() error{index, b.writeDegrees, b.finish} {
		if err := finish(); err != nil {
			return WriteCounts{}, err
		}
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

// failure explains an error of the database.
func (b *Batch) failure(err error) error {
	if err != nil && b.ctx.Err() != nil {
		return fmt.Errorf("write: %w", b.ctx.Err())
	}
	return b.store.engine.explain(err)
}

// numberSet is a set of running numbers, as a bitmap of pages.
type numberSet []*[numbersPerPage / 64]uint64

const numbersPerPage = 1 << 12

// add adds a number and reports whether it is new.
func (n *numberSet) add(number int64) bool {
	page, word, bit := int(number/numbersPerPage), number%numbersPerPage/64, uint64(1)<<(number%64)
	if page >= len(*n) {
		*n = append(*n, make(numberSet, page+1-len(*n))...)
	}
	if (*n)[page] == nil {
		(*n)[page] = new([numbersPerPage / 64]uint64)
	}
	had := (*n)[page][word]&bit != 0
	(*n)[page][word] |= bit
	return !had
}

// has reports whether a number is in the set.
func (n numberSet) has(number int64) bool {
	page := int(number / numbersPerPage)
	return page < len(n) && n[page] != nil && n[page][number%numbersPerPage/64]&(uint64(1)<<(number%64)) != 0
}
