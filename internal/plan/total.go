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
	// districts, parks and origins are the records of the groups.
	districts, parks, origins *targets

	groups                             []total
	districtRefs, parkRefs, originRefs []rowRef
}

// total is one group.
type total struct {
	// keys are what it was grouped by: a number or a key; texts are what is none. Those missing are not known.
	keys  []groupKey
	money []sum
	// records and projects are counted, unknown are the records whose investment is not known.
	records, projects, unknown int64
}

// groupKey is the value of one thing to group by.
type groupKey struct {
	missing bool
	number  int64
	text    string
}

func (k groupKey) compare(other groupKey) int {
	switch {
	case k.missing != other.missing && k.missing:
		return 1
	case k.missing != other.missing:
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
		if !ok { // gqlparser lets variables pass in any case of letters
			c.fail(kg.Errorf(kg.BadArgument, "groupBy: there is no group %q; groups are written in capitals", name))
		}
		if !slices.Contains(n.read.By, by) {
			n.read.By = append(n.read.By, by)
		}
	}
	n.template = c.template(f, func(sub *field, g *gap) {
		switch sub.Name {
		case "district":
			g.views = c.views(n.districts, sub)
		case "park":
			g.views = c.views(n.parks, sub)
		case "origin":
			g.views = c.views(n.origins, sub)
		case "investment":
			g.below = c.template(sub, func(*field, *gap) {})
		}
	})
	return n
}

func (n *totals) load(l *loader, _ []kg.ID) error {
	if err := n.sumUp(l); err != nil {
		return err
	}
	slices.SortFunc(n.groups, func(a, b total) int { return slices.CompareFunc(a.keys, b.keys, groupKey.compare) })
	var err error
	if n.districtRefs, err = n.reach(l, store.ByDistrict, n.districts); err != nil {
		return err
	}
	if n.parkRefs, err = n.reach(l, store.ByPark, n.parks); err != nil {
		return err
	}
	n.originRefs, err = n.reach(l, store.ByOrigin, n.origins)
	return err
}

// sumUp reads the groups, each of which comes in a row a currency.
func (n *totals) sumUp(l *loader) error {
	rows := 0
	places := map[string]int{} // of the groups by their keys
	by := len(n.read.By)
	err := l.read(n.read.Read(), func(row *store.Row) error {
		if rows++; rows > store.MaxTotals {
			return kg.Errorf(kg.TooLarge, "there are more than %d groups; group by less", store.MaxTotals)
		}
		keys := n.keys(row)
		var name strings.Builder
		for _, key := range keys {
			name.WriteString(strconv.FormatBool(key.missing) + strconv.FormatInt(key.number, 10) + strconv.Quote(key.text))
		}
		place, known := places[name.String()]
		if !known {
			place = len(n.groups)
			places[name.String()] = place
			n.groups = append(n.groups, total{keys: keys})
		}
		n.groups[place].add(row, by)
		return nil
	})
	if err != nil {
		return n.path.withPath(err)
	}
	if by == 0 && len(n.groups) == 0 {
		n.groups = []total{{}}
	}
	for i := range n.groups {
		g := &n.groups[i]
		slices.SortFunc(g.money, func(a, b sum) int { return strings.Compare(a.currency, b.currency) })
		if g.projects > math.MaxInt32 {
			return n.path.withPath(kg.Errorf(kg.TooLarge, "a group has more than %d projects, which an Int cannot tell", math.MaxInt32))
		}
	}
	return nil
}

// keys are what the group of a row is known by, in the order in which groups are sorted.
func (n *totals) keys(row *store.Row) []groupKey {
	keys := make([]groupKey, len(n.read.By))
	for i, by := range n.read.By {
		switch {
		case row.IsNull(i):
			keys[i].missing = true
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

// add adds what a row sums up; its sums stand behind so many keys.
func (t *total) add(row *store.Row, by int) {
	records := row.Int(by + store.TotalRecords)
	t.records += records
	t.projects += row.Int(by + store.TotalProjects)
	if row.IsNull(by + store.TotalCurrency) {
		t.unknown += records
		return
	}
	t.money = append(t.money, sum{
		currency: row.Text(by + store.TotalCurrency), millions: row.Int(by + store.TotalMillions), rest: row.Int(by + store.TotalRest),
	})
}

// reach loads the records of the groups, if there are any and something of them is selected.
func (n *totals) reach(l *loader, by store.ProjectGroupBy, ts *targets) ([]rowRef, error) {
	at := slices.Index(n.read.By, by)
	if at < 0 {
		return nil, nil
	}
	ids := make([]kg.ID, len(n.groups))
	for i := range n.groups {
		ids[i] = kg.ID(n.groups[i].keys[at].number) // 0, which is nobody's, where it is missing
	}
	return ts.loadSelected(l, ids)
}

func (n *totals) write(dst []byte, _ int) []byte {
	return writeList(dst, len(n.groups), func(dst []byte, i int) []byte {
		return n.template.write(dst, func(dst []byte, g *gap) []byte { return n.field(dst, g, i) })
	})
}

// field writes a field of a group.
func (n *totals) field(dst []byte, g *gap, i int) []byte {
	t := &n.groups[i]
	switch g.field {
	case "records":
		return strconv.AppendInt(dst, t.records, 10)
	case "projectCount":
		return strconv.AppendInt(dst, t.projects, 10)
	case "investmentUnknown":
		return strconv.AppendInt(dst, t.unknown, 10)
	case "investment":
		return writeList(dst, len(t.money), func(dst []byte, k int) []byte { return t.money[k].write(dst, g.below) })
	case "district":
		return writeOneOf(dst, g.views, n.districtRefs, i)
	case "park":
		return writeOneOf(dst, g.views, n.parkRefs, i)
	case "origin":
		return writeOneOf(dst, g.views, n.originRefs, i)
	}
	by := map[string]store.ProjectGroupBy{"status": store.ByStatus, "sector": store.BySector, "startYear": store.ByStartYear}[g.field]
	at := slices.Index(n.read.By, by)
	switch {
	case at < 0 || t.keys[at].missing:
		return append(dst, "null"...)
	case by == store.ByStatus:
		return appendString(dst, n.statuses[t.keys[at].number])
	case by == store.BySector:
		return appendString(dst, t.keys[at].text)
	}
	return strconv.AppendInt(dst, t.keys[at].number, 10)
}

// writeOneOf writes the record at a place among others; there are none where it was not asked for them.
func writeOneOf(dst []byte, views []*view, places []rowRef, i int) []byte {
	if places == nil {
		return append(dst, "null"...)
	}
	return writeRef(dst, views, places[i])
}

// write writes an amount and its currency.
func (s sum) write(dst []byte, t template) []byte {
	return t.write(dst, func(dst []byte, g *gap) []byte {
		if g.field == "currency" {
			return appendString(dst, s.currency)
		}
		return append(s.appendAmount(append(dst, '"')), '"')
	})
}

// appendAmount appends the sum, which may be larger than any one amount.
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
