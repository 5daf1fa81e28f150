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
	for field, of := range map[string][2]string{"bornOn": {"Official", "slug"}, "period.until": {"Figure", "measure"}} {
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
			list := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Where: kg.Comparison{Field: field, Operator: kg.LessOrEqual, Values: []any{asked}}}}
			var got []string
			for _, row := range s.rows(t, list.Page(store.Page{Limit: 100}, []store.Column{table.Fields[of[1]].Column}), 3) {
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
	role := kg.Comparison{Field: "role", Values: []any{"x"}}
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
		one := kg.Comparison{Field: "slug", Values: []any{c.above}}
		unindexed := kg.Not{Filter: kg.Comparison{Field: "slug", Operator: kg.NotEqual, Values: []any{c.above}}}
		ancestors := func(where kg.Filter) kg.Filter { return kg.Related{Relation: "ancestors", Where: where, Link: c.link} }
		for form, where := range map[string]kg.Filter{
			"from the one":     ancestors(one),
			"from all above":   ancestors(unindexed),
			"from the few":     kg.And{kg.Comparison{Field: "slug", Operator: kg.In, Values: everybody}, ancestors(unindexed)},
			"through no other": kg.Not{Filter: kg.Related{Relation: "ancestors", Quantifier: kg.Every, Where: kg.Not{Filter: one}, Link: c.link}},
		} {
			list := store.RecordList{Table: table, AsOf: c.day, ListQuery: store.ListQuery{Of: table, Where: where}}
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

// TestAlternativesOverOneRelationAgree: alternatives over the same relation or list select what they select one by one.
func TestAlternativesOverOneRelationAgree(t *testing.T) {
	t.Parallel()
	s := newSynthetic(t)
	named := func(text string) kg.Filter {
		return kg.And{kg.Elements{Field: "name", Where: kg.And{kg.Comparison{Operator: kg.Contains, Values: []any{text}}}}}
	}
	slug := func(text string) kg.Filter {
		return kg.Comparison{Field: "slug", Operator: kg.Contains, Values: []any{text}}
	}
	on := func(relation string, where kg.Filter) kg.Related { return kg.Related{Relation: relation, Where: where} }
	head := kg.Comparison{Field: "role", Values: []any{"District head"}}
	for name, c := range map[string]struct {
		of   string
		list kg.Or
	}{
		"names":         {"District", kg.Or{named("an"), named("shi"), kg.Elements{Field: "name", Where: kg.Comparison{Values: []any{"Synthetica"}}}, named("nobody")}},
		"no names":      {"District", kg.Or{kg.Elements{Field: "name", Quantifier: kg.None, Where: kg.Comparison{Operator: kg.Contains, Values: []any{"a"}}}, kg.Elements{Field: "name", Quantifier: kg.None, Where: kg.Comparison{Operator: kg.Contains, Values: []any{"u"}}}}},
		"ancestors":     {"District", kg.Or{on("ancestors", named("an")), on("ancestors", slug("province-2")), on("ancestors", slug("nobody"))}},
		"lines":         {"District", kg.Or{on("railLines", slug("1")), on("railLines", named("2")), on("stations", slug("3"))}},
		"any":           {"Park", kg.Or{on("projects", slug("nobody")), on("projects", kg.MatchAll())}},
		"none and some": {"Park", kg.Or{on("projects", slug("-1")), kg.Related{Relation: "projects", Quantifier: kg.None, Where: slug("-")}, kg.Related{Relation: "projects", Quantifier: kg.Every, Where: slug("-2")}}},
		"links":         {"Official", kg.Or{kg.Related{Relation: "districts", Where: slug("a"), Link: head}, on("districts", slug("u")), kg.Related{Relation: "districts", Where: slug("i"), Link: head}}},
	} {
		table, _ := s.Registry().Table(c.of)
		take := func(where kg.Filter) []string {
			list := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Where: where}}
			var slugs []string
			for _, row := range s.rows(t, list.Page(store.Page{Limit: 10_000}, nil), 2) {
				slugs = append(slugs, row[1])
			}
			return slugs
		}
		var each []string
		for _, one := range c.list {
			each = append(each, take(one)...)
		}
		slices.Sort(each)
		if got, want := take(c.list), slices.Compact(each); !slices.Equal(got, want) || len(got) == 0 {
			t.Errorf("%s: %v, want %v", name, got, want)
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
