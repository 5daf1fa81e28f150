package store

import (
	"fmt"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// thing writes an entity or a source.
func (w *writer) thing(r *kg.Record) (changed, created bool, err error) {
	ref := kg.Ref{Kind: r.Kind, Slug: r.Slug}
	if err := w.once(ref); err != nil {
		return false, false, err
	}
	kind, _ := w.registry.Kinds.ByCode(r.Kind)
	table, _ := w.registry.TableOf(r.Kind)
	id, found, err := w.find(ref)
	if err != nil {
		return false, false, err
	}
	if !found {
		return true, true, w.createThing(ref, r, kind, table)
	}
	changed, err = w.completeThing(id, r, kind, table)
	return changed, false, err
}

func (w *writer) createThing(ref kg.Ref, r *kg.Record, kind *kg.Kind, table *Table) error {
	id := w.newID(r.Kind)
	columns, values := []string{"id", "slug"}, []any{id, r.Slug}
	if kind.IsEntity() {
		columns, values = append(columns, "name"), append(values, kg.DefaultName(r.Names))
	}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		value := r.Values[f.Name]
		if value == nil && f.Default != 0 {
			value = f.Default
		}
		columns, values = append(columns, columnsOf(f)...), append(values, valuesOf(f, value)...)
	}
	columns, values = append(columns, "version", "updated_at"), append(values, 1, w.now)
	if err := w.insert(table.Name, columns, values...); err != nil {
		return err
	}
	w.ids[ref] = id
	_, err := w.lists(id, r)
	return err
}

// completeThing adds to a record what it did not hold yet.
func (w *writer) completeThing(id kg.ID, r *kg.Record, kind *kg.Kind, table *Table) (bool, error) {
	columns, values := []string{}, []any{}
	for i := range kind.Fields {
		f := &kind.Fields[i]
		if value, given := r.Values[f.Name]; given {
			columns, values = append(columns, columnsOf(f)...), append(values, valuesOf(f, value)...)
		}
	}
	changed, err := w.differs(table.Name, id, columns, values)
	if err != nil {
		return false, err
	}
	added, err := w.lists(id, r)
	if err != nil || !changed && !added {
		return false, err
	}
	if kind.IsEntity() && added {
		names, err := w.names(id)
		if err != nil {
			return false, err
		}
		columns, values = append(columns, "name"), append(values, kg.DefaultName(names))
	}
	return true, w.update(table.Name, id, columns, values)
}

// differs tells whether a row holds other values.
func (w *writer) differs(table string, id kg.ID, columns []string, values []any) (bool, error) {
	if len(columns) == 0 {
		return false, nil
	}
	var s statement
	s.add("SELECT 1 FROM ", table, "\nWHERE id = ", s.arg(id), " AND (")
	for i, column := range columns {
		if i > 0 {
			s.add(" OR ")
		}
		s.add(column, " IS DISTINCT FROM ", s.arg(values[i]))
	}
	s.add(")")
	var one int
	return w.row(s.String(), s.args, &one)
}

// update changes a row and counts the change.
func (w *writer) update(table string, id kg.ID, columns []string, values []any) error {
	var s statement
	s.add("UPDATE ", table, "\nSET version = version + 1, updated_at = ", s.arg(w.now))
	for i, column := range columns {
		s.add(", ", column, " = ", s.arg(values[i]))
	}
	s.add("\nWHERE id = ", s.arg(id))
	return w.exec(s.String(), s.args...)
}

// lists unites the lists of a record with those given, and tells whether anything was new.
func (w *writer) lists(id kg.ID, r *kg.Record) (added bool, err error) {
	for _, unite := range []func(kg.ID, *kg.Record) (bool, error){
		w.formerSlugs, w.uniteNames, w.identifiers,
		func(id kg.ID, r *kg.Record) (bool, error) { return w.citations(id, r.Citations) },
	} {
		more, err := unite(id, r)
		if err != nil {
			return false, err
		}
		added = added || more
	}
	return added, nil
}

func (w *writer) formerSlugs(id kg.ID, r *kg.Record) (added bool, err error) {
	for i, slug := range r.FormerSlugs {
		if err := w.once(kg.Ref{Kind: r.Kind, Slug: slug}); err != nil {
			return false, err
		}
		holder, found, err := w.find(kg.Ref{Kind: r.Kind, Slug: slug})
		if err != nil {
			return false, err
		}
		if found && holder != id || slug == r.Slug {
			return false, &kg.Error{
				Code: kg.Duplicate, Field: fmt.Sprintf("formerSlugs.%d", i),
				Message: fmt.Sprintf("%s is the slug of a record that there is", slug),
			}
		}
		if found {
			continue
		}
		if err := w.insertNext("former_slug", "record_id", id, []string{"kind", "slug"}, r.Kind, slug); err != nil {
			return false, err
		}
		w.ids[kg.Ref{Kind: r.Kind, Slug: slug}] = id
		added = true
	}
	return added, nil
}

func (w *writer) uniteNames(id kg.ID, r *kg.Record) (added bool, err error) {
	known, err := w.names(id)
	if err != nil {
		return false, err
	}
	for _, name := range r.Names {
		if slices.Contains(known, name) {
			continue
		}
		known = append(known, name)
		err := w.insertNext("name", "entity_id", id, []string{"text", "language", "type"}, name.Text, name.Language, name.Type)
		if err != nil {
			return false, err
		}
		added = true
	}
	return added, nil
}

// names are the names of an entity in the order in which they came.
func (w *writer) names(id kg.ID) ([]kg.Name, error) {
	stmt, err := w.prepare("SELECT text, language, type\nFROM name\nWHERE entity_id = $1\nORDER BY position")
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(w.ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var names []kg.Name
	for rows.Next() {
		var n kg.Name
		if err := rows.Scan(&n.Text, &n.Language, &n.Type); err != nil {
			return nil, fmt.Errorf("read names: %w", err)
		}
		names = append(names, n)
	}
	return names, rows.Err()
}

func (w *writer) identifiers(id kg.ID, r *kg.Record) (added bool, err error) {
	for _, code := range r.Identifiers {
		var has int
		found, err := w.row("SELECT 1 FROM identifier WHERE scheme = $1 AND value = $2 AND entity_id = $3",
			[]any{code.Scheme, code.Value, id}, &has)
		if err != nil {
			return false, err
		}
		if found {
			continue
		}
		err = w.insertNext("identifier", "entity_id", id, []string{"scheme", "value"}, code.Scheme, code.Value)
		if err != nil {
			return false, err
		}
		added = true
	}
	return added, nil
}

// insertNext adds an item behind those that its owner has in a list.
func (w *writer) insertNext(table, owner string, id kg.ID, columns []string, values ...any) error {
	var s statement
	key := s.arg(id)
	s.add("INSERT INTO ", table, " (", owner, ", position, ", strings.Join(columns, ", "), ")\nVALUES (", key,
		", (SELECT coalesce(max(position), 0) + 1 FROM ", table, " WHERE ", owner, " = ", key, ")")
	for _, value := range values {
		s.add(", ", s.arg(value))
	}
	s.add(")")
	return w.exec(s.String(), s.args...)
}

// columnsOf are the columns that keep a field.
func columnsOf(f *kg.Field) []string {
	column := snake(f.Name)
	switch f.Type {
	case kg.MoneyAmount:
		return []string{column + "_amount", column + "_currency"}
	case kg.Place:
		return []string{column + "_lat", column + "_lon"}
	default:
		return []string{column}
	}
}

// valuesOf are what the columns of a field keep; NULL where it is not known.
func valuesOf(f *kg.Field, value any) []any {
	switch v := value.(type) {
	case kg.Money:
		return []any{int64(v.Amount), v.Currency}
	case kg.Point:
		return []any{v.Lat, v.Lon}
	case kg.Decimal:
		return []any{int64(v)}
	case kg.PartialDate:
		return []any{string(v)}
	case []string:
		return []any{textsOrNull(v)}
	case string:
		if v != "" {
			return []any{v}
		}
	case int64:
		return []any{v}
	}
	return make([]any, len(columnsOf(f)))
}
