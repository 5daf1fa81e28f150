package store

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// Columns of a link, after those of every read of links.
const (
	linkKindColumn = iota + LinkColumns
	linkRoleColumn
	linkNoteColumn
	linkBehalfColumn
	linkPeriodColumn
)

// links reads the links that are listed under the entities of a page: those that lead from them. A symmetric link leads, in an
// export, from the end that comes first there; the end that it is stored with depends on the database.
func (e *extraction) links(ctx context.Context, page []extract) ([]extract, error) {
	var symmetric []kg.LinkKind
	for _, definition := range kg.LinkDefinitions() {
		if definition.IsSymmetric {
			symmetric = append(symmetric, definition.Kind)
		}
	}
	table := e.registry.byCode[kg.KindLink]
	read := Links{Registry: e.registry, Entities: idsOf(page), Steps: []kg.Step{{}, {Kinds: symmetric, In: true}}, AsOf: e.selection.AsOf}
	columns := slices.Concat(columnsNamed(table, "kind", "role", "note"), []Column{table.References["onBehalfOf"].Column}, periodColumns(table))
	var found []extract
	var far, behalf, named []kg.ID
	err := e.snapshot.Read(ctx, read.All(columns), func(row *Row) error {
		to := kg.ID(row.Int(LinkFar))
		if e.within != nil && !e.within.has(to) {
			return nil
		}
		l := &kg.Link{
			Kind: kg.LinkKind(row.Int(linkKindColumn)), Order: row.Int(LinkOrder), //nolint:gosec // there are few kinds
			Role: row.Text(linkRoleColumn), Note: row.Text(linkNoteColumn), Period: periodOf(row, linkPeriodColumn),
		}
		r := &kg.Record{Kind: kg.KindLink, Link: l, Values: givenOf(l.Period)}
		if l.Note != "" {
			r.Values["note"] = true
		}
		far, behalf = append(far, to), append(behalf, kg.ID(row.Int(linkBehalfColumn)))
		if id := behalf[len(behalf)-1]; id != 0 {
			named = append(named, id)
			r.Values["onBehalfOf"] = true
		}
		found = append(found, extract{id: kg.ID(row.Int(LinkID)), record: r, at: int(row.Int(LinkEntityIndex))})
		return nil
	})
	if err != nil {
		return nil, err
	}
	refs := map[kg.ID]kg.Ref{}
	if err := e.refs(ctx, slices.Concat(far, named), refs); err != nil {
		return nil, err
	}
	for i, x := range found {
		near := page[x.at].record
		x.record.Link.From, x.record.Link.To = kg.Ref{Kind: near.Kind, Slug: near.Slug}, refs[far[i]]
		x.record.Link.OnBehalfOf = refs[behalf[i]]
	}
	return slices.DeleteFunc(found, func(x extract) bool {
		l := x.record.Link
		return l.Kind.IsSymmetric() && e.compareRefs(l.From, l.To) > 0
	}), nil
}

func periodColumns(t *Table) []Column {
	period := t.Fields["period"].Fields
	return []Column{period["from"].Column, period["until"].Column, period["attestedOn"].Column}
}

// periodOf reads the columns of periodColumns, the first of which is column at of the row.
func periodOf(row *Row, at int) kg.Period {
	return kg.Period{
		From: kg.PartialDate(row.Text(at)), Until: kg.PartialDate(row.Text(at + 1)), AttestedOn: kg.Date(row.Text(at + 2)),
	}
}

// givenOf returns Record.Values for the fields of a period that are not empty.
func givenOf(p kg.Period) map[string]any {
	values := map[string]any{}
	if p.Until != "" {
		values["until"] = true
	}
	if p.AttestedOn != "" {
		values["attestedOn"] = true
	}
	return values
}

// firstSubjects reads the figures or statements whose first subject is one of these entities. Rows: index of the entity, key.
func (r *Registry) firstSubjects(of string, entities []kg.ID) Query {
	s := r.sql()
	s.add("SELECT k.key, x.", of, "_id\nFROM ")
	s.each(s.arg(entities), "k")
	s.add("\n")
	s.join(of+"_subject", "x", "x.subject_id = k.value")
	s.add("\nWHERE NOT EXISTS (SELECT 1 FROM ", of, "_subject e WHERE e.", of, "_id = x.", of, "_id AND e.position < x.position)")
	return s.done()
}

// about reads the figures or statements that are listed under the entities of a page. The last of columns holds the key of the
// official who stated it. read returns the record of a row, and put sets its official and its subjects.
func (e *extraction) about(
	ctx context.Context, code kg.Code, page []extract, columns []Column,
	read func(row *Row) (*kg.Record, error), put func(r *kg.Record, by string, subjects []kg.Ref),
) ([]extract, error) {
	table := e.registry.byCode[code]
	var found []extract
	err := e.snapshot.Read(ctx, e.registry.firstSubjects(table.Name, idsOf(page)), func(row *Row) error {
		found = append(found, extract{id: kg.ID(row.Int(1)), at: int(row.Int(0))})
		return nil
	})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	by, subjects, ids := make([]kg.ID, len(found)), make([][]kg.ID, len(found)), idsOf(found)
	err = e.snapshot.Read(ctx, table.ByID(ids, columns), func(row *Row) (err error) {
		i := row.Int(0)
		by[i] = kg.ID(row.Int(len(columns)))
		found[i].record, err = read(row)
		return err
	})
	if err != nil {
		return nil, err
	}
	list := slices.Collect(maps.Values(table.ChildLists))
	list = slices.DeleteFunc(list, func(o ChildList) bool { return o.To.IsZero() })
	err = readChildren(ctx, e.snapshot, list[0], ids, []Column{list[0].To},
		func(row *Row, at int) kg.ID { return kg.ID(row.Int(at)) }, func(i int, list []kg.ID) { subjects[i] = list })
	if err != nil {
		return nil, err
	}
	refs := map[kg.ID]kg.Ref{}
	people := slices.DeleteFunc(slices.Clone(by), func(id kg.ID) bool { return id == 0 })
	if err := e.refs(ctx, slices.Concat(slices.Concat(subjects...), people), refs); err != nil {
		return nil, err
	}
	kept := found[:0]
	for i, x := range found {
		if !e.isSelected(by[i], subjects[i]) {
			continue
		}
		named := make([]kg.Ref, len(subjects[i]))
		for n, subject := range subjects[i] {
			named[n] = refs[subject]
		}
		put(x.record, refs[by[i]].Slug, named)
		kept = append(kept, x)
	}
	return kept, nil
}

// isSelected reports whether all entities that a figure or statement names are selected.
func (e *extraction) isSelected(by kg.ID, subjects []kg.ID) bool {
	if e.within == nil {
		return true
	}
	outside := func(id kg.ID) bool { return !e.within.has(id) }
	return (by == 0 || !outside(by)) && !slices.ContainsFunc(subjects, outside)
}

func (e *extraction) figures(ctx context.Context, page []extract) ([]extract, error) {
	table := e.registry.byCode[kg.KindFigure]
	columns := slices.Concat(
		columnsNamed(table, "measure", "label", "value", "unit", "qualifier", "type", "wording"), periodColumns(table),
		[]Column{table.References["statedBy"].Column})
	read := func(row *Row) (*kg.Record, error) {
		f := &kg.Figure{
			Measure: row.Text(1), Label: row.Text(2), Value: kg.Decimal(row.Int(3)), Unit: row.Text(4),
			Qualifier: row.Text(5), Type: row.Text(6), Wording: row.Text(7), Period: periodOf(row, 8),
		}
		r := &kg.Record{Kind: kg.KindFigure, Figure: f, Values: givenOf(f.Period)}
		r.Values["label"], r.Values["value"], r.Values["qualifier"] = true, true, true
		if f.Wording != "" {
			r.Values["wording"] = true
		}
		return r, nil
	}
	return e.about(ctx, kg.KindFigure, page, columns, read, func(r *kg.Record, by string, subjects []kg.Ref) {
		r.Figure.StatedBy, r.Figure.Subjects = by, subjects
	})
}

func (e *extraction) statements(ctx context.Context, page []extract) ([]extract, error) {
	table := e.registry.byCode[kg.KindStatement]
	columns := append(columnsNamed(table, "saidOn", "summary", "topics"), table.References["speaker"].Column)
	read := func(row *Row) (*kg.Record, error) {
		topics, err := listAt(row, 3)
		s := &kg.Statement{SaidOn: kg.PartialDate(row.Text(1)), Summary: row.Text(2), Topics: topics}
		return &kg.Record{Kind: kg.KindStatement, Statement: s}, err
	}
	return e.about(ctx, kg.KindStatement, page, columns, read, func(r *kg.Record, by string, subjects []kg.Ref) {
		r.Statement.Speaker, r.Statement.About = by, subjects
	})
}

// compareRefs compares entities in the order of exports: by kind, then slug.
func (e *extraction) compareRefs(a, b kg.Ref) int {
	if a.Kind != b.Kind {
		kinds := e.registry.Entities()
		return slices.Index(kinds, a.Kind) - slices.Index(kinds, b.Kind)
	}
	return strings.Compare(a.Slug, b.Slug)
}

// compare compares records that are listed under one entity. Those that are equal otherwise are compared as JSON.
func (e *extraction) compare(a, b *kg.Record) int {
	order := 0
	switch a.Kind {
	case kg.KindLink:
		l, m := a.Link, b.Link
		order = cmp.Or(cmp.Compare(l.Kind, m.Kind), e.compareRefs(l.To, m.To), strings.Compare(l.Role, m.Role),
			strings.Compare(string(l.Period.From), string(m.Period.From)), cmp.Compare(l.Order, m.Order))
	case kg.KindFigure:
		f, g := a.Figure, b.Figure
		order = cmp.Or(strings.Compare(f.Measure, g.Measure), comparePeriods(f.Period, g.Period), strings.Compare(f.Unit, g.Unit),
			strings.Compare(f.Type, g.Type), strings.Compare(firstSource(a), firstSource(b)))
	case kg.KindStatement:
		order = cmp.Or(strings.Compare(string(a.Statement.SaidOn), string(b.Statement.SaidOn)),
			strings.Compare(a.Statement.Speaker, b.Statement.Speaker), strings.Compare(firstSource(a), firstSource(b)))
	}
	if order != 0 || a == b {
		return order
	}
	return bytes.Compare(e.registry.Kinds.Encode(a).AppendJSON(nil), e.registry.Kinds.Encode(b).AppendJSON(nil))
}

func comparePeriods(a, b kg.Period) int {
	return cmp.Or(strings.Compare(string(a.From), string(b.From)), strings.Compare(string(a.Until), string(b.Until)),
		strings.Compare(string(a.AttestedOn), string(b.AttestedOn)))
}

// firstSource returns the source of the first citation, which is part of the identity of figures and statements.
func firstSource(r *kg.Record) string {
	if len(r.Citations) == 0 {
		return ""
	}
	return r.Citations[0].Source
}
