package store

import (
	"context"
	"slices"
	"strings"

	"civicgraph/internal/kg"
)

// recordPage is the number of entities or sources that are read at once, with the links, figures and statements listed under them.
const recordPage = 200

// Subset is a part of the graph; the zero Subset is all of it.
type Subset struct {
	// Kinds are the kinds of record; nil means all.
	Kinds []kg.Code
	// Cited adds the sources that the records cite, if Kinds leaves sources out.
	Cited bool
	// AsOf excludes the links that do not hold on the day.
	AsOf kg.Date
	// Within restricts the subset to these entities, the links among them, the entities on whose behalf those exist, the figures and
	// statements about no others, and the sources of all that. Nil means no restriction.
	Within []kg.ID
}

// Records reads the records of a part of the graph, some hundred at a time: sources by slug, entities by kind and slug,
// then links by the entity that they lead from, then figures and statements by their first subject.
// The order depends only on the contents of the records.
func (r *Registry) Records(ctx context.Context, s *Snapshot, selection Subset, take func(*kg.Record) error) error {
	e := &extraction{registry: r, snapshot: s, selection: selection, take: take}
	if selection.Within != nil {
		e.within = keySet{}
		e.within.add(selection.Within)
		if err := e.addBehalf(ctx); err != nil {
			return err
		}
		if err := e.sortWithin(ctx); err != nil {
			return err
		}
	}
	allSources := selection.Kinds == nil || slices.Contains(selection.Kinds, kg.KindSource)
	if selection.Within != nil || !allSources && selection.Cited {
		e.cited = keySet{}
		if err := e.facts(ctx, e.noteSources); err != nil {
			return err
		}
	}
	if allSources || selection.Cited {
		if err := e.sources(ctx); err != nil {
			return err
		}
	}
	return e.facts(ctx, e.finish)
}

// extraction is one reading of records.
type extraction struct {
	registry  *Registry
	snapshot  *Snapshot
	selection Subset
	take      func(*kg.Record) error
	// within are the entities selected, inOrder the same by kind and slug; nil if all are.
	within  keySet
	inOrder map[kg.Code][]kg.ID
	// cited are the sources selected; nil if all are.
	cited keySet
}

// extract is a record that is being read.
type extract struct {
	id     kg.ID
	record *kg.Record
	// at is the index in the page of the entity that it is listed under.
	at int
}

// section describes a kind of records that are listed under an entity.
type section struct {
	code kg.Code
	// find reads the records that are listed under the entities of a page, without their citations.
	find func(context.Context, []extract) ([]extract, error)
}

// facts reads all records but sources, and calls use for each page.
func (e *extraction) facts(ctx context.Context, use func(context.Context, []extract) error) error {
	for _, code := range e.registry.Entities() {
		if e.wants(code) {
			kind, _ := e.registry.Kinds.ByCode(code)
			if err := e.pages(ctx, kind, kind.Fields, use); err != nil {
				return err
			}
		}
	}
	for _, s := range []section{{kg.KindLink, e.links}, {kg.KindFigure, e.figures}, {kg.KindStatement, e.statements}} {
		if !e.wants(s.code) {
			continue
		}
		for _, code := range e.registry.Entities() {
			kind, _ := e.registry.Kinds.ByCode(code)
			err := e.pages(ctx, kind, nil, func(ctx context.Context, page []extract) error {
				found, err := s.find(ctx, page)
				if err != nil || len(found) == 0 {
					return err
				}
				return use(ctx, found)
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// addBehalf adds the entities on whose behalf the selected links exist to those that are selected.
func (e *extraction) addBehalf(ctx context.Context) error {
	if !e.wants(kg.KindLink) {
		return nil
	}
	var added []kg.ID
	known := keySet{}
	for chunk := range slices.Chunk(e.selection.Within, recordPage) {
		err := e.snapshot.Read(ctx, e.registry.onBehalfOf(chunk, e.selection.AsOf), func(row *Row) error {
			if id := kg.ID(row.Int(1)); e.within.has(kg.ID(row.Int(0))) && !known.has(id) && !e.within.has(id) {
				added = append(added, id)
				known.add([]kg.ID{id})
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	e.selection.Within = slices.Concat(e.selection.Within, added)
	e.within.add(added)
	return nil
}

// onBehalfOf reads the entities on whose behalf links from some entities exist, each once for each far end. Rows: far end, entity.
func (r *Registry) onBehalfOf(from []kg.ID, asOf kg.Date) Query {
	s := r.sql()
	s.add("SELECT DISTINCT t.to_id, t.on_behalf_of\nFROM ")
	s.each(s.arg(from), "k")
	s.add("\n")
	s.join("link", "t", "")
	s.match(kg.Step{}, "t", asOf)
	s.add(" AND t.on_behalf_of IS NOT NULL")
	return s.done()
}

func (e *extraction) wants(code kg.Code) bool {
	return e.selection.Kinds == nil || slices.Contains(e.selection.Kinds, code)
}

// sources reads the sources that are selected.
func (e *extraction) sources(ctx context.Context) error {
	kind, _ := e.registry.Kinds.ByCode(kg.KindSource)
	return e.pages(ctx, kind, kind.Fields, func(ctx context.Context, page []extract) error {
		if e.cited != nil {
			page = slices.DeleteFunc(page, func(x extract) bool { return !e.cited.has(x.id) })
		}
		return e.finish(ctx, page)
	})
}

// finish completes and sorts the records of a page, and passes them to take.
func (e *extraction) finish(ctx context.Context, page []extract) error {
	if len(page) == 0 {
		return nil
	}
	if err := e.lists(ctx, page); err != nil {
		return err
	}
	slices.SortStableFunc(page, func(a, b extract) int {
		if a.at != b.at {
			return a.at - b.at
		}
		return e.compare(a.record, b.record)
	})
	for _, x := range page {
		if err := e.take(x.record); err != nil {
			return err
		}
	}
	return nil
}

// noteSources adds the sources that the records of a page cite to cited.
func (e *extraction) noteSources(ctx context.Context, page []extract) error {
	return e.snapshot.Read(ctx, e.registry.citedBy(idsOf(page)), func(row *Row) error {
		e.cited.add([]kg.ID{kg.ID(row.Int(0))})
		return nil
	})
}

// citedBy reads the sources of records, each once. Rows: key.
func (r *Registry) citedBy(records []kg.ID) Query {
	s := r.sql()
	s.add("SELECT DISTINCT t.source_id\nFROM ")
	s.each(s.arg(records), "k")
	s.add("\n")
	s.join("citation", "t", "t.record_id = k.value")
	return s.done()
}

// pages goes through the entities or sources of a kind by slug, with their slugs and these of their fields.
func (e *extraction) pages(ctx context.Context, kind *kg.Kind, fields []kg.Field, use func(context.Context, []extract) error) error {
	table, _ := e.registry.TableByCode(kind.Code)
	columns := recordColumns(fields)
	page := make([]extract, 0, recordPage)
	add := func(first int) func(*Row) error {
		return func(row *Row) error {
			x := extract{id: kg.ID(row.Int(first)), at: len(page)}
			if first == 1 { // the rows of ByID come in no order
				x.at = int(row.Int(0))
			}
			var err error
			x.record, err = scanRecord(row, first, kind.Code, fields)
			page = append(page, x)
			return err
		}
	}
	byPlace := func(a, b extract) int { return a.at - b.at }
	if e.within != nil && kind.IsEntity() {
		for ids := range slices.Chunk(e.inOrder[kind.Code], recordPage) {
			page = page[:0]
			if err := e.snapshot.Read(ctx, table.ByID(ids, columns), add(1)); err != nil {
				return err
			}
			slices.SortFunc(page, byPlace)
			if err := use(ctx, page); err != nil {
				return err
			}
		}
		return nil
	}
	asked := Page{Limit: recordPage}
	for {
		page = page[:0]
		if err := e.snapshot.Read(ctx, table.All(asked, columns), add(RecordColumns)); err != nil {
			return err
		}
		if len(page) == 0 {
			return nil
		}
		last := page[len(page)-1] // use may take records out
		asked.After = &Position{Text: last.record.Slug, ID: last.id}
		if err := use(ctx, page); err != nil {
			return err
		}
	}
}

// sortWithin puts the entities selected in the order of their slugs, kind by kind.
func (e *extraction) sortWithin(ctx context.Context) error {
	e.inOrder = map[kg.Code][]kg.ID{}
	for _, id := range e.selection.Within {
		e.inOrder[id.Code()] = append(e.inOrder[id.Code()], id)
	}
	for code, ids := range e.inOrder {
		refs := map[kg.ID]kg.Ref{}
		for chunk := range slices.Chunk(ids, recordPage) {
			if err := e.refs(ctx, chunk, refs); err != nil {
				return err
			}
		}
		slices.SortFunc(ids, func(a, b kg.ID) int { return strings.Compare(refs[a].Slug, refs[b].Slug) })
		e.inOrder[code] = slices.Compact(ids)
	}
	return nil
}

// keySet is a set of keys of any kind, at a bit a record.
type keySet map[kg.Code][]uint64

func (k keySet) add(ids []kg.ID) {
	for _, id := range ids {
		word := int(id.Number() / 64)
		bits := k[id.Code()]
		if word >= len(bits) {
			bits = append(bits, make([]uint64, word+1-len(bits))...)
			k[id.Code()] = bits
		}
		bits[word] |= 1 << (id.Number() % 64)
	}
}

func (k keySet) has(id kg.ID) bool {
	word, bits := int(id.Number()/64), k[id.Code()]
	return word < len(bits) && bits[word]&(1<<(id.Number()%64)) != 0
}

// idsOf returns the keys of records.
func idsOf(page []extract) []kg.ID {
	ids := make([]kg.ID, len(page))
	for i, x := range page {
		ids[i] = x.id
	}
	return ids
}
