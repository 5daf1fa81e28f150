package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

const (
	cited     = `"citations":[{"source":"s"}]`
	citedAs9  = `"citations":[{"source":"s","locator":"¶ 9"}]`
	baodi     = `"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT",` + citedAs9
	project   = `"slug":"p","names":[{"text":"Projects","language":"en"}],"status":"OPERATING",` + cited
	secretary = `"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"district":"baodi"},"role":"Party secretary",` + citedAs9
)

// TestWriteCompletes writes a line about a record that is there: what it gives is added or replaced, what it leaves out
// stays, and the record's version counts one change.
func TestWriteCompletes(t *testing.T) {
	t.Parallel()
	type list struct {
		name   string
		fields []string
		want   []string
	}
	cases := []struct {
		name, line     string
		typeName, slug string
		fields, want   []string
		list           list
	}{
		{
			name: "a name", line: `{"district":{"slug":"baodi","names":[{"text":"宝坻","language":"zh"}],"level":"DISTRICT",` + citedAs9 + `}}`,
			typeName: "District", slug: "baodi", fields: []string{"name"}, want: []string{"Baodi"},
			list: list{"names", []string{"text", "language"}, []string{"Baodi en", "宝坻 zh"}},
		},
		{
			name: "another use of a name", line: `{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en","type":"ALIAS"}],"level":"DISTRICT",` + citedAs9 + `}}`,
			typeName: "District", slug: "baodi", fields: []string{"name"}, want: []string{"Baodi"},
			list: list{"names", []string{"text", "type"}, []string{"Baodi 1"}},
		},
		{
			name: "a name in the language that is shown", line: `{"station":{"slug":"zh-only","names":[{"text":"Baodi Station","language":"en"}],` + cited + `}}`,
			typeName: "Station", slug: "zh-only", fields: []string{"name"}, want: []string{"Baodi Station"},
			list: list{"names", []string{"text"}, []string{"宝坻站", "Baodi Station"}},
		},
		{
			name: "a citation", line: `{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT","citations":[{"source":"s-2","locator":"p. 1"}]}}`,
			typeName: "District", slug: "baodi", list: list{"citations", []string{"locator"}, []string{"¶ 9", "p. 1"}},
		},
		{
			name: "a citation of another field", line: `{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"level":"DISTRICT","citations":[{"source":"s","locator":"¶ 9","field":"population"}]}}`,
			typeName: "District", slug: "baodi", list: list{"citations", []string{"locator", "field"}, []string{"¶ 9 ", "¶ 9 population"}},
		},
		{
			name: "an identifier", line: `{"district":{` + baodi + `,"identifiers":[{"scheme":"wikidata","value":"Q1"},{"scheme":"gbt2260","value":"120115"}]}}`,
			typeName: "District", slug: "baodi", list: list{"identifiers", []string{"scheme", "value"}, []string{"gbt2260 120115", "wikidata Q1"}},
		},
		{
			name: "a former slug", line: `{"district":{` + baodi + `,"formerSlugs":["baodi-county"]}}`,
			typeName: "District", slug: "baodi", list: list{"formerSlugs", []string{"slug"}, []string{"baodi-county"}},
		},
		{
			name: "a value that was not known", line: `{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"en"}],"level":"MUNICIPALITY","population":13866009,"citations":[{"source":"s","locator":"¶ 1"}]}}`,
			typeName: "District", slug: "tianjin", fields: []string{"population"}, want: []string{"13866009"},
		},
		{
			name: "a value that was another", line: `{"district":{` + baodi + `,"population":722367}}`,
			typeName: "District", slug: "baodi", fields: []string{"population", "summary", "location.lat"}, want: []string{"722367", "A district.", "39.7"},
		},
		{
			name: "several at once", line: `{"district":{` + baodi + `,"population":5,"summary":"S","location":{"lat":1.5,"lon":2.5},"identifiers":[{"scheme":"a","value":"b"}]}}`,
			typeName: "District", slug: "baodi", fields: []string{"population", "summary", "location.lat", "location.lon"}, want: []string{"5", "S", "1.5", "2.5"},
		},
		{
			name: "a list of values is replaced", line: `{"project":{` + project + `,"projectCount":248,"sectors":["energy"]}}`,
			typeName: "Project", slug: "p", fields: []string{"sectors", "investment.amount"}, want: []string{`["energy"]`, "1721000"},
		},
		{
			name: "a number is given up for null", line: `{"district":{` + baodi + `,"population":null}}`,
			typeName: "District", slug: "baodi", fields: []string{"population", "summary"}, want: []string{"null", "A district."},
		},
		{
			name: "a text is given up for null", line: `{"district":{` + baodi + `,"summary":null}}`,
			typeName: "District", slug: "baodi", fields: []string{"population", "summary"}, want: []string{"722000", "null"},
		},
		{
			name: "a place is given up for null", line: `{"district":{` + baodi + `,"location":null}}`,
			typeName: "District", slug: "baodi", fields: []string{"location.lat", "location.lon"}, want: []string{"null", "null"},
		},
		{
			name: "money is given up for null", line: `{"project":{` + project + `,"projectCount":248,"investment":null}}`,
			typeName: "Project", slug: "p", fields: []string{"investment.amount", "investment.currency", "startedOn"}, want: []string{"null", "null", "2019"},
		},
		{
			name: "a date is given up for null", line: `{"project":{` + project + `,"projectCount":248,"completedOn":null}}`,
			typeName: "Project", slug: "p", fields: []string{"startedOn", "completedOn"}, want: []string{"2019", "null"},
		},
		{
			name: "a decimal is given up for null", line: `{"park":{"slug":"z","names":[{"text":"Zhongguancun","language":"en"}],"areaHectares":null,` + cited + `}}`,
			typeName: "Park", slug: "z", fields: []string{"areaHectares", "foundedOn"}, want: []string{"null", "1988"},
		},
		{
			name: "what a source says of itself", line: `{"source":{"slug":"s","title":"Work report","authors":null,"url":null}}`,
			typeName: "Source", slug: "s", fields: []string{"title", "publisher", "authors", "url", "language"}, want: []string{"Work report", "P", "null", "null", "en"},
		},
		{
			name: "the number of projects stays where it is left out", line: `{"project":{` + project + `,"summary":"S"}}`,
			typeName: "Project", slug: "p", fields: []string{"projectCount", "summary"}, want: []string{"248", "S"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			s.write(t, `{"station":{"slug":"zh-only","names":[{"text":"宝坻站","language":"zh"}],`+cited+`}}`)
			before := s.versions(t)
			s.clock = s.clock.Add(time.Hour)
			if written := s.write(t, c.line); (written != store.WriteCounts{Updated: 1}) {
				t.Errorf("it did %+v", written)
			}
			fields := append([]string{"version", "updatedAt"}, c.fields...)
			want := append([]string{"2", "2023-01-13T09:00:00Z"}, c.want...)
			if got := s.bySlug(t, c.typeName, c.slug, fields...); !slices.Equal(got, want) {
				t.Errorf("it is %q, want %q", got, want)
			}
			if c.list.name != "" {
				if got := s.owned(t, c.typeName, c.slug, c.list.name, c.list.fields...); !slices.Equal(got, c.list.want) {
					t.Errorf("its %s are %q, want %q", c.list.name, got, c.list.want)
				}
			}
			if others := changes(before, s.versions(t)); others != 1 {
				t.Errorf("%d records have another version or time, want 1", others)
			}
			after := dump(t, s.sql(t))
			s.clock = s.clock.Add(time.Hour)
			if written := s.write(t, c.line); (written != store.WriteCounts{Unchanged: 1}) || dump(t, s.sql(t)) != after {
				t.Errorf("again it did %+v", written)
			}
		})
	}
}

// versions returns the version and time of every record, by key.
func (s *testStore) versions(t *testing.T) map[string]string {
	t.Helper()
	versions := map[string]string{}
	for _, table := range []string{"official", "district", "park", "project", "rail_line", "station", "organization", "source", "link"} {
		for _, row := range query(t, s.sql(t), "SELECT id, version, updated_at FROM "+table) {
			versions[row[0]] = row[1] + " " + row[2]
		}
	}
	return versions
}

func changes(before, after map[string]string) int {
	n := 0
	for id, version := range after {
		if before[id] != version {
			n++
		}
	}
	return n
}

// TestWriteCompletesLinks: a link is identified by its ends, kind, role, start and order; its other fields are completed.
func TestWriteCompletesLinks(t *testing.T) {
	t.Parallel()
	fields := []string{"version", "period.from", "period.until", "period.attestedOn", "note", "role"}
	const known = `{"link":{` + secretary + `,"period":{"from":"2021","until":"2024","attestedOn":"2023-01-11"},"note":"N"}}`
	cases := []struct {
		name, line string
		want       []string
		created    bool
	}{
		{name: "an end", line: `{"link":{` + secretary + `,"period":{"from":"2021","until":"2024-03"}}}`, want: []string{"2 2021 2024-03 2023-01-11 N Party secretary"}},
		{name: "a day", line: `{"link":{` + secretary + `,"period":{"from":"2021","attestedOn":"2023-05-01"}}}`, want: []string{"2 2021 2024 2023-05-01 N Party secretary"}},
		{name: "a note", line: `{"link":{` + secretary + `,"period":{"from":"2021"},"note":"M"}}`, want: []string{"2 2021 2024 2023-01-11 M Party secretary"}},
		{
			name: "a citation", line: strings.Replace(`{"link":{`+secretary+`,"period":{"from":"2021"}}}`, "¶ 9", "¶ 12", 1),
			want: []string{"2 2021 2024 2023-01-11 N Party secretary"},
		},
		{name: "an end that is given up for null", line: `{"link":{` + secretary + `,"period":{"from":"2021","until":null}}}`, want: []string{"2 2021  2023-01-11 N Party secretary"}},
		{name: "a day that is given up for null", line: `{"link":{` + secretary + `,"period":{"from":"2021","attestedOn":null}}}`, want: []string{"2 2021 2024  N Party secretary"}},
		{name: "a note that is given up for null", line: `{"link":{` + secretary + `,"period":{"from":"2021"},"note":null}}`, want: []string{"2 2021 2024 2023-01-11  Party secretary"}},
		{
			name: "another start is another link", line: `{"link":{` + secretary + `,"period":{"from":"2022-02"}}}`, created: true,
			want: []string{"1 2021 2024 2023-01-11 N Party secretary", "1 2022-02    Party secretary"},
		},
		{
			name: "a more precise start", line: `{"link":{` + secretary + `,"period":{"from":"2021-02"}}}`,
			want: []string{"2 2021-02 2024 2023-01-11 N Party secretary"},
		},
		{
			name: "no start, another end", line: `{"link":{` + secretary + `,"period":{"until":"2020"}}}`, created: true,
			want: []string{"1  2020   Party secretary", "1 2021 2024 2023-01-11 N Party secretary"},
		},
		{
			name: "another role is another link", line: strings.Replace(known, "Party secretary", "Mayor", 1), created: true,
			want: []string{"1 2021 2024 2023-01-11 N Mayor", "1 2021 2024 2023-01-11 N Party secretary"},
		},
		{
			name: "an order is another link", line: `{"link":{` + secretary + `,"period":{"from":"2021"},"order":1}}`, created: true,
			want: []string{"1 2021    Party secretary", "1 2021 2024 2023-01-11 N Party secretary"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			s.write(t, append(smallGraph()[:11:11], known)...)
			s.clock = s.clock.Add(time.Hour)
			want := store.WriteCounts{Updated: 1}
			if c.created {
				want = store.WriteCounts{Created: 1}
			}
			if written := s.write(t, c.line); written != want {
				t.Errorf("it did %+v, want %+v", written, want)
			}
			if got := s.links(t, "Official", "yin", fields...); !slices.Equal(got, c.want) {
				t.Errorf("the links are %q, want %q", got, c.want)
			}
			after := dump(t, s.sql(t))
			if written := s.write(t, c.line); (written != store.WriteCounts{Unchanged: 1}) || dump(t, s.sql(t)) != after {
				t.Errorf("again it did %+v", written)
			}
		})
	}
}

// TestCompletedPeriodMustHold: the two halves of a period may come from two lines, and must fit all the same.
func TestCompletedPeriodMustHold(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	s.write(t, `{"link":{`+secretary+`,"period":{"from":"2020"}}}`)
	s.refuses(t, map[int]kg.ErrorCode{0: kg.BadPeriod}, `{"link":{`+secretary+`,"period":{"from":"2020","until":"2022"}}}`)
	s.write(t, `{"link":{`+secretary+`,"period":{"from":"2020","until":"2023"}}}`)
	s.refuses(t, map[int]kg.ErrorCode{0: kg.BadPeriod}, `{"link":{`+secretary+`,"period":{"from":"2020","attestedOn":"2024-01-01"}}}`)
}

// TestCompletedPeriodIsWhatHolds: as-of must follow what a period was completed with.
func TestCompletedPeriodIsWhatHolds(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	on := func(day kg.Date) int {
		links := store.Links{Registry: s.Registry(), Entities: []kg.ID{s.id(t, "Official", "yin")}, Steps: []kg.Step{{}}, AsOf: day}
		return len(s.rows(t, links.All(nil), store.LinkColumns))
	}
	if on("2024-06-01") != 1 {
		t.Error("an open end does not go on")
	}
	s.write(t, `{"link":{`+secretary+`,"period":{"until":"2024-05"}}}`)
	if on("2024-05-31") != 1 || on("2024-06-01") != 0 {
		t.Errorf("after the end was learned, %d links may hold on its last day and %d on the day after", on("2024-05-31"), on("2024-06-01"))
	}
}

func TestPartnersAreOneLink(t *testing.T) {
	t.Parallel()
	const (
		there = `{"link":{"kind":"PARTNER_OF","from":{"park":"bz"},"to":{"park":"z"},` + cited + `}}`
		back  = `{"link":{"kind":"PARTNER_OF","from":{"park":"z"},"to":{"park":"bz"},` + cited + `}}`
	)
	for name, lines := range map[string][2]string{"there and back": {there, back}, "back and there": {back, there}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			if written := s.write(t, lines[0]); (written != store.WriteCounts{Created: 1}) {
				t.Errorf("one way it did %+v", written)
			}
			if written := s.write(t, lines[1]); (written != store.WriteCounts{Unchanged: 1}) {
				t.Errorf("the other way it did %+v", written)
			}
			for _, slug := range []string{"z", "bz"} {
				links := store.Links{Registry: s.Registry(), Entities: []kg.ID{s.id(t, "Park", slug)}, Steps: []kg.Step{{}, {In: true}}}
				if got := s.rows(t, links.All(nil), store.LinkColumns); len(got) != 1 {
					t.Errorf("park %s has the links %v, want one", slug, got)
				}
			}
		})
	}
}

func TestFormerSlugsResolve(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	s.write(t,
		`{"source":{"slug":"s-3","title":"T","formerSlugs":["s-old"]}}`,
		`{"district":{"slug":"binhai","formerSlugs":["tanggu","hangu"],"names":[{"text":"Binhai","language":"en"}],"level":"DISTRICT",`+cited+`}}`,
		// In the batch that names them first.
		`{"link":{"kind":"PART_OF","from":{"district":"tanggu"},"to":{"district":"tianjin"},"citations":[{"source":"s-old"}]}}`,
	)
	for _, slug := range []string{"binhai", "tanggu", "hangu"} {
		if got := s.bySlug(t, "District", slug, "slug"); !slices.Equal(got, []string{"binhai"}) {
			t.Errorf("%s leads to %v", slug, got)
		}
		if got := s.bySlug(t, "Park", slug, "slug"); got != nil {
			t.Errorf("among parks, %s leads to %v", slug, got)
		}
	}
	if got := s.owned(t, "District", "hangu", "formerSlugs", "slug"); !slices.Equal(got, []string{"tanggu", "hangu"}) {
		t.Errorf("the former slugs are %q", got)
	}
	// The same link by any of the slugs.
	written := s.write(t, `{"link":{"kind":"PART_OF","from":{"district":"hangu"},"to":{"district":"tianjin"},"citations":[{"source":"s-3"}]}}`)
	if (written != store.WriteCounts{Unchanged: 1}) {
		t.Errorf("the same link did %+v", written)
	}
	// A record under a slug that it gave up is that record.
	written = s.write(t, `{"district":{"slug":"tanggu","names":[{"text":"Tanggu","language":"en","type":"FORMER"}],"level":"DISTRICT",`+cited+`}}`)
	if (written != store.WriteCounts{Updated: 1}) {
		t.Errorf("the record under its former slug did %+v", written)
	}
	if got := s.bySlug(t, "District", "tanggu", "slug", "name"); !slices.Equal(got, []string{"binhai", "Binhai"}) {
		t.Errorf("it is %v", got)
	}
}

// TestFormerSlugOfARecordAtHand: a slug cannot be given up and borne at once, whichever line comes first.
func TestFormerSlugOfARecordAtHand(t *testing.T) {
	t.Parallel()
	lines := []string{
		`{"district":{"slug":"old","names":[{"text":"Old","language":"en"}],"level":"CITY",` + cited + `}}`,
		`{"district":{"slug":"new","formerSlugs":["old"],"names":[{"text":"New","language":"en"}],"level":"CITY",` + cited + `}}`,
	}
	for name, order := range map[string][]string{"borne first": {lines[0], lines[1]}, "given up first": {lines[1], lines[0]}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			s.refuses(t, map[int]kg.ErrorCode{1: kg.Duplicate}, order...)
		})
	}
}
