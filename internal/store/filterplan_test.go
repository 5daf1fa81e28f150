package store_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestOrdersUseAnIndex: a page in any order that a kind offers begins in an index. At most the rows of one value are sorted.
func TestOrdersUseAnIndex(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	s := newSynthetic(t)
	codes := append(s.Registry().Entities(), kg.KindSource, kg.KindFigure, kg.KindStatement, kg.KindLink)
	for _, code := range codes {
		table, _ := s.Registry().TableByCode(code)
		for field, order := range table.Orders {
			for _, descending := range []bool{false, true} {
				records := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Order: []kg.OrderKey{{Field: field, Descending: descending}}}}
				key := store.SortKey{IsText: order.IsString, Text: "2", Number: 1}
				place, nowhere := &store.Position{ID: 70, Keys: []store.SortKey{key}}, &store.Position{ID: 70, Keys: []store.SortKey{{Missing: true}}}
				pages := []store.Page{{Limit: 20}, {Limit: 20, FromEnd: true}, {Limit: 20, After: place}, {Limit: 20, FromEnd: true, Before: place}}
				if order.Nullable {
					pages = append(pages, store.Page{Limit: 20, After: nowhere}, store.Page{Limit: 20, FromEnd: true, After: place, Before: nowhere})
				}
				for _, page := range pages {
					st := records.Page(page, nil)
					steps := s.plan(t, st)
					sorts := func(step string) bool { return strings.Contains(step, "TEMP B-TREE FOR ORDER BY") }
					uses := func(step string) bool {
						return strings.Contains(step, "INDEX "+table.Name+"_") || strings.Contains(step, "INDEX sqlite_autoindex_"+table.Name)
					}
					if slices.ContainsFunc(steps, sorts) || !slices.ContainsFunc(steps, uses) {
						t.Errorf("%s by %s, descending %v, sorts the table:\n%s\n\t%s", table.Type, field, descending, st.SQL, strings.Join(steps, "\n\t"))
					}
				}
			}
		}
	}
}

// TestNarrowFiltersBeginWithTheFew: where an index finds the few records that pass, neither links nor entities are scanned.
// The engine knows nothing of the tables here; where it knows that one is tiny, it rightly goes through it.
func TestNarrowFiltersBeginWithTheFew(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	s := newStore(t)
	slug := kg.Comparison{Field: "slug", Values: []any{"baodi"}}
	slugs := kg.Comparison{Field: "slug", Operator: kg.In, Values: []any{"baodi", "tianjin"}}
	name := kg.Elements{Field: "name", Where: kg.Comparison{Values: []any{"宝坻"}}}
	code := kg.HasIdentifier{Scheme: "gbt2260", Values: []string{"120115"}}
	some := func(relation string, where kg.Filter) kg.Filter { return kg.Related{Relation: relation, Where: where} }
	between := kg.And{kg.Comparison{Field: "population", Operator: kg.GreaterOrEqual, Values: []any{int64(100)}}, kg.Comparison{Field: "population", Operator: kg.Less, Values: []any{int64(200)}}}
	measure := kg.Comparison{Field: "measure", Values: []any{"gdp"}}
	for name, c := range map[string]struct {
		of    string
		where kg.Filter
		uses  string
	}{
		"slug":                  {"District", slug, "sqlite_autoindex_district_1"},
		"slugs":                 {"District", slugs, "sqlite_autoindex_district_1"},
		"name":                  {"Park", name, "name_text"},
		"code":                  {"District", code, "identifier_value"},
		"either":                {"District", kg.Or{slug, name}, "name_text"},
		"district of a project": {"Project", some("districts", slug), "link_in"},
		"ancestors":             {"District", some("ancestors", name), "link_in"},
		"two steps":             {"Project", some("parks", some("districts", code)), "link_out"},
		"a range":               {"Project", some("parks", some("districts", between)), "district_population"},
		"any kind":              {"Official", some("posts", slug), "link_in"},
		"a kind":                {"Official", some("posts", kg.OfKind{Kind: kg.KindOrganization, Where: name}), "link_in"},
		"partners":              {"Park", some("partners", slug), "link_out"},
		"figures":               {"District", some("figures", measure), "figure_subject_position"},
		"subjects":              {"Figure", some("subjects", slug), "PRIMARY KEY"},
		"stated by":             {"Figure", kg.Referenced{Field: "statedBy", Where: slug}, "figure_stated_by"},
		"links from one":        {"Link", kg.Referenced{Field: "from", Where: kg.OfKind{Kind: kg.KindOfficial, Where: slug}}, "from_id=?"},
		"links to one":          {"Link", kg.Referenced{Field: "to", Where: slug}, "to_id=?"},
		"said by":               {"Statement", kg.Referenced{Field: "speaker", Where: name}, "statement_speaker"},
		"what an official said": {"Official", some("said", some("about", slug)), "PRIMARY KEY (subject_id"},
	} {
		table, ok := s.Registry().Table(c.of)
		if !ok {
			t.Fatalf("nothing is known of %s", c.of)
		}
		records := store.RecordList{Table: table, AsOf: "2023-01-11", ListQuery: store.ListQuery{Of: table, Where: c.where}}
		for told, st := range map[string]store.Query{"page": records.Page(store.Page{Limit: 20}, nil), "count": records.Count()} {
			steps := s.plan(t, st)
			text := strings.Join(steps, "\n\t")
			if strings.Contains(text, "AUTOMATIC") || !strings.Contains(text, c.uses) {
				t.Errorf("%s, %s: it does not use %s\n%s\n\t%s", name, told, c.uses, st.SQL, text)
			}
			for _, step := range steps {
				if scanned, isScan := strings.CutPrefix(step, "SCAN "); isScan && !isCheap(scanned) {
					t.Errorf("%s, %s: it scans %s\n%s\n\t%s", name, told, scanned, st.SQL, text)
				}
			}
		}
	}
}

// isCheap reports whether a scan reads few rows: those of an argument, or of an earlier step.
func isCheap(scanned string) bool {
	return strings.Contains(scanned, "VIRTUAL TABLE") || regexp.MustCompile(`^[rf]\d+$`).MatchString(scanned)
}

// newSynthetic is a store with a synthetic graph and what the engine should know of it.
func newSynthetic(t *testing.T) *testStore {
	t.Helper()
	var graph bytes.Buffer
	if err := ingest.Synthetic(&graph, 16, 1); err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	if _, err := ingest.Import(t.Context(), s.Store, ingest.Options{}, ingest.JSONLines("", &graph)); err != nil {
		t.Fatal(err)
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	return openStore(t, s.path)
}
