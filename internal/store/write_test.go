package store_test

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// smallGraph has a record of each kind and a link.
func smallGraph() []string {
	return []string{
		`{"source":{"slug":"s","title":"Report","publisher":"P","authors":["A"],"url":"https://example.org/","publishedOn":"2023-01-13","language":"en"}}`,
		`{"source":{"slug":"s-2","title":"Another"}}`,
		`{"district":{"slug":"tianjin","names":[{"text":"天津","language":"zh"},{"text":"Tianjin","language":"en"}],"level":"MUNICIPALITY","citations":[{"source":"s","locator":"¶ 1"}]}}`,
		`{"district":{"slug":"baodi","names":[{"text":"Baodi","language":"en"}],"identifiers":[{"scheme":"gbt2260","value":"120115"}],"level":"DISTRICT","population":722000,"location":{"lat":39.7,"lon":117.3},"summary":"A district.","citations":[{"source":"s","locator":"¶ 9"}]}}`,
		`{"official":{"slug":"yin","names":[{"text":"Yin Xiangjie","language":"en"}],"bornOn":"1962-05","citations":[{"source":"s","locator":"¶ 9"}]}}`,
		`{"park":{"slug":"z","names":[{"text":"Zhongguancun","language":"en"}],"foundedOn":"1988","areaHectares":"48800.5","citations":[{"source":"s"}]}}`,
		`{"park":{"slug":"bz","names":[{"text":"Baodi-Zhongguancun","language":"en"}],"citations":[{"source":"s"}]}}`,
		`{"project":{"slug":"p","names":[{"text":"Projects","language":"en"}],"status":"OPERATING","projectCount":248,"investment":{"amount":"172.1","currency":"CNY"},"startedOn":"2019","completedOn":"2022-12","sectors":["it","energy"],"citations":[{"source":"s"}]}}`,
		`{"railLine":{"slug":"r","names":[{"text":"Line","language":"en"}],"status":"OPERATING","openedOn":"2022-12","lengthKm":"148.5","maxSpeedKmh":350,"citations":[{"source":"s"}]}}`,
		`{"station":{"slug":"st","names":[{"text":"Station","language":"en"}],"citations":[{"source":"s"}]}}`,
		`{"organization":{"slug":"o","names":[{"text":"Congress","language":"en"}],"type":"LEGISLATURE","citations":[{"source":"s"}]}}`,
		`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"district":"baodi"},"role":"Party secretary","period":{"attestedOn":"2023-01-11"},"citations":[{"source":"s","locator":"¶ 9"}]}}`,
	}
}

func TestWriteCreates(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	if written := s.write(t, smallGraph()...); (written != store.WriteCounts{Created: len(smallGraph())}) {
		t.Errorf("it did %+v", written)
	}
	for _, c := range []struct {
		typeName, slug string
		fields, want   []string
	}{
		{"Source", "s", []string{"title", "publisher", "authors", "url", "publishedOn", "language"}, []string{"Report", "P", `["A"]`, "https://example.org/", "2023-01-13", "en"}},
		{"Source", "s-2", []string{"publisher", "authors", "url", "publishedOn", "language"}, []string{"null", "null", "null", "null", "null"}},
		{"District", "tianjin", []string{"name", "population", "location", "summary"}, []string{"Tianjin", "null", "null", "null"}},
		{"District", "baodi", []string{"name", "level", "population", "location.lat", "location.lon", "summary"}, []string{"Baodi", "DISTRICT", "722000", "39.7", "117.3", "A district."}},
		{"Official", "yin", []string{"name", "bornOn"}, []string{"Yin Xiangjie", "1962-05"}},
		{"Park", "z", []string{"foundedOn", "areaHectares"}, []string{"1988", "488005000"}},
		{"Park", "bz", []string{"foundedOn", "areaHectares"}, []string{"null", "null"}},
		{"Project", "p", []string{"status", "projectCount", "investment.amount", "investment.currency", "startedOn", "completedOn", "sectors"}, []string{"OPERATING", "248", "1721000", "CNY", "2019", "2022-12", `["it","energy"]`}},
		{"RailLine", "r", []string{"status", "openedOn", "lengthKm", "maxSpeedKmh"}, []string{"OPERATING", "2022-12", "1485000", "350"}},
		{"Station", "st", []string{"name"}, []string{"Station"}},
		{"Organization", "o", []string{"type"}, []string{"LEGISLATURE"}},
	} {
		fields := append([]string{"slug", "version", "updatedAt"}, c.fields...)
		want := append([]string{c.slug, "1", "2023-01-13T08:00:00Z"}, c.want...)
		if got := s.bySlug(t, c.typeName, c.slug, fields...); !slices.Equal(got, want) {
			t.Errorf("%s %s is %q, want %q", c.typeName, c.slug, got, want)
		}
	}
	if got := s.owned(t, "District", "tianjin", "names", "text", "language", "type"); !slices.Equal(got, []string{"天津 zh 0", "Tianjin en 0"}) {
		t.Errorf("the names are %q", got)
	}
	if got := s.owned(t, "District", "baodi", "identifiers", "scheme", "value"); !slices.Equal(got, []string{"gbt2260 120115"}) {
		t.Errorf("the identifiers are %q", got)
	}
	if got := s.owned(t, "District", "baodi", "citations", "locator"); !slices.Equal(got, []string{"¶ 9"}) {
		t.Errorf("the citations are %q", got)
	}
	if got := s.links(t, "Official", "yin", "role", "period.attestedOn", "version"); !slices.Equal(got, []string{"Party secretary 2023-01-11 1"}) {
		t.Errorf("the links are %q", got)
	}
}

// links are fields of the links from an entity.
func (s *testStore) links(t testing.TB, typeName, slug string, fields ...string) []string {
	t.Helper()
	table, ok := s.Registry().Table("Link")
	if !ok {
		t.Fatal("nothing is known of links")
	}
	columns := make([]store.Column, len(fields))
	for i, name := range fields {
		field := table.Fields[name]
		if of, sub, ok := strings.Cut(name, "."); ok {
			field = table.Fields[of].Fields[sub]
		}
		columns[i] = field.Column
	}
	of := store.Links{Registry: s.Registry(), Entities: []kg.ID{s.id(t, typeName, slug)}, Steps: []kg.Step{{}}}
	found := s.rows(t, of.All(columns), store.LinkColumns+len(fields))
	lines := make([]string, len(found))
	for i, values := range found {
		lines[i] = strings.Join(values[store.LinkColumns:], " ")
	}
	slices.Sort(lines)
	return lines
}

// TestWriteAgainChangesNothing writes the same later: not even a version or a time may differ.
func TestWriteAgainChangesNothing(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	before := dump(t, s.sql(t))
	s.clock = s.clock.Add(time.Hour)
	backwards := smallGraph()
	slices.Reverse(backwards)
	for _, lines := range [][]string{smallGraph(), backwards, nil} {
		if written := s.write(t, lines...); (written != store.WriteCounts{Unchanged: len(lines)}) {
			t.Errorf("it did %+v", written)
		}
		if after := dump(t, s.sql(t)); after != before {
			t.Errorf("the tables hold\n%s\nwant\n%s", after, before)
		}
	}
	for i, line := range smallGraph() {
		if written := s.write(t, line); (written != store.WriteCounts{Unchanged: 1}) {
			t.Errorf("alone, line %d did %+v", i+1, written)
		}
	}
	if after := dump(t, s.sql(t)); after != before {
		t.Errorf("line by line, the tables hold\n%s\nwant\n%s", after, before)
	}
}

// TestRecordsMayReferToLaterOnes writes the graph in other orders and reads the same.
func TestRecordsMayReferToLaterOnes(t *testing.T) {
	t.Parallel()
	backwards := smallGraph()
	slices.Reverse(backwards)
	half := len(backwards) / 2
	for name, lines := range map[string][]string{
		"backwards": backwards, "the second half first": slices.Concat(smallGraph()[half:], smallGraph()[:half]),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			if written := s.write(t, lines...); (written != store.WriteCounts{Created: len(lines)}) {
				t.Errorf("it did %+v", written)
			}
			if got := s.links(t, "Official", "yin", "role"); !slices.Equal(got, []string{"Party secretary"}) {
				t.Errorf("the links are %q", got)
			}
		})
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	const cited = `"citations":[{"source":"s"}]`
	district := func(slug, more string) string {
		return `{"district":{"slug":"` + slug + `","names":[{"text":"N","language":"en"}],"level":"CITY",` + more + `}}`
	}
	partOf := func(from, to, more string) string {
		return `{"link":{"kind":"PART_OF","from":{"district":"` + from + `"},"to":{"district":"` + to + `"},` + more + cited + `}}`
	}
	cases := []struct {
		name  string
		lines []string
		// want holds the codes of the bad records, by index.
		want map[int]kg.ErrorCode
	}{
		{name: "a citation of an unknown source", lines: []string{district("a", `"citations":[{"source":"nobody"}]`)}, want: map[int]kg.ErrorCode{0: kg.UnknownReference}},
		{
			name: "a link's citation of an unknown source",
			lines: []string{
				`{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},"citations":[{"source":"s"},{"source":"nobody"}]}}`,
			}, want: map[int]kg.ErrorCode{0: kg.UnknownReference},
		},
		{name: "a link from nobody", lines: []string{partOf("nowhere", "tianjin", "")}, want: map[int]kg.ErrorCode{0: kg.UnknownReference}},
		{name: "a link to nobody", lines: []string{partOf("baodi", "nowhere", "")}, want: map[int]kg.ErrorCode{0: kg.UnknownReference}},
		{
			name:  "a link to a record of another kind with that slug",
			lines: []string{`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"organization":"baodi"},` + cited + `}}`},
			want:  map[int]kg.ErrorCode{0: kg.UnknownReference},
		},
		{name: "an entity twice", lines: []string{district("a", cited), partOf("a", "tianjin", ""), district("a", cited)}, want: map[int]kg.ErrorCode{2: kg.Duplicate}},
		{name: "a known entity twice", lines: []string{smallGraph()[3], smallGraph()[3]}, want: map[int]kg.ErrorCode{1: kg.Duplicate}},
		{
			name: "PARTNER_OF both ways",
			lines: []string{
				`{"link":{"kind":"PARTNER_OF","from":{"park":"z"},"to":{"park":"bz"},` + cited + `}}`,
				`{"link":{"kind":"PARTNER_OF","from":{"park":"bz"},"to":{"park":"z"},` + cited + `}}`,
			}, want: map[int]kg.ErrorCode{1: kg.Duplicate},
		},
		{name: "two sources with one slug", lines: []string{`{"source":{"slug":"x","title":"T"}}`, `{"source":{"slug":"x","title":"U"}}`}, want: map[int]kg.ErrorCode{1: kg.Duplicate}},
		{
			name: "two entities with one slug",
			lines: []string{
				district("a", cited), partOf("a", "tianjin", ""),
				`{"district":{"slug":"a","names":[{"text":"Another","language":"en"}],"level":"OTHER",` + cited + `}}`,
			}, want: map[int]kg.ErrorCode{2: kg.Duplicate},
		},
		{name: "a cycle of two", lines: []string{partOf("baodi", "tianjin", ""), partOf("tianjin", "baodi", "")}, want: map[int]kg.ErrorCode{1: kg.BadLink}},
		{
			name: "a cycle of four",
			lines: []string{
				district("a", cited), district("b", cited), partOf("baodi", "a", ""), partOf("a", "b", ""), partOf("b", "tianjin", ""),
				partOf("tianjin", "baodi", ""),
			}, want: map[int]kg.ErrorCode{5: kg.BadLink},
		},
		{
			name:  "a cycle of links that share a month",
			lines: []string{partOf("baodi", "tianjin", `"period":{"until":"2000"},`), partOf("tianjin", "baodi", `"period":{"from":"2000-12"},`)},
			want:  map[int]kg.ErrorCode{1: kg.BadLink},
		},
		{
			name: "a cycle of rail lines",
			lines: []string{
				`{"railLine":{"slug":"r-2","names":[{"text":"N","language":"en"}],"status":"UNKNOWN",` + cited + `}}`,
				`{"link":{"kind":"PART_OF","from":{"railLine":"r"},"to":{"railLine":"r-2"},` + cited + `}}`,
				`{"link":{"kind":"PART_OF","from":{"railLine":"r-2"},"to":{"railLine":"r"},` + cited + `}}`,
			}, want: map[int]kg.ErrorCode{2: kg.BadLink},
		},
		{
			name:  "part of itself by a former slug",
			lines: []string{district("a", `"formerSlugs":["a-old"],`+cited), partOf("a", "a-old", "")}, want: map[int]kg.ErrorCode{1: kg.BadLink},
		},
		{name: "a former slug that another has", lines: []string{district("a", `"formerSlugs":["baodi"],`+cited)}, want: map[int]kg.ErrorCode{0: kg.Duplicate}},
		{name: "its own slug as a former one", lines: []string{district("a", `"formerSlugs":["a"],`+cited)}, want: map[int]kg.ErrorCode{0: kg.Duplicate}},
		{
			name:  "a former slug that two claim",
			lines: []string{district("a", `"formerSlugs":["old"],`+cited), district("b", `"formerSlugs":["old"],`+cited)}, want: map[int]kg.ErrorCode{1: kg.Duplicate},
		},
		{
			name: "a bad link closes no cycle with a good one",
			lines: []string{
				`{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"tianjin"},"citations":[{"source":"nobody"}]}}`,
				partOf("tianjin", "baodi", ""),
			}, want: map[int]kg.ErrorCode{0: kg.UnknownReference},
		},
		{
			name: "all bad records are reported",
			lines: []string{
				partOf("baodi", "nowhere", ""), smallGraph()[0], district("a", cited), district("b", `"citations":[{"source":"nobody"}]`), district("a", cited),
			}, want: map[int]kg.ErrorCode{0: kg.UnknownReference, 3: kg.UnknownReference, 4: kg.Duplicate},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			before := dump(t, s.sql(t))
			s.refuses(t, c.want, append(c.lines, district("innocent", cited))...)
			if after := dump(t, s.sql(t)); after != before {
				t.Errorf("something was written; the tables hold\n%s\nwant\n%s", after, before)
			}
			if written := s.write(t, district("innocent", cited)); (written != store.WriteCounts{Created: 1}) {
				t.Errorf("afterwards a good record did %+v", written)
			}
		})
	}
}

// refuses writes lines of which some must be refused, by index and code.
func (s *testStore) refuses(t *testing.T, want map[int]kg.ErrorCode, lines ...string) {
	t.Helper()
	written, err := s.Write(t.Context(), store.Author{Actor: "test"}, records(t, lines...))
	refused, ok := errors.AsType[*store.RefusedError](err)
	if !ok {
		t.Fatalf("it did %+v, %v, want a *store.RefusedError", written, err)
	}
	if (written != store.WriteCounts{}) {
		t.Errorf("it says that it did %+v", written)
	}
	if strings.ContainsAny(refused.Error(), "\r\n") {
		t.Errorf("%q is no sentence on one line", refused.Error())
	}
	last := -1
	for _, p := range refused.Problems {
		if p.Err.Code != want[p.Record] || p.Err.Message == "" {
			t.Errorf("record %d is refused with %s: %v, want %q", p.Record, p.Err.Code, p.Err, want[p.Record])
		}
		if p.Record <= last {
			t.Errorf("record %d is told after record %d", p.Record, last)
		}
		last = p.Record
	}
	if len(refused.Problems) != len(want) {
		t.Errorf("%d records are refused, want %d", len(refused.Problems), len(want))
	}
}

func TestCycleWithExistingLinks(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	const cited = `"citations":[{"source":"s"}]`
	s.write(t, smallGraph()...)
	for _, slug := range []string{"a", "b"} {
		s.write(t, `{"district":{"slug":"`+slug+`","names":[{"text":"N","language":"en"}],"level":"CITY",`+cited+`}}`)
	}
	s.write(t, `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},`+cited+`}}`)
	s.write(t, `{"link":{"kind":"PART_OF","from":{"district":"b"},"to":{"district":"baodi"},`+cited+`}}`)
	// A second link between the same ends, of another time, closes no cycle.
	s.write(t, `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"b"},"period":{"from":"2001"},`+cited+`}}`)
	s.write(t, `{"link":{"kind":"PART_OF","from":{"district":"a"},"to":{"district":"baodi"},`+cited+`}}`)
	s.refuses(t, map[int]kg.ErrorCode{0: kg.BadLink}, `{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"a"},`+cited+`}}`)
}

// TestWriteLeavesItsRecordsAlone: what one store adds to a record must not reach the next.
func TestWriteLeavesItsRecordsAlone(t *testing.T) {
	t.Parallel()
	const link = `{"link":{"kind":"HOSTS","from":{"park":"z"},"to":{"project":"p"},"citations":[{"source":"s"}]}}`
	given := records(t, link)
	full, bare := newStore(t), newStore(t)
	for _, s := range []*testStore{full, bare} {
		s.write(t, smallGraph()...)
	}
	full.write(t, strings.Replace(link, `"citations"`, `"note":"N","period":{"until":"2024"},"citations"`, 1))
	for _, s := range []*testStore{full, bare} {
		if _, err := s.Write(t.Context(), store.Author{Actor: "test"}, given); err != nil {
			t.Fatal(err)
		}
	}
	if got := bare.links(t, "Park", "z", "note", "period.until"); !slices.Equal(got, []string{" "}) {
		t.Errorf("the link is %q, want it without note and end", got)
	}
}

func TestWriteStopsWithItsContext(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if written, err := s.Write(ctx, store.Author{Actor: "test"}, records(t, smallGraph()...)); !errors.Is(err, context.Canceled) {
		t.Errorf("it did %+v, %v", written, err)
	}
	if empty, err := s.IsEmpty(t.Context()); err != nil || !empty {
		t.Errorf("something was written; error: %v", err)
	}
	s.write(t, smallGraph()...)
}

// TestKeysAreOfTheirKind: keys are unique over all kinds, and contain their kind.
func TestKeysAreOfTheirKind(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	seen := map[string]bool{}
	for table, code := range map[string]kg.Code{
		"official": kg.KindOfficial, "district": kg.KindDistrict, "park": kg.KindPark, "project": kg.KindProject, "rail_line": kg.KindRailLine, "station": kg.KindStation,
		"organization": kg.KindOrganization, "source": kg.KindSource, "link": kg.KindLink, "citation": kg.KindCitation,
	} {
		found := query(t, s.sql(t), "SELECT id, id & 63, id >> 6 FROM "+table)
		if len(found) == 0 {
			t.Errorf("%s is empty", table)
		}
		for _, row := range found {
			if row[1] != strconv.Itoa(int(code)) || seen[row[2]] {
				t.Errorf("key %s of %s has the kind %s and the number %s", row[0], table, row[1], row[2])
			}
			seen[row[2]] = true
		}
	}
}
