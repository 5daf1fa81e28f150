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

// figureIdentity is what tells figures apart.
type figureIdentity struct {
	source                kg.ID
	measure, unit, kind   string
	from, until, attested string
	subjects              string
	statedBy              kg.ID
}

// aboutFigure finds the records that a figure refers to.
func (b *Batch) aboutFigure(f *kg.Figure, source kg.ID) (about, error) {
	return b.resolveAbout(source, f.StatedBy, "statedBy", f.Subjects, "subjects")
}

func (a about) identityOf(f *kg.Figure) figureIdentity {
	return figureIdentity{
		source: a.source, measure: f.Measure, unit: f.Unit, kind: f.Type, from: string(f.Period.From), until: string(f.Period.Until),
		attested: string(f.Period.AttestedOn), subjects: a.key(), statedBy: a.by,
	}
}

// putFigure writes a figure.
func (b *Batch) putFigure(r *kg.Record, sources []kg.ID) (outcome, error) {
	a, err := b.aboutFigure(r.Figure, sources[0])
	if err != nil {
		return unchanged, err
	}
	identity := a.identityOf(r.Figure)
	known, err := b.figure(identity)
	if err != nil {
		return unchanged, err
	}
	if known != nil {
		if b.note(known.id, r) {
			if err := refuseOtherFigure(known, r); err != nil {
				return unchanged, err
			}
		}
		return b.completeFigure(known, r, sources)
	}
	if err := b.registry.Kinds.CheckNew(r); err != nil {
		return unchanged, err
	}
	return created, b.addFigure(identity, a, r, sources)
}

func (b *Batch) addFigure(identity figureIdentity, a about, r *kg.Record, sources []kg.ID) error {
	f, id := r.Figure, b.newID(kg.KindFigure)
	known := &figureState{label: f.Label, qualifier: f.Qualifier, wording: f.Wording, value: f.Value}
	b.chunk.figures[identity] = known
	span := f.Period.Span()
	sort := f.Measure + "\x1f" + missingDayLast(f.Period.From) + span.PossibleUntil
	b.addRecord("figure", []string{
		"id", "source_id", "measure", "label", "value", "unit", "qualifier", "wording", "type", "period_from", "period_until", "attested_on",
		"possible_from", "possible_until", "subjects", "stated_by", "sort", "version", "updated_at",
	}, &known.recordState, []any{
		id, a.source, f.Measure, f.Label, int64(f.Value), f.Unit, f.Qualifier, f.Wording, f.Type,
		string(f.Period.From), string(f.Period.Until), string(f.Period.AttestedOn), span.PossibleFrom, span.PossibleUntil,
		identity.subjects, a.by, sort, int64(1), b.now,
	})
	known.id = id
	b.attach("figure", id, 0, sort, a.subjects)
	err := errors.Join(b.addPhrase(kg.LabelText, f.Label), b.addPhrase(kg.MeasureText, f.Measure))
	b.addEvidence(&known.recordState, r, sources)
	return err
}

// completeFigure updates a figure with what is given.
func (b *Batch) completeFigure(known *figureState, r *kg.Record, sources []kg.ID) (outcome, error) {
	f := *r.Figure
	var d difference
	complete := func(field string, known, given any, keep func()) {
		if _, is := r.Values[field]; is {
			d.field(field, kg.NilIfEmpty(known), kg.NilIfEmpty(given))
		} else {
			keep()
		}
	}
	complete("label", known.label, f.Label, func() { f.Label = known.label })
	complete("value", known.value, f.Value, func() { f.Value = known.value })
	complete("qualifier", known.qualifier, f.Qualifier, func() { f.Qualifier = known.qualifier })
	complete("wording", known.wording, f.Wording, func() { f.Wording = known.wording })
	if err := b.uniteCitations(&known.recordState, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if f.Label != known.label {
		if err := b.addPhrase(kg.LabelText, f.Label); err != nil {
			return unchanged, err
		}
	}
	known.label, known.value, known.qualifier, known.wording = f.Label, f.Value, f.Qualifier, f.Wording
	return b.update("figure", &known.recordState, &d, []string{"label", "value", "qualifier", "wording"},
		[]any{f.Label, int64(f.Value), f.Qualifier, f.Wording})
}

// statementIdentity is what tells statements apart.
type statementIdentity struct {
	source, speaker kg.ID
	saidOn, summary string
}

// aboutStatement finds the records that a statement refers to.
func (b *Batch) aboutStatement(s *kg.Statement, source kg.ID) (about, error) {
	return b.resolveAbout(source, s.Speaker, "speaker", s.About, "about")
}

func (a about) identityOfStatement(s *kg.Statement) statementIdentity {
	return statementIdentity{source: a.source, speaker: a.by, saidOn: string(s.SaidOn), summary: s.Summary}
}

// putStatement writes a statement.
func (b *Batch) putStatement(r *kg.Record, sources []kg.ID) (outcome, error) {
	a, err := b.aboutStatement(r.Statement, sources[0])
	if err != nil {
		return unchanged, err
	}
	identity := a.identityOfStatement(r.Statement)
	known, err := b.statement(identity)
	if err != nil {
		return unchanged, err
	}
	if known != nil {
		b.note(known.id, r)
		return b.completeStatement(known, a, r, sources)
	}
	if err := b.registry.Kinds.CheckNew(r); err != nil {
		return unchanged, err
	}
	return created, b.addStatement(identity, a, r, sources)
}

func (b *Batch) addStatement(identity statementIdentity, a about, r *kg.Record, sources []kg.ID) error {
	s, id := r.Statement, b.newID(kg.KindStatement)
	known := &statementState{topics: united(nil, s.Topics), subjects: a.subjects}
	b.chunk.statements[identity] = known
	sort := missingDayLast(s.SaidOn)
	b.addRecord("statement", []string{"id", "source_id", "speaker_id", "said_on", "summary", "topics", "sort", "version", "updated_at"},
		&known.recordState,
		[]any{id, a.source, a.by, string(s.SaidOn), s.Summary, stringsOrNull(s.Topics), sort, int64(1), b.now})
	known.id = id
	b.attach("statement", id, 0, sort, a.subjects)
	err := errors.Join(b.changeText(kg.StatementText, id, "", s.Summary), b.changeText(kg.TopicText, id, "", topicsText(s.Topics)))
	b.addEvidence(&known.recordState, r, sources)
	return err
}

// completeStatement adds the topics and the subjects that a statement lacks.
func (b *Batch) completeStatement(known *statementState, a about, r *kg.Record, sources []kg.ID) (outcome, error) {
	var d difference
	before, topics := known.topics, united(known.topics, r.Statement.Topics)
	d.list("topics", before, topics)
	subjects := united(known.subjects, a.subjects)
	d.list("about", globalIDs(known.subjects), globalIDs(subjects))
	b.attach("statement", known.id, len(known.subjects), missingDayLast(r.Statement.SaidOn), subjects)
	known.topics, known.subjects = topics, subjects
	if err := b.uniteCitations(&known.recordState, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	if err := b.changeText(kg.TopicText, known.id, topicsText(before), topicsText(topics)); err != nil {
		return unchanged, err
	}
	return b.update("statement", &known.recordState, &d, []string{"topics"}, []any{stringsOrNull(topics)})
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
func (b *Batch) attach(of string, id kg.ID, known int, sort string, subjects []kg.ID) {
	columns := []string{of + "_id", "position", "subject_id", "sort"}
	for i, subject := range subjects[known:] {
		b.addRow(of+"_subject", columns, []any{id, int64(known + i + 1), subject, sort})
	}
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
