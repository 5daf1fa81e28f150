package store

import (
	"civicgraph/internal/kg"
)

// linkIdentity is what tells a link from others.
type linkIdentity struct {
	kind     kg.LinkKind
	from, to kg.ID
	role     string
	since    kg.PartialDate
	order    int64
}

// link writes a link.
func (w *writer) link(r *kg.Record) (changed, created bool, err error) {
	l := r.Link
	from, err := w.resolve(l.From, "from")
	if err != nil {
		return false, false, err
	}
	to, err := w.resolve(l.To, "to")
	if err != nil {
		return false, false, err
	}
	if l.Kind.BothWays() && from > to {
		from, to = to, from
	}
	identity := linkIdentity{kind: l.Kind, from: from, to: to, role: l.Role, since: l.Period.From, order: l.Order}
	if err := w.once(identity); err != nil {
		return false, false, err
	}
	id, found, err := w.findLink(identity)
	if err != nil {
		return false, false, err
	}
	if !found {
		return true, true, w.createLink(identity, r)
	}
	changed, err = w.completeLink(id, r)
	return changed, false, err
}

func (w *writer) findLink(i linkIdentity) (id kg.ID, found bool, err error) {
	found, err = w.row(`SELECT id
FROM link
WHERE from_id = $1 AND to_id = $2 AND kind = $3 AND role = $4 AND period_from = $5 AND "order" = $6`,
		[]any{i.from, i.to, i.kind, i.role, string(i.since), i.order}, &id)
	return id, found, err
}

func (w *writer) createLink(i linkIdentity, r *kg.Record) error {
	if i.from == i.to {
		return kg.Errorf(kg.BadLink, "an entity cannot be linked to itself")
	}
	if i.kind.Acyclic() {
		if err := w.refuseCircle(i); err != nil {
			return err
		}
	}
	p, span := r.Link.Period, r.Link.Period.Span()
	id := w.newID(kg.LinkCode)
	err := w.insert("link",
		[]string{
			"id", "kind", "from_type", "from_id", "to_type", "to_id", "role", `"order"`,
			"period_from", "period_until", "attested_on",
			"possible_from", "possible_until", "certain_from", "certain_until",
			"note", "version", "updated_at",
		},
		id, i.kind, i.from.Code(), i.from, i.to.Code(), i.to, i.role, i.order,
		string(p.From), string(p.Until), string(p.AttestedOn),
		span.PossibleFrom, span.PossibleUntil, span.CertainFrom, span.CertainUntil,
		r.Link.Note, 1, w.now,
	)
	if err != nil {
		return err
	}
	_, err = w.citations(id, r.Citations)
	return err
}

// refuseCircle refuses a link whose far end leads back to its near end.
func (w *writer) refuseCircle(i linkIdentity) error {
	var one int
	found, err := w.row(`WITH RECURSIVE above (id) AS (
  SELECT $1
  UNION
  SELECT l.to_id FROM above a JOIN link l ON l.from_id = a.id AND l.kind = $3
)
SELECT 1
FROM above
WHERE id = $2`, []any{i.to, i.from, i.kind}, &one)
	if err == nil && found {
		err = kg.Errorf(kg.BadLink, "it would make a circle: the one is part of the other already")
	}
	return err
}

// completeLink adds to a link what it did not hold yet. Its period is completed field by field; the start is part of
// what the link is told by.
func (w *writer) completeLink(id kg.ID, r *kg.Record) (bool, error) {
	var until, attested, note string
	_, err := w.row("SELECT period_until, attested_on, note FROM link WHERE id = $1", []any{id}, &until, &attested, &note)
	if err != nil {
		return false, err
	}
	period := r.Link.Period
	if _, given := r.Values["until"]; !given {
		period.Until = kg.PartialDate(until)
	}
	if _, given := r.Values["attestedOn"]; !given {
		period.AttestedOn = kg.Date(attested)
	}
	newNote := r.Link.Note
	if _, given := r.Values["note"]; !given {
		newNote = note
	}
	if err := period.Check(); err != nil {
		return false, err
	}
	span := period.Span()
	return w.complete("link", id, r.Citations,
		[]string{"period_until", "attested_on", "possible_until", "certain_from", "certain_until", "note"},
		[]any{
			string(period.Until), string(period.AttestedOn),
			span.PossibleUntil, span.CertainFrom, span.CertainUntil, newNote,
		})
}
