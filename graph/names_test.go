package graph_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
)

// put imports lines into the graph of a server.
func (s *testServer) put(t *testing.T, lines ...string) {
	t.Helper()
	if _, err := ingest.Import(t.Context(), s.store, ingest.Options{}, ingest.JSONLines("", strings.NewReader(strings.Join(lines, "\n")))); err != nil {
		t.Fatal(err)
	}
}

const aSource = `{"source":{"slug":"atlas","title":"An atlas"}}`

// city returns the line of a district with names.
func city(slug, names string) string {
	return fmt.Sprintf(`{"district":{"slug":%q,"level":"CITY","names":[%s],"citations":[{"source":"atlas"}]}}`, slug, names)
}

// TestNamesAreSorted pages through names of several scripts, forwards and backwards.
func TestNamesAreSorted(t *testing.T) {
	t.Parallel()
	want := []string{
		"2 Hills", "10 Hills", "安徽", "Anqing", "北京", "重庆", "第2中学", "第10中学", "Line 2", "line ３", "Line 10", "Line 10 South", "Line 123456789012345678901234567890",
		"Line 1234567890123456789012345678901", "上海", "天津", "浙江", "Ωρωπός", "東京", "東海",
	}
	lines := []string{aSource}
	for i, name := range want {
		language := "zh"
		switch {
		case name[0] < 0x80:
			language = "en"
		case strings.HasPrefix(name, "東"):
			language = "ja"
		}
		n := i * 7 % len(want) // another order than that of slugs and age
		lines = append(lines, city(fmt.Sprintf("c%02d", n), fmt.Sprintf(`{"text":%q,"language":%q}`, name, language)),
			fmt.Sprintf(`{"source":{"slug":"s%02d","title":%q,"language":%q}}`, n, name, language))
	}
	s := newTestServer(t, linesOf(strings.Join(lines, "\n")))
	for query, extra := range map[string]string{
		`{ list: districts(orderBy: {field: NAME}, %s) { nodes { text: name } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`: "",
		`{ list: sources(orderBy: {field: TITLE}, %s) { nodes { text: title } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } }`: "An atlas",
	} {
		want := slices.Clone(want)
		if extra != "" {
			want = slices.Insert(want, slices.Index(want, "安徽"), extra)
		}
		if got := pagedTexts(t, s, query, false); !slices.Equal(got, want) {
			t.Errorf("%s gives\n%q, want\n%q", query, got, want)
		}
		if got := pagedTexts(t, s, query, true); !slices.Equal(got, want) {
			t.Errorf("%s from its end gives\n%q, want\n%q", query, got, want)
		}
	}
}

// pagedTexts reads a list in pages of three.
func pagedTexts(t *testing.T, s *testServer, query string, backwards bool) (all []string) {
	t.Helper()
	page := map[bool]string{false: "first: 3", true: "last: 3"}[backwards]
	for {
		var got struct {
			List struct {
				Nodes    []struct{ Text string }
				PageInfo struct {
					EndCursor, StartCursor       string
					HasNextPage, HasPreviousPage bool
				}
			}
		}
		s.read(t, fmt.Sprintf(query, page), nil, &got)
		var texts []string
		for _, n := range got.List.Nodes {
			texts = append(texts, n.Text)
		}
		if backwards {
			all = append(texts, all...)
			page = fmt.Sprintf("last: 3, before: %q", got.List.PageInfo.StartCursor)
		} else {
			all = append(all, texts...)
			page = fmt.Sprintf("first: 3, after: %q", got.List.PageInfo.EndCursor)
		}
		if len(texts) == 0 || !backwards && !got.List.PageInfo.HasNextPage || backwards && !got.List.PageInfo.HasPreviousPage {
			return all
		}
	}
}

// TestTitleFollowsItsLanguage: a source that turns out to be Japanese is sorted as such.
func TestTitleFollowsItsLanguage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t, linesOf(`{"source":{"slug":"a","title":"東京"}}
{"source":{"slug":"b","title":"Zurich"}}`))
	const query = `{ sources(orderBy: {field: TITLE}) { nodes { slug } } }`
	if got, want := s.answer(t, query, nil), `{"sources":{"nodes":[{"slug":"a"},{"slug":"b"}]}}`; string(got.Data) != want {
		t.Errorf("it answers %s, want %s", got.Data, want)
	}
	s.put(t, `{"source":{"slug":"a","language":"ja"}}`)
	if got, want := s.answer(t, query, nil), `{"sources":{"nodes":[{"slug":"b"},{"slug":"a"}]}}`; string(got.Data) != want {
		t.Errorf("in Japanese it answers %s, want %s", got.Data, want)
	}
}

// TestNameInLanguage asks for names by tags that are longer and shorter than those of the names.
func TestNameInLanguage(t *testing.T) {
	t.Parallel()
	s := newTestServer(t, linesOf(strings.Join([]string{
		aSource,
		city("plain", `{"text":"Plain","language":"en"},{"text":"平","language":"zh"}`),
		city("scripts", `{"text":"Scripts","language":"en-GB"},{"text":"pinyin","language":"zh-Latn-pinyin"},{"text":"繁","language":"zh-Hant"},{"text":"简","language":"zh-Hans"}`),
		city("regions", `{"text":"地區","language":"zh-TW"},{"text":"地区","language":"zh-CN"},{"text":"Colour","language":"en-GB"},{"text":"Color","language":"en-US"}`),
		city("latin", `{"text":"Any","language":"fr"},{"text":"Lading","language":"zh-Latn"}`),
	}, "\n")))
	for _, c := range []struct{ slug, languages, want string }{
		{"plain", `["zh-CN"]`, "平"},
		{"plain", `["zh-Hans-CN", "zh-Hans"]`, "平"},
		{"plain", `["ZH"]`, "平"},
		{"plain", `["zh-Hant-x-big5-a", "en"]`, "平"},
		{"plain", `["fr", "zh-SG"]`, "平"},
		{"plain", `["*", "zh"]`, "平"},
		{"plain", `["zh-*-CN"]`, "平"},
		{"plain", `["*"]`, "Plain"},
		{"plain", `["*-CN"]`, "Plain"},
		{"plain", `["zhx", "z", "zh_CN", "", "%", "z%"]`, "Plain"},
		{"plain", `["en-a-b", "zh"]`, "Plain"},
		{"plain", `[]`, "Plain"},
		{"scripts", `["zh"]`, "繁"},
		{"scripts", `["zh-CN"]`, "简"},
		{"scripts", `["zh-HK", "zh-CN"]`, "繁"},
		{"scripts", `["zh-Hans-CN"]`, "简"},
		{"scripts", `["zh-Latn"]`, "pinyin"},
		{"scripts", `["en"]`, "Scripts"},
		{"scripts", `["en-US"]`, "Scripts"}, // the first of any language
		{"scripts", `["en-US", "en"]`, "Scripts"},
		{"regions", `["zh-Hans"]`, "地区"},
		{"regions", `["zh-Hant-TW"]`, "地區"},
		{"regions", `["zh-Hant", "en"]`, "地區"},
		{"regions", `["en-US"]`, "Color"},
		{"regions", `["en"]`, "Colour"},
		{"latin", `["zh-CN"]`, "Any"},
		{"latin", `["zh-CN", "zh"]`, "Lading"},
	} {
		query := fmt.Sprintf(`{ district(slug: %q) { name(languages: %s) } }`, c.slug, c.languages)
		if got, want := string(s.answer(t, query, nil).Data), fmt.Sprintf(`{"district":{"name":%q}}`, c.want); got != want {
			t.Errorf("%s answers %s, want %s", query, got, want)
		}
	}
	if got := string(s.answer(t, `{ district(slug: "regions") { name } }`, nil).Data); got != `{"district":{"name":"Colour"}}` {
		t.Errorf("the name by default is %s", got)
	}
}

// TestNameOfADay asks for names that have periods, in lists and below them.
func TestNameOfADay(t *testing.T) {
	t.Parallel()
	s := newTestServer(t, linesOf(strings.Join([]string{
		aSource,
		city("fort", `{"text":"New Fort","language":"en"},{"text":"Old Fort","language":"en","type":"FORMER","until":"1990"},{"text":"新堡","language":"zh","from":"1991"}`),
		city("port", `{"text":"Port A","language":"en","until":"1914-08"},{"text":"Port B","language":"en","from":"1914-08-31","until":"1991"},{"text":"Port A","language":"en","from":"1992"},{"text":"Anchor","language":"en","type":"ALIAS","from":"1800"}`),
		city("lost", `{"text":"First","language":"en","until":"1900"},{"text":"Last","language":"en","from":"1901","until":"1950"}`),
		city("quiet", `{"text":"Quiet","language":"en"},{"text":"静","language":"zh"},{"text":"Calm","language":"en","type":"ALIAS"}`),
		`{"link":{"kind":"PART_OF","from":{"district":"fort"},"to":{"district":"port"},"citations":[{"source":"atlas"}]}}`,
		`{"link":{"kind":"PART_OF","from":{"district":"quiet"},"to":{"district":"port"},"citations":[{"source":"atlas"}]}}`,
	}, "\n")))
	for _, c := range []struct{ slug, day, english, chinese string }{
		{"fort", "", "New Fort", "新堡"},
		{"fort", "1950-01-01", "Old Fort", "Old Fort"}, // 新堡 was not in use
		{"fort", "1990-12-31", "Old Fort", "Old Fort"},
		{"fort", "1991-01-01", "New Fort", "新堡"},
		{"port", "", "Port A", "Port A"},
		{"port", "1850-01-01", "Port A", "Port A"},
		{"port", "1914-08-31", "Port B", "Port B"}, // certainly the second, possibly the first
		{"port", "1950-01-01", "Port B", "Port B"},
		{"port", "1991-06-01", "Port B", "Port B"},
		{"port", "2000-01-01", "Port A", "Port A"},
		{"lost", "", "Last", "Last"},
		{"lost", "1880-01-01", "First", "First"},
		{"lost", "2020-01-01", "Last", "Last"},
		{"quiet", "1950-01-01", "Quiet", "静"},
	} {
		day := "null"
		if c.day != "" {
			day = fmt.Sprintf("%q", c.day)
		}
		want := fmt.Sprintf(`{"d":{"name":%[1]q,"zh":%[2]q},"all":{"nodes":[{"own":%[1]q}]}}`, c.english, c.chinese)
		query := fmt.Sprintf(`{ d: district(slug: %[1]q, asOf: %[2]s) { name zh: name(languages: ["zh"]) }
			all: districts(where: {slug: {eq: %[1]q}}) { nodes { own: name(asOf: %[2]s) } } }`, c.slug, day)
		if got := string(s.answer(t, query, nil).Data); got != want {
			t.Errorf("%s on %s answers %s, want %s", c.slug, c.day, got, want)
		}
	}
	for query, want := range map[string]string{
		`{ district(slug: "port", asOf: "1950-01-01") { children { nodes { name parent { name } now: name(asOf: "2020-01-01") } } } }`:                                                    `{"district":{"children":{"nodes":[{"name":"Old Fort","parent":{"name":"Port B"},"now":"New Fort"},{"name":"Quiet","parent":{"name":"Port B"},"now":"Quiet"}]}}}`,
		`{ districts(asOf: "1950-01-01", orderBy: {field: NAME}) { nodes { name } } }`:                                                                                                    `{"districts":{"nodes":[{"name":"Last"},{"name":"Old Fort"},{"name":"Port B"},{"name":"Quiet"}]}}`,
		`{ district(slug: "port") { children(asOf: "1950-01-01") { nodes { name } } } }`:                                                                                                  `{"district":{"children":{"nodes":[{"name":"New Fort"},{"name":"Quiet"}]}}}`,
		`{ search(query: "old fort", asOf: "2020-01-01") { edges { matchedOn node { name } } } }`:                                                                                         `{"search":{"edges":[{"matchedOn":"Old Fort","node":{"name":"New Fort"}}]}}`,
		`{ districts(where: {name: {eq: "Old Fort"}}, asOf: "2020-01-01") { nodes { names { text type from until } } } }`:                                                                 `{"districts":{"nodes":[{"names":[{"text":"New Fort","type":"LABEL","from":null,"until":null},{"text":"Old Fort","type":"FORMER","from":null,"until":"1990"},{"text":"新堡","type":"LABEL","from":"1991","until":null}]}]}}`,
		`{ paths(from: "` + s.idOf(t, "quiet") + `", to: "` + s.idOf(t, "fort") + `", asOf: "1950-01-01") { start { name } steps { node { name } } } }`:                                   `{"paths":[{"start":{"name":"Quiet"},"steps":[{"node":{"name":"Port B"}},{"node":{"name":"Old Fort"}}]}]}`,
		`{ neighborhood(of: "` + s.idOf(t, "port") + `", asOf: "1950-01-01") { nodes { name } } node(id: "` + s.idOf(t, "fort") + `") { ... on District { name(asOf: "1950-01-01") } } }`: `{"neighborhood":{"nodes":[{"name":"Port B"},{"name":"Old Fort"},{"name":"Quiet"}]},"node":{"name":"Old Fort"}}`,
	} {
		if got := s.answer(t, query, nil); string(got.Data) != want {
			t.Errorf("%s answers\n%s %v, want\n%s", query, got.Data, got.Errors, want)
		}
	}
}

func (s *testServer) idOf(t *testing.T, slug string) string {
	t.Helper()
	var got struct{ District struct{ ID string } }
	s.read(t, `query ($slug: String!) { district(slug: $slug) { id } }`, map[string]any{"slug": slug}, &got)
	return got.District.ID
}

// TestDayCostsNoStatement: the names of a day are read with their entities.
func TestDayCostsNoStatement(t *testing.T) {
	t.Parallel()
	s := newDemoServer(t)
	const query = `query ($day: Date) { districts(asOf: $day) { nodes { name parent { name } parks { nodes { name } } } } }`
	without, with := s.answer(t, query, nil), s.answer(t, query, map[string]any{"day": "2023-01-11"})
	if a, b := without.Extensions.Cost.Statements, with.Extensions.Cost.Statements; a != b {
		t.Errorf("it takes %d statements, and %d with a day", a, b)
	}
	if !bytes.Equal(without.Data, with.Data) {
		t.Errorf("without periods of names it answers %s with a day, and %s without", with.Data, without.Data)
	}
}

// TestRenaming imports a rename: the old label becomes a former name.
func TestRenaming(t *testing.T) {
	t.Parallel()
	const query = `{ district(slug: "town") { name version names { text type from until } } }`
	old := city("town", `{"text":"Oldtown","language":"en"}`)
	for _, c := range []struct{ name, line, want string }{
		{
			"to a new name", city("town", `{"text":"Newtown","language":"en"},{"text":"Oldtown","language":"en","type":"FORMER"}`),
			`"name":"Newtown","version":2,"names":[{"text":"Oldtown","type":"FORMER","from":null,"until":null},{"text":"Newtown","type":"LABEL","from":null,"until":null}]`,
		},
		{
			"with its day", city("town", `{"text":"Newtown","language":"en","from":"2016-12-01"},{"text":"Oldtown","language":"EN","type":"FORMER","until":"2016-11-30"}`),
			`"name":"Newtown","version":2,"names":[{"text":"Oldtown","type":"FORMER","from":null,"until":"2016-11-30"},{"text":"Newtown","type":"LABEL","from":"2016-12-01","until":null}]`,
		},
		{
			"to an alias", city("town", `{"text":"Newtown","language":"en"},{"text":"Oldtown","language":"en","type":"ALIAS"}`),
			`"name":"Newtown","version":2,"names":[{"text":"Oldtown","type":"ALIAS","from":null,"until":null},{"text":"Newtown","type":"LABEL","from":null,"until":null}]`,
		},
		{
			"in another language", city("town", `{"text":"Oldtown","language":"de","type":"FORMER"}`),
			`"name":"Oldtown","version":2,"names":[{"text":"Oldtown","type":"LABEL","from":null,"until":null},{"text":"Oldtown","type":"FORMER","from":null,"until":null}]`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newTestServer(t, linesOf(aSource+"\n"+old))
			want := `{"district":{` + c.want + `}}`
			for range 2 { // the second time changes nothing
				s.put(t, c.line)
				if got := string(s.answer(t, query, nil).Data); got != want {
					t.Fatalf("it answers\n%s, want\n%s", got, want)
				}
			}
			back := strings.NewReplacer(`"type":"FORMER"`, `"type":"LABEL"`, `"text":"Newtown"`, `"type":"FORMER","text":"Newtown"`).Replace(c.line)
			s.put(t, back)
			var got struct{ District struct{ Name string } }
			if s.read(t, query, nil, &got); got.District.Name != "Oldtown" && !strings.Contains(c.want, "2016") {
				t.Errorf("after the name was changed back it is %s", got.District.Name)
			}
		})
	}
}
