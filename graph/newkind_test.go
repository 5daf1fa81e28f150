//go:build !race

package graph_test

import (
	"encoding/json"
	"fmt"
	"testing"
)

// TestNewField adds a string with filter and order to a kind.
func TestNewField(t *testing.T) {
	t.Parallel()
	s := newScratch(t)
	s.insert("internal/kg/park.go", `Description: "Area in hectares."},
`, `			{Name: "operator", Type: TypeString, Sorted: true, Description: "Company that runs the park."},
`)
	s.migrate()
	s.isAtMost(4, 12)
	s.build(`{"source":{"slug":"s","title":"A report"}}
{"park":{"slug":"a","names":[{"text":"A","language":"en"}],"operator":"Zhong","citations":[{"source":"s"}]}}
{"park":{"slug":"b","names":[{"text":"B","language":"en"}],"operator":"Électric","citations":[{"source":"s"}]}}
{"park":{"slug":"c","names":[{"text":"C","language":"en"}],"citations":[{"source":"s"}]}}
{"park":{"slug":"d","names":[{"text":"D","language":"en"}],"operator":"élan","citations":[{"source":"s"}]}}
`)
	s.refuses(`{"park":{"slug":"e","operator":3,"citations":[{"source":"s"}]}}`, "must be a string")
	ask := s.serve()
	answers(t, ask, map[string]string{
		`{ park(slug: "b") { operator } }`:                                          `{"park":{"operator":"Électric"}}`,
		`{ park(slug: "c") { operator } }`:                                          `{"park":{"operator":null}}`,
		`{ parks(where: {operator: {startsWith: "ZH"}}) { nodes { slug } } }`:       `{"parks":{"nodes":[{"slug":"a"}]}}`,
		`{ parkTotals(groupBy: [OPERATOR], limit: 2) { operator records } }`:        `{"parkTotals":[{"operator":"Zhong","records":1},{"operator":"Électric","records":1}]}`,
		`{ parks(where: {operator: {isNull: true}}) { nodes { slug } } }`:           `{"parks":{"nodes":[{"slug":"c"}]}}`,
		`{ parks(where: {operator: {in: ["Zhong", "élan"]}}) { totalCount } }`:      `{"parks":{"totalCount":2}}`,
		`{ parks(orderBy: {field: OPERATOR}) { nodes { slug } } }`:                  `{"parks":{"nodes":[{"slug":"d"},{"slug":"b"},{"slug":"a"},{"slug":"c"}]}}`,
		`{ parks(orderBy: {field: OPERATOR, direction: DESC}) { nodes { slug } } }`: `{"parks":{"nodes":[{"slug":"a"},{"slug":"b"},{"slug":"d"},{"slug":"c"}]}}`,
		`{ __type(name: "ParkFilter") { inputFields { name } } }`:                   `{"__type":{"inputFields":[{"name":"and"},{"name":"or"},{"name":"not"},{"name":"slug"},{"name":"name"},{"name":"identifier"},{"name":"summary"},{"name":"foundedOn"},{"name":"areaHectares"},{"name":"operator"},{"name":"districts"},{"name":"projects"},{"name":"originatedProjects"},{"name":"partners"},{"name":"branches"},{"name":"figures"},{"name":"statements"}]}}`,
	})
	var page struct {
		Data struct {
			Parks struct {
				PageInfo struct{ EndCursor string }
			}
		}
	}
	if err := json.Unmarshal([]byte(ask(`{ parks(orderBy: {field: OPERATOR}, first: 2) { pageInfo { endCursor } } }`)), &page); err != nil {
		t.Fatal(err)
	}
	next := fmt.Sprintf(`{ parks(orderBy: {field: OPERATOR}, first: 2, after: %q) { nodes { slug } } }`, page.Data.Parks.PageInfo.EndCursor)
	answers(t, ask, map[string]string{next: `{"parks":{"nodes":[{"slug":"a"},{"slug":"c"}]}}`})
}

// TestNewLinkKind adds a kind of link with a relation from either end.
func TestNewLinkKind(t *testing.T) {
	t.Parallel()
	s := newScratch(t)
	const table = "internal/kg/relations.go"
	s.insert(table, `	Serves         LinkKind = 9
`, `	Supervises     LinkKind = 10
`)
	s.insert(table, `		Ends: []Ends{between(KindRailLine, KindStation, KindDistrict)}, FansOut: true,
	},
`, `	{Kind: Supervises, Name: "SUPERVISES", Description: "An organization supervises a project.", Ends: []Ends{between(KindOrganization, KindProject)}, FansOut: true},
`)
	s.insert(table, `in(Leads, KindOfficial)),
`, `	edges(KindProject, "supervisors", "Organizations that supervise the project.", in(Supervises, KindOrganization)),
`)
	s.insert(table, `subsidiaries.", in(PartOf, KindOrganization)),
`, `	edges(KindOrganization, "supervisedProjects", "Projects that the organization supervises.", out(Supervises, KindProject)),
`)
	s.isAtMost(2, 6)
	s.build(`{"source":{"slug":"s","title":"A report"}}
{"project":{"slug":"p","names":[{"text":"P","language":"en"}],"status":"PLANNED","projectCount":1,"citations":[{"source":"s"}]}}
{"project":{"slug":"q","names":[{"text":"Q","language":"en"}],"status":"PLANNED","projectCount":1,"citations":[{"source":"s"}]}}
{"organization":{"slug":"o","names":[{"text":"O","language":"en"}],"type":"GOVERNMENT","citations":[{"source":"s"}]}}
{"link":{"kind":"SUPERVISES","from":{"organization":"o"},"to":{"project":"p"},"period":{"from":"2020","until":"2021"},"citations":[{"source":"s"}]}}
{"link":{"kind":"SUPERVISES","from":{"organization":"o"},"to":{"project":"q"},"role":"owner","citations":[{"source":"s"}]}}
`)
	s.refuses(`{"link":{"kind":"SUPERVISES","from":{"project":"p"},"to":{"organization":"o"},"citations":[{"source":"s"}]}}`, "not from project to organization")
	ask := s.serve()
	answers(t, ask, map[string]string{
		`{ organization(slug: "o") { supervisedProjects(orderBy: {field: SLUG}) { edges { link { kind role } node { slug } } } } }`: `{"organization":{"supervisedProjects":{"edges":[` +
			`{"link":{"kind":"SUPERVISES","role":null},"node":{"slug":"p"}},{"link":{"kind":"SUPERVISES","role":"owner"},"node":{"slug":"q"}}]}}}`,
		`{ organization(slug: "o", asOf: "2023-01-01") { supervisedProjects { nodes { slug } } } }`:                     `{"organization":{"supervisedProjects":{"nodes":[{"slug":"q"}]}}}`,
		`{ project(slug: "p") { supervisors { nodes { slug } } } }`:                                                     `{"project":{"supervisors":{"nodes":[{"slug":"o"}]}}}`,
		`{ projects(where: {supervisors: {some: {slug: {eq: "o"}}, link: {role: {eq: "owner"}}}}) { nodes { slug } } }`: `{"projects":{"nodes":[{"slug":"q"}]}}`,
		`{ organizations(where: {supervisedProjects: {none: {slug: {eq: "p"}}}}) { totalCount } }`:                      `{"organizations":{"totalCount":0}}`,
		`{ organization(slug: "o") { links(kinds: [SUPERVISES], direction: OUT) { totalCount } } }`:                     `{"organization":{"links":{"totalCount":2}}}`,
		`{ overview { links { kind count } } }`: `{"overview":{"links":[{"kind":"HOLDS_POST_IN","count":0},{"kind":"PART_OF","count":0},{"kind":"LOCATED_IN","count":0},{"kind":"HOSTS","count":0},` +
			`{"kind":"BRANCH_OF","count":0},{"kind":"PARTNER_OF","count":0},{"kind":"ORIGINATES_FROM","count":0},{"kind":"LEADS","count":0},{"kind":"SERVES","count":0},{"kind":"SUPERVISES","count":2}]}}`,
	})
	path := fmt.Sprintf(`{ paths(from: %q, to: %q, kinds: [SUPERVISES]) { length steps { link { kind } reversed } } }`,
		idOf(t, ask, `project(slug: "p")`), idOf(t, ask, `project(slug: "q")`))
	answers(t, ask, map[string]string{
		`{ projectTotals(groupBy: SUPERVISOR) { supervisor { slug } records } }`: `{"projectTotals":[{"supervisor":{"slug":"o"},"records":2}]}`,
		path: `{"paths":[{"length":2,"steps":[{"link":{"kind":"SUPERVISES"},"reversed":true},{"link":{"kind":"SUPERVISES"},"reversed":false}]}]}`,
	})
}

// TestNewKind adds a kind of entity with a field, and a relation that leads to it.
func TestNewKind(t *testing.T) {
	t.Parallel()
	s := newScratch(t)
	s.create("internal/kg/bridge.go", `package kg

func bridgeKind() Kind {
	return Kind{
		Code: KindBridge, Name: "bridge", Plural: "bridges", Description: "A bridge over water, a valley or a road.",
		Fields: []Field{{Name: "spanMetres", Type: TypeInt, Max: 100_000, Sorted: true, Description: "Longest span in metres."}},
	}
}
`)
	s.insert("internal/kg/kind.go", `	KindOrganization Code = 7
`, `	KindBridge       Code = 8
`)
	s.insert("internal/kg/kind.go", `stationKind(), organizationKind(),
`, `		bridgeKind(),
`)
	s.insert("internal/kg/relations.go", `			between(KindOrganization, KindDistrict),
`, `			between(KindBridge, KindDistrict),
`)
	s.insert("internal/kg/relations.go", `in(LocatedIn, KindProject)),
`, `	deep(KindDistrict, "bridges", "Bridges in the district.", in(LocatedIn, KindBridge)),
	edges(KindBridge, "districts", "Districts in which the bridge is.", out(LocatedIn, KindDistrict)),
`)
	s.migrate()
	s.isAtMost(5, 48)
	s.build(`{"source":{"slug":"s","title":"A report"}}
{"district":{"slug":"city","names":[{"text":"City","language":"en"}],"level":"CITY","citations":[{"source":"s"}]}}
{"district":{"slug":"town","names":[{"text":"Town","language":"en"}],"level":"TOWNSHIP","citations":[{"source":"s"}]}}
{"bridge":{"slug":"long","formerSlugs":["old"],"names":[{"text":"Long Bridge","language":"en"}],"identifiers":[{"scheme":"wikidata","value":"Q1"}],"summary":"S.","location":{"lat":39.5,"lon":117},"spanMetres":1200,"citations":[{"source":"s","locator":"p. 3"}]}}
{"bridge":{"slug":"short","names":[{"text":"Short Bridge","language":"en"}],"citations":[{"source":"s"}]}}
{"link":{"kind":"PART_OF","from":{"district":"town"},"to":{"district":"city"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"bridge":"long"},"to":{"district":"town"},"period":{"from":"2022-12"},"citations":[{"source":"s"}]}}
{"link":{"kind":"LOCATED_IN","from":{"bridge":"short"},"to":{"district":"town"},"citations":[{"source":"s"}]}}
{"figure":{"measure":"cars","label":"Cars","value":"5","unit":"cars","qualifier":"EXACT","type":"OUTCOME","subjects":[{"bridge":"long"}],"citations":[{"source":"s"}]}}
`)
	s.refuses(`{"link":{"kind":"HOSTS","from":{"bridge":"long"},"to":{"district":"town"},"citations":[{"source":"s"}]}}`, "not from bridge to district")
	ask := s.serve()
	answers(t, ask, map[string]string{
		`{ bridge(slug: "old") { __typename slug name spanMetres summary location { lat lon } version citations { locator source { title } } } }`: `{"bridge":{"__typename":"Bridge","slug":"long",` +
			`"name":"Long Bridge","spanMetres":1200,"summary":"S.","location":{"lat":39.5,"lon":117},"version":1,"citations":[{"locator":"p. 3","source":{"title":"A report"}}]}}`,
		`{ bridges(orderBy: {field: SPAN_METRES, direction: DESC}) { totalCount nodes { slug } } }`:                   `{"bridges":{"totalCount":2,"nodes":[{"slug":"long"},{"slug":"short"}]}}`,
		`{ bridges(where: {spanMetres: {isNull: true}}) { nodes { slug } } }`:                                         `{"bridges":{"nodes":[{"slug":"short"}]}}`,
		`{ bridge(slug: "long") { links { nodes { kind from { slug } to { slug } } } figures { nodes { label } } } }`: `{"bridge":{"links":{"nodes":[{"kind":"LOCATED_IN","from":{"slug":"long"},"to":{"slug":"town"}}]},"figures":{"nodes":[{"label":"Cars"}]}}}`,
		`{ district(slug: "city") { bridges { totalCount } below: bridges(deep: true) { nodes { slug } } } }`:         `{"district":{"bridges":{"totalCount":0},"below":{"nodes":[{"slug":"long"},{"slug":"short"}]}}}`,
		`{ district(slug: "town", asOf: "2020-01-01") { bridges { nodes { slug } } } }`:                               `{"district":{"bridges":{"nodes":[{"slug":"short"}]}}}`,
		`{ districts(where: {bridges: {some: {spanMetres: {gte: 1000}}}}) { nodes { slug } } }`:                       `{"districts":{"nodes":[{"slug":"town"}]}}`,
		`{ search(query: "lnog bridge", kinds: [BRIDGE]) { nodes { slug } } }`:                                        `{"search":{"nodes":[{"slug":"long"}]}}`,
		`{ identified(scheme: "wikidata", value: "Q1") { slug } }`:                                                    `{"identified":{"slug":"long"}}`,
		`{ figures(where: {subjects: {some: {bridge: {slug: {eq: "long"}}}}}) { totalCount } }`:                       `{"figures":{"totalCount":1}}`,
		`{ bridgeTotals(groupBy: [DISTRICT]) { district { slug } records spanMetresTotal { known sum } } }`:           `{"bridgeTotals":[{"district":{"slug":"town"},"records":2,"spanMetresTotal":{"known":1,"sum":"1200"}}]}`,
		`{ source(slug: "s") { facts(kinds: [BRIDGE]) { totalCount } } }`:                                             `{"source":{"facts":{"totalCount":2}}}`,
		`{ node(id: "` + idOf(t, ask, `bridge(slug: "long")`) + `") { __typename ... on Bridge { spanMetres } } }`:    `{"node":{"__typename":"Bridge","spanMetres":1200}}`,
	})
}

// idOf returns the global id of a record.
func idOf(t *testing.T, ask func(string) string, field string) string {
	t.Helper()
	var answer struct {
		Data struct{ Record struct{ ID string } }
	}
	if err := json.Unmarshal([]byte(ask("{ record: "+field+" { id } }")), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Data.Record.ID
}
