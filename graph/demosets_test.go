package graph_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"civicgraph/graph"
	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
)

// newSetsServer has all sets of demo data.
func newSetsServer(t *testing.T) *testServer {
	t.Helper()
	s := openStore(t)
	for _, set := range demo.Sets() {
		records, err := set.Records()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ingest.Import(t.Context(), s, ingest.Options{}, ingest.JSONLines(set.Name, records)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	return &testServer{Handler: graph.NewHandler(s, quiet()), store: s}
}

// demoAnswers are questions about the sets of demo data with their answers.
func demoAnswers() []realAnswer {
	return []realAnswer{
		{
			"the cities of Hebei",
			`{ district(slug: "hebei") { children(orderBy: [{ field: NAME }]) { totalCount nodes { name level } } deep: children(deep: true) { totalCount } } }`,
			`{"district":{"children":{"totalCount":11,"nodes":[{"name":"Baoding","level":"CITY"},{"name":"Cangzhou","level":"CITY"},{"name":"Chengde","level":"CITY"},` +
				`{"name":"Handan","level":"CITY"},{"name":"Hengshui","level":"CITY"},{"name":"Langfang","level":"CITY"},{"name":"Qinhuangdao","level":"CITY"},` +
				`{"name":"Shijiazhuang","level":"CITY"},{"name":"Tangshan","level":"CITY"},{"name":"Xingtai","level":"CITY"},{"name":"Zhangjiakou","level":"CITY"}]},` +
				`"deep":{"totalCount":201}}}`,
		},
		{
			"what Baodi is part of, and who says so",
			`{ district(slug: "baodi") { ancestors { name } links(kinds: [PART_OF], direction: OUT) { totalCount nodes { to { name } citations { source { slug } } } } } }`,
			`{"district":{"ancestors":[{"name":"Tianjin"},{"name":"Beijing-Tianjin-Hebei"}],"links":{"totalCount":1,"nodes":[{"to":{"name":"Tianjin"},` +
				`"citations":[{"source":{"slug":"tianjin-work-report-2023"}},{"source":{"slug":"tianjin-work-report-2023"}},{"source":{"slug":"src-nbs-2023-divisions"}}]}]}}}`,
		},
		{
			"the districts of Tianjin and Beijing, without a level between",
			`{ tianjin: district(slug: "tianjin") { children { totalCount } } beijing: district(slug: "beijing") { children { totalCount } } }`,
			`{"tianjin":{"children":{"totalCount":16}},"beijing":{"children":{"totalCount":16}}}`,
		},
		{
			"who has the code of Baodi",
			`{ identified(scheme: "gbt2260", value: "120115") { slug } search(query: "gbt2260:120115") { totalCount nodes { slug } } }`,
			`{"identified":{"slug":"baodi"},"search":{"totalCount":1,"nodes":[{"slug":"baodi"}]}}`,
		},
		{
			"Baodi keeps its names and gains some",
			`{ district(slug: "baodi") { name zh: name(languages: ["zh"]) names { text type } } }`,
			`{"district":{"name":"Baodi","zh":"宝坻","names":[{"text":"Baodi","type":"LABEL"},{"text":"宝坻","type":"LABEL"},{"text":"宝坻区","type":"ALIAS"},{"text":"bao di","type":"LABEL"}]}}`,
		},
		{
			"a plant on the map",
			`{ project(slug: "gppd-1070607") { name location { lat lon } completedOn sectors districts { edges { node { name } link { note } } } ` +
				`origins { edges { node { name } link { role } } } figures { nodes { measure value unit } } } }`,
			`{"project":{"name":"Tianjin Beijiang power station","location":{"lat":39.2193209,"lon":117.929264},"completedOn":"2012","sectors":["coal"],` +
				`"districts":{"edges":[{"node":{"name":"Tianjin"},"link":{"note":null}}]},` +
				`"origins":{"edges":[{"node":{"name":"SDIC Huajing Power Holdings Co Ltd"},"link":{"role":"owner"}}]},"figures":{"nodes":[{"measure":"capacity","value":"3000","unit":"MW"}]}}}`,
		},
		{
			"power plants",
			`{ projects(where: { identifier: { scheme: "gppd" } }) { totalCount }
				hebei: district(slug: "hebei") { projects { totalCount } deep: projects(deep: true) { totalCount } } }`,
			`{"projects":{"totalCount":110},"hebei":{"projects":{"totalCount":73},"deep":{"totalCount":85}}}`,
		},
		{
			"a plant whose name says another place than its coordinates",
			`{ elsewhere: project(slug: "gppd-1071370") { name } contradicted: project(slug: "gppd-1071067") { name } further: project(slug: "gppd-1072031") { name } }`,
			`{"elsewhere":null,"contradicted":null,"further":null}`,
		},
		{
			"the park that the first source calls a hub",
			`{ park(slug: "zhongguancun") { summary names { text } districts { edges { node { name } link { note } } } } }`,
			`{"park":{"summary":"High-tech hub of Beijing, from which companies and projects move to Tianjin.","names":[{"text":"Zhongguancun"},` +
				`{"text":"中关村"},{"text":"中关村科技园区"},{"text":"中关村科技园"}],"districts":{"edges":[{"node":{"name":"Beijing"},"link":{"note":null}},` +
				`{"node":{"name":"Haidian"},"link":{"note":"The list's 中关村科技园区 is taken to be the hub Zhongguancun."}}]}}}`,
		},
		{
			"a park placed by its name",
			`{ search(query: "唐山曹妃甸经开区", first: 1) { nodes { ... on Park { districts { edges { node { slug ancestors { slug } } link { note } } } } } } }`,
			`{"search":{"nodes":[{"districts":{"edges":[{"node":{"slug":"cn-130209","ancestors":[{"slug":"tangshan"},{"slug":"hebei"},{"slug":"beijing-tianjin-hebei"}]},"link":{"note":"Placed by its name."}}]}}]}}`,
		},
		{
			"presidents",
			`{ a: organization(slug: "us-executive", asOf: "1841-04-03") { officials(link: { role: { eq: "President" } }) { nodes { name } } }
				b: organization(slug: "us-executive", asOf: "1841-04-04") { officials(link: { role: { eq: "President" } }) { nodes { name } } } }`,
			`{"a":{"officials":{"nodes":[{"name":"William Henry Harrison"}]}},"b":{"officials":{"nodes":[{"name":"John Tyler"}]}}}`,
		},
		{
			"a Senator",
			`{ official(slug: "us-p-s000033") { before: districts(asOf: "2007-01-03") { totalCount } after: districts(asOf: "2007-01-04") { edges { link { role holds(on: "2007-01-04") } node { slug } } } } }`,
			`{"official":{"before":{"totalCount":0},"after":{"edges":[{"link":{"role":"Senator","holds":"YES"},"node":{"slug":"us-vt"}}]}}}`,
		},
		{
			"how much there is",
			`{ overview { entities { kind count } links { kind count } figures statements sources } }`,
			`{"overview":{"entities":[{"kind":"OFFICIAL","count":620},{"kind":"DISTRICT","count":741},{"kind":"PARK","count":23},{"kind":"PROJECT","count":112},` +
				`{"kind":"RAIL_LINE","count":3},{"kind":"STATION","count":0},{"kind":"ORGANIZATION","count":278}],"links":[{"kind":"HOLDS_POST_IN","count":9725},` +
				`{"kind":"PART_OF","count":964},{"kind":"LOCATED_IN","count":139},{"kind":"HOSTS","count":0},{"kind":"BRANCH_OF","count":0},{"kind":"PARTNER_OF","count":2},` +
				`{"kind":"ORIGINATES_FROM","count":60},{"kind":"LEADS","count":0},{"kind":"SERVES","count":7}],"figures":118,"statements":13,"sources":69}}`,
		},
	}
}

// TestDemoSets asks what is known of the sets of demo data, and every question that they suggest.
func TestDemoSets(t *testing.T) {
	t.Parallel()
	s := newSetsServer(t)
	for _, c := range demoAnswers() {
		t.Run(c.question, func(t *testing.T) {
			t.Parallel()
			if got := string(s.answer(t, c.query, nil).Data); got != c.want {
				t.Errorf("%s is answered\n%s\nwant\n%s", c.query, got, c.want)
			}
		})
	}
	for _, set := range demo.Sets() {
		for _, q := range set.Questions {
			t.Run(set.Name+": "+q.Text, func(t *testing.T) {
				t.Parallel()
				var roots map[string]json.RawMessage
				r := s.read(t, q.Query, nil, &roots)
				for name, root := range roots {
					if string(root) == "null" {
						t.Errorf("%s is null", name)
					}
				}
				if !bytes.Contains(r.Data, []byte(`"name":"`)) || strings.Contains(string(r.Data), `"nodes":[]`) {
					t.Errorf("the answer is empty: %s", r.Data)
				}
			})
		}
	}
}
