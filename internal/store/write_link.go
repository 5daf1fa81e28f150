package store

import (
	"fmt"
	"strings"

	"civicgraph/internal/kg"
)

// linkSeries is what links of several times have in common, such as the terms of one post.
type linkSeries struct {
	kind     kg.LinkKind
	from, to kg.ID
	role     string
	order    int64
}

// seriesOf returns the series of a link between two entities.
func seriesOf(l *kg.Link, from, to kg.ID) linkSeries {
	if l.Kind.IsSymmetric() && from > to {
		from, to = to, from
	}
	return linkSeries{kind: l.Kind, from: from, to: to, role: l.Role, order: l.Order}
}

// putLink writes a link.
func (b *Batch) putLink(r *kg.Record, sources []kg.ID) (outcome, error) {
	l := r.Link
	from, err := b.resolve(l.From, "from")
	if err != nil {
		return unchanged, err
	}
	to, err := b.resolve(l.To, "to")
	if err != nil {
		return unchanged, err
	}
	var behalf kg.ID
	if l.OnBehalfOf != (kg.Ref{}) {
		if behalf, err = b.resolve(l.OnBehalfOf, "onBehalfOf"); err != nil {
			return unchanged, err
		}
	}
	if from == to {
		return unchanged, kg.Errorf(kg.BadLink, "an entity cannot be linked to itself")
	}
	series := seriesOf(l, from, to)
	windows := windowsOf(l.Period)
	known, err := b.linksOf(series, windows)
	if err != nil {
		return unchanged, err
	}
	terms := known.near(windows)
	at, err := matchingTerm(terms, l.Period)
	if err != nil {
		return unchanged, err
	}
	if at >= 0 {
		return b.completeLink(&linkChange{series: series, terms: terms, at: at, behalf: behalf}, r, sources)
	}
	accept, err := b.checkHierarchy(series, l.Period.Span())
	if err != nil {
		return unchanged, err
	}
	added, err := b.addLink(series, behalf, r)
	if err != nil {
		return unchanged, err
	}
	known.links = append(known.links, added)
	accept()
	b.addEvidence(&added.recordState, r, sources)
	return created, nil
}

// addRecord adds the row of a new record that is not an entity.
func (b *Batch) addRecord(table string, columns []string, known *recordState, row []any) {
	known.row = row
	b.addRow(table, columns, row)
	b.chunk.added = append(b.chunk.added, known)
}

// addEvidence completes a new record that is not an entity.
func (b *Batch) addEvidence(known *recordState, r *kg.Record, sources []kg.ID) {
	b.note(known.id, r)
	b.cite(known, r.Citations, sources)
	b.logCreated(known.id)
}

// matchingTerm returns the index of the link that a line means, -1 if it is a new one. It is the one with the same start, whose end may
// then be corrected, or else the one that the line does not contradict. A line that may mean several is refused.
func matchingTerm(terms []*linkState, given kg.Period) (int, error) {
	var possible []int
	for i, t := range terms {
		hasStart := t.period.From == given.From && given.From != "" // no two links of a series have the same
		if hasStart || t.period.From == given.From && t.period.Until == given.Until {
			return i, nil
		}
		if _, ok := t.period.CompletedBy(given); ok {
			possible = append(possible, i)
		}
	}
	switch len(possible) {
	case 0:
		return -1, nil
	case 1:
		return possible[0], nil
	}
	var periods []string
	for _, i := range possible {
		periods = append(periods, terms[i].period.Words())
	}
	return 0, &kg.Error{Code: kg.BadLink, Field: "period", Message: fmt.Sprintf(
		"may mean any of %d links with the same ends, role and order: %s; give the start and the end of the one that is meant",
		len(possible), strings.Join(periods[:min(len(periods), maxPeriodsShown)], "; "))}
}

// maxPeriodsShown is how many links an error lists.
const maxPeriodsShown = 5

// linkColumns are the columns of the table of links.
func linkColumns() []string {
	return []string{
		"id", "kind", "from_type", "from_id", "to_type", "to_id", "role", `"order"`, "period_from", "period_until", "attested_on",
		"possible_from", "possible_until", "certain_from", "certain_until", "on_behalf_of", "note", "version", "updated_at",
	}
}

func (b *Batch) addLink(s linkSeries, behalf kg.ID, r *kg.Record) (*linkState, error) {
	p, span := r.Link.Period, r.Link.Period.Span()
	known := &linkState{period: p, note: r.Link.Note, behalf: behalf}
	known.id = b.newID(kg.KindLink)
	b.addRecord("link", linkColumns(), &known.recordState, []any{
		known.id, int64(s.kind), int64(s.from.Code()), s.from, int64(s.to.Code()), s.to, s.role, s.order,
		string(p.From), string(p.Until), string(p.AttestedOn),
		span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil, idOrNull(behalf), r.Link.Note, int64(1), b.now,
	})
	if number := s.from.Number(); number >= b.firstNew {
		b.linkedFrom.add(number)
	}
	if number := s.to.Number(); number >= b.firstNew {
		b.linkedTo.add(number)
	}
	if s.kind.IsAcyclic() {
		b.levelsOf(s.kind).add(known.id, s, daysOf(span.PossibleFrom, span.PossibleUntil))
	}
	if err := b.addPhrase(kg.RoleText, s.role); err != nil {
		return nil, err
	}
	return known, b.countDegree(s.from, s.to)
}

// idOrNull returns a key as the value of a column: NULL for 0.
func idOrNull(id kg.ID) any {
	if id == 0 {
		return nil
	}
	return id
}

// linkChange is an existing link, with those of its series among which it was found, and the entity on whose behalf a line says that
// it exists.
type linkChange struct {
	series linkSeries
	terms  []*linkState
	at     int
	behalf kg.ID
}

// completeLink updates a link with what is given. Its period is completed date by date.
func (b *Batch) completeLink(c *linkChange, r *kg.Record, sources []kg.ID) (outcome, error) {
	known := c.terms[c.at]
	b.note(known.id, r)
	period, err := c.period(r)
	if err != nil {
		return unchanged, err
	}
	var d difference
	d.field("period", kg.NilIfEmpty(known.period), kg.NilIfEmpty(period))
	if period.Refines(known.period) {
		d.overwritten = nil
	}
	note := known.note
	if _, given := r.Values["note"]; given {
		note = r.Link.Note
	}
	d.field("note", kg.NilIfEmpty(known.note), kg.NilIfEmpty(note))
	behalf, err := b.newBehalf(known.behalf, c.behalf, r, &d)
	if err != nil {
		return unchanged, err
	}
	if err := b.moveInHierarchy(known, c.series, period); err != nil {
		return unchanged, err
	}
	if err := b.uniteCitations(&known.recordState, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	known.period, known.note, known.behalf = period, note, behalf
	span := period.Span()
	return b.update("link", &known.recordState, &d,
		[]string{
			"period_from", "period_until", "attested_on", "possible_from", "possible_until", "certain_from", "certain_until",
			"on_behalf_of", "note",
		},
		[]any{
			string(period.From), string(period.Until), string(period.AttestedOn),
			span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil, idOrNull(behalf), note,
		})
}

// period returns the period of the link with what a line gives. It is refused if the link could then be mistaken for another one.
func (c *linkChange) period(r *kg.Record) (kg.Period, error) {
	known, given := c.terms[c.at].period, r.Link.Period
	period, ok := known.CompletedBy(given)
	if !ok { // the same start with another end
		period = known
		if given.Until != "" {
			period.Until = given.Until
		}
		if given.AttestedOn != "" {
			period.AttestedOn = given.AttestedOn
		}
	}
	if _, isGiven := r.Values["until"]; isGiven && given.Until == "" {
		period.Until = ""
	}
	if _, isGiven := r.Values["attestedOn"]; isGiven && given.AttestedOn == "" {
		period.AttestedOn = ""
	}
	if err := period.Check(); err != nil {
		return period, err
	}
	for i, other := range c.terms {
		_, was := other.period.CompletedBy(known)
		_, is := other.period.CompletedBy(period)
		is = is || period.From != "" && period.From == other.period.From
		if i != c.at && is && !was {
			return period, &kg.Error{Code: kg.BadLink, Field: "period", Message: fmt.Sprintf(
				"the link, %s, would become %s; it could then not be told apart from another with the same ends, role and order, %s",
				known.Words(), period.Words(), other.period.Words())}
		}
	}
	return period, nil
}

// newBehalf returns the entity on whose behalf a link exists after a change, 0 for none.
func (b *Batch) newBehalf(known, given kg.ID, r *kg.Record, d *difference) (kg.ID, error) {
	if _, isGiven := r.Values["onBehalfOf"]; !isGiven || given == known {
		return known, nil
	}
	before, err := b.reference(known)
	if err != nil {
		return 0, err
	}
	after, err := b.reference(given)
	d.field("onBehalfOf", before, after)
	return given, err
}

// reference returns a reference to an entity in import form; nil for the key 0.
func (b *Batch) reference(id kg.ID) (any, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // no entity, and that is no error
	}
	slugs, err := b.currentSlugs(id)
	if err != nil {
		return nil, err
	}
	return map[string]string{b.registry.Kinds.NameOf(id.Code()): slugs[0]}, nil
}
