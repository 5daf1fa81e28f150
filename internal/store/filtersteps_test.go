package store_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// TestDatesUpToTheEndOfAMonth: the last day of a month takes the month with it, the day before does not.
func TestDatesUpToTheEndOfAMonth(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	dates := []string{"2022", "2022-11", "2022-11-30", "2022-12", "2022-12-30", "2022-12-31", "2023-02", "2023-02-28", "2024-02", "2024-02-29"}
	var lines bytes.Buffer
	lines.WriteString(`{"source":{"slug":"s","title":"T"}}` + "\n")
	for _, date := range dates {
		fmt.Fprintf(&lines, `{"official":{"slug":"o-%s","names":[{"text":"O","language":"en"}],"bornOn":"%s","citations":[{"source":"s"}]}}`+"\n", date, date)
		fmt.Fprintf(&lines, `{"figure":{"measure":"m-%s","label":"L","value":"1","unit":"u","period":{"until":"%s"},"subjects":[{"official":"o-%s"}],"citations":[{"source":"s"}]}}`+"\n", date, date, date)
	}
	s.load(t, &lines)
	for field, of := range map[string][2]string{"bornOn": {"Official", "t.slug"}, "period.until": {"Figure", "t.measure"}} {
		table, _ := s.Registry().Table(of[0])
		for asked, want := range map[kg.PartialDate]string{
			"2022-11-29": "",
			"2022-11-30": "2022-11 2022-11-30",
			"2022-12-30": "2022-11 2022-11-30 2022-12-30",
			"2022-12-31": "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31",
			"2022-12":    "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31",
			"2023-02-27": "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31",
			"2023-02-28": "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31 2023-02 2023-02-28",
			"2024-02-28": "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31 2023-02 2023-02-28",
			"2024-02-29": "2022 2022-11 2022-11-30 2022-12 2022-12-30 2022-12-31 2023-02 2023-02-28 2024-02 2024-02-29",
		} {
			list := store.RecordList{Table: table, Choice: store.Choice{Of: table, Where: kg.Term{Field: field, Is: kg.LessOrEqual, Values: []any{asked}}}}
			var got []string
			for _, row := range s.rows(t, list.Page(store.Page{Limit: 100}, []store.Column{{SQL: of[1]}}), 3) {
				got = append(got, row[2][2:])
			}
			if slices.Sort(got); strings.Join(got, " ") != want {
				t.Errorf("%s up to %s: %v, want %s", field, asked, got, want)
			}
		}
	}
}

// TestEveryStepUpwardsIsThroughLinksThatPass: what is asked of links, and the day, go for each step of ancestors, in every
// form that the filter may be written in.
func TestEveryStepUpwardsIsThroughLinksThatPass(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	var lines bytes.Buffer
	lines.WriteString(`{"source":{"slug":"s","title":"T"}}` + "\n")
	for _, slug := range []string{"a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3"} {
		fmt.Fprintf(&lines, `{"district":{"slug":"%s","level":"CITY","names":[{"text":"%s","language":"en"}],"citations":[{"source":"s"}]}}`+"\n", slug, slug)
	}
	for _, step := range []struct {
		from, to, role, until string
	}{
		{"a1", "a2", "x", "2030"}, {"a2", "a3", "x", "2020"}, {"a3", "a4", "y", "2030"}, {"a4", "a5", "x", "2030"},
		{"b1", "b2", "y", "2030"}, {"b2", "b3", "x", "2030"}, {"b3", "a5", "x", "2010"},
	} {
		fmt.Fprintf(&lines, `{"link":{"kind":"PART_OF","from":{"district":"%s"},"to":{"district":"%s"},"role":"%s","period":{"from":"2000","until":"%s"},"citations":[{"source":"s"}]}}`+"\n",
			step.from, step.to, step.role, step.until)
	}
	s.load(t, &lines)
	table, _ := s.Registry().Table("District")
	everybody := []any{"a1", "a2", "a3", "a4", "a5", "b1", "b2", "b3"}
	role := kg.Term{Field: "role", Values: []any{"x"}}
	for _, c := range []struct {
		above string
		day   kg.Date
		link  kg.Filter
		want  string
	}{
		{"a5", "", nil, "a1 a2 a3 a4 b1 b2 b3"},
		{"a5", "", role, "a4 b2 b3"},
		{"a4", "", role, ""},
		{"a3", "", role, "a1 a2"},
		{"b3", "", role, "b2"},
		{"a5", "2025-01-01", nil, "a3 a4"},
		{"a3", "2025-01-01", nil, ""},
		{"b3", "2025-01-01", nil, "b1 b2"},
		{"a3", "2015-01-01", role, "a1 a2"},
		{"a5", "2015-01-01", role, "a4"},
		{"a5", "2015-01-01", nil, "a1 a2 a3 a4"},
	} {
		one := kg.Term{Field: "slug", Values: []any{c.above}}
		unindexed := kg.Not{Of: kg.Term{Field: "slug", Is: kg.NotEqual, Values: []any{c.above}}}
		ancestors := func(where kg.Filter) kg.Filter { return kg.Related{Relation: "ancestors", Where: where, Link: c.link} }
		for form, where := range map[string]kg.Filter{
			"from the one":     ancestors(one),
			"from all above":   ancestors(unindexed),
			"from the few":     kg.And{kg.Term{Field: "slug", Is: kg.In, Values: everybody}, ancestors(unindexed)},
			"through no other": kg.Not{Of: kg.Related{Relation: "ancestors", How: kg.Every, Where: kg.Not{Of: one}, Link: c.link}},
		} {
			list := store.RecordList{Table: table, AsOf: c.day, Choice: store.Choice{Of: table, Where: where}}
			var got []string
			for _, row := range s.rows(t, list.Page(store.Page{Limit: 100}, nil), 2) {
				got = append(got, row[1])
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("below %s on %q through %v, %s: %v, want %s", c.above, c.day, c.link, form, got, c.want)
			}
		}
	}
}

// load imports lines.
func (s *testStore) load(t *testing.T, lines *bytes.Buffer) {
	t.Helper()
	if _, err := ingest.Import(t.Context(), s.Store, ingest.Options{}, ingest.JSONLines("", lines)); err != nil {
		t.Fatal(err)
	}
}
