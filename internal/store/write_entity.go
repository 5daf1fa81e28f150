package store

import (
	"maps"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// putEntity writes an entity or a source.
func (b *Batch) putEntity(r *kg.Record, sources []kg.ID) (outcome, error) {
	kind, _ := b.registry.Kinds.ByCode(r.Kind)
	holders, err := b.holders(r)
	if err != nil {
		return unchanged, err
	}
	id, found := b.find(kg.Ref{Kind: r.Kind, Slug: r.Slug})
	if !found {
		if err := b.registry.Kinds.CheckNew(r); err != nil {
			return unchanged, err
		}
	}
	if err := refuseTaken(r, holders, id); err != nil {
		return unchanged, err
	}
	if !found {
		return created, b.addEntity(r, kind, sources)
	}
	e := b.chunk.entities[id]
	if e == nil {
		return unchanged, b.store.engine.damaged(lostRow)
	}
	if b.note(id, r) {
		if err := b.refuseNamesake(e, r); err != nil {
			return unchanged, err
		}
	}
	return b.completeEntity(e, r, kind, sources)
}

// addEntity adds an entity or a source.
func (b *Batch) addEntity(r *kg.Record, kind *kg.Kind, sources []kg.ID) error {
	table, _ := b.registry.TableByCode(r.Kind)
	e := &entityState{given: r}
	e.id = b.newID(r.Kind)
	e.row = b.rowOf(e.id, r, kind, len(table.columns))
	b.addRow(table.Name, table.columns, e.row)
	b.chunk.added = append(b.chunk.added, &e.recordState)
	b.chunk.entities[e.id], b.chunk.current[e.id] = e, r.Slug
	e.slug = r.Slug
	b.slugs[kg.Ref{Kind: r.Kind, Slug: r.Slug}] = slugOwner{id: e.id, current: r.Slug}
	b.note(e.id, r)
	b.addFormerSlugs(e, r.Kind, united(nil, r.FormerSlugs))
	if err := b.setNames(e, kg.UniteNames(nil, r.Names)); err != nil {
		return err
	}
	if err := b.addIdentifiers(e, united(nil, r.Identifiers)); err != nil {
		return err
	}
	b.cite(&e.recordState, r.Citations, sources)
	if err := b.addTexts(e.id, kind, r.Values); err != nil {
		return err
	}
	b.logCreated(e.id)
	return nil
}

// rowOf returns the row of a new record, in the order of Table.columns.
func (b *Batch) rowOf(id kg.ID, r *kg.Record, kind *kg.Kind, columns int) []any {
	row := make([]any, 0, columns)
	row = append(row, id, r.Slug, int64(1), b.now)
	if kind.IsEntity() {
		row = append(row, nameValues(r.Names)...)
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value := r.Values[f.Name]
		if value == nil && f.Default != 0 {
			value = f.Default
		}
		row = append(row, valuesOf(f, value, languageOf(r.Values))...)
	}
	return row
}

// completeEntity adds what an entity or a source lacks, and replaces the given fields.
func (b *Batch) completeEntity(e *entityState, r *kg.Record, kind *kg.Kind, sources []kg.ID) (outcome, error) {
	var d difference
	columns, values, err := b.completeFields(e, r, kind, &d)
	if err != nil {
		return unchanged, err
	}
	if kind.IsEntity() {
		names, err := b.uniteNames(e, r.Names, &d)
		if err != nil {
			return unchanged, err
		}
		if names != nil {
			columns, values = append(columns, "name", "name_key"), append(values, nameValues(names)...)
		}
		if err := b.uniteIdentifiers(e, r.Identifiers, &d); err != nil {
			return unchanged, err
		}
	}
	b.uniteFormerSlugs(e, r, &d)
	if err := b.uniteCitations(&e.recordState, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if err := b.changeTexts(e.id, kind, &d); err != nil {
		return unchanged, err
	}
	table, _ := b.registry.TableByCode(r.Kind)
	return b.update(table.Name, &e.recordState, &d, columns, values)
}

// completeFields sets the given fields, and returns the columns whose values differ. It refuses a record that would be invalid.
func (b *Batch) completeFields(e *entityState, r *kg.Record, kind *kg.Kind, d *difference) (columns []string, values []any, err error) {
	if len(r.Values) == 0 {
		return nil, nil, nil
	}
	known := e.knownValues(kind)
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
	completed := maps.Clone(known)
	maps.Copy(completed, r.Values)
	if err := kg.CheckValues(completed); err != nil {
		return nil, nil, err
	}
	for name := range r.Values {
		completed[name] = kg.NilIfEmpty(completed[name])
	}
	e.values = completed
	return columns, values, nil
}

// knownValues returns the values of the fields, as they are read from a row.
func (e *entityState) knownValues(kind *kg.Kind) map[string]any {
	if e.values != nil {
		return e.values
	}
	e.values = map[string]any{}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value := kg.NilIfEmpty(e.given.Values[f.Name])
		if value == nil && f.Default != 0 {
			value = f.Default
		}
		if value != nil {
			e.values[f.Name] = value
		}
	}
	return e.values
}

// nameValues returns the name that is shown by default, and the key that it is sorted by.
func nameValues(names []kg.Name) []any {
	name := kg.DefaultName(names)
	return []any{name.Text, search.SortKey(name.Text, name.Language)}
}
