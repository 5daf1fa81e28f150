package store

import "civicgraph/internal/kg"

// linkIdentity identifies a link: no two links are equal in all of it.
type linkIdentity struct {
	kind     kg.LinkKind
	from, to kg.ID
	role     string
	since    kg.PartialDate
	order    int64
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
	if from == to {
		return unchanged, kg.Errorf(kg.BadLink, "an entity cannot be linked to itself")
	}
	if l.Kind.IsSymmetric() && from > to {
		from, to = to, from
	}
	i := linkIdentity{kind: l.Kind, from: from, to: to, role: l.Role, since: l.Period.From, order: l.Order}
	if !i.kind.IsAcyclic() { // most links are new, as most records are
		if id, added, err := b.addLink(i, r); err != nil || added {
			return created, b.addEvidence(id, r, sources, err)
		}
	}
	id, found, err := b.findLink(i)
	if err != nil {
		return unchanged, err
	}
	if found {
		if err := b.refuseRepeated(id); err != nil {
			return unchanged, err
		}
		return b.completeLink(id, r, sources)
	}
	accept, err := b.hierarchyOf(i.kind).check(i.from, i.to, b.last)
	if err != nil {
		return unchanged, err
	}
	id, added, err := b.addLink(i, r)
	if err == nil && !added {
		err = b.store.location.damaged("a link is neither in its index nor can it be added")
	}
	accept()
	return created, b.addEvidence(id, r, sources, err)
}

// addEvidence completes a new record that is not an entity.
func (b *Batch) addEvidence(id kg.ID, r *kg.Record, sources []kg.ID, err error) error {
	if err != nil {
		return err
	}
	if err := b.refuseRepeated(id); err != nil {
		return err
	}
	if err := b.cite(id, r.Citations, sources); err != nil {
		return err
	}
	return b.logCreated(id)
}

func (b *Batch) findLink(i linkIdentity) (id kg.ID, found bool, err error) {
	found, err = b.row(`SELECT id
FROM link
WHERE from_id = $1 AND to_id = $2 AND kind = $3 AND role = $4 AND period_from = $5 AND "order" = $6`,
		[]any{i.from, i.to, int64(i.kind), i.role, string(i.since), i.order}, func(r *Row) { id = kg.ID(r.Int(0)) })
	return id, found, err
}

// insertLink adds a link that does not exist.
const insertLink = `INSERT INTO link (
  id, kind, from_type, from_id, to_type, to_id, role, "order", period_from, period_until, attested_on,
  possible_from, possible_until, certain_from, certain_until, note, version, updated_at
)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 1, $17)
ON CONFLICT DO NOTHING`

func (b *Batch) addLink(i linkIdentity, r *kg.Record) (id kg.ID, added bool, err error) {
	p, span := r.Link.Period, r.Link.Period.Span()
	id = kg.NewID(kg.KindLink, b.last+1)
	added, err = b.insertedBy(insertLink,
		id, int64(i.kind), int64(i.from.Code()), i.from, int64(i.to.Code()), i.to, i.role, i.order,
		string(p.From), string(p.Until), string(p.AttestedOn),
		span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil, r.Link.Note, b.now)
	if err != nil || !added {
		return id, false, err
	}
	b.last++
	if err := b.addPhrase(kg.RoleText, i.role); err != nil {
		return id, true, err
	}
	return id, true, b.countDegree(i.from, i.to)
}

// completeLink updates a link with what is given. Its period is completed field by field; its start belongs to the link's
// identity.
func (b *Batch) completeLink(id kg.ID, r *kg.Record, sources []kg.ID) (outcome, error) {
	known, note := r.Link.Period, ""
	err := b.existing("SELECT period_until, attested_on, note FROM link WHERE id = $1", []any{id}, func(r *Row) {
		known.Until, known.AttestedOn, note = kg.PartialDate(r.Text(0)), kg.Date(r.Text(1)), r.Text(2)
	})
	if err != nil {
		return unchanged, err
	}
	period, newNote := known, note
	if _, given := r.Values["until"]; given {
		period.Until = r.Link.Period.Until
	}
	if _, given := r.Values["attestedOn"]; given {
		period.AttestedOn = r.Link.Period.AttestedOn
	}
	if _, given := r.Values["note"]; given {
		newNote = r.Link.Note
	}
	if err := period.Check(); err != nil {
		return unchanged, err
	}
	var d difference
	d.field("period", kg.NilIfEmpty(known), kg.NilIfEmpty(period))
	d.field("note", kg.NilIfEmpty(note), kg.NilIfEmpty(newNote))
	if err := b.uniteCitations(id, r.Citations, sources, &d); err != nil {
		return unchanged, err
	}
	span := period.Span()
	return b.update("link", id, &d,
		[]string{"period_until", "attested_on", "possible_until", "certain_from", "certain_until", "note"},
		[]any{
			string(period.Until), string(period.AttestedOn),
			span.PossibleUntil, span.CertainFrom, span.CertainUntil, newNote,
		})
}
