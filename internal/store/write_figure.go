package store

import (
	"errors"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// about holds the keys of a figure's or statement's source, of the official who stated it, and of its subjects.
type about struct {
	source, by kg.ID
	subjects   []kg.ID
}

// resolveAbout finds the records that a figure or statement refers to. The source of its first citation is part of its
// identity.
func (b *Batch) resolveAbout(source kg.ID, by, byField string, subjects []kg.Ref, subjectField string) (a about, err error) {
	a.source = source
	if by != "" {
		if a.by, err = b.resolve(kg.Ref{Kind: kg.KindOfficial, Slug: by}, byField); err != nil {
			return a, err
		}
	}
	for i, ref := range subjects {
		id, err := b.resolve(ref, fmt.Sprintf("%s.%d", subjectField, i))
		if err != nil {
			return a, err
		}
		if slices.Contains(a.subjects, id) {
			return a, &kg.Error{
				Code: kg.Duplicate, Field: fmt.Sprintf("%s.%d", subjectField, i), Message: "the same entity is given twice",
			}
		}
		a.subjects = append(a.subjects, id)
	}
	return a, nil
}

// key returns the subjects of a figure as one string, the same for any order.
func (a about) key() string { return numbersAsJSON(slices.Sorted(slices.Values(a.subjects))) }

// putFigure writes a figure.
func (b *Batch) putFigure(r *kg.Record, sources []kg.ID) (outcome, error) {
	f := r.Figure
	a, err := b.resolveAbout(sources[0], f.StatedBy, "statedBy", f.Subjects, "subjects")
	if err != nil {
		return unchanged, err
	}
	p := f.Period
	var id kg.ID
	found, err := b.row(`SELECT id
FROM figure
WHERE source_id = $1 AND measure = $2 AND unit = $3 AND type = $4
  AND period_from = $5 AND period_until = $6 AND attested_on = $7 AND subjects = $8 AND stated_by = $9`,
		[]any{a.source, f.Measure, f.Unit, f.Type, string(p.From), string(p.Until), string(p.AttestedOn), a.key(), a.by},
		func(r *Row) { id = kg.ID(r.Int(0)) })
	if err != nil {
		return unchanged, err
	}
	if found {
		if b.note(id, r) {
			if err := b.refuseOtherFigure(id, r); err != nil {
				return unchanged, err
			}
		}
		return b.completeFigure(id, r, sources)
	}
	if err := b.registry.Kinds.CheckNew(r); err != nil {
		return unchanged, err
	}
	return created, b.addFigure(a, r, sources)
}

func (b *Batch) addFigure(a about, r *kg.Record, sources []kg.ID) error {
	f, id := r.Figure, b.newID(kg.KindFigure)
	span := f.Period.Span()
	sort := f.Measure + "\x1f" + missingDayLast(f.Period.From) + span.PossibleUntil
	err := b.exec(`INSERT INTO figure (
  id, source_id, measure, label, value, unit, qualifier, wording, type, period_from, period_until, attested_on,
  possible_from, possible_until, subjects, stated_by, sort, version, updated_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18)`,
		id, a.source, f.Measure, f.Label, int64(f.Value), f.Unit, f.Qualifier, f.Wording, f.Type,
		string(f.Period.From), string(f.Period.Until), string(f.Period.AttestedOn), span.PossibleFrom, span.PossibleUntil,
		a.key(), a.by, sort, b.now)
	if err == nil {
		err = b.attach("figure", id, 0, sort, a.subjects)
	}
	if err == nil {
		err = errors.Join(b.addPhrase(kg.LabelText, f.Label), b.addPhrase(kg.MeasureText, f.Measure))
	}
	return b.addEvidence(id, r, sources, err)
}

// completeFigure updates a figure with what is given.
func (b *Batch) completeFigure(id kg.ID, r *kg.Record, sources []kg.ID) (outcome, error) {
	f := *r.Figure
	var known kg.Figure
	err := b.existing("SELECT label, value, qualifier, wording FROM figure WHERE id = $1", []any{id}, func(r *Row) {
		known.Label, known.Value, known.Qualifier, known.Wording = r.Text(0), kg.Decimal(r.Int(1)), r.Text(2), r.Text(3)
	})
	if err != nil {
		return unchanged, err
	}
	var d difference
	complete := func(field string, known, given any, keep func()) {
		if _, is := r.Values[field]; is {
			d.field(field, kg.NilIfEmpty(known), kg.NilIfEmpty(given))
		} else {
			keep()
		}
	}
	complete("label", known.Label, f.Label, func() { f.Label = known.Label })
	complete("value", known.Value, f.Value, func() { f.Value = known.Value })
	complete("qualifier", known.Qualifier, f.Qualifier, func() { f.Qualifier = known.Qualifier })
	complete("wording", known.Wording, f.Wording, func() { f.Wording = known.Wording })
	if err := b.uniteCitations(id, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if err := b.addPhrase(kg.LabelText, f.Label); err != nil {
		return unchanged, err
	}
	return b.update("figure", id, &d, []string{"label", "value", "qualifier", "wording"},
		[]any{f.Label, int64(f.Value), f.Qualifier, f.Wording})
}

// putStatement writes a statement.
func (b *Batch) putStatement(r *kg.Record, sources []kg.ID) (outcome, error) {
	s := r.Statement
	a, err := b.resolveAbout(sources[0], s.Speaker, "speaker", s.About, "about")
	if err != nil {
		return unchanged, err
	}
	var id kg.ID
	found, err := b.row("SELECT id\nFROM statement\nWHERE source_id = $1 AND speaker_id = $2 AND said_on = $3 AND summary = $4",
		[]any{a.source, a.by, string(s.SaidOn), s.Summary}, func(r *Row) { id = kg.ID(r.Int(0)) })
	if err != nil {
		return unchanged, err
	}
	if found {
		b.note(id, r)
		return b.completeStatement(id, a, r, sources)
	}
	if err := b.registry.Kinds.CheckNew(r); err != nil {
		return unchanged, err
	}
	return created, b.addStatement(a, r, sources)
}

func (b *Batch) addStatement(a about, r *kg.Record, sources []kg.ID) error {
	s, id := r.Statement, b.newID(kg.KindStatement)
	sort := missingDayLast(s.SaidOn)
	err := b.exec(`INSERT INTO statement (id, source_id, speaker_id, said_on, summary, topics, sort, version, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8)`,
		id, a.source, a.by, string(s.SaidOn), s.Summary, stringsOrNull(s.Topics), sort, b.now)
	if err == nil {
		err = b.attach("statement", id, 0, sort, a.subjects)
	}
	if err == nil {
		err = errors.Join(b.changeText(kg.StatementText, id, "", s.Summary), b.changeText(kg.TopicText, id, "", topicsText(s.Topics)))
	}
	return b.addEvidence(id, r, sources, err)
}

// completeStatement adds the topics and the subjects that a statement lacks.
func (b *Batch) completeStatement(id kg.ID, a about, r *kg.Record, sources []kg.ID) (outcome, error) {
	var topics []string
	var failed error
	err := b.existing("SELECT topics FROM statement WHERE id = $1", []any{id}, func(r *Row) { topics, failed = listAt(r, 0) })
	if err := errors.Join(err, failed); err != nil {
		return unchanged, err
	}
	var d difference
	all := united(topics, r.Statement.Topics)
	d.list("topics", topics, all)

	var subjects []kg.ID
	err = b.rows("SELECT subject_id\nFROM statement_subject\nWHERE statement_id = $1\nORDER BY position", []any{id}, func(r *Row) {
		subjects = append(subjects, kg.ID(r.Int(0)))
	})
	if err != nil {
		return unchanged, err
	}
	united := united(subjects, a.subjects)
	d.list("about", globalIDs(subjects), globalIDs(united))
	err = b.attach("statement", id, len(subjects), missingDayLast(r.Statement.SaidOn), united)
	if err != nil {
		return unchanged, err
	}
	if err := b.uniteCitations(id, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if err := b.changeText(kg.TopicText, id, topicsText(topics), topicsText(all)); err != nil {
		return unchanged, err
	}
	return b.update("statement", id, &d, []string{"topics"}, []any{stringsOrNull(all)})
}

// globalIDs returns the ids of records as the schema shows them.
func globalIDs(ids []kg.ID) []string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = id.Global()
	}
	return list
}

// attach adds the subjects of a figure or statement after the first known ones.
func (b *Batch) attach(of string, id kg.ID, known int, sort string, subjects []kg.ID) error {
	for i, subject := range subjects[known:] {
		err := b.exec("INSERT INTO "+of+"_subject ("+of+"_id, position, subject_id, sort)\nVALUES ($1, $2, $3, $4)",
			id, int64(known+i+1), subject, sort)
		if err != nil {
			return err
		}
	}
	return nil
}

// missingDayLast returns the first day of a date, or a day after all others if the date is unknown.
func missingDayLast(d kg.PartialDate) string {
	if d == "" {
		return kg.LastDay
	}
	return d.First()
}

// stringsOrNull returns a list of strings as the value of a column: NULL if it is empty.
func stringsOrNull(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return jsonArray(list)
}
