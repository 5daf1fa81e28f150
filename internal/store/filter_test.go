package store_test

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestFiltersBecomeSQL keeps the statements of some filters in testdata/filters.sql.
func TestFiltersBecomeSQL(t *testing.T) {
	t.Parallel()
	registry := store.NewRegistry(kg.NewKinds())
	text := func(field string, is kg.Operator, values ...any) kg.Filter {
		return kg.Comparison{Field: field, Operator: is, Values: values}
	}
	city := text("level", kg.Equal, "CITY")
	var b strings.Builder
	for _, c := range []struct {
		name, of string
		choice   store.ListQuery
	}{
		{"everything", "District", store.ListQuery{Where: kg.MatchAll()}},
		{"strings", "Source", store.ListQuery{Where: kg.And{text("publisher", kg.Contains, `10%_\`), text("title", kg.NotEqual, "x")}}},
		{"not", "District", store.ListQuery{Where: kg.Not{Filter: kg.Or{text("population", kg.Greater, int64(5)), kg.Or{}}}}},
		{"values", "District", store.ListQuery{Where: text("level", kg.In, "CITY", "ZONE")}},
		{"dates", "Park", store.ListQuery{Where: kg.And{text("foundedOn", kg.Less, kg.PartialDate("2022")), text("foundedOn", kg.NotEqual, kg.PartialDate("2021-02"))}}},
		{"names", "Park", store.ListQuery{Where: kg.Elements{Field: "name", Where: kg.And{text("", kg.StartsWith, "Ä")}}}},
		{"sectors", "Project", store.ListQuery{Where: kg.Elements{Field: "sectors", Quantifier: kg.Every, Where: text("", kg.Equal, "steel")}}},
		{"code", "Station", store.ListQuery{Where: kg.HasIdentifier{Scheme: "uic", Values: []string{"1"}}}},
		{"some", "Park", store.ListQuery{Where: kg.Related{Relation: "districts", Where: city}}},
		{"none, on a day", "Park", store.ListQuery{Where: kg.Related{Relation: "districts", Quantifier: kg.None, Where: kg.MatchAll(), Link: text("holdsOn", kg.HoldsOn, kg.Date("2023-01-11"))}}},
		{"every, any kind", "Official", store.ListQuery{Where: kg.Related{Relation: "posts", Quantifier: kg.Every, Where: kg.OfKind{Kind: kg.KindDistrict, Where: city}}}},
		{"two ways", "District", store.ListQuery{Where: kg.Related{Relation: "railLines", Where: text("status", kg.Equal, "OPERATING")}}},
		{"upwards", "District", store.ListQuery{Where: kg.Related{Relation: "ancestors", Where: city}}},
		{"from above", "District", store.ListQuery{Where: kg.Related{Relation: "ancestors", Where: text("slug", kg.Equal, "tianjin")}}},
		{"figures", "Park", store.ListQuery{Where: kg.Related{Relation: "figures", Where: text("value", kg.GreaterOrEqual, kg.Decimal(1))}}},
		{"speaker", "Statement", store.ListQuery{Where: kg.Referenced{Field: "speaker", Where: text("bornOn", kg.IsMissing)}}},
		{"order", "Project", store.ListQuery{Order: []kg.OrderKey{{Field: "STATUS"}, {Field: "INVESTMENT", Descending: true}}}},
	} {
		table, ok := registry.Table(c.of)
		if !ok {
			t.Fatalf("nothing is known of %s", c.of)
		}
		c.choice.Of = table
		page := store.Page{Limit: 20, Peeks: true}
		if len(c.choice.Order) > 0 {
			page.After = &store.Position{ID: 9, Keys: []store.SortKey{{Number: 2}, {Missing: true}}}
		}
		records := store.RecordList{Table: table, AsOf: "2023-01-11", ListQuery: c.choice}
		st := records.Page(page, nil)
		fmt.Fprintf(&b, "-- %s\n%s;\n-- %q\n\n", c.name, st.SQL, st.Args)
	}
	const golden = "testdata/filters.sql"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("no golden SQL (go test ./internal/store -run FiltersBecome -update makes it): %v", err)
	}
	if b.String() != string(want) {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

// TestDatesCompareByTheirDays holds every comparison of dates, where their days are kept and where only their text is,
// against what it means.
func TestDatesCompareByTheirDays(t *testing.T) {
	t.Parallel()
	dates := []kg.PartialDate{
		"", "2022", "2022-02", "2022-02-27", "2022-02-28", "2022-03-01", "2020-02", "2020-02-28", "2020-02-29", "2021-04", "2021-04-30",
		"2022-12", "2022-12-31", "2023", "2023-01-01",
	}
	means := map[kg.Operator]func(record, asked kg.PartialDate) bool{
		kg.Equal:          func(r, a kg.PartialDate) bool { return r != "" && r.First() >= a.First() && r.Last() <= a.Last() },
		kg.NotEqual:       func(r, a kg.PartialDate) bool { return r == "" || r.First() < a.First() || r.Last() > a.Last() },
		kg.In:             func(r, a kg.PartialDate) bool { return r != "" && r.First() >= a.First() && r.Last() <= a.Last() },
		kg.Less:           func(r, a kg.PartialDate) bool { return r != "" && r.Last() < a.First() },
		kg.LessOrEqual:    func(r, a kg.PartialDate) bool { return r != "" && r.Last() <= a.Last() },
		kg.Greater:        func(r, a kg.PartialDate) bool { return r != "" && r.First() > a.Last() },
		kg.GreaterOrEqual: func(r, a kg.PartialDate) bool { return r != "" && r.First() >= a.First() },
	}
	s := newStore(t)
	var lines bytes.Buffer
	lines.WriteString(`{"source":{"slug":"s","title":"T"}}` + "\n")
	for i, date := range dates {
		value := "null"
		if date != "" {
			value = fmt.Sprintf("%q", date)
		}
		fmt.Fprintf(&lines, `{"official":{"slug":"o-%d","names":[{"text":"O","language":"en"}],"bornOn":%s,"citations":[{"source":"s"}]}}`+"\n", i, value)
		fmt.Fprintf(&lines, `{"figure":{"measure":"m-%d","label":"L","value":"1","unit":"u","period":{"from":%s},"subjects":[{"official":"o-%d"}],"citations":[{"source":"s"}]}}`+"\n", i, value, i)
	}
	if _, err := ingest.Import(t.Context(), s.Store, ingest.Options{}, ingest.JSONLines("", &lines)); err != nil {
		t.Fatal(err)
	}
	for field, of := range map[string][2]string{"bornOn": {"Official", "slug"}, "period.from": {"Figure", "measure"}} {
		table, _ := s.Registry().Table(of[0])
		for is, holds := range means {
			for _, asked := range dates[1:] {
				records := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Where: kg.Comparison{Field: field, Operator: is, Values: []any{asked}}}}
				var got, want []string
				for _, row := range s.rows(t, records.Page(store.Page{Limit: 100}, []store.Column{table.Fields[of[1]].Column}), 3) {
					got = append(got, row[2][2:])
				}
				for i, date := range dates {
					if holds(date, asked) {
						want = append(want, fmt.Sprint(i))
					}
				}
				if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
					t.Errorf("%s, comparison %d with %s: %v, want %v", field, is, asked, got, want)
				}
			}
		}
	}
}

// TestEveryConditionIsAsked compiles every declared condition of every table, so that none speaks of a column that is not there.
func TestEveryConditionIsAsked(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	day := kg.Date("2023-01-11")
	values := map[store.ConditionType]any{
		store.StringCondition: "x", store.IntCondition: int64(1), store.DecimalCondition: kg.Decimal(1), store.DateCondition: day,
		store.PartialDateCondition: kg.PartialDate("2022"), store.EnumCondition: "X", store.LinkKindCondition: int64(1), store.LinkKindsCondition: int64(1), store.HoldsOnCondition: day,
	}
	for _, name := range []string{"Official", "District", "Park", "Project", "RailLine", "Station", "Organization", "Source", "Figure", "Statement", "Link"} {
		table, ok := s.Registry().Table(name)
		if !ok {
			t.Fatalf("nothing is known of %s", name)
		}
		filters := map[string]kg.Filter{}
		for field, condition := range table.Conditions {
			switch value, isValue := values[condition.Type]; {
			case isValue:
				filters[field] = kg.Comparison{Field: field, Values: []any{value}}
			case condition.Type == store.NameCondition, condition.Type == store.StringListCondition:
				filters[field] = kg.Elements{Field: field, Where: kg.Comparison{Operator: kg.Contains, Values: []any{"x"}}}
			}
		}
		for _, relation := range slices.Concat(slices.Collect(maps.Keys(table.Relations)), slices.Collect(maps.Keys(table.FactLists)), slices.Collect(maps.Keys(table.ChildLists))) {
			if s.Registry().RelationTarget(table, relation) != nil && relation != "facts" {
				for _, how := range []kg.Quantifier{kg.Some, kg.None, kg.Every} {
					filters[fmt.Sprint(relation, how)] = kg.Related{Relation: relation, Quantifier: how, Where: kg.Not{Filter: kg.MatchAll()}}
				}
			}
		}
		for field, filter := range filters {
			records := store.RecordList{Table: table, AsOf: day, ListQuery: store.ListQuery{Of: table, Where: kg.And{filter, kg.Not{Filter: filter}}}}
			if rows := s.rows(t, records.Count(), 2); len(rows) != 1 || rows[0][1] != "0" {
				t.Errorf("%s.%s counts %v", name, field, rows)
			}
		}
	}
}
