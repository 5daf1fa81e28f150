package plan

import (
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// totalField compiles a field of a group, which is written by the index of the group.
func (c *compiler) totalField(n *totals, f *field) writer {
	if f.Name == "records" {
		return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, n.groups[i].records, 10) }
	}
	if by, key, isKey := n.read.GroupOf(f.Name); isKey {
		if key.To != nil {
			return c.recordField(n, f, by, key)
		}
		return n.keyField(by, key)
	}
	for _, suffix := range []string{"Totals", "Total", "Range", "Unknown", ""} {
		name := strings.TrimSuffix(f.Name, suffix)
		number, isKnown := n.read.Table.Numbers[name]
		if !isKnown || !strings.HasSuffix(f.Name, suffix) {
			continue
		}
		at := n.number(name)
		n.keepApart(at)
		switch {
		case suffix == "Unknown":
			return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, n.groups[i].unknown(at), 10) }
		case number.Apart != nil:
			write := c.template(f, func(sub *field) writer { return n.numberField(at, sub.Name) }).write
			return func(dst []byte, i int) []byte { return writeList(dst, n.starts[at][i], n.starts[at][i+1], write) }
		case suffix == "":
			n.shortSums[at] = true
			return n.shortSum(at)
		}
		write := c.template(f, func(sub *field) writer { return n.numberField(at, sub.Name) }).write
		return func(dst []byte, i int) []byte { return write(dst, n.starts[at][i]) }
	}
	c.fail(kg.Errorf(kg.BadArgument, "the field %s of a total has no data source", f.Name))
	return nil
}

// recordField compiles the record that a group is grouped by, which is null if the groups are grouped by something else.
func (c *compiler) recordField(n *totals, f *field, by string, key store.Group) writer {
	records := n.records[by]
	if records == nil {
		records = &groupRecords{targets: c.targets(key.To)}
		n.records[by] = records
	}
	views := c.views(records.targets, f)
	return func(dst []byte, i int) []byte {
		if records.refs == nil {
			return append(dst, "null"...)
		}
		return writeRef(dst, views, records.refs[i])
	}
}

// keyField returns the writer of a value that a group is grouped by; null if it is missing or the groups are grouped by something else.
func (n *totals) keyField(by string, key store.Group) writer {
	at := slices.Index(n.read.By, by)
	return func(dst []byte, i int) []byte {
		switch {
		case at < 0 || n.groups[i].keys[at].isMissing:
			return append(dst, "null"...)
		case key.IsText:
			return appendString(dst, n.groups[i].keys[at].text)
		case key.Names != nil:
			return appendString(dst, key.Names[n.groups[i].keys[at].number])
		}
		return strconv.AppendInt(dst, n.groups[i].keys[at].number, 10)
	}
}

// unknown returns the number of records of the group without a value of a number.
func (g *group) unknown(number int) int64 {
	unknown := g.records
	for i := range g.numbers[number] {
		unknown -= g.numbers[number][i].known
	}
	return unknown
}

// shortSum returns the writer of a sum as an Int.
func (n *totals) shortSum(number int) writer {
	return func(dst []byte, i int) []byte {
		sum, _ := n.numbers[number][n.starts[number][i]].sum.Int()
		return strconv.AppendInt(dst, sum, 10)
	}
}

// numberField returns the writer of a field of the total of a number, which is written by the index of that.
func (n *totals) numberField(number int, name string) writer {
	apart := n.read.Numbers[number].Apart
	scaled := func(sum kg.Sum) kg.Sum { return sum } // in the units of Decimal
	if n.read.Numbers[number].IsWhole {
		scaled = kg.Sum.OfWholes
	}
	if i := slices.IndexFunc(apart, func(p store.Property) bool { return p.Field == name }); i >= 0 {
		return func(dst []byte, at int) []byte { return appendString(dst, n.numbers[number][at].apart[i]) }
	}
	if name != "known" && name != "sum" && name != "amount" && name != "average" {
		n.read.Numbers[number].HasRange = true
	}
	return func(dst []byte, at int) []byte {
		switch total := &n.numbers[number][at]; {
		case name == "known":
			return strconv.AppendInt(dst, total.known, 10)
		case name == "sum" || name == "amount":
			return appendSum(dst, scaled(total.sum))
		case total.known == 0:
			return append(dst, "null"...)
		case name == "average":
			return appendSum(dst, scaled(total.sum).Average(total.known))
		case name == "minimum":
			return appendSum(dst, scaled(kg.SumOf(total.minimum)))
		case name == "maximum":
			return appendSum(dst, scaled(kg.SumOf(total.maximum)))
		case name == "earliest":
			return appendString(dst, total.earliest)
		default:
			return appendString(dst, total.latest)
		}
	}
}

// appendSum appends a sum as a string.
func appendSum(dst []byte, sum kg.Sum) []byte { return append(sum.Append(append(dst, '"')), '"') }
