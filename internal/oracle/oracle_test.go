package oracle_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	s, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// small is a graph that shows every rule once. CITED stands for a citation.
const small = `
{"link":{"kind":"PART_OF","from":{"district":"b"},"to":{"district":"a"},"period":{"from":"2020"},CITED}}
{"source":{"slug":"s","title":"S"}}
{"district":{"slug":"a","level":"CITY","names":[{"text":"A","language":"en"}],CITED}}
{"district":{"slug":"b","level":"CITY","formerSlugs":["bb"],"names":[{"text":"old","language":"en","type":"FORMER"},{"text":"alias","language":"EN","type":"ALIAS"},{"text":"乙","language":"zh"}],CITED}}
{"district":{"slug":"c","level":"CITY","names":[{"text":"丙","language":"zh"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],CITED}}
{"district":{"slug":"d","level":"CITY","names":[{"text":"D","language":"en"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],CITED}}
{"park":{"slug":"p","names":[{"text":"P","language":"en"}],"areaHectares":"12.50",CITED}}
{"park":{"slug":"q","names":[{"text":"Q","language":"en"}],CITED}}
{"railLine":{"slug":"l","status":"OPERATING","names":[{"text":"L","language":"en"}],CITED}}
{"station":{"slug":"st","names":[{"text":"St","language":"en"}],CITED}}
{"link":{"kind":"PART_OF","from":{"district":"c"},"to":{"district":"b"},"period":{"from":"2021"},CITED}}
{"link":{"kind":"PART_OF","from":{"district":"c"},"to":{"district":"a"},"period":{"from":"2021","until":"2021"},"order":2,CITED}}
{"link":{"kind":"PART_OF","from":{"district":"d"},"to":{"district":"c"},"order":1,CITED}}
{"link":{"kind":"PARTNER_OF","from":{"park":"q"},"to":{"park":"p"},"note":"partner",CITED}}
{"link":{"kind":"BRANCH_OF","from":{"park":"q"},"to":{"park":"p"},"order":1,"note":"branch",CITED}}
{"link":{"kind":"LOCATED_IN","from":{"park":"p"},"to":{"district":"d"},"order":1,"note":"deep",CITED}}
{"link":{"kind":"LOCATED_IN","from":{"park":"p"},"to":{"district":"a"},"note":"direct",CITED}}
{"link":{"kind":"LOCATED_IN","from":{"station":"st"},"to":{"district":"b"},CITED}}
{"link":{"kind":"LOCATED_IN","from":{"station":"st"},"to":{"district":"c"},"period":{"from":"2022"},CITED}}
{"link":{"kind":"SERVES","from":{"railLine":"l"},"to":{"station":"st"},"order":1,"note":"stop",CITED}}
{"link":{"kind":"SERVES","from":{"railLine":"l"},"to":{"district":"b"},"order":7,"note":"straight",CITED}}
`

func smallOracle(t *testing.T) *oracle.Oracle {
	t.Helper()
	return oracleOf(t, small)
}

func oracleOf(t *testing.T, records string) *oracle.Oracle {
	t.Helper()
	var lines []map[string]any
	for text := range strings.SplitSeq(strings.TrimSpace(records), "\n") {
		decoder := json.NewDecoder(strings.NewReader(strings.ReplaceAll(text, "CITED", `"citations":[{"source":"s","locator":"1"}]`)))
		decoder.UseNumber()
		var line map[string]any
		if err := decoder.Decode(&line); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		lines = append(lines, line)
	}
	o, err := oracle.New(schema(t), kg.NewKinds(), lines, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	id := func(code kg.Code, n int64) string { return `"` + kg.NewID(code, n).Global() + `"` }
	cases := map[string]struct{ query, want string }{
		"numbers go to sources, entities, links, each with its citations": {
			`{ source(slug: "s") { id version updatedAt } district(slug: "a") { id citations { id } links(kinds: PART_OF, direction: IN) { nodes { id from { slug } } } } }`,
			`{"source":{"id":` + id(kg.KindSource, 1) + `,"version":1,"updatedAt":"1970-01-01T00:00:00Z"},"district":{"id":` + id(kg.KindDistrict, 2) +
				`,"citations":[{"id":` + id(kg.KindCitation, 3) + `}],"links":{"nodes":[{"id":` + id(kg.KindLink, 22) + `,"from":{"slug":"c"}},{"id":` +
				id(kg.KindLink, 18) + `,"from":{"slug":"b"}}]}}}`,
		},
		"a name: a language's alias before its former name, then any; a former slug resolves": {
			`{ a: district(slug: "bb") { name zh: name(languages: ["fr", "ZH"]) any: name(languages: []) } b: district(slug: "c") { name } }`,
			`{"a":{"name":"alias","zh":"乙","any":"乙"},"b":{"name":"丙"}}`,
		},
		"partners read both ways, each once by its first link; PARTNER_OF begins at the lower id": {
			`{ q: park(slug: "q") { partners { edges { node { slug } link { note } } } } p: park(slug: "p") { areaHectares partners { nodes { slug } totalCount } links(kinds: [PARTNER_OF]) { nodes { from { slug } } } } }`,
			`{"q":{"partners":{"edges":[{"node":{"slug":"p"},"link":{"note":"branch"}}]}},"p":{"areaHectares":"12.5","partners":{"nodes":[{"slug":"q"}],"totalCount":1},"links":{"nodes":[{"from":{"slug":"p"}}]}}}`,
		},
		"deep lists contain each entity once, by its direct link": {
			`{ district(slug: "a") { parks(deep: true) { totalCount edges { link { note } } } children(deep: true) { nodes { slug } } flat: children { nodes { slug } } } }`,
			`{"district":{"parks":{"totalCount":1,"edges":[{"link":{"note":"direct"}}]},"children":{"nodes":[{"slug":"d"},{"slug":"c"},{"slug":"b"}]},"flat":{"nodes":[{"slug":"c"},{"slug":"b"}]}}}`,
		},
		"a line's districts, directly or through stations on the day": {
			`{ railLine(slug: "l", asOf: "2023-01-01") { districts { edges { node { slug } link { note } } } } early: railLine(slug: "l", asOf: "2021-12-31") { districts { nodes { slug } } } district(slug: "c") { railLines { edges { link { note } } } } }`,
			`{"railLine":{"districts":{"edges":[{"node":{"slug":"c"},"link":{"note":"stop"}},{"node":{"slug":"b"},"link":{"note":"straight"}}]}},"early":{"districts":{"nodes":[{"slug":"b"}]}},"district":{"railLines":{"edges":[{"link":{"note":"stop"}}]}}}`,
		},
		"ancestors nearest first; the parent is the first by period": {
			`{ district(slug: "d") { ancestors { slug } } c: district(slug: "c") { parent { slug } later: parent(asOf: "2022-01-01") { slug ancestors { slug } } } }`,
			`{"district":{"ancestors":[{"slug":"c"},{"slug":"a"},{"slug":"b"}]},"c":{"parent":{"slug":"a"},"later":{"slug":"b","ancestors":[{"slug":"a"}]}}}`,
		},
		"pages": {
			`{ districts(last: 1) { nodes { slug } pageInfo { hasNextPage hasPreviousPage } totalCount } zero: districts(first: 0) { nodes { slug } pageInfo { hasNextPage startCursor } } }`,
			`{"districts":{"nodes":[{"slug":"d"}],"pageInfo":{"hasNextPage":false,"hasPreviousPage":true},"totalCount":4},"zero":{"nodes":[],"pageInfo":{"hasNextPage":true,"startCursor":null}}}`,
		},
		"the oldest of two with an identifier": {
			`{ identified(scheme: "wikidata", value: "Q1") { slug __typename identifiers { url } } none: identified(scheme: "wikidata", value: "Q2") { slug } }`,
			`{"identified":{"slug":"c","__typename":"District","identifiers":[{"url":"https://www.wikidata.org/wiki/Q1"}]},"none":null}`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers(t, smallOracle(t), c.query, c.want)
		})
	}
}

func answers(t *testing.T, o *oracle.Oracle, query, want string) {
	t.Helper()
	data, errs := o.Answer(query, "", nil)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	if err := o.Compare([]byte(`{"data":`+want+`}`), data, nil); err != nil {
		t.Error(err)
	}
}

func TestAnswerTellsMistakes(t *testing.T) {
	t.Parallel()
	o := smallOracle(t)
	query := `query($deep: Boolean, $after: String) {
		node(id: "nonsense") { id }
		park(slug: "p") { x: links(first: 101) { totalCount } ... on Entity { ... on District { children(first: -1) { totalCount } } } }
		district(slug: "a") { children(deep: $deep) { totalCount } parks(after: "nonsense") { totalCount } }
		other: district(slug: "b") { links(after: $after) { totalCount } }
	}`
	page, _ := o.Answer(`{ district(slug: "a") { links(first: 1) { pageInfo { endCursor } } } }`, "", nil)
	if err := o.Compare([]byte(`{"data":{"district":{"links":{"pageInfo":{"endCursor":"c1"}}}}}`), page, nil); err != nil {
		t.Fatal(err)
	}
	data, errs := o.Answer(query, "", map[string]any{"deep": nil, "after": "c1"})
	body := `{"data":{"node":null,"park":null,"district":null,"other":null},"errors":[
		{"message":"m","path":["node"],"extensions":{"code":"BAD_ID"}},
		{"message":"m","path":["park","x"],"extensions":{"code":"BAD_PAGE"}},
		{"message":"m","path":["district","children"],"extensions":{"code":"BAD_ARGUMENT"}},
		{"message":"m","path":["district","parks"],"extensions":{"code":"BAD_CURSOR"}},
		{"message":"m","path":["other","links"],"extensions":{"code":"BAD_CURSOR"}}]}`
	if err := o.Compare([]byte(body), data, errs); err != nil {
		t.Error(err)
	}
	if data, _ := o.Answer(`{ node(id: "nonsense") { id } districts(first: -1) { totalCount } }`, "", nil); data != nil {
		t.Errorf("a root field that may not be null leaves %v", data)
	}
}

// TestHolds checks the description of periods in the product.
func TestHolds(t *testing.T) {
	t.Parallel()
	cases := []struct {
		period kg.Period
		day    string
		want   string
	}{
		{kg.Period{From: "2022-12"}, "2022-11-30", "NO"},
		{kg.Period{From: "2022-12"}, "2022-12-05", "UNKNOWN"},
		{kg.Period{From: "2022-12"}, "2022-12-31", "YES"},
		{kg.Period{From: "2022-12"}, "2023-01-01", "YES"},
		{kg.Period{AttestedOn: "2023-01-11"}, "2023-01-11", "YES"},
		{kg.Period{AttestedOn: "2023-01-11"}, "2023-01-10", "UNKNOWN"},
		{kg.Period{AttestedOn: "2023-01-11"}, "2023-01-12", "UNKNOWN"},
		{kg.Period{}, "2023-01-11", "UNKNOWN"},
		{kg.Period{From: "2022-12", AttestedOn: "2022-12-10"}, "2022-12-09", "UNKNOWN"},
		{kg.Period{From: "2022-12", AttestedOn: "2022-12-10"}, "2022-12-10", "YES"},
		{kg.Period{From: "2022-12", AttestedOn: "2022-12-10"}, "2022-12-11", "YES"},
		{kg.Period{Until: "2022"}, "2021-06-01", "UNKNOWN"},
		{kg.Period{Until: "2022"}, "2023-01-01", "NO"},
		{kg.Period{Until: "2022", AttestedOn: "2022-03-01"}, "2022-03-01", "YES"},
		{kg.Period{Until: "2022", AttestedOn: "2022-03-01"}, "2022-03-02", "UNKNOWN"},
		{kg.Period{Until: "2022", AttestedOn: "2021-03-01"}, "2022-01-01", "YES"},
		{kg.Period{Until: "2022", AttestedOn: "2021-03-01"}, "2022-01-02", "UNKNOWN"},
		{kg.Period{From: "2022", Until: "2022"}, "2022-12-31", "UNKNOWN"},
		{kg.Period{From: "2024-02", Until: "2024-02"}, "2024-02-29", "UNKNOWN"},
		{kg.Period{From: "2024-02", Until: "2024-02"}, "2024-03-01", "NO"},
		{kg.Period{From: "2022-12-30", Until: "2022-12-30"}, "2022-12-30", "YES"},
	}
	for _, c := range cases {
		if got := oracle.Holds(c.period, c.day); got != c.want {
			t.Errorf("%+v on %s: want %s, got %s", c.period, c.day, c.want, got)
		}
	}
}
