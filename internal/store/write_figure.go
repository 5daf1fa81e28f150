package store

import (
	"encoding/json"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// about is what a figure or statement is about and who stated it, by key.
type about struct {
	source, by kg.ID
	subjects   []kg.ID
}

// resolveAbout finds the records that a figure or statement refers to. The source of its first citation is part of its
// identity.
func (w *writer) resolveAbout(citations []kg.Citing, by, byField string, subjects []kg.Ref, subjectField string) (a about, err error) {
	a.source = w.ids[kg.Ref{Kind: kg.Source, Slug: citations[0].Source}]
	if by != "" {
		if a.by, err = w.resolve(kg.Ref{Kind: kg.Official, Slug: by}, byField); err != nil {
			return a, err
		}
	}
	for i, ref := range subjects {
		id, err := w.resolve(ref, fmt.Sprintf("%s.%d", subjectField, i))
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
	if len(a.subjects) == 0 {
		return a, &kg.Error{Code: kg.MissingField, Field: subjectField, Message: "at least one is required: say what it is about"}
	}
	return a, nil
}

// key tells what a figure is about, whatever the order in which it was said.
func (a about) key() string { return keys(slices.Sorted(slices.Values(a.subjects))) }

// figureIdentity is what tells a figure from others.
type figureIdentity struct {
	source, by          kg.ID
	measure, unit, kind string
	period              kg.Period
	subjects            string
}

// figure writes a figure.
func (w *writer) figure(r *kg.Record) (changed, created bool, err error) {
	f := r.Figure
	a, err := w.resolveAbout(r.Citations, f.StatedBy, "statedBy", f.Subjects, "subjects")
	if err != nil {
		return false, false, err
	}
	i := figureIdentity{
		source: a.source, by: a.by, measure: f.Measure, unit: f.Unit, kind: f.Type, period: f.Period, subjects: a.key(),
	}
	if err := w.once(i); err != nil {
		return false, false, err
	}
	var id kg.ID
	found, err := w.row(`SELECT id
FROM figure
WHERE source_id = $1 AND measure = $2 AND unit = $3 AND type = $4
  AND period_from = $5 AND period_until = $6 AND attested_on = $7 AND subjects = $8 AND stated_by = $9`,
		[]any{
			i.source, i.measure, i.unit, i.kind,
			string(i.period.From), string(i.period.Until), string(i.period.AttestedOn), i.subjects, i.by,
		}, &id)
	if err != nil {
		return false, false, err
	}
	if !found {
		return true, true, w.createFigure(a, r)
	}
	columns, values := []string{"label", "value"}, []any{f.Label, int64(f.Value)}
	if _, given := r.Values["qualifier"]; given {
		columns, values = append(columns, "qualifier"), append(values, f.Qualifier)
	}
	if _, given := r.Values["wording"]; given {
		columns, values = append(columns, "wording"), append(values, f.Wording)
	}
	changed, err = w.complete("figure", id, r.Citations, columns, values)
	return changed, false, err
}

func (w *writer) createFigure(a about, r *kg.Record) error {
	f, id := r.Figure, w.newID(kg.FigureCode)
	span := f.Period.Span()
	sort := f.Measure + "\x1f" + missingDayLast(f.Period.From) + span.PossibleUntil
	err := w.insert("figure",
		[]string{
			"id", "source_id", "measure", "label", "value", "unit", "qualifier", "wording", "type",
			"period_from", "period_until", "attested_on", "possible_from", "possible_until",
			"subjects", "stated_by", "sort", "version", "updated_at",
		},
		id, a.source, f.Measure, f.Label, int64(f.Value), f.Unit, f.Qualifier, f.Wording, f.Type,
		string(f.Period.From), string(f.Period.Until), string(f.Period.AttestedOn), span.PossibleFrom, span.PossibleUntil,
		a.key(), a.by, sort, 1, w.now,
	)
	if err != nil {
		return err
	}
	return w.attach(id, "figure", sort, a.subjects, r.Citations)
}

// statementIdentity is what tells a statement from others.
type statementIdentity struct {
	source, by kg.ID
	saidOn     kg.PartialDate
	summary    string
}

// statement writes a statement.
func (w *writer) statement(r *kg.Record) (changed, created bool, err error) {
	s := r.Statement
	a, err := w.resolveAbout(r.Citations, s.Speaker, "speaker", s.About, "about")
	if err != nil {
		return false, false, err
	}
	i := statementIdentity{source: a.source, by: a.by, saidOn: s.SaidOn, summary: s.Summary}
	if err := w.once(i); err != nil {
		return false, false, err
	}
	var id kg.ID
	found, err := w.row("SELECT id\nFROM statement\nWHERE source_id = $1 AND speaker_id = $2 AND said_on = $3 AND summary = $4",
		[]any{i.source, i.by, string(i.saidOn), i.summary}, &id)
	if err != nil {
		return false, false, err
	}
	if !found {
		return true, true, w.createStatement(a, r)
	}
	changed, err = w.completeStatement(id, a, r)
	return changed, false, err
}

func (w *writer) createStatement(a about, r *kg.Record) error {
	s, id := r.Statement, w.newID(kg.StatementCode)
	sort := missingDayLast(s.SaidOn)
	err := w.insert("statement",
		[]string{"id", "source_id", "speaker_id", "said_on", "summary", "topics", "sort", "version", "updated_at"},
		id, a.source, a.by, string(s.SaidOn), s.Summary, textsOrNull(s.Topics), sort, 1, w.now)
	if err != nil {
		return err
	}
	return w.attach(id, "statement", sort, a.subjects, r.Citations)
}

// completeStatement adds to a statement what it did not hold yet: topics, and entities that it is about.
func (w *writer) completeStatement(id kg.ID, a about, r *kg.Record) (bool, error) {
	var known *string
	if _, err := w.row("SELECT topics FROM statement WHERE id = $1", []any{id}, &known); err != nil {
		return false, err
	}
	var united []string
	if known != nil {
		if err := json.Unmarshal([]byte(*known), &united); err != nil {
			return false, fmt.Errorf("read topics: %w", err)
		}
	}
	for _, topic := range r.Statement.Topics {
		if !slices.Contains(united, topic) {
			united = append(united, topic)
		}
	}
	added, err := w.attachNew(id, "statement", missingDayLast(r.Statement.SaidOn), a.subjects)
	if err != nil {
		return false, err
	}
	changed, err := w.complete("statement", id, r.Citations, []string{"topics"}, []any{textsOrNull(united)})
	if err == nil && added && !changed {
		changed, err = true, w.update("statement", id, nil, nil)
	}
	return changed, err
}

// attachNew adds the entities that a record is not about yet.
func (w *writer) attachNew(id kg.ID, of, sort string, subjects []kg.ID) (added bool, err error) {
	for _, subject := range subjects {
		var has int
		found, err := w.row("SELECT 1 FROM "+of+"_subject WHERE subject_id = $1 AND sort = $2 AND "+of+"_id = $3",
			[]any{subject, sort, id}, &has)
		if err != nil {
			return false, err
		}
		if found {
			continue
		}
		err = w.insertNext(of+"_subject", of+"_id", id, []string{"subject_id", "sort"}, subject, sort)
		if err != nil {
			return false, err
		}
		added = true
	}
	return added, nil
}

// attach adds to a new record what it is about and what supports it.
func (w *writer) attach(id kg.ID, of, sort string, subjects []kg.ID, citations []kg.Citing) error {
	if _, err := w.attachNew(id, of, sort, subjects); err != nil {
		return err
	}
	_, err := w.citations(id, citations)
	return err
}

// complete changes the columns of a record that hold other values, and unites its citations.
func (w *writer) complete(table string, id kg.ID, citations []kg.Citing, columns []string, values []any) (bool, error) {
	changed, err := w.differs(table, id, columns, values)
	if err != nil {
		return false, err
	}
	added, err := w.citations(id, citations)
	if err != nil || !changed && !added {
		return false, err
	}
	return true, w.update(table, id, columns, values)
}

// missingDayLast is the first day of a date, after all days where it is not known.
func missingDayLast(d kg.PartialDate) string {
	if d == "" {
		return kg.LastDay
	}
	return d.First()
}

// textsOrNull is what a column keeps of a list of texts: NULL of an empty one.
func textsOrNull(list []string) any {
	if len(list) == 0 {
		return nil
	}
	return texts(list)
}
