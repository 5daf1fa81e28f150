package store

import (
	"slices"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// uniteNames gives an entity the names of a record (kg.UniteNames), and returns all its names, or nil if none changes.
func (b *Batch) uniteNames(e *entityState, given []kg.Name, d *difference) ([]kg.Name, error) {
	if len(given) == 0 {
		return nil, nil
	}
	all := kg.UniteNames(e.names, given)
	if all == nil {
		return nil, nil
	}
	d.list("names", e.names, all)
	return all, b.setNames(e, all)
}

// setNames replaces the names of an entity. If it only has further ones, those that it had stay.
func (b *Batch) setNames(e *entityState, all []kg.Name) error {
	if len(all) == 0 {
		return nil
	}
	known := len(e.names)
	if len(all) <= known || !slices.Equal(all[:known], e.names) {
		// Search keys of the names that stay need no change: their texts are the same, and the item only keeps keys apart.
		known = 0
		e.replacesNames = e.replacesNames || e.storedNames > 0
		e.storedNames = 0
	}
	e.names = all
	b.chunk.rename(e)
	for i := known; i < len(all); i++ {
		if err := b.addSearchKeys(e.id, i+1, search.Keys(all[i].Text)); err != nil {
			return err
		}
	}
	return nil
}

// stageNames adds the rows of the names that the database lacks.
func (b *Batch) stageNames(e *entityState) {
	columns := []string{
		"entity_id", "position", "text", "language", "type", "period_from", "period_until",
		"possible_from", "possible_until", "certain_from", "certain_until",
	}
	for i := e.storedNames; i < len(e.names); i++ {
		name := &e.names[i]
		var span kg.Span // empty if the name has no period, as in most rows
		if name.IsDated() {
			span = name.Period().Span()
		}
		b.addRow("name", columns, []any{
			e.id, int64(i + 1), name.Text, name.Language, int64(name.Type), string(name.From), string(name.Until),
			span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil,
		})
	}
	e.storedNames, e.isRenamed = len(e.names), false
}

// nameAt returns the name in a row whose columns text, language, type, period_from and period_until begin at an index.
func nameAt(r *Row, column int) kg.Name {
	return kg.Name{
		Text: r.Text(column), Language: r.Text(column + 1), Type: kg.NameType(r.Int(column + 2)), //nolint:gosec // one of three
		From: kg.PartialDate(r.Text(column + 3)), Until: kg.PartialDate(r.Text(column + 4)),
	}
}
