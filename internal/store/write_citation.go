package store

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// resolveSources finds the sources that are cited, in the order of the citations.
func (b *Batch) resolveSources(given []kg.Citation) ([]kg.ID, error) {
	sources := make([]kg.ID, len(given))
	for i, c := range given {
		id, err := b.resolve(kg.Ref{Kind: kg.KindSource, Slug: c.Source}, "citations")
		if err != nil {
			return nil, err
		}
		sources[i] = id
	}
	return sources, nil
}

// cite adds the citations of a new record.
func (b *Batch) cite(record kg.ID, given []kg.Citation, sources []kg.ID) error {
	for i := range given {
		if err := b.addCitation(record, &given[i], sources[i]); err != nil {
			return err
		}
	}
	return nil
}

func (b *Batch) addCitation(record kg.ID, c *kg.Citation, source kg.ID) error {
	return b.exec("INSERT INTO citation (id, record_id, source_id, locator, sort, quote, field)\nVALUES ($1, $2, $3, $4, $5, $6, $7)",
		b.newID(kg.KindCitation), record, source, c.Locator, kg.LocatorKey(c.Locator), c.Quote, c.Field)
}

// citation is one that a record has.
type citation struct {
	kg.Citation
	id, source kg.ID
}

// citationsOf returns the citations of a record in the order in which they were added.
func (b *Batch) citationsOf(record kg.ID) (all []citation, err error) {
	err = b.rows(`SELECT c.id, c.source_id, s.slug, c.locator, c.quote, c.field
FROM citation c
CROSS JOIN source s ON s.id = c.source_id
WHERE c.record_id = $1
ORDER BY c.id`, []any{record}, func(r *Row) {
		all = append(all, citation{id: kg.ID(r.Int(0)), source: kg.ID(r.Int(1)), Citation: kg.Citation{
			Source: r.Text(2), Locator: r.Text(3), Quote: r.Text(4), Field: r.Text(5),
		}})
	})
	return all, err
}

// uniteCitations adds the given citations to those of a record, and takes away those of the fields that hold another
// value now: evidence never stands beside a value that it did not state.
func (b *Batch) uniteCitations(record kg.ID, given []kg.Citation, sources []kg.ID, d *difference) error {
	known, err := b.citationsOf(record)
	if err != nil {
		return err
	}
	before := citings(known)
	fresh := map[int]bool{} // those given now, by place
	for i := range given {
		at := slices.IndexFunc(known, func(c citation) bool {
			return c.source == sources[i] && c.Locator == given[i].Locator && c.Field == given[i].Field
		})
		if at < 0 {
			at = len(known)
			known = append(known, citation{Citation: given[i], source: sources[i]})
			err = b.addCitation(record, &given[i], sources[i])
		} else {
			err = b.requote(&known[at], given[i].Quote)
		}
		fresh[at] = true
		if err != nil {
			return err
		}
	}
	kept := known[:0:0]
	for i, c := range known {
		if fresh[i] || !d.overwrites(c.Field) {
			kept = append(kept, c)
			continue
		}
		if err := b.exec("DELETE FROM citation WHERE id = $1", c.id); err != nil {
			return err
		}
	}
	if code := record.Code(); code == kg.KindFigure || code == kg.KindStatement {
		if err := b.leadWith(known[0].source, kept, record); err != nil {
			return err
		}
	}
	d.list("citations", before, citings(kept))
	return nil
}

// leadWith puts a citation of a source first again: the source of the first one belongs to the identity of figures and
// statements.
func (b *Batch) leadWith(source kg.ID, kept []citation, record kg.ID) error {
	if kept[0].source == source {
		return nil
	}
	at := slices.IndexFunc(kept, func(c citation) bool { return c.source == source })
	if at < 0 {
		return b.store.engine.damaged("a record lacks the citation that identifies it")
	}
	first := kept[at]
	copy(kept[1:at+1], kept[:at])
	kept[0] = first
	for i := range kept {
		id := b.newID(kg.KindCitation)
		if err := b.exec("UPDATE citation SET id = $1 WHERE record_id = $2 AND source_id = $3 AND locator = $4 AND field = $5",
			id, record, kept[i].source, kept[i].Locator, kept[i].Field); err != nil {
			return err
		}
	}
	return nil
}

// requote replaces the quoted words of a citation where others are given.
func (b *Batch) requote(c *citation, quote string) error {
	if quote == "" || quote == c.Quote {
		return nil
	}
	c.Quote = quote
	return b.exec("UPDATE citation SET quote = $1 WHERE id = $2", quote, c.id)
}

func citings(of []citation) []kg.Citation {
	list := make([]kg.Citation, len(of))
	for i := range of {
		list[i] = of[i].Citation
	}
	return list
}

// overwrites reports whether a citation of a field, or of a part of it, supports a value that is gone.
func (d *difference) overwrites(field string) bool {
	return slices.ContainsFunc(d.overwritten, func(name string) bool {
		return field == name || strings.HasPrefix(field, name+".")
	})
}
