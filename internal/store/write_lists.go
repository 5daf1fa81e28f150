package store

import (
	"fmt"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

func (b *Batch) uniteIdentifiers(entity kg.ID, given []kg.Identifier, d *difference) error {
	if len(given) == 0 {
		return nil
	}
	var known []kg.Identifier
	err := b.rows("SELECT scheme, value\nFROM identifier\nWHERE entity_id = $1\nORDER BY position", []any{entity}, func(r *Row) {
		known = append(known, kg.Identifier{Scheme: r.Text(0), Value: r.Text(1)})
	})
	if err != nil {
		return err
	}
	all := united(known, given)
	if len(all) == len(known) {
		return nil
	}
	d.list("identifiers", known, all)
	return b.addIdentifiers(entity, len(known), all)
}

// addIdentifiers adds the identifiers after those that are known.
func (b *Batch) addIdentifiers(entity kg.ID, known int, all []kg.Identifier) error {
	for i, code := range all[known:] {
		position := known + i + 1
		err := b.exec("INSERT INTO identifier (entity_id, position, scheme, value)\nVALUES ($1, $2, $3, $4)",
			entity, int64(position), code.Scheme, code.Value)
		if err != nil {
			return err
		}
		// Below zero, so that codes and names do not mix.
		if err := b.addSearchKeys(entity, -position, search.CodeKeys(code.Scheme, code.Value)); err != nil {
			return err
		}
	}
	return nil
}

// united returns a list with the items that it lacks appended.
func united[T comparable](known, given []T) []T {
	all := slices.Clip(known)
	for _, item := range given {
		if !slices.Contains(all, item) {
			all = append(all, item)
		}
	}
	return all
}

// holders returns the record that each former slug of r belongs to in the database, 0 if it belongs to none; nil if r has no
// former slugs. The current slug of a record, r or another, is refused.
func (b *Batch) holders(r *kg.Record, table *Table) ([]kg.ID, error) {
	var holders []kg.ID
	for i, slug := range r.FormerSlugs {
		taken, err := b.row("SELECT 1 FROM "+table.Name+" WHERE slug = $1", []any{slug}, func(*Row) {})
		if err != nil {
			return nil, err
		}
		if taken || slug == r.Slug {
			return nil, slugTaken(i, slug)
		}
		var holder kg.ID
		_, err = b.row("SELECT record_id FROM former_slug WHERE kind = $1 AND slug = $2", []any{int64(r.Kind), slug},
			func(row *Row) { holder = kg.ID(row.Int(0)) })
		if err != nil {
			return nil, err
		}
		holders = append(holders, holder)
	}
	return holders, nil
}

// refuseTaken refuses former slugs of another record. id is 0 if the record is new.
func refuseTaken(r *kg.Record, holders []kg.ID, id kg.ID) error {
	for i, holder := range holders {
		if holder != 0 && holder != id {
			return slugTaken(i, r.FormerSlugs[i])
		}
	}
	return nil
}

func slugTaken(index int, slug string) error {
	return &kg.Error{
		Code: kg.Duplicate, Field: fmt.Sprintf("formerSlugs.%d", index), Message: fmt.Sprintf("%q is the slug of an existing record", slug),
	}
}

func (b *Batch) uniteFormerSlugs(id kg.ID, r *kg.Record, d *difference) error {
	if len(r.FormerSlugs) == 0 {
		return nil
	}
	var known []string
	err := b.rows("SELECT slug\nFROM former_slug\nWHERE record_id = $1\nORDER BY position", []any{id}, func(r *Row) {
		known = append(known, r.Text(0))
	})
	if err != nil {
		return err
	}
	all := united(known, r.FormerSlugs)
	if len(all) == len(known) {
		return nil
	}
	d.list("formerSlugs", known, all)
	return b.addFormerSlugs(id, r.Kind, known, all)
}

// addFormerSlugs adds the former slugs after those that are known.
func (b *Batch) addFormerSlugs(id kg.ID, kind kg.Code, known, all []string) error {
	for i, slug := range all[len(known):] {
		err := b.exec("INSERT INTO former_slug (kind, slug, record_id, position)\nVALUES ($1, $2, $3, $4)",
			int64(kind), slug, id, int64(len(known)+i+1))
		if err != nil {
			return err
		}
		b.formers = true
		b.remember(kg.Ref{Kind: kind, Slug: slug}, id)
	}
	return nil
}
