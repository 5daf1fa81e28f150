package plan

import (
	"math"
	"slices"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// totals are counts, sums and ranges of the records of one table by group.
type totals struct {
	read     store.Totals
	path     fieldPath
	template template
	// shortSums are the indexes of numbers whose sums are selected as Int.
	shortSums map[int]bool
	// records are the records that the groups are grouped by, by the names of the groups.
	records map[string]*groupRecords

	groups []group
	// numbers are the totals of each number, one group after the other. starts are where those of each group begin, and at last
	// where all end.
	numbers [][]numberTotal
	starts  [][]int
}

// groupRecords are the records that groups are grouped by. refs has one for each group; none if they are grouped by something else.
type groupRecords struct {
	*targets

	refs []rowRef
}

// group is one group: the values that it is grouped by, and the totals of each number.
type group struct {
	keys    []groupKey
	records int64
	numbers [][]numberTotal
}

// groupKey is a value that records are grouped by: a string, or a number or key.
type groupKey struct {
	isMissing bool
	number    int64
	text      string
}

// numberTotal is the total of a number in a group. Values that are kept apart, such as amounts in two currencies, have one each.
type numberTotal struct {
	apart            []string
	known            int64
	sum              kg.Sum
	minimum, maximum int64
	earliest, latest string
}

// totals compiles the totals of a table.
func (c *compiler) totals(f *field, table *store.Table) node {
	n := &totals{
		read: store.Totals{RecordList: store.RecordList{
			Table: table, AsOf: c.rootAsOf, ListQuery: store.ListQuery{Of: table, Where: c.filter(f, "where", table)},
		}},
		path: slices.Clone(c.path), records: map[string]*groupRecords{}, shortSums: map[int]bool{},
	}
	names, _ := c.list(f, "groupBy")
	for _, name := range names {
		if !slices.Contains(n.read.By, name) {
			n.read.By = append(n.read.By, name)
		}
	}
	if limit, given := c.integer(f, "limit", kg.BadArgument, 1, store.MaxTotals); given {
		n.read.Limit = limit
	}
	orders := map[string]string{} // the names of numbers by the fields of orders
	for name, number := range table.Numbers {
		orders[kg.EnumName(name)] = name
		if number.IsShort { // so that totals with the same groups are read once, whichever sums are selected
			n.keepApart(n.number(name))
		}
	}
	slices.SortFunc(n.read.Numbers, func(a, b store.TotalNumber) int { return strings.Compare(a.Name, b.Name) })
	n.read.GroupOrder = c.order(f, "orderBy")
	for _, key := range n.read.GroupOrder {
		if key.Field != store.ByRecords {
			n.number(orders[key.Field])
		}
	}
	n.template = c.template(f, func(sub *field) writer { return c.totalField(n, sub) })
	return n
}

// number adds a number to the read and returns its index.
func (n *totals) number(name string) int {
	for i := range n.read.Numbers {
		if n.read.Numbers[i].Name == name {
			return i
		}
	}
	n.read.Numbers = append(n.read.Numbers, store.TotalNumber{Number: n.read.Table.Numbers[name], Name: name})
	return len(n.read.Numbers) - 1
}

// keepApart reads a number with a total for each currency or the like, if its values have one.
func (n *totals) keepApart(number int) {
	n.read.Numbers[number].IsApart = n.read.Numbers[number].Apart != nil
}

func (n *totals) load(l *loader, _ []kg.ID) error {
	query := n.read.Read()
	groups, err := store.Remember(l.snapshot, query, func() ([]group, int, error) { return n.readGroups(l, query) })
	if err != nil {
		return n.path.withPath(err)
	}
	n.groups = groups
	bytes := 0
	n.numbers, n.starts = make([][]numberTotal, len(n.read.Numbers)), make([][]int, len(n.read.Numbers))
	for i := range groups {
		bytes += groupBytes + groupKeyBytes*len(groups[i].keys)
		for j, totals := range groups[i].numbers {
			n.starts[j] = append(n.starts[j], len(n.numbers[j]))
			n.numbers[j] = append(n.numbers[j], totals...)
			bytes += numberBytes * len(totals)
		}
	}
	if err := l.buffer.charge(bytes); err != nil {
		return err
	}
	for j := range n.starts {
		n.starts[j] = append(n.starts[j], len(n.numbers[j]))
		if n.shortSums[j] {
			if err := n.checkShort(j); err != nil {
				return n.path.withPath(err)
			}
		}
	}
	return n.loadRecords(l)
}

// Estimates of memory, without texts.
const (
	groupBytes    = 64
	groupKeyBytes = 32
	numberBytes   = 160
)

// checkShort refuses sums of a number that are selected as Int and exceed it.
func (n *totals) checkShort(number int) error {
	for i := range n.numbers[number] {
		if _, fits := n.numbers[number][i].sum.Int(); !fits {
			return kg.Errorf(kg.TooLarge, "a group has a %s above %d, the maximum of Int; select %sTotal",
				n.read.Numbers[number].Name, math.MaxInt32, n.read.Numbers[number].Name)
		}
	}
	return nil
}

// readGroups reads the groups. Rows of one group follow each other. It also returns the number of rows.
func (n *totals) readGroups(l *loader, query store.Query) ([]group, int, error) {
	var groups []group
	rows := 0
	recordsColumn := len(n.read.By) + len(n.read.Apart())
	err := l.read(query, func(row *store.Row) error {
		if rows++; rows > store.MaxTotals {
			return kg.Errorf(kg.TooLarge, "there are more than %d groups; group by less, or limit them", store.MaxTotals)
		}
		keys, bytes := n.keys(row)
		if len(groups) == 0 || !slices.Equal(groups[len(groups)-1].keys, keys) {
			groups = append(groups, n.newGroup(keys))
		}
		last := &groups[len(groups)-1]
		return l.buffer.charge(bytes + n.add(last, row, recordsColumn))
	})
	if err == nil && len(groups) == 0 && len(n.read.By) == 0 {
		groups = append(groups, n.newGroup(nil))
	}
	return groups, rows, err
}

// newGroup returns a group without records.
func (n *totals) newGroup(keys []groupKey) group {
	g := group{keys: keys, numbers: make([][]numberTotal, len(n.read.Numbers))}
	for i := range g.numbers {
		if !n.read.Numbers[i].IsApart {
			g.numbers[i] = []numberTotal{{}}
		}
	}
	return g
}

// keys returns the keys of the group of a row, and the length of their texts.
func (n *totals) keys(row *store.Row) (keys []groupKey, bytes int) {
	keys = make([]groupKey, len(n.read.By))
	for i, by := range n.read.By {
		switch {
		case row.IsNull(i):
			keys[i].isMissing = true
		case n.read.Groups[by].IsText:
			keys[i].text = row.Text(i)
			bytes += len(keys[i].text)
		default:
			keys[i].number = row.Int(i)
		}
	}
	return keys, bytes
}

// add adds a row to its group, given the column of the number of records, and returns the length of new texts.
func (n *totals) add(g *group, row *store.Row, recordsColumn int) (bytes int) {
	g.records += row.Int(recordsColumn)
	apart, column := len(n.read.By), recordsColumn+1
	for i := range n.read.Numbers {
		number := &n.read.Numbers[i]
		found := numberTotal{known: row.Int(column)}
		if number.IsApart {
			for range number.Apart {
				found.apart = append(found.apart, row.Text(apart))
				bytes += len(found.apart[len(found.apart)-1])
				apart++
			}
		}
		if found.known > 0 {
			found.read(number, row, column+1)
			g.numbers[i] = found.addTo(g.numbers[i])
		}
		column += number.Size()
	}
	return bytes
}

// read reads the columns of a number behind that of known values.
func (t *numberTotal) read(number *store.TotalNumber, row *store.Row, column int) {
	if !number.IsDate {
		t.sum = kg.NewSum(row.Int(column), row.Int(column+1))
		column += 2
	}
	switch {
	case !number.HasRange:
	case number.IsDate:
		t.earliest, t.latest = row.Text(column), row.Text(column+1)
	default:
		t.minimum, t.maximum = row.Int(column), row.Int(column+1)
	}
}

// addTo adds the total to that of the same values that are kept apart.
func (t *numberTotal) addTo(totals []numberTotal) []numberTotal {
	i := slices.IndexFunc(totals, func(known numberTotal) bool { return slices.Equal(known.apart, t.apart) })
	if i < 0 {
		return append(totals, *t)
	}
	if known := &totals[i]; known.known == 0 {
		*known = *t
	} else {
		known.known += t.known
		known.sum = known.sum.Plus(t.sum)
		known.minimum, known.maximum = min(known.minimum, t.minimum), max(known.maximum, t.maximum)
		known.earliest, known.latest = min(known.earliest, t.earliest), max(known.latest, t.latest)
	}
	return totals
}

// loadRecords loads the records that the groups are grouped by.
func (n *totals) loadRecords(l *loader) error {
	for _, by := range n.read.By { // in this order, so that statements have one
		records := n.records[by]
		if records == nil {
			continue
		}
		at := slices.Index(n.read.By, by)
		ids := make([]kg.ID, len(n.groups))
		for i := range n.groups {
			ids[i] = kg.ID(n.groups[i].keys[at].number) // 0, which no record has, if it is missing
		}
		var err error
		if records.refs, err = records.loadSelected(l, ids); err != nil {
			return err
		}
	}
	return nil
}

func (n *totals) write(dst []byte, _ int) []byte {
	return writeList(dst, 0, len(n.groups), n.template.write)
}
