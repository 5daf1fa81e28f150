package store

import (
	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// uniteNames gives an entity the names of a record (kg.UniteNames), and returns all its names, or nil if none changes.
func (b *Batch) uniteNames(entity kg.ID, given []kg.Name, d *difference) ([]kg.Name, error) {
	if len(given) == 0 {
		return nil, nil
	}
	known, err := b.namesOf(entity)
	if err != nil {
		return nil, err
	}
	all := kg.UniteNames(known, given)
	if all == nil {
		return nil, nil
	}
	d.list("names", known, all)
	isLonger := len(all) > len(known)
	for i := range known {
		isLonger = isLonger && all[i] == known[i]
	}
	if isLonger {
		return all, b.addNames(entity, len(known), all)
	}
	// Search keys of the names that stay need no change: their texts are the same, and the item only keeps keys apart.
	if err := b.exec("DELETE FROM name WHERE entity_id = $1", entity); err != nil {
		return nil, err
	}
	return all, b.addNames(entity, 0, all)
}

// namesOf returns the names of an entity in their order.
func (b *Batch) namesOf(entity kg.ID) (names []kg.Name, err error) {
	err = b.rows("SELECT text, language, type, period_from, period_until\nFROM name\nWHERE entity_id = $1\nORDER BY position", []any{entity},
		func(r *Row) { names = append(names, nameAt(r, 0)) })
	return names, err
}

// nameAt returns the name in a row whose columns text, language, type, period_from and period_until begin at an index.
func nameAt(r *Row, column int) kg.Name {
	return kg.Name{
		Text: r.Text(column), Language: r.Text(column + 1), Type: kg.NameType(r.Int(column + 2)), //nolint:gosec // one of three
		From: kg.PartialDate(r.Text(column + 3)), Until: kg.PartialDate(r.Text(column + 4)),
	}
}

const insertName = `INSERT INTO name (
  entity_id, position, text, language, type, period_from, period_until, possible_from, possible_until, certain_from, certain_until
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`

// addNames adds the names after the known ones.
func (b *Batch) addNames(entity kg.ID, known int, all []kg.Name) error {
	for i := known; i < len(all); i++ {
		name, position := &all[i], i+1
		var span kg.Span // empty if the name has no period, as in most rows
		if name.IsDated() {
			span = name.Period().Span()
		}
		err := b.exec(insertName, entity, int64(position), name.Text, name.Language, int64(name.Type), string(name.From), string(name.Until),
			span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil)
		if err != nil {
			return err
		}
		if err := b.addSearchKeys(entity, position, search.Keys(name.Text)); err != nil {
			return err
		}
	}
	return nil
}
