package oracle_test

import (
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/oracle"
)

// stated is a graph of figures and statements that shows every rule once. CITED stands for a citation.
const stated = `
{"statement":{"speaker":"o","summary":"late","about":[{"park":"q"},{"district":"a"}],"citations":[{"source":"r"},{"source":"s","locator":"¶ 10"}]}}
{"figure":{"measure":"m","label":"M","unit":"u","value":"10","type":"TARGET","qualifier":"AT_MOST","period":{"from":"2021","until":"2021-12"},"subjects":[{"district":"b"},{"district":"a"}],"statedBy":"o","citations":[{"source":"r","locator":"p. 3"}]}}
{"figure":{"measure":"m","label":"M","unit":"u","value":"10.50","period":{"from":"2021-01","until":"2021-12-31"},"subjects":[{"district":"a"},{"district":"b"}],"citations":[{"source":"r","locator":"¶ 10"},{"source":"r","locator":"¶ 02"}]}}
{"figure":{"measure":"m","label":"M","unit":"u","value":"9","period":{"from":"2021-01-01","until":"2021","attestedOn":"2021-02-02"},"subjects":[{"district":"a"},{"district":"b"}],"citations":[{"source":"r","locator":"¶ 9"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"u","value":"3","type":"TARGET","subjects":[{"district":"a"}],"citations":[{"source":"r","locator":"¶ 2"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"u","value":"3","type":"TARGET","period":{"until":"1969-12-30"},"subjects":[{"park":"q"}],"citations":[{"source":"r","locator":"¶ 2"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"u","value":"3","period":{"until":"1969-12-30"},"subjects":[{"park":"q"}],"citations":[{"source":"r","locator":"¶ 2"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"v","value":"4","type":"TARGET","period":{"until":"1969-12-30"},"subjects":[{"park":"q"}],"citations":[{"source":"s"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"w","value":"5","type":"TARGET","qualifier":"AT_MOST","period":{"until":"1969"},"subjects":[{"park":"q"}],"citations":[{"source":"s"}]}}
{"figure":{"measure":"Z","label":"Z","unit":"w","value":"5","period":{"until":"1969-12"},"subjects":[{"park":"q"}],"citations":[{"source":"s"}]}}
{"statement":{"speaker":"o","saidOn":"2020-06","summary":"early","topics":["t","o"],"about":[{"district":"a"}],"citations":[{"source":"r","locator":"¶"}]}}
{"link":{"kind":"HOLDS_POST_IN","from":{"official":"o"},"to":{"district":"a"},"period":{"until":"2020"},"citations":[{"source":"r","locator":"¶ 3"}]}}
{"official":{"slug":"o","names":[{"text":"O","language":"en"}],"citations":[{"source":"r","locator":"¶ 9"},{"source":"r","locator":"¶ 1"}]}}
{"source":{"slug":"s","title":"S"}}
{"source":{"slug":"r","title":"R"}}
{"district":{"slug":"a","level":"CITY","names":[{"text":"A","language":"en"}],CITED}}
{"district":{"slug":"b","level":"CITY","names":[{"text":"B","language":"en"}],CITED}}
{"park":{"slug":"q","names":[{"text":"Q","language":"en"}],CITED}}
`

// TestAnswerOfWhatIsStated checks figures, statements, the facts of sources and the overview.
func TestAnswerOfWhatIsStated(t *testing.T) {
	t.Parallel()
	id := func(code kg.Code, n int64) string { return `"` + kg.NewID(code, n).Global() + `"` }
	cases := map[string]struct{ query, want string }{
		"what is not an entity is numbered in line order": {
			`{ statements(last: 1) { nodes { id citations { id } } } figures(first: 1) { nodes { id } } source(slug: "r") { facts(kinds: LINK) { nodes { id } } } }`,
			`{"statements":{"nodes":[{"id":` + id(kg.KindStatement, 12) + `,"citations":[{"id":` + id(kg.KindCitation, 13) + `},{"id":` + id(kg.KindCitation, 14) +
				`}]}]},"figures":{"nodes":[{"id":` + id(kg.KindFigure, 24) + `}]},"source":{"facts":{"nodes":[{"id":` + id(kg.KindLink, 36) + `}]}}}`,
		},
		"figures by measure and period, those of an entity alone too": {
			`{ figures { nodes { measure value period { from until attestedOn } subjects { slug } statedBy { slug } qualifier type wording } } park(slug: "q") { figures { totalCount nodes { type } } } }`,
			`{"figures":{"nodes":[` +
				`{"measure":"Z","value":"3","period":{"from":null,"until":"1969-12-30","attestedOn":null},"subjects":[{"slug":"q"}],"statedBy":null,"qualifier":"EXACT","type":"TARGET","wording":null},` +
				`{"measure":"Z","value":"3","period":{"from":null,"until":"1969-12-30","attestedOn":null},"subjects":[{"slug":"q"}],"statedBy":null,"qualifier":"EXACT","type":"OUTCOME","wording":null},` +
				`{"measure":"Z","value":"4","period":{"from":null,"until":"1969-12-30","attestedOn":null},"subjects":[{"slug":"q"}],"statedBy":null,"qualifier":"EXACT","type":"TARGET","wording":null},` +
				`{"measure":"Z","value":"5","period":{"from":null,"until":"1969","attestedOn":null},"subjects":[{"slug":"q"}],"statedBy":null,"qualifier":"AT_MOST","type":"TARGET","wording":null},` +
				`{"measure":"Z","value":"5","period":{"from":null,"until":"1969-12","attestedOn":null},"subjects":[{"slug":"q"}],"statedBy":null,"qualifier":"EXACT","type":"OUTCOME","wording":null},` +
				`{"measure":"Z","value":"3","period":{"from":null,"until":null,"attestedOn":null},"subjects":[{"slug":"a"}],"statedBy":null,"qualifier":"EXACT","type":"TARGET","wording":null},` +
				`{"measure":"m","value":"10","period":{"from":"2021","until":"2021-12","attestedOn":null},"subjects":[{"slug":"b"},{"slug":"a"}],"statedBy":{"slug":"o"},"qualifier":"AT_MOST","type":"TARGET","wording":null},` +
				`{"measure":"m","value":"10.5","period":{"from":"2021-01","until":"2021-12-31","attestedOn":null},"subjects":[{"slug":"a"},{"slug":"b"}],"statedBy":null,"qualifier":"EXACT","type":"OUTCOME","wording":null},` +
				`{"measure":"m","value":"9","period":{"from":"2021-01-01","until":"2021","attestedOn":"2021-02-02"},"subjects":[{"slug":"a"},{"slug":"b"}],"statedBy":null,"qualifier":"EXACT","type":"OUTCOME","wording":null}` +
				`]},"park":{"figures":{"totalCount":5,"nodes":[{"type":"TARGET"},{"type":"OUTCOME"},{"type":"TARGET"},{"type":"TARGET"},{"type":"OUTCOME"}]}}}`,
		},
		"a target's outcome is the first with the same days; it is pending to the last of them, and for ever without one": {
			`{ figures(asOf: "2021-12-31") { nodes { outcome { value } targetStatus later: targetStatus(on: "2022-01-01") } } today: figures { nodes { targetStatus } } }`,
			`{"figures":{"nodes":[{"outcome":{"value":"3"},"targetStatus":"MET","later":"MET"},{"outcome":null,"targetStatus":null,"later":null},` +
				`{"outcome":null,"targetStatus":"UNKNOWN","later":"UNKNOWN"},{"outcome":{"value":"5"},"targetStatus":"MET","later":"MET"},{"outcome":null,"targetStatus":null,"later":null},` +
				`{"outcome":null,"targetStatus":"PENDING","later":"PENDING"},{"outcome":{"value":"10.5"},"targetStatus":"PENDING","later":"MISSED"},` +
				`{"outcome":null,"targetStatus":null,"later":null},{"outcome":null,"targetStatus":null,"later":null}]},` +
				`"today":{"nodes":[{"targetStatus":"MET"},{"targetStatus":null},{"targetStatus":"UNKNOWN"},{"targetStatus":"MET"},{"targetStatus":null},{"targetStatus":"PENDING"},{"targetStatus":"PENDING"},{"targetStatus":null},{"targetStatus":null}]}}`,
		},
		"statements by day, of whoever they are about or by": {
			`{ official(slug: "o") { said { nodes { summary } } statements { totalCount } } park(slug: "q") { statements { nodes { saidOn topics speaker { slug } about { slug } } } } district(slug: "a") { statements { nodes { saidOn topics } } } }`,
			`{"official":{"said":{"nodes":[{"summary":"early"},{"summary":"late"}]},"statements":{"totalCount":0}},` +
				`"park":{"statements":{"nodes":[{"saidOn":null,"topics":[],"speaker":{"slug":"o"},"about":[{"slug":"q"},{"slug":"a"}]}]}},` +
				`"district":{"statements":{"nodes":[{"saidOn":"2020-06","topics":["t","o"]},{"saidOn":null,"topics":[]}]}}}`,
		},
		"facts each at its first locator, numbers as numbers, none last": {
			`{ source(slug: "r") { facts { nodes { __typename ... on Figure { value } citations { locator } } } } }`,
			`{"source":{"facts":{"nodes":[{"__typename":"Figure","value":"10","citations":[{"locator":"p. 3"}]},` +
				`{"__typename":"Statement","citations":[{"locator":"¶"}]},` +
				`{"__typename":"Official","citations":[{"locator":"¶ 9"},{"locator":"¶ 1"}]},` +
				`{"__typename":"Figure","value":"10.5","citations":[{"locator":"¶ 10"},{"locator":"¶ 02"}]},` +
				`{"__typename":"Figure","value":"3","citations":[{"locator":"¶ 2"}]},{"__typename":"Figure","value":"3","citations":[{"locator":"¶ 2"}]},` +
				`{"__typename":"Figure","value":"3","citations":[{"locator":"¶ 2"}]},` +
				`{"__typename":"Link","citations":[{"locator":"¶ 3"}]},{"__typename":"Figure","value":"9","citations":[{"locator":"¶ 9"}]},` +
				`{"__typename":"Statement","citations":[{"locator":null},{"locator":"¶ 10"}]}]}}}`,
		},
		"facts of some kinds, of none, and of a day on which a link does not hold": {
			`{ source(slug: "r", asOf: "2021-01-01") { facts { totalCount } facts2: facts(kinds: [LINK, STATEMENT]) { totalCount } none: facts(kinds: []) { totalCount } other: facts(kinds: [SOURCE]) { totalCount } } sources(asOf: "2020-12-31") { nodes { facts(kinds: LINK) { totalCount } } } }`,
			`{"source":{"facts":{"totalCount":9},"facts2":{"totalCount":2},"none":{"totalCount":0},"other":{"totalCount":0}},"sources":{"nodes":[{"facts":{"totalCount":1}},{"facts":{"totalCount":0}}]}}`,
		},
		"the overview counts every kind": {
			`{ overview { entities { kind count } links { count } figures statements sources updatedAt } }`,
			`{"overview":{"entities":[{"kind":"OFFICIAL","count":1},{"kind":"DISTRICT","count":2},{"kind":"PARK","count":1},{"kind":"PROJECT","count":0},` +
				`{"kind":"RAIL_LINE","count":0},{"kind":"STATION","count":0},{"kind":"ORGANIZATION","count":0}],"links":[{"count":1},{"count":0},{"count":0},` +
				`{"count":0},{"count":0},{"count":0},{"count":0},{"count":0},{"count":0}],"figures":9,"statements":2,"sources":2,"updatedAt":"1970-01-01T00:00:00Z"}}`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answers(t, oracleOf(t, stated), c.query, c.want)
		})
	}
}

func TestAnswerOfAnEmptyGraph(t *testing.T) {
	t.Parallel()
	o, err := oracle.New(schema(t), kg.NewKinds(), nil, time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	answers(t, o, `{ overview { figures updatedAt } figures { totalCount } }`, `{"overview":{"figures":0,"updatedAt":null},"figures":{"totalCount":0}}`)
}

func TestCompareLocators(t *testing.T) {
	t.Parallel()
	inOrder := [][]string{{"00:14:05"}, {"0:15:00"}, {"1"}, {"p. 3"}, {"p. 10"}, {"¶"}, {"¶ 2", "¶ 02"}, {"¶ 2 b"}, {"¶ 2a"}, {"¶ 10"}, {"¶ 18446744073709551616"}, {"¶ x"}, {""}}
	for i, same := range inOrder {
		for _, a := range same {
			for j, others := range inOrder {
				for _, b := range others {
					if got := oracle.CompareLocators(a, b); (got < 0) != (i < j) || (got > 0) != (i > j) {
						t.Errorf("%q and %q: got %d", a, b, got)
					}
				}
			}
		}
	}
}
