package store

import (
	"fmt"
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

func (b *Batch) uniteIdentifiers(e *entityState, given []kg.Identifier, d *difference) error {
	all := united(e.identifiers, given)
	if len(all) == len(e.identifiers) {
		return nil
	}
	d.list("identifiers", e.identifiers, all)
	return b.addIdentifiers(e, all)
}

// addIdentifiers adds the identifiers after those that an entity has.
func (b *Batch) addIdentifiers(e *entityState, all []kg.Identifier) error {
	for i := len(e.identifiers); i < len(all); i++ {
		code, position := all[i], i+1
		b.addRow("identifier", []string{"entity_id", "position", "scheme", "value"}, []any{e.id, int64(position), code.Scheme, code.Value})
		// Below zero, so that codes and names do not mix.
		if err := b.addSearchKeys(e.id, -position, search.CodeKeys(code.Scheme, code.Value)); err != nil {
			return err
		}
	}
	e.identifiers = all
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

// holders returns the record that each former slug of r belongs to, 0 if it belongs to none; nil if r has no former slugs. The current
// slug of a record, r or another, is refused.
func (b *Batch) holders(r *kg.Record) ([]kg.ID, error) {
	var holders []kg.ID
	for i, slug := range r.FormerSlugs {
		owner, found := b.slugs[kg.Ref{Kind: r.Kind, Slug: slug}]
		if found && !owner.isFormer || slug == r.Slug {
			return nil, slugTaken(i, slug)
		}
		holders = append(holders, owner.id)
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

func (b *Batch) uniteFormerSlugs(e *entityState, r *kg.Record, d *difference) {
	all := united(e.formerSlugs, r.FormerSlugs)
	if len(all) == len(e.formerSlugs) {
		return
	}
	d.list("formerSlugs", e.formerSlugs, all)
	b.addFormerSlugs(e, r.Kind, all)
}

// addFormerSlugs adds the former slugs after those that a record has.
func (b *Batch) addFormerSlugs(e *entityState, kind kg.Code, all []string) {
	for i := len(e.formerSlugs); i < len(all); i++ {
		b.addRow("former_slug", []string{"kind", "slug", "record_id", "position"}, []any{int64(kind), all[i], e.id, int64(i + 1)})
		b.slugs[kg.Ref{Kind: kind, Slug: all[i]}] = slugOwner{id: e.id, isFormer: true, current: e.slug}
	}
	e.formerSlugs = all
}
