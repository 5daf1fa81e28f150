package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"civicgraph/internal/kg"
)

// fieldColumns are the key, the slug and these fields of a kind, in the order in which scanThing reads them.
func fieldColumns(table *Table, fields []kg.Field) []Column {
	columns := []Column{{SQL: "t.id"}, {SQL: "t.slug"}}
	for i := range fields {
		field := table.Fields[fields[i].Name]
		switch fields[i].Type {
		case kg.MoneyAmount:
			columns = append(columns, Column{SQL: field.Fields["amount"].Column}, Column{SQL: field.Fields["currency"].Column})
		case kg.Place:
			columns = append(columns, Column{SQL: field.Fields["lat"].Column}, Column{SQL: field.Fields["lon"].Column})
		default:
			columns = append(columns, Column{SQL: field.Column})
		}
	}
	return columns
}

// scanThing reads the columns of fieldColumns, of which the first is at a place in the row.
func scanThing(row *Row, first int, code kg.Code, fields []kg.Field) (*kg.Record, error) {
	r := &kg.Record{Kind: code, Slug: textOf(row, first+1)}
	if fields == nil {
		return r, nil
	}
	r.Values = map[string]any{}
	at := first + 2
	for i := range fields {
		f := &fields[i]
		if !row.IsNull(at) {
			value, err := scanField(row, at, f.Type)
			if err != nil {
				return nil, fmt.Errorf("read %s of %s: %w", f.Name, r.Slug, err)
			}
			r.Values[f.Name] = value
		}
		at++
		if f.Type == kg.MoneyAmount || f.Type == kg.Place {
			at++
		}
	}
	return r, nil
}

// scanField reads a value from its columns, the first of which is not NULL.
func scanField(row *Row, at int, of kg.FieldType) (any, error) {
	switch of {
	case kg.Text, kg.Address, kg.Enumeration:
		return textOf(row, at), nil
	case kg.DateOrPart:
		return kg.PartialDate(textOf(row, at)), nil
	case kg.TextList:
		return listOf(row, at)
	case kg.Integer:
		return row.Int(at), nil
	case kg.DecimalNumber:
		return kg.Decimal(row.Int(at)), nil
	case kg.MoneyAmount:
		return kg.Money{Amount: kg.Decimal(row.Int(at)), Currency: textOf(row, at+1)}, nil
	case kg.Place:
		return kg.Point{Lat: row.Float(at), Lon: row.Float(at + 1)}, nil
	}
	return nil, fmt.Errorf("no column holds a value of type %d", of)
}

func textOf(row *Row, column int) string {
	var small [64]byte
	return string(row.AppendText(small[:0], column))
}

func listOf(row *Row, column int) (list []string, err error) {
	if text := row.AppendText(nil, column); len(text) > 0 {
		err = json.Unmarshal(text, &list)
	}
	return list, err
}

// refs adds to a map how records name these entities.
func (e *extraction) refs(ctx context.Context, ids []kg.ID, known map[kg.ID]kg.Ref) error {
	byKind := map[kg.Code][]kg.ID{}
	for _, id := range ids {
		if _, ok := known[id]; !ok {
			known[id] = kg.Ref{}
			byKind[id.Code()] = append(byKind[id.Code()], id)
		}
	}
	for code, asked := range byKind {
		table, ok := e.registry.TableOf(code)
		if !ok {
			return fmt.Errorf("record %d is of no kind", asked[0])
		}
		err := e.snapshot.Read(ctx, table.ByID(asked, []Column{{SQL: "t.slug"}}), func(row *Row) error {
			known[asked[row.Int(0)]] = kg.Ref{Kind: code, Slug: textOf(row, 1)}
			return nil
		})
		if err != nil {
			return err
		}
		for _, id := range asked {
			if known[id].Slug == "" {
				return fmt.Errorf("record %d is referred to, and not there", id)
			}
		}
	}
	return nil
}

// owned reads a list of each of these records and hands it on whole.
func owned[T any](ctx context.Context, s *Snapshot, o Owned, owners []kg.ID, columns []Column, read func(row *Row, at int) T, put func(owner int, list []T)) error {
	type item struct {
		owner, order int64
		value        T
	}
	var items []item
	err := s.Read(ctx, o.Of(owners, columns), func(row *Row) error {
		items = append(items, item{row.Int(OwnedPosition), row.Int(OwnedOrder), read(row, OwnedColumns)})
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

// columnsNamed are fields of a table.
func columnsNamed(t *Table, names ...string) []Column {
	columns := make([]Column, len(names))
	for i, name := range names {
		columns[i] = Column{SQL: t.Fields[name].Column}
	}
	return columns
}

// sourceSlug is the slug of a citation's source.
const sourceSlug = "(SELECT s.slug FROM source s WHERE s.id = t.source_id)"

// lists reads the lists of records of one kind: names, identifiers, slugs given up, citations.
func (e *extraction) lists(ctx context.Context, page []extract) error {
	table, ids := e.registry.byCode[page[0].id.Code()], idsOf(page)
	if o, ok := table.Owned["formerSlugs"]; ok {
		err := owned(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "slug"), textOf,
			func(i int, list []string) { page[i].record.FormerSlugs = list })
		if err != nil {
			return err
		}
	}
	if o, ok := table.Owned["names"]; ok {
		err := owned(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "text", "language", "type"), func(row *Row, at int) kg.Name {
			return kg.Name{Text: textOf(row, at), Language: textOf(row, at+1), Type: kg.NameType(row.Int(at + 2))} //nolint:gosec // one of three
		}, func(i int, list []kg.Name) { page[i].record.Names = list })
		if err != nil {
			return err
		}
	}
	if o, ok := table.Owned["identifiers"]; ok {
		err := owned(ctx, e.snapshot, o, ids, columnsNamed(o.Table, "scheme", "value"), func(row *Row, at int) kg.Identifier {
			return kg.Identifier{Scheme: textOf(row, at), Value: textOf(row, at+1)}
		}, func(i int, list []kg.Identifier) { page[i].record.Identifiers = list })
		if err != nil {
			return err
		}
	}
	o, ok := table.Owned["citations"]
	if !ok {
		return nil
	}
	columns := append(columnsNamed(o.Table, "locator", "quote", "field"), Column{SQL: sourceSlug})
	return owned(ctx, e.snapshot, o, ids, columns, func(row *Row, at int) kg.Citing {
		return kg.Citing{Locator: textOf(row, at), Quote: textOf(row, at+1), Field: textOf(row, at+2), Source: textOf(row, at+3)}
	}, func(i int, list []kg.Citing) { page[i].record.Citations = list })
}
