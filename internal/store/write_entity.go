package store

import (
	"fmt"
	"maps"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// putEntity writes an entity or a source.
func (b *Batch) putEntity(r *kg.Record, sources []kg.ID) (outcome, error) {
	ref := kg.Ref{Kind: r.Kind, Slug: r.Slug}
	table, _ := b.registry.TableByCode(r.Kind)
	kind, _ := b.registry.Kinds.ByCode(r.Kind)
	holders, err := b.holders(r, table)
	if err != nil {
		return unchanged, err
	}
	missing := b.registry.Kinds.CheckNew(r)
	// Most records are new: a row that cannot be added shows that one is not, and saves a read for all others.
	if missing == nil && holders == nil && !b.formers {
		if added, err := b.addEntity(r, sources); err != nil || added {
			return created, err
		}
	}
	id, found, err := b.find(ref)
	switch {
	case err != nil:
		return unchanged, err
	case !found && missing != nil:
		return unchanged, missing
	}
	if err := refuseTaken(r, holders, id); err != nil {
		return unchanged, err
	}
	if !found {
		added, err := b.addEntity(r, sources)
		if err == nil && !added {
			err = b.store.engine.damaged(fmt.Sprintf("the row of %s neither exists nor can it be added", r.Slug))
		}
		return created, err
	}
	if b.note(id, r) {
		if err := b.refuseNamesake(id, r); err != nil {
			return unchanged, err
		}
	}
	return b.completeEntity(id, r, kind, table, sources)
}

// addEntity adds an entity or a source unless its slug is taken.
func (b *Batch) addEntity(r *kg.Record, sources []kg.ID) (added bool, err error) {
	id := kg.NewID(r.Kind, b.last+1)
	if added, err := b.addRow(id, r); err != nil || !added {
		return false, err
	}
	b.last++
	return true, b.addLists(id, r, sources)
}

// addRow adds the row of a record unless its slug is taken.
func (b *Batch) addRow(id kg.ID, r *kg.Record) (added bool, err error) {
	table, _ := b.registry.TableByCode(r.Kind)
	kind, _ := b.registry.Kinds.ByCode(r.Kind)
	values := make([]any, 0, 2*len(kind.Fields)+6)
	values = append(values, id, r.Slug, int64(1), b.now)
	if kind.IsEntity() {
		values = append(values, nameValues(r.Names)...)
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value := r.Values[f.Name]
		if value == nil && f.Default != 0 {
			value = f.Default
		}
		values = append(values, valuesOf(f, value, languageOf(r.Values))...)
	}
	return b.insertedBy(table.insertion, values...)
}

// addLists adds the lists of a new record.
func (b *Batch) addLists(id kg.ID, r *kg.Record, sources []kg.ID) error {
	b.remember(kg.Ref{Kind: r.Kind, Slug: r.Slug}, id)
	b.note(id, r)
	if err := b.addFormerSlugs(id, r.Kind, nil, united(nil, r.FormerSlugs)); err != nil {
		return err
	}
	if err := b.addNames(id, 0, kg.UniteNames(nil, r.Names)); err != nil {
		return err
	}
	if err := b.addIdentifiers(id, 0, united(nil, r.Identifiers)); err != nil {
		return err
	}
	if err := b.cite(id, r.Citations, sources); err != nil {
		return err
	}
	kind, _ := b.registry.Kinds.ByCode(r.Kind)
	if err := b.addTexts(id, kind, r.Values); err != nil {
		return err
	}
	return b.logCreated(id)
}

// completeEntity adds what an entity or a source lacks, and replaces the given fields.
func (b *Batch) completeEntity(id kg.ID, r *kg.Record, kind *kg.Kind, table *Table, sources []kg.ID) (outcome, error) {
	var d difference
	columns, values, err := b.completeFields(id, r, kind, table, &d)
	if err != nil {
		return unchanged, err
	}
	if kind.IsEntity() {
		names, err := b.uniteNames(id, r.Names, &d)
		if err != nil {
			return unchanged, err
		}
		if names != nil {
			columns, values = append(columns, "name", "name_key"), append(values, nameValues(names)...)
		}
		if err := b.uniteIdentifiers(id, r.Identifiers, &d); err != nil {
			return unchanged, err
		}
	}
	if err := b.uniteFormerSlugs(id, r, &d); err != nil {
		return unchanged, err
	}
	if err := b.uniteCitations(id, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if err := b.changeTexts(id, kind, &d); err != nil {
		return unchanged, err
	}
	return b.update(table.Name, id, &d, columns, values)
}

// completeFields returns the columns of the given fields whose values differ, and checks that the completed record is valid.
func (b *Batch) completeFields(id kg.ID, r *kg.Record, kind *kg.Kind, table *Table, d *difference) (columns []string, values []any, err error) {
	if len(r.Values) == 0 {
		return nil, nil, nil
	}
	known, err := b.fieldsOf(id, kind, table)
	if err != nil {
		return nil, nil, err
	}
	language := languageOf(known)
	if _, given := r.Values["language"]; given {
		language = languageOf(r.Values)
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value, given := r.Values[f.Name]
		switch {
		case given && d.field(f.Name, known[f.Name], kg.NilIfEmpty(value)):
		case hasSortKey(f) && language != languageOf(known): // strings are sorted by the rules of their language
			value = known[f.Name]
		default:
			continue
		}
		columns, values = append(columns, columnsOf(f)...), append(values, valuesOf(f, value, language)...)
	}
	maps.Copy(known, r.Values)
	return columns, values, kg.CheckValues(known)
}

// nameValues returns the name that is shown by default, and the key that it is sorted by.
func nameValues(names []kg.Name) []any {
	name := kg.DefaultName(names)
	return []any{name.Text, search.SortKey(name.Text, name.Language)}
}

// fieldsOf returns the values of a record's fields, without those that are unknown.
func (b *Batch) fieldsOf(id kg.ID, kind *kg.Kind, table *Table) (known map[string]any, err error) {
	var failed error
	err = b.existing(table.selection, []any{id}, func(r *Row) { known, failed = valuesAt(kind.Fields, r, 0) })
	if err == nil {
		err = failed
	}
	return known, err
}
