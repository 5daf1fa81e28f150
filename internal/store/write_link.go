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

// term is a link of a series.
type term struct {
	id     kg.ID
	period kg.Period
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
	behalf, err := b.resolveOnBehalfOf(l)
	if err != nil {
		return unchanged, err
	}
	if from == to {
		return unchanged, kg.Errorf(kg.BadLink, "an entity cannot be linked to itself")
	}
	if l.Kind.IsSymmetric() && from > to {
		from, to = to, from
	}
	series := linkSeries{kind: l.Kind, from: from, to: to, role: l.Role, order: l.Order}
	known, err := b.row(selectSeries, []any{from, to, int64(l.Kind), l.Role, l.Order}, func(*Row) {})
	if err != nil {
		return unchanged, err
	}
	if known {
		terms, err := b.termsNear(series, l.Period)
		if err != nil {
			return unchanged, err
		}
		at, err := matchingTerm(terms, l.Period)
		if err != nil {
			return unchanged, err
		}
		if at >= 0 {
			return b.completeLink(&linkChange{series: series, terms: terms, at: at, behalf: behalf}, r, sources)
		}
	}
	accept, err := b.checkHierarchy(series, l.Period.Span())
	if err != nil {
		return unchanged, err
	}
	id, added, err := b.addLink(series, behalf, r)
	if err == nil && !added {
		err = b.store.engine.damaged("a link is neither in its index nor can it be added")
	}
	accept()
	return created, b.addEvidence(id, r, sources, err)
}

// resolveOnBehalfOf returns the key of the entity on whose behalf a link exists; nil if there is none.
func (b *Batch) resolveOnBehalfOf(l *kg.Link) (any, error) {
	if l.OnBehalfOf == (kg.Ref{}) {
		return nil, nil //nolint:nilnil // no entity, and that is no error
	}
	return b.resolve(l.OnBehalfOf, "onBehalfOf")
}

// addEvidence completes a new record that is not an entity.
func (b *Batch) addEvidence(id kg.ID, r *kg.Record, sources []kg.ID, err error) error {
	if err != nil {
		return err
	}
	b.note(id, r)
	if err := b.cite(id, r.Citations, sources); err != nil {
		return err
	}
	return b.logCreated(id)
}

// columnsOfSeries compare the columns that links of a series have in common.
const columnsOfSeries = `from_id = $1 AND to_id = $2 AND kind = $3 AND role = $4 AND "order" = $5`

// termsNear returns the links of a series that may be meant by a period: all if it has no start, else those that begin in the same
// year or have no start.
func (b *Batch) termsNear(s linkSeries, p kg.Period) (terms []term, err error) {
	// Without the hint SQLite would rather go through all links of a kind, in the order wanted.
	const columns = "SELECT id, period_from, period_until, attested_on FROM link INDEXED BY link_identity WHERE " + columnsOfSeries
	query, args := columns, []any{s.from, s.to, int64(s.kind), s.role, s.order}
	if p.From != "" {
		const year = len("2016")
		query += " AND period_from = ''\nUNION ALL\n" + columns + " AND period_from BETWEEN $6 AND $6 || '~'"
		args = append(args, string(p.From)[:year])
	}
	err = b.rows(query+"\nORDER BY 1", args, func(r *Row) {
		terms = append(terms, term{id: kg.ID(r.Int(0)), period: kg.Period{
			From: kg.PartialDate(r.Text(1)), Until: kg.PartialDate(r.Text(2)), AttestedOn: kg.Date(r.Text(3)),
		}})
	})
	return terms, err
}

// matchingTerm returns the index of the link that a line means, -1 if it is a new one. It is the one with the same start, whose end may
// then be corrected, or else the one that the line does not contradict. A line that may mean several is refused.
func matchingTerm(terms []term, given kg.Period) (int, error) {
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

const linkColumns = `
  id, kind, from_type, from_id, to_type, to_id, role, "order", period_from, period_until, attested_on,
  possible_from, possible_until, certain_from, certain_until, on_behalf_of, note, version, updated_at
`

// selectSeries finds a link of a series, insertLink adds a link. One INSERT … SELECT that reads the table of links would copy its rows
// first, at ten times the cost.
const (
	selectSeries = "SELECT 1 FROM link INDEXED BY link_identity\nWHERE " + columnsOfSeries + "\nLIMIT 1"
	insertLink   = "INSERT INTO link (" + linkColumns + `)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 1, $18)
ON CONFLICT DO NOTHING`
)

func (b *Batch) addLink(s linkSeries, behalf any, r *kg.Record) (id kg.ID, added bool, err error) {
	p, span := r.Link.Period, r.Link.Period.Span()
	id = kg.NewID(kg.KindLink, b.last+1)
	added, err = b.insertedBy(insertLink,
		id, int64(s.kind), int64(s.from.Code()), s.from, int64(s.to.Code()), s.to, s.role, s.order,
		string(p.From), string(p.Until), string(p.AttestedOn),
		span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil, behalf, r.Link.Note, b.now)
	if err != nil || !added {
		return id, false, err
	}
	b.last++
	if err := b.addPhrase(kg.RoleText, s.role); err != nil {
		return id, true, err
	}
	return id, true, b.countDegree(s.from, s.to)
}

// linkChange is an existing link, with those of its series among which it was found, and the entity on whose behalf a line says that
// it exists.
type linkChange struct {
	series linkSeries
	terms  []term
	at     int
	behalf any
}

// completeLink updates a link with what is given. Its period is completed date by date.
func (b *Batch) completeLink(c *linkChange, r *kg.Record, sources []kg.ID) (outcome, error) {
	id, known := c.terms[c.at].id, c.terms[c.at].period
	b.note(id, r)
	var note string
	var behalf kg.ID
	err := b.existing("SELECT note, coalesce(on_behalf_of, 0) FROM link WHERE id = $1", []any{id}, func(r *Row) {
		note, behalf = r.Text(0), kg.ID(r.Int(1))
	})
	if err != nil {
		return unchanged, err
	}
	period, err := c.period(r)
	if err != nil {
		return unchanged, err
	}
	var d difference
	d.field("period", kg.NilIfEmpty(known), kg.NilIfEmpty(period))
	if period.Refines(known) {
		d.overwritten = nil
	}
	newNote := note
	if _, given := r.Values["note"]; given {
		newNote = r.Link.Note
	}
	d.field("note", kg.NilIfEmpty(note), kg.NilIfEmpty(newNote))
	newBehalf, err := b.newBehalf(behalf, c.behalf, r, &d)
	if err != nil {
		return unchanged, err
	}
	if err := b.moveInHierarchy(c.series, known, period); err != nil {
		return unchanged, err
	}
	if err := b.uniteCitations(id, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	span := period.Span()
	return b.update("link", id, &d,
		[]string{
			"period_from", "period_until", "attested_on", "possible_from", "possible_until", "certain_from", "certain_until",
			"on_behalf_of", "note",
		},
		[]any{
			string(period.From), string(period.Until), string(period.AttestedOn),
			span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil, newBehalf, newNote,
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

// newBehalf returns the entity on whose behalf a link exists after a change, nil for none.
func (b *Batch) newBehalf(known kg.ID, given any, r *kg.Record, d *difference) (any, error) {
	if _, isGiven := r.Values["onBehalfOf"]; !isGiven {
		if known == 0 {
			return nil, nil //nolint:nilnil // no entity, and that is no error
		}
		return known, nil
	}
	id, _ := given.(kg.ID)
	if id == known {
		return given, nil
	}
	before, err := b.reference(known)
	if err != nil {
		return nil, err
	}
	after, err := b.reference(id)
	d.field("onBehalfOf", before, after)
	return given, err
}

// reference returns a reference to an entity in import form; nil for the key 0.
func (b *Batch) reference(id kg.ID) (any, error) {
	if id == 0 {
		return nil, nil //nolint:nilnil // no entity, and that is no error
	}
	slug, err := b.slugOf(id)
	return map[string]string{b.registry.Kinds.NameOf(id.Code()): slug}, err
}

// slugOf returns the slug of an entity.
func (b *Batch) slugOf(id kg.ID) (slug string, err error) {
	table, ok := b.registry.TableByCode(id.Code())
	if !ok {
		return "", fmt.Errorf("no table for kind %d", id.Code())
	}
	err = b.existing("SELECT slug FROM "+table.Name+" WHERE id = $1", []any{id}, func(r *Row) { slug = r.Text(0) })
	return slug, err
}
