package plan

import (
	"cmp"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// totals are counts and sums of projects by group.
type totals struct {
	read     store.ProjectTotals
	path     fieldPath
	template template
	statuses []string
	// districts, parks and origins are the records that groups are grouped by.
	districts, parks, origins *targets

	groups []total
	// sums are those of all groups. sumStarts are where those of each group begin, and at last where all end.
	sums                               []sum
	sumStarts                          []int
	districtRefs, parkRefs, originRefs []rowRef
}

// total is one group.
type total struct {
	keys []groupKey
	sums []sum
	// records is the number of records, projects that of projects, unknown that of records without an investment.
	records, projects, unknown int64
}

// groupKey is the value of what projects are grouped by: a text, or a number or id.
type groupKey struct {
	isMissing bool
	number    int64
	text      string
}

func (k groupKey) compare(other groupKey) int {
	switch {
	case k.isMissing && !other.isMissing:
		return 1
	case !k.isMissing && other.isMissing:
		return -1
	}
	return cmp.Or(cmp.Compare(k.number, other.number), strings.Compare(k.text, other.text))
}

// sum is a sum of money: millions of 1/10000 and the rest.
type sum struct {
	currency       string
	millions, rest int64
}

// projectTotals compiles counts and sums of projects.
func (c *compiler) projectTotals(f *field) node {
	registry := c.planner.registry
	table, _ := registry.TableByCode(kg.KindProject)
	project, _ := registry.Kinds.ByCode(kg.KindProject)
	status, _ := project.Field("status")
	n := &totals{
		read: store.ProjectTotals{RecordList: store.RecordList{
			Table: table, AsOf: c.rootAsOf, ListQuery: store.ListQuery{Of: table, Where: c.filter(f, "where", table)},
		}},
		path: slices.Clone(c.path), statuses: status.ValueNames(),
		districts: c.targets([]kg.Code{kg.KindDistrict}), parks: c.targets([]kg.Code{kg.KindPark}), origins: c.targets(registry.Entities()),
	}
	names, _ := c.list(f, "groupBy")
	for _, name := range names {
		by, ok := store.ParseProjectGroupBy(name)
		if !ok { // gqlparser accepts variables in lower case
			c.fail(kg.Errorf(kg.BadArgument, "groupBy: unknown group %q; groups are written in capitals", name))
		}
		if !slices.Contains(n.read.By, by) {
			n.read.By = append(n.read.By, by)
		}
	}
	n.template = c.template(f, func(sub *field) writer { return c.totalField(n, sub) })
	return n
}

// totalField compiles a field of a group, which is written by the index of the group.
func (c *compiler) totalField(n *totals, f *field) writer {
	switch f.Name {
	case "records":
		return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, n.groups[i].records, 10) }
	case "projectCount":
		return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, n.groups[i].projects, 10) }
	case "investmentUnknown":
		return func(dst []byte, i int) []byte { return strconv.AppendInt(dst, n.groups[i].unknown, 10) }
	case "investment":
		sum := c.template(f, func(sub *field) writer { return n.sumField(sub.Name) }).write
		return func(dst []byte, i int) []byte { return writeList(dst, n.sumStarts[i], n.sumStarts[i+1], sum) }
	case "district":
		return n.recordField(c.views(n.districts, f), &n.districtRefs)
	case "park":
		return n.recordField(c.views(n.parks, f), &n.parkRefs)
	case "origin":
		return n.recordField(c.views(n.origins, f), &n.originRefs)
	case "status":
		return n.keyField(store.ByStatus)
	case "sector":
		return n.keyField(store.BySector)
	}
	return n.keyField(store.ByStartYear)
}

func (n *totals) load(l *loader, _ []kg.ID) error {
	query := n.read.Read()
	groups, err := store.Remember(l.snapshot, query, func() ([]total, int, error) {
		groups, err := n.readGroups(l, query)
		return groups, len(groups), err
	})
	if err != nil {
		return n.path.withPath(err)
	}
	n.groups = groups
	for i := range groups {
		n.sumStarts = append(n.sumStarts, len(n.sums))
		n.sums = append(n.sums, groups[i].sums...)
	}
	n.sumStarts = append(n.sumStarts, len(n.sums))
	if n.districtRefs, err = n.loadRecords(l, store.ByDistrict, n.districts); err != nil {
		return err
	}
	if n.parkRefs, err = n.loadRecords(l, store.ByPark, n.parks); err != nil {
		return err
	}
	n.originRefs, err = n.loadRecords(l, store.ByOrigin, n.origins)
	return err
}

// readGroups reads the groups and sorts them. A group has a row for each currency.
func (n *totals) readGroups(l *loader, query store.Query) ([]total, error) {
	var groups []total
	rows, by := 0, len(n.read.By)
	known := map[string]int{} // the indexes of groups by their keys
	err := l.read(query, func(row *store.Row) error {
		if rows++; rows > store.MaxTotals {
			return kg.Errorf(kg.TooLarge, "there are more than %d groups; group by less", store.MaxTotals)
		}
		keys := n.keys(row)
		var name strings.Builder
		for _, key := range keys {
			name.WriteString(strconv.FormatBool(key.isMissing) + strconv.FormatInt(key.number, 10) + strconv.Quote(key.text))
		}
		i, isKnown := known[name.String()]
		if !isKnown {
			i = len(groups)
			known[name.String()] = i
			groups = append(groups, total{keys: keys})
		}
		groups[i].add(row, by)
		return l.buffer.charge(2 * name.Len())
	})
	if err != nil {
		return nil, err
	}
	if by == 0 && len(groups) == 0 {
		groups = []total{{}}
	}
	for i := range groups {
		slices.SortFunc(groups[i].sums, func(a, b sum) int { return strings.Compare(a.currency, b.currency) })
		if groups[i].projects > math.MaxInt32 {
			return nil, kg.Errorf(kg.TooLarge, "a group has more than %d projects, the maximum of Int", math.MaxInt32)
		}
	}
	slices.SortFunc(groups, func(a, b total) int { return slices.CompareFunc(a.keys, b.keys, groupKey.compare) })
	return groups, nil
}

// keys returns the keys of the group of a row, in the order in which groups are sorted.
func (n *totals) keys(row *store.Row) []groupKey {
	keys := make([]groupKey, len(n.read.By))
	for i, by := range n.read.By {
		switch {
		case row.IsNull(i):
			keys[i].isMissing = true
		case by == store.ByStatus:
			keys[i].number = int64(slices.Index(n.statuses, row.Text(i)))
		case by == store.BySector:
			keys[i].text = row.Text(i)
		default:
			keys[i].number = row.Int(i)
		}
	}
	return keys
}

// add adds a row, in which the sums come behind the keys.
func (t *total) add(row *store.Row, keys int) {
	records := row.Int(keys + store.TotalRecords)
	t.records += records
	t.projects += row.Int(keys + store.TotalProjects)
	if row.IsNull(keys + store.TotalCurrency) {
		t.unknown += records
		return
	}
	t.sums = append(t.sums, sum{
		currency: row.Text(keys + store.TotalCurrency), millions: row.Int(keys + store.TotalMillions), rest: row.Int(keys + store.TotalRest),
	})
}

// loadRecords loads the records that the groups are grouped by; none if they are grouped by something else.
func (n *totals) loadRecords(l *loader, by store.ProjectGroupBy, ts *targets) ([]rowRef, error) {
	at := slices.Index(n.read.By, by)
	if at < 0 {
		return nil, nil
	}
	ids := make([]kg.ID, len(n.groups))
	for i := range n.groups {
		ids[i] = kg.ID(n.groups[i].keys[at].number) // 0, which no record has, if it is missing
	}
	return ts.loadSelected(l, ids)
}

func (n *totals) write(dst []byte, _ int) []byte {
	return writeList(dst, 0, len(n.groups), n.template.write)
}

// keyField returns the writer of a key of a group; null if the key is missing or the groups have other keys.
func (n *totals) keyField(by store.ProjectGroupBy) writer {
	at := slices.Index(n.read.By, by)
	return func(dst []byte, i int) []byte {
		switch {
		case at < 0 || n.groups[i].keys[at].isMissing:
			return append(dst, "null"...)
		case by == store.ByStatus:
			return appendString(dst, n.statuses[n.groups[i].keys[at].number])
		case by == store.BySector:
			return appendString(dst, n.groups[i].keys[at].text)
		}
		return strconv.AppendInt(dst, n.groups[i].keys[at].number, 10)
	}
}

// recordField returns the writer of the record that a group is grouped by; null if there are no references.
func (*totals) recordField(views []*view, refs *[]rowRef) writer {
	return func(dst []byte, i int) []byte {
		if *refs == nil {
			return append(dst, "null"...)
		}
		return writeRef(dst, views, (*refs)[i])
	}
}

// sumField returns the writer of a field of a sum, which is written by the index of the sum.
func (n *totals) sumField(name string) writer {
	if name == "currency" {
		return func(dst []byte, i int) []byte { return appendString(dst, n.sums[i].currency) }
	}
	return func(dst []byte, i int) []byte { return append(n.sums[i].appendAmount(append(dst, '"')), '"') }
}

// appendAmount appends the amount of a sum, which may exceed that of any project.
func (s sum) appendAmount(dst []byte) []byte {
	all := new(big.Int).Mul(big.NewInt(s.millions), big.NewInt(1_000_000))
	all.Add(all, big.NewInt(s.rest))
	if all.IsInt64() {
		return kg.Decimal(all.Int64()).Append(dst)
	}
	whole, fraction := all.DivMod(all, big.NewInt(10_000), new(big.Int))
	dst = whole.Append(dst, 10)
	rest := strings.TrimRight("."+strconv.FormatInt(10_000+fraction.Int64(), 10)[1:], "0")
	return append(dst, strings.TrimSuffix(rest, ".")...)
}
