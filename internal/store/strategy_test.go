package store_test

import (
	"fmt"
	"slices"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// TestFormsOfAFilterAgree: a filter that begins with the few, the same looked at record by record, and the same far down
// take the same records; and a filter and its negation take each record once.
func TestFormsOfAFilterAgree(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	s := newSynthetic(t)
	take := func(table *store.Table, where kg.Filter, day kg.Date) []string {
		list := store.RecordList{Table: table, AsOf: day, ListQuery: store.ListQuery{Of: table, Where: where}}
		var slugs []string
		for _, row := range s.rows(t, list.Page(store.Page{Limit: 10_000}, nil), 2) {
			slugs = append(slugs, row[1])
		}
		return slugs
	}
	asked, some := 0, 0
	for _, kind := range s.Registry().Kinds.All() {
		table, _ := s.Registry().TableByCode(kind.Code)
		everything := take(table, nil, "")
		for relation := range table.Relations {
			for _, day := range []kg.Date{"", "2019-06-30"} {
				for _, slug := range s.farSlugs(t, table, relation) {
					one := kg.Comparison{Field: "slug", Values: []any{slug}}
					few := kg.Related{Relation: relation, Where: one}
					each := kg.Related{Relation: relation, Where: kg.Not{Filter: kg.Comparison{Field: "slug", Operator: kg.NotEqual, Values: []any{slug}}}}
					nobody := kg.Not{Filter: kg.Related{Relation: relation, Quantifier: kg.None, Where: one}}
					all := kg.Not{Filter: kg.Related{Relation: relation, Quantifier: kg.Every, Where: kg.Not{Filter: one}}}
					want := take(table, few, day)
					for form, where := range map[string]kg.Filter{"each": each, "none": nobody, "every": all} {
						if got := take(table, where, day); !slices.Equal(got, want) {
							t.Errorf("%s.%s %s on %q, %s: %v, want %v", table.Type, relation, slug, day, form, got, want)
						}
					}
					without := take(table, kg.Not{Filter: each}, day)
					if both := slices.Sorted(slices.Values(slices.Concat(want, without))); !slices.Equal(both, everything) {
						t.Errorf("%s.%s %s on %q: %d and %d of %d", table.Type, relation, slug, day, len(want), len(without), len(everything))
					}
					asked, some = asked+1, some+min(len(want), 1)
				}
			}
		}
	}
	if some < asked/2 {
		t.Errorf("only %d of %d filters take anything", some, asked)
	}
}

// farSlugs returns the slugs of some entities that a relation leads to.
func (s *testStore) farSlugs(t *testing.T, table *store.Table, relation string) []string {
	t.Helper()
	var slugs []string
	for _, code := range table.Relations[relation].To {
		far, _ := s.Registry().TableByCode(code)
		rows := s.rows(t, store.Query{SQL: fmt.Sprintf("SELECT slug FROM %s ORDER BY id", far.Name)}, 1)
		for i := 0; i < len(rows); i += max(1, len(rows)/3) {
			slugs = append(slugs, rows[i][0])
		}
	}
	return slugs
}

// TestDeepFiltersAgree: relations in relations take what they take when each is asked alone, of those that the one inside took.
func TestDeepFiltersAgree(t *testing.T) {
	t.Parallel()
	skipRaced(t)
	s := newSynthetic(t)
	for _, c := range []struct{ of, relation, start string }{
		{"District", "children", "d"}, {"District", "parent", "s"}, {"District", "ancestors", "s"}, {"Park", "partners", ""}, {"Park", "branches", ""},
	} {
		table, ok := s.Registry().Table(c.of)
		if !ok {
			t.Fatalf("nothing is known of %s", c.of)
		}
		take := func(where kg.Filter) []any {
			list := store.RecordList{Table: table, ListQuery: store.ListQuery{Of: table, Where: where}}
			slugs := []any{}
			for _, row := range s.rows(t, list.Page(store.Page{Limit: 10_000}, nil), 2) {
				slugs = append(slugs, row[1])
			}
			return slugs
		}
		for _, how := range []kg.Quantifier{kg.Some, kg.None, kg.Every} {
			var nested kg.Filter = kg.Comparison{Field: "slug", Operator: kg.StartsWith, Values: []any{c.start}}
			alone := take(nested)
			for level := range 7 {
				nested = kg.Related{Relation: c.relation, Quantifier: how, Where: nested}
				alone = take(kg.Related{Relation: c.relation, Quantifier: how, Where: kg.Comparison{Field: "slug", Operator: kg.In, Values: alone}})
				if got := take(nested); !slices.Equal(got, alone) {
					t.Errorf("%s.%s, quantifier %d, %d levels: %d, want %d", c.of, c.relation, how, level+1, len(got), len(alone))
				}
			}
		}
	}
}
