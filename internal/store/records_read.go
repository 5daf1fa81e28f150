package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// recordColumns returns the columns of the key, the slug and these fields of a kind, in the order in which scanRecord reads them.
func recordColumns(fields []kg.Field) []Column {
	columns := []Column{IDColumn(), SlugColumn()}
	for _, name := range kindColumns(fields) {
		columns = append(columns, column(name))
	}
	return columns
}

// scanRecord reads the columns of recordColumns, the first of which is column first of the row.
func scanRecord(row *Row, first int, code kg.Code, fields []kg.Field) (r *kg.Record, err error) {
	r = &kg.Record{Kind: code, Slug: row.Text(first + 1)}
	if fields != nil {
		r.Values, err = valuesAt(fields, row, first+2)
	}
	return r, err
}

// refs adds the references to these entities to known.
func (e *extraction) refs(ctx context.Context, ids []kg.ID, known map[kg.ID]kg.Ref) error {
	byKind := map[kg.Code][]kg.ID{}
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			known[id] = kg.Ref{}
			byKind[id.Code()] = append(byKind[id.Code()], id)
		}
	}
	for code, asked := range byKind {
		table, ok := e.registry.TableByCode(code)
		if !ok {
			return fmt.Errorf("record %d has an unknown kind", asked[0])
		}
		err := e.snapshot.Read(ctx, table.ByID(asked, []Column{SlugColumn()}), func(row *Row) error {
			known[asked[row.Int(0)]] = kg.Ref{Kind: code, Slug: row.Text(1)}
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range asked {
			if known[id].Slug == "" {
				return fmt.Errorf("record %d is referred to but does not exist", id)
			}
		}
	}
	return nil
}

// readChildren reads a list of each of these records, and calls put for each list that is not empty.
func readChildren[T any](ctx context.Context, s *Snapshot, o ChildList, owners []kg.ID, columns []Column, read func(row *Row, at int) T, put func(owner int, list []T)) error {
	type item struct {
		owner, order int64
		value        T
	}
	var items []item
	err := s.Read(ctx, o.ByOwner(owners, columns), func(row *Row) error {
		items = append(items, item{row.Int(ChildOwnerIndex), row.Int(ChildOrder), read(row, ChildColumns)})
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(cmp.Compare(a.owner, b.owner), cmp.Compare(a.order, b.order)) })
	for len(items) > 0 {
		owner := items[0].owner
		n := slices.IndexFunc(items, func(i item) bool { return i.owner != owner })
		if n < 0 {
			n = len(items)
		}
		list := make([]T, n)
		for i := range list {
			list[i] = items[i].value
		}
		put(int(owner), list)
		items = items[n:]
	}
	return nil
}

// columnsNamed returns the columns of fields of a table.
func columnsNamed(t *Table, names ...string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = t.Fields[name].Column
	}
	return columns
}

// sourceSlug returns the slug of a citation's source.
func sourceSlug() Column {
	return computed(func(t string) string { return "(SELECT s.slug FROM source s WHERE s.id = " + t + ".source_id)" })
}

// lists reads the lists of records of one kind: names, identifiers, former slugs, citations.
func (e *extraction) lists(ctx context.Context, page []extract) error {
	table, ids := e.registry.byCode[page[0].id.Code()], idsOf(page)
	if o, ok := table.ChildLists["formerSlugs"]; ok {
		err := readChildren(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "slug"), (*Row).Text,
			func(i int, list []string) { page[i].record.FormerSlugs = list })
		if err != nil {
			return err
		}
	}
	if o, ok := table.ChildLists["names"]; ok {
		err := readChildren(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "text", "language", "type", "from", "until"), nameAt,
			func(i int, list []kg.Name) { page[i].record.Names = list })
		if err != nil {
			return err
		}
	}
	if o, ok := table.ChildLists["identifiers"]; ok {
		err := readChildren(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "scheme", "value"), func(row *Row, at int) kg.Identifier {
			return kg.Identifier{Scheme: row.Text(at), Value: row.Text(at + 1)}
		}, func(i int, list []kg.Identifier) { page[i].record.Identifiers = list })
		if err != nil {
			return err
		}
	}
	o, ok := table.ChildLists["citations"]
	if !ok {
		return nil
	}
	columns := append(columnsNamed(o.Table, "locator", "quote", "field"), sourceSlug())
	return readChildren(ctx, e.snapshot, o, ids, columns, func(row *Row, at int) kg.Citation {
		return kg.Citation{Locator: row.Text(at), Quote: row.Text(at + 1), Field: row.Text(at + 2), Source: row.Text(at + 3)}
	}, func(i int, list []kg.Citation) { page[i].record.Citations = list })
}
