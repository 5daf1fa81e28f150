package store

import (
	"strings"

	"civicgraph/internal/kg"
)

// entityReads reads entities and sources, with what belongs to them.
func (b *Batch) entityReads(keys *recordKeys) (reads []request) {
	var all, named []kg.ID
	for code, ids := range keys.entities {
		all = append(all, ids...)
		kind, _ := b.registry.Kinds.ByCode(code)
		if kind.IsEntity() {
			named = append(named, ids...)
		}
		reads = append(reads, b.fieldsRead(kind, ids))
	}
	if keys.hasNames && named != nil {
		names := ownedRows{"name", "entity_id", "position", []string{"text", "language", "type", "period_from", "period_until"}}
		reads = append(reads, b.ownedRead(names, named, func(e *entityState, r *Row) {
			e.names = append(e.names, nameAt(r, 1))
			e.storedNames++
		}))
	}
	if keys.hasIdentifiers && named != nil {
		identifiers := ownedRows{"identifier", "entity_id", "position", []string{"scheme", "value"}}
		reads = append(reads, b.ownedRead(identifiers, named, func(e *entityState, r *Row) {
			e.identifiers = append(e.identifiers, kg.Identifier{Scheme: r.Text(1), Value: r.Text(2)})
		}))
	}
	if keys.hasFormerSlugs && all != nil {
		formerSlugs := ownedRows{"former_slug", "record_id", "position", []string{"slug"}}
		reads = append(reads, b.ownedRead(formerSlugs, all, func(e *entityState, r *Row) { e.formerSlugs = append(e.formerSlugs, r.Text(1)) }))
	}
	if all != nil {
		reads = append(reads, b.citationsRead(all))
	}
	return reads
}

// fieldsRead reads the fields of records of a kind.
func (b *Batch) fieldsRead(kind *kg.Kind, ids []kg.ID) request {
	s := b.registry.sql()
	s.add("SELECT t.id, t.slug, t.", strings.Join(kindColumns(kind.Fields), ", t."), "\nFROM ", fromList(&s, ids), "\n",
		s.d.join(), " ", snake(kind.Name), " t ON t.id = k.value")
	return request{Query: s.done(), row: func(r *Row) error {
		values, err := valuesAt(kind.Fields, r, 2)
		e := &entityState{slug: r.Text(1), values: values}
		e.id = kg.ID(r.Int(0))
		b.chunk.entities[e.id] = e
		return err
	}}
}

// ownedRows are rows that belong to records.
type ownedRows struct {
	table string
	// owner is the column of the record's key, order the one by which the rows of a record are sorted.
	owner, order string
	columns      []string
}

// ownedRead reads rows that belong to records. Rows: the record's key, columns.
func (b *Batch) ownedRead(rows ownedRows, owners []kg.ID, add func(*entityState, *Row)) request {
	s := b.registry.sql()
	s.add("SELECT t.", rows.owner, ", t.", strings.Join(rows.columns, ", t."), "\nFROM ", fromList(&s, owners), "\n",
		s.d.join(), " ", rows.table, " t ON t.", rows.owner, " = k.value\nORDER BY t.", rows.owner, ", t.", rows.order)
	return request{Query: s.done(), row: func(r *Row) error {
		if e := b.chunk.entities[kg.ID(r.Int(0))]; e != nil {
			add(e, r)
		}
		return nil
	}}
}

// citationsRead reads the citations of entities.
func (b *Batch) citationsRead(ids []kg.ID) request {
	s := b.registry.sql()
	s.add("SELECT 1, c.record_id, c.id, c.source_id, s.slug, c.locator, c.quote, c.field\nFROM ", fromList(&s, ids), "\n",
		s.d.join(), " citation c ON c.record_id = k.value\n", s.d.join(), " source s ON s.id = c.source_id\nORDER BY c.record_id, c.id")
	return request{Query: s.done(), row: func(r *Row) error {
		if e := b.chunk.entities[kg.ID(r.Int(1))]; e != nil {
			e.addStored(citationAt(r))
		}
		return nil
	}}
}
