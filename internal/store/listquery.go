package store

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/search"
)

// ListQuery filters and sorts a list. Its zero value means all records, in the list's own order.
type ListQuery struct {
	// Of is the table of the records; for several kinds it is Registry.TableFor of them.
	Of *Table
	// Where filters the records, Link the links to them; nil for all.
	Where, Link kg.Filter
	// Order sorts the list, then the id of the record, then that of its link. Keys of the link come first. The list has its own order
	// if empty.
	Order []kg.OrderKey
}

// splitOrder returns the keys of the order that are fields of the link, and those of the record.
func (c *ListQuery) splitOrder() (link, record []kg.OrderKey) {
	n := 0
	for n < len(c.Order) && c.Order[n].OfLink {
		n++
	}
	return c.Order[:n:n], c.Order[n:]
}

// LinkOrder returns the keys of the order that are fields of the link.
func (c *ListQuery) LinkOrder() []kg.OrderKey {
	link, _ := c.splitOrder()
	return link
}

// RecordOrder returns the keys of the order that are fields of the record.
func (c *ListQuery) RecordOrder() []kg.OrderKey {
	_, record := c.splitOrder()
	return record
}

// orderBy returns what a key of the order sorts by.
func (c *ListQuery) orderBy(key kg.OrderKey) Order {
	if key.OfLink {
		return c.Of.registry.byCode[kg.KindLink].Orders[key.Field]
	}
	return c.Of.Orders[key.Field]
}

// ListsLinks reports whether the records are links.
func (c *ListQuery) ListsLinks() bool { return c.Of != nil && c.Of.Code == kg.KindLink }

// SortKeyVersion changes with the keys of an unchanged record.
const SortKeyVersion = search.SortKeyVersion

// SortKey is a value that a list is sorted by.
type SortKey struct {
	Missing bool
	// IsText means that the value is Text, otherwise it is Number.
	IsText bool
	Text   string
	Number int64
}

// Position is the position of an item in its list: text and id, order and id of its link, or the keys of an order.
type Position struct {
	Text  string
	Order int64
	ID    kg.ID
	// Entity distinguishes entities that one link leads to.
	Entity kg.ID
	// Keys has a key for each of the order.
	Keys []SortKey
}

// Keys returns the keys of the order from the columns of a row, beginning with the first.
func (c *ListQuery) Keys(row *Row, first int) []SortKey {
	if len(c.Order) == 0 {
		return nil
	}
	list := make([]SortKey, len(c.Order))
	for i, by := range c.Order {
		switch column := first + i; {
		case row.IsNull(column):
			list[i].Missing = true
		case c.orderBy(by).IsString:
			list[i].IsText, list[i].Text = true, string(row.AppendText(nil, column))
		default:
			list[i].Number = row.Int(column)
		}
	}
	return list
}

// Compare compares two positions in the list.
func (c *ListQuery) Compare(a, b *Position) int {
	for i, by := range c.Order {
		if order := compareKeys(&a.Keys[i], &b.Keys[i], by.Descending); order != 0 {
			return order
		}
	}
	if len(c.Order) > 0 {
		return cmp.Or(cmp.Compare(a.Entity, b.Entity), cmp.Compare(a.ID, b.ID))
	}
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID), cmp.Compare(a.Entity, b.Entity))
}

// compareKeys compares two keys. Missing ones come last in either direction.
func compareKeys(a, b *SortKey, descending bool) int {
	switch {
	case a.Missing && b.Missing:
		return 0
	case a.Missing:
		return 1
	case b.Missing:
		return -1
	case descending:
		a, b = b, a
	}
	return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(a.Number, b.Number))
}

// matcher returns a builder for the filters of a list that belongs to a record and is short; nil if there are none.
func (c *ListQuery) matcher(s *sqlBuilder, asOf kg.Date) *filterBuilder {
	if kg.IsMatchAll(c.Where) && kg.IsMatchAll(c.Link) {
		return nil
	}
	return &filterBuilder{sqlBuilder: s, registry: c.Of.registry, asOf: asOf, strategy: strategy{startsFew: true}}
}

// sortKey is an SQL expression that a read sorts by.
type sortKey struct {
	sql                  string
	nullable, descending bool
}

// rowKeys returns the keys of the order for the row t.
func (c *ListQuery) rowKeys() []sortKey {
	var by []sortKey
	for _, key := range c.Order {
		order := c.Of.Orders[key.Field]
		by = append(by, sortKey{sql: order.Column.SQL("t", ""), nullable: order.Nullable, descending: key.Descending})
	}
	return by
}

// idKeys returns the keys of the order for a record by its id, which is of one of some kinds, or of any. link is the alias of the link
// that leads to it; empty if there is none.
func (c *ListQuery) idKeys(id, link string, kinds []kg.Code) []sortKey {
	var by []sortKey
	for _, key := range c.Order {
		order := c.orderBy(key)
		k := sortKey{nullable: order.Nullable, descending: key.Descending}
		switch {
		case key.OfLink:
			k.sql = order.Column.SQL(link, "")
		case c.Of.Name != "":
			k.sql = c.Of.cell(order.Column, id)
		default:
			k.sql = c.anyCell(key.Field, id, kinds)
		}
		by = append(by, k)
	}
	return by
}

// cell reads a column of the record with an id.
func (t *Table) cell(column Column, id string) string {
	return "(SELECT " + column.SQL("e", "") + " FROM " + t.Name + " e WHERE e.id = " + id + ")"
}

// anyCell reads the sort key of an entity of one of several kinds from the table of its kind.
func (c *ListQuery) anyCell(field, id string, kinds []kg.Code) string {
	if len(kinds) == 0 {
		kinds = c.Of.registry.Entities()
	}
	var b strings.Builder
	b.WriteString("CASE " + id + " & 63")
	for _, code := range kinds {
		table := c.Of.registry.byCode[code]
		b.WriteString(" WHEN " + strconv.Itoa(int(code)) + " THEN " + table.cell(table.Orders[field].Column, id))
	}
	return b.String() + " END"
}

// sorting returns the terms of ORDER BY. Missing values come last, or first if the list is read from its end.
func sorting(by []sortKey, backwards bool) string {
	parts := make([]string, len(by))
	for i, key := range by {
		parts[i] = key.sql + direction(key.descending != backwards)
		if key.nullable {
			parts[i] += map[bool]string{false: " NULLS LAST", true: " NULLS FIRST"}[backwards]
		}
	}
	return strings.Join(parts, ", ")
}

// between returns the condition that a row is between the cursors of a page.
func (s *sqlBuilder) between(by []sortKey, page Page, keysOf func(*Position) []SortKey) string {
	condition := ""
	if page.After != nil {
		condition += " AND " + s.beyond(by, keysOf(page.After), false)
	}
	if page.Before != nil {
		condition += " AND " + s.beyond(by, keysOf(page.Before), true)
	}
	return condition
}

// beyond returns the condition that a row comes after a position, or before it.
func (s *sqlBuilder) beyond(by []sortKey, position []SortKey, before bool) string {
	condition := "FALSE"
	for i, key := range slices.Backward(by) {
		strictly, same := s.compareKey(key, position[i], before)
		condition = "(" + strictly + " OR " + same + " AND " + condition + ")"
	}
	if first := by[0]; !first.nullable { // the start of a range of an index
		operator := map[bool]string{false: " >= ", true: " <= "}[first.descending != before]
		condition = first.sql + operator + s.key(position[0]) + " AND " + condition
	}
	return condition
}

// compareKey returns the conditions that a key is beyond that of a position, and that it is the same.
func (s *sqlBuilder) compareKey(by sortKey, key SortKey, before bool) (strictly, same string) {
	if key.Missing {
		if before {
			return by.sql + " IS NOT NULL", by.sql + " IS NULL"
		}
		return "FALSE", by.sql + " IS NULL"
	}
	operator := map[bool]string{false: " > ", true: " < "}[by.descending != before]
	value := s.key(key)
	strictly = by.sql + operator + value
	if by.nullable && !before {
		strictly = "(" + strictly + " OR " + by.sql + " IS NULL)"
	}
	return strictly, by.sql + " = " + value
}

func (s *sqlBuilder) key(k SortKey) string {
	if k.IsText {
		return s.arg(k.Text)
	}
	return s.arg(k.Number)
}

func number(id kg.ID) SortKey { return SortKey{Number: int64(id)} }

func cloned(list []SortKey) []SortKey { return slices.Clone(list) }
