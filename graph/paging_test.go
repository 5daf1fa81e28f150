package graph_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// pagedList is a list with some of its arguments.
type pagedList struct {
	// query has a verb %s for the arguments.
	query          string
	wheres, orders []string
	links          []string
}

func pagedLists() []pagedList {
	const page = `{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } } }`
	const linked = `{ totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } link { id } } }`
	projects := []string{
		``, `{}`, `{status: {in: [OPERATING, PLANNED, UNKNOWN]}}`, `{not: {startedOn: {isNull: false}}}`, `{investment: {gt: "100"}}`,
		`{or: [{projectCount: {gt: 1}}, {districts: {some: {slug: {startsWith: "d"}}}}]}`, `{districts: {none: {level: {eq: CITY}}}}`,
		`{startedOn: {gte: "2019"}, not: {sectors: {some: {}}}}`, `{name: {contains: "1"}}`,
	}
	orders := []string{"NAME", "SLUG", "STATUS", "PROJECT_COUNT", "INVESTMENT", "STARTED_ON", "COMPLETED_ON", "UPDATED_AT"}
	links := []string{``, `{}`, `{period: {attestedOn: {isNull: false}}}`, `{order: {isNull: true}}`}
	return []pagedList{
		{query: `{ list: projects(%s) ` + page + ` }`, wheres: projects, orders: orders},
		{query: `{ district(slug: "hub") { list: projects(%s) ` + linked + ` } }`, wheres: projects, orders: orders, links: links},
		{query: `{ district(slug: "top") { list: projects(deep: true, %s) ` + linked + ` } }`, wheres: projects, orders: orders, links: links},
		{
			query: `{ official(slug: "mayor") { list: posts(%s) ` + linked + ` } }`, links: links,
			wheres: []string{``, `{kind: {eq: DISTRICT}}`, `{or: [{organization: {type: {ne: OTHER}}}, {district: {}}]}`, `{slug: {ne: "hub"}}`},
			orders: []string{"NAME", "SLUG", "UPDATED_AT"},
		},
		{
			query:  `{ district(slug: "hub") { list: figures(%s) ` + page + ` } }`,
			wheres: []string{``, `{type: {eq: OUTCOME}}`, `{value: {lt: "50"}}`, `{period: {from: {isNull: true}}}`},
			orders: []string{"MEASURE", "VALUE", "PERIOD"},
		},
	}
}

// TestPagingVisitsEachOnce pages through lists with random filters, orders and page sizes, forwards and backwards: each
// row appears once and in the same order, also while rows are added.
func TestPagingVisitsEachOnce(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	p := &pager{random: random, t: t}
	p.server = newTestServer(t, nil)
	p.insert(60)
	for range 60 {
		lists := pagedLists()
		p.list = lists[random.IntN(len(lists))]
		p.arguments = p.choose()
		forwards := p.walk("first", "after", nil)
		if backwards := p.walk("last", "before", nil); !slices.Equal(forwards, backwards) {
			t.Fatalf("%s(%s) goes forwards\n%v\nand backwards\n%v", p.list.query, p.arguments, forwards, backwards)
		}
		size, cursor := "first", "after"
		if random.IntN(2) == 0 {
			size, cursor = "last", "before"
		}
		added := 0
		while := p.walk(size, cursor, func() {
			if added++; added <= 3 {
				p.insert(1)
			}
		})
		if stayed := slices.DeleteFunc(while, func(row string) bool { return !slices.Contains(forwards, row) }); !slices.Equal(forwards, stayed) {
			t.Fatalf("%s(%s) has\n%v\nand while rows are added\n%v", p.list.query, p.arguments, forwards, stayed)
		}
	}
}

// pager pages through one list of a graph that can grow.
type pager struct {
	t         *testing.T
	server    *testServer
	random    *rand.Rand
	list      pagedList
	arguments string
	inserted  int
}

func (p *pager) choose() string {
	pick := func(name string, from []string) []string {
		if len(from) == 0 {
			return nil
		}
		if value := from[p.random.IntN(len(from))]; value != "" {
			return []string{name + ": " + value}
		}
		return nil
	}
	arguments := append(pick("where", p.list.wheres), pick("link", p.list.links)...)
	var keys []string
	for range p.random.IntN(4) {
		keys = append(keys, fmt.Sprintf("{field: %s, direction: %s}", p.list.orders[p.random.IntN(len(p.list.orders))], []string{"ASC", "DESC"}[p.random.IntN(2)]))
	}
	return strings.Join(append(arguments, "orderBy: ["+strings.Join(keys, ", ")+"]"), ", ")
}

// walk visits all pages and returns the rows in the order of the list.
func (p *pager) walk(size, cursor string, between func()) []string {
	p.t.Helper()
	var rows []string
	more, at, total := true, "", 0
	for more {
		arguments := fmt.Sprintf("%s, %s: %d", p.arguments, size, 1+p.random.IntN(25))
		if at != "" {
			arguments += fmt.Sprintf(", %s: %q", cursor, at)
		}
		page := p.page(arguments)
		some := make([]string, len(page.Edges))
		for i, edge := range page.Edges {
			some[i] = edge.Node.ID + " " + edge.Link.ID
		}
		total = page.TotalCount
		if size == "first" {
			rows, more, at = append(rows, some...), page.PageInfo.HasNextPage, page.PageInfo.EndCursor
		} else {
			rows, more, at = slices.Concat(some, rows), page.PageInfo.HasPreviousPage, page.PageInfo.StartCursor
		}
		if between != nil {
			between()
		}
	}
	if sorted := slices.Sorted(slices.Values(rows)); len(slices.Compact(sorted)) != len(rows) {
		p.t.Fatalf("%s(%s) repeats a row: %v", p.list.query, p.arguments, rows)
	}
	if between == nil && total != len(rows) {
		p.t.Fatalf("%s(%s) counts %d and has %d", p.list.query, p.arguments, total, len(rows))
	}
	return rows
}

type pageOf struct {
	TotalCount int
	PageInfo   struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       string
	}
	Edges []struct {
		Node, Link struct{ ID string }
	}
}

func (p *pager) page(arguments string) pageOf {
	p.t.Helper()
	var data map[string]json.RawMessage
	p.server.read(p.t, fmt.Sprintf(p.list.query, arguments), nil, &data)
	for {
		list, ok := data["list"]
		if ok {
			var page pageOf
			if err := json.Unmarshal(list, &page); err != nil {
				p.t.Fatal(err)
			}
			return page
		}
		for _, below := range data {
			data = nil
			if err := json.Unmarshal(below, &data); err != nil {
				p.t.Fatal(err)
			}
		}
	}
}

// insert adds projects with their links, posts and figures, whose values repeat and are often missing.
func (p *pager) insert(n int) {
	p.t.Helper()
	var lines bytes.Buffer
	if p.inserted == 0 {
		lines.WriteString(`{"source":{"slug":"s","title":"A report"}}
{"official":{"slug":"mayor","names":[{"text":"Mayor","language":"en"}],"citations":[{"source":"s"}]}}
{"district":{"slug":"top","names":[{"text":"Top","language":"en"}],"level":"REGION","citations":[{"source":"s"}]}}
{"district":{"slug":"hub","names":[{"text":"Hub","language":"en"}],"level":"CITY","citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"hub"},"to":{"district":"top"},"citations":[{"source":"s"}]}}
`)
	}
	some := func(text string) string {
		if p.random.IntN(3) == 0 {
			return ""
		}
		return "," + text
	}
	for range n {
		i := p.inserted
		p.inserted++
		slug := fmt.Sprintf("%s%d", string(rune('a'+p.random.IntN(26))), i)
		fmt.Fprintf(&lines, `{"project":{"slug":%q,"names":[{"text":"%s %d","language":"en"}],"status":%q%s%s%s,"citations":[{"source":"s"}]}}`+"\n",
			slug, []string{"École", "ecole", "Zoo", "港"}[p.random.IntN(4)], p.random.IntN(5), []string{"PLANNED", "OPERATING", "CANCELLED"}[p.random.IntN(3)],
			some(fmt.Sprintf(`"investment":{"amount":"%d","currency":"CNY"}`, 50*p.random.IntN(5))),
			some(fmt.Sprintf(`"startedOn":%q`, []string{"2018", "2019-02", "2019-02-03", "2020"}[p.random.IntN(4)])),
			some(fmt.Sprintf(`"projectCount":%d,"sectors":["a"]`, 1+p.random.IntN(3))))
		fmt.Fprintf(&lines, `{"link":{"kind":"LOCATED_IN","from":{"project":%q},"to":{"district":%q}%s%s,"citations":[{"source":"s"}]}}`+"\n",
			slug, []string{"hub", "hub", "top"}[p.random.IntN(3)], some(`"period":{"attestedOn":"2023-01-11"}`), some(fmt.Sprintf(`"order":%d`, 1+p.random.IntN(3))))
		place := fmt.Sprintf(`{"district":{"slug":%q,"names":[{"text":"D","language":"en"}],"level":"ZONE","citations":[{"source":"s"}]}}`, "d"+slug)
		of := "district"
		if p.random.IntN(2) == 0 {
			of, place = "organization", fmt.Sprintf(`{"organization":{"slug":%q,"names":[{"text":"D","language":"en"}],"type":"OTHER","citations":[{"source":"s"}]}}`, "d"+slug)
		}
		fmt.Fprintf(&lines, `%s`+"\n"+`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"mayor"},"to":{%q:%q},"role":"r"%s,"citations":[{"source":"s"}]}}`+"\n",
			place, of, "d"+slug, some(`"order":2`))
		fmt.Fprintf(&lines, `{"figure":{"measure":%q,"label":"L","value":"%d","unit":"u%d"%s,"subjects":[{"district":"hub"}],"citations":[{"source":"s"}]}}`+"\n",
			[]string{"m", "n"}[p.random.IntN(2)], p.random.IntN(100), i, some(`"period":{"from":"2022"}`))
	}
	if _, err := ingest.Import(p.t.Context(), p.server.store, ingest.Options{}, ingest.JSONLines("", &lines)); err != nil {
		p.t.Fatal(err)
	}
}
