package store

import (
	"fmt"
	"strconv"

	"civicgraph/internal/kg"
)

// maxSlugs bounds the slugs that a batch caches beyond a chunk.
const maxSlugs = 1 << 17

// slugOwner is the record with a slug.
type slugOwner struct {
	id kg.ID
	// isFormer means that the slug is a former one of the record; current is the current one.
	isFormer bool
	current  string
}

// readCounters reads the counters of keys and of transactions, whether only a copy may write, and the records with the slugs of the first
// records if they are given.
func (b *Batch) readCounters(first []*kg.Record) error {
	var last, set int64
	var standing transfer
	reads := []request{{Query: Query{SQL: "SELECT name, last, '', ''\nFROM sequence\nUNION ALL\nSELECT role, 0, other, at\nFROM transfer"}, row: func(r *Row) error {
		switch name := r.Text(0); name {
		case "record":
			last = r.Int(1) + 1
		case "change":
			set = r.Int(1) + 1
		default:
			standing = transfer{role: transferRole(name), other: r.Text(2), at: r.Text(3)}
		}
		return nil
	}}}
	if len(first) > 0 {
		b.first = first
		reads = append(reads, b.slugReads(first)...)
		if len(first) <= fewRecords {
			reads = append(reads, b.wordReads(first)...)
		}
	}
	if err := b.send(reads...); err != nil {
		return err
	}
	if last == 0 || set == 0 {
		return b.store.engine.damaged("the table sequence lacks a row")
	}
	if err := standing.refusal(b.store.engine.name()); err != nil {
		return err
	}
	b.last, b.firstNew, b.set = last-1, last, set
	if b.chunk != nil {
		b.chunk.firstNew = last
	}
	return nil
}

// readSlugs reads the records with the slugs of a chunk, and which of its phrases are in the index.
func (b *Batch) readSlugs(records []*kg.Record) error {
	reads := b.slugReads(records)
	b.chunk.firstNew = b.last + 1
	return b.send(reads...)
}

// slugReads begins a chunk, and returns what reads its slugs and phrases.
func (b *Batch) slugReads(records []*kg.Record) []request {
	b.chunk = newChunk()
	for _, h := range b.hierarchies {
		if len(h.nodes) > maxHierarchyNodes {
			h.forget(b.last)
		}
	}
	if len(b.slugs) >= maxSlugs {
		clear(b.slugs)
	}
	wanted := map[kg.Code][]string{}
	asked := map[kg.Ref]bool{}
	for _, r := range records {
		eachRef(r, func(ref kg.Ref) {
			if _, known := b.slugs[ref]; !known && !asked[ref] {
				asked[ref] = true
				wanted[ref.Kind] = append(wanted[ref.Kind], ref.Slug)
			}
		})
	}
	var reads []request
	for _, code := range b.registry.Kinds.RecordCodes() {
		if slugs := wanted[code]; slugs != nil {
			reads = append(reads, b.slugRead(code, slugs))
		}
	}
	return append(reads, b.phraseReads(records)...)
}

// eachRef calls use for the slugs of a record: its own, its former ones, and those of the records that it refers to.
func eachRef(r *kg.Record, use func(kg.Ref)) {
	if r.Slug != "" {
		use(kg.Ref{Kind: r.Kind, Slug: r.Slug})
	}
	for _, slug := range r.FormerSlugs {
		use(kg.Ref{Kind: r.Kind, Slug: slug})
	}
	for i := range r.Citations {
		use(kg.Ref{Kind: kg.KindSource, Slug: r.Citations[i].Source})
	}
	useOfficial := func(slug string) {
		if slug != "" {
			use(kg.Ref{Kind: kg.KindOfficial, Slug: slug})
		}
	}
	switch {
	case r.Link != nil:
		use(r.Link.From)
		use(r.Link.To)
		if r.Link.OnBehalfOf != (kg.Ref{}) {
			use(r.Link.OnBehalfOf)
		}
	case r.Figure != nil:
		useOfficial(r.Figure.StatedBy)
		for _, ref := range r.Figure.Subjects {
			use(ref)
		}
	case r.Statement != nil:
		useOfficial(r.Statement.Speaker)
		for _, ref := range r.Statement.About {
			use(ref)
		}
	}
}

// fromList returns a list of arguments for FROM, with the column value. A single one is cheaper without a list.
func fromList[T kg.ID | string](s *sqlBuilder, list []T) string {
	if len(list) == 1 {
		return "(SELECT " + s.arg(list[0]) + " AS value) k"
	}
	return s.d.list().of(s.arg(list)) + " k"
}

// slugRead reads the records of a kind with slugs, current or former.
func (b *Batch) slugRead(code kg.Code, slugs []string) request {
	table, _ := b.registry.TableByCode(code)
	s := b.registry.sql()
	list, kind, current := fromList(&s, slugs)+"\n"+s.d.join(), strconv.Itoa(int(code)), table.Name
	if s.d.isDistributed() { // an outer join would copy the whole table to all nodes
		current = "(SELECT r.id, r.slug FROM " + table.Name + " r WHERE r.id IN (SELECT f.record_id FROM former_slug f WHERE f.kind = " + kind +
			" AND f.slug" + s.d.among().of(s.arg(slugs)) + ")" + s.d.barrier() + ")"
	}
	s.add("SELECT t.slug, t.id, 0, t.slug\nFROM ", list, " ", table.Name, " t ON t.slug = k.value\nUNION ALL\n",
		"SELECT f.slug, f.record_id, 1, t.slug\nFROM ", list, " former_slug f ON f.kind = ", kind, " AND f.slug = k.value\n",
		"LEFT JOIN ", current, " t ON t.id = f.record_id")
	return request{Query: s.done(), row: func(r *Row) error {
		ref, owner := kg.Ref{Kind: code, Slug: r.Text(0)}, slugOwner{id: kg.ID(r.Int(1)), isFormer: r.Int(2) != 0, current: r.Text(3)}
		if known, found := b.slugs[ref]; !found || known.isFormer {
			b.slugs[ref] = owner
		}
		b.chunk.current[owner.id] = owner.current
		return nil
	}}
}

// find returns the key of the record with a slug, current or former. The slug must be one of the chunk's.
func (b *Batch) find(ref kg.Ref) (id kg.ID, found bool) {
	owner, found := b.slugs[ref]
	return owner.id, found
}

// resolve returns the key of a record that a field of another refers to.
func (b *Batch) resolve(ref kg.Ref, field string) (kg.ID, error) {
	if id, found := b.find(ref); found {
		return id, nil
	}
	kind, _ := b.registry.Kinds.ByCode(ref.Kind)
	return 0, &kg.Error{
		Code: kg.UnknownReference, Field: field, Unknown: ref,
		Message: fmt.Sprintf("there is no %s with the slug %.80q", kg.Words(kind.Name), ref.Slug),
	}
}

// currentSlugs returns the current slugs of records.
func (b *Batch) currentSlugs(ids ...kg.ID) ([]string, error) {
	unknown := map[kg.Code][]kg.ID{}
	for _, id := range ids {
		if b.chunk.current[id] == "" {
			unknown[id.Code()] = append(unknown[id.Code()], id)
		}
	}
	var reads []request
	for code, ids := range unknown {
		table, ok := b.registry.TableByCode(code)
		if !ok {
			return nil, fmt.Errorf("no table for kind %d", code)
		}
		s := b.registry.sql()
		s.add("SELECT t.id, t.slug\nFROM ", fromList(&s, ids), "\n", s.d.join(), " ", table.Name, " t ON t.id = k.value")
		reads = append(reads, request{Query: s.done(), row: func(r *Row) error {
			b.chunk.current[kg.ID(r.Int(0))] = r.Text(1)
			return nil
		}})
	}
	if reads != nil {
		if err := b.send(reads...); err != nil {
			return nil, err
		}
	}
	slugs := make([]string, len(ids))
	for i, id := range ids {
		if slugs[i] = b.chunk.current[id]; slugs[i] == "" {
			return nil, b.store.engine.damaged(lostRow)
		}
	}
	return slugs, nil
}

// lostRow is what is wrong if an index or another row has a key without a row.
const lostRow = "a key leads to a row that does not exist"
