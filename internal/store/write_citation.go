package store

import (
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// resolveSources finds the sources that are cited, in the order of the citations.
func (b *Batch) resolveSources(given []kg.Citation) ([]kg.ID, error) {
	sources := make([]kg.ID, len(given))
	for i := range given {
		id, err := b.resolve(kg.Ref{Kind: kg.KindSource, Slug: given[i].Source}, "citations")
		if err != nil {
			return nil, err
		}
		sources[i] = id
	}
	return sources, nil
}

// cite adds the citations of a new record.
func (b *Batch) cite(r *recordState, given []kg.Citation, sources []kg.ID) {
	r.citations = make([]citation, 0, len(given))
	for i := range given {
		b.addCitation(r, &given[i], sources[i])
	}
}

// addCitation adds a citation to a record, or what it quotes to the same one. It returns its index.
func (b *Batch) addCitation(r *recordState, given *kg.Citation, source kg.ID) int {
	for i := range r.citations {
		if c := &r.citations[i]; c.source == source && c.Locator == given.Locator && c.Field == given.Field {
			b.requote(c, given.Quote)
			return i
		}
	}
	r.citations = append(r.citations, citation{
		Citation: *given, id: b.newID(kg.KindCitation), source: source,
		current: b.slugs[kg.Ref{Kind: kg.KindSource, Slug: given.Source}].current,
	})
	b.chunk.recite(r)
	return len(r.citations) - 1
}

// uniteCitations adds the given citations to those of a record, and takes away those of the fields that hold another
// value now: evidence never stands beside a value that it did not state.
func (b *Batch) uniteCitations(r *recordState, given []kg.Citation, sources []kg.ID, d *difference) error {
	for i := range r.citations {
		r.citations[i].Source = r.citations[i].current // not the one that an earlier record of the chunk gave
	}
	before := citings(r.citations)
	fresh := map[int]bool{} // those given now, by place
	for i := range given {
		fresh[b.addCitation(r, &given[i], sources[i])] = true
	}
	kept := r.citations[:0:0]
	for i, c := range r.citations {
		if fresh[i] || !d.overwrites(c.Field) {
			kept = append(kept, c)
			continue
		}
		b.drop(r, c)
	}
	if code := r.id.Code(); code == kg.KindFigure || code == kg.KindStatement {
		if err := b.leadWith(r.citations[0].source, kept, r); err != nil {
			return err
		}
	}
	r.citations = kept
	d.list("citations", before, citings(kept))
	return nil
}

// leadWith puts a citation of a source first again: the source of the first one belongs to the identity of figures and
// statements.
func (b *Batch) leadWith(source kg.ID, kept []citation, r *recordState) error {
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
		b.drop(r, kept[i])
		kept[i].id, kept[i].isStored = b.newID(kg.KindCitation), false
	}
	return nil
}

// drop notes that a record loses a citation.
func (b *Batch) drop(r *recordState, c citation) {
	if c.isStored {
		r.dropped = append(r.dropped, c.id)
		b.chunk.recite(r)
	}
}

// requote replaces the quoted words of a citation where others are given.
func (b *Batch) requote(c *citation, quote string) {
	if quote == "" || quote == c.Quote {
		return
	}
	c.Quote = quote
	if c.isStored {
		s := b.registry.sql()
		s.add("UPDATE citation\nSET quote = ", s.arg(quote), "\nWHERE id = ", s.arg(c.id))
		b.chunk.updates = append(b.chunk.updates, s.done())
	}
}

// stageCitations adds the rows of the citations that the database lacks.
func (b *Batch) stageCitations(r *recordState) {
	columns := []string{"id", "record_id", "source_id", "locator", "sort", "quote", "field"}
	for i := range r.citations {
		c := &r.citations[i]
		if c.isStored {
			continue
		}
		c.isStored = true
		b.addRow("citation", columns, []any{c.id, r.id, c.source, c.Locator, kg.LocatorKey(c.Locator), c.Quote, c.Field})
	}
	r.isRecited = false
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
