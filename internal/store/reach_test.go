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
	"civicgraph/internal/store/storetest"
)

// reachReads returns the reads of searches, paths and totals. Only totals scan a table, that of their records.
func (s *testStore) reachReads() (indexed, totals []read) {
	place := &store.Position{Order: 7, ID: kg.NewID(kg.KindDistrict, 9)}
	for _, text := range []string{"津", "Tianjin", "Tian jin", "park zhongguancun", "a b c d e f g h i", "district district", "gbt2260:120115"} {
		for _, kinds := range [][]kg.Code{nil, {kg.KindDistrict}, {kg.KindDistrict, kg.KindPark}} {
			find := s.Registry().NewSearch(text, kinds, nil, map[bool]kg.Date{true: "2023-01-11"}[len(kinds) == 1])
			told := fmt.Sprintf(" for %q of %v", text, kinds)
			uses := []string{"PRIMARY KEY"}
			indexed = append(indexed,
				read{name: "search" + told, st: find.Page(store.Page{Limit: 20}), uses: append(uses, "INTEGER PRIMARY KEY")},
				read{name: "search after" + told, st: find.Page(store.Page{Limit: 20, After: place}), uses: uses},
				read{name: "search before" + told, st: find.Page(store.Page{Limit: 20, FromEnd: true, Before: place}), uses: uses},
				read{name: "count" + told, st: find.Count(), uses: uses},
			)
		}
	}
	ids := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindPark, 2)}
	entities := []store.EntityKey{{ID: ids[0]}, {Ref: kg.Ref{Kind: kg.KindDistrict, Slug: "baodi"}}}
	var found []store.Found
	for _, field := range kg.TextFields() {
		for _, kind := range []kg.Code{kg.KindDistrict, kg.KindLink, kg.KindFigure, kg.KindStatement, kg.KindSource} {
			found = append(found, store.Found{Rank: 6<<40 + int64(field), Record: kg.NewID(kind, 1)})
		}
	}
	indexed = append(indexed,
		read{name: "what results match", st: s.Registry().NewSearch("a", nil, nil, "").Matcher(found).Query(), uses: []string{"PRIMARY KEY", "INTEGER PRIMARY KEY"}},
		read{name: "entities by key", st: s.Registry().EntitiesByKey(entities), uses: []string{"INTEGER PRIMARY KEY", "sqlite_autoindex_district_1", "PRIMARY KEY"}},
	)
	for _, w := range []store.PathQuery{{}, {AsOf: "2023-01-11"}, {Kinds: []kg.LinkKind{kg.PartOf, kg.Hosts}, AsOf: "2023-01-11"}} {
		indexed = append(indexed, read{name: fmt.Sprintf("level of %+v", w), st: w.Level(s.Registry(), ids)})
	}
	for _, code := range s.Registry().Kinds.RecordCodes() {
		table, _ := s.Registry().TableByCode(code)
		for _, asOf := range []kg.Date{"", "2023-01-11"} {
			for by := range table.Groups {
				one := store.Totals{RecordList: store.RecordList{Table: table, AsOf: asOf}, By: []string{by}}
				totals = append(totals, read{name: "totals of " + table.Name + " by " + by, st: one.Read()})
			}
		}
	}
	return indexed, totals
}

// TestReachUsesIndexes: no search or walk goes through a table, whether or not the engine knows how the tables are filled.
func TestReachUsesIndexes(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	var graph bytes.Buffer
	if err := ingest.Synthetic(&graph, 16, 1); err != nil {
		t.Fatal(err)
	}
	s := newStore(t)
	if _, err := ingest.Import(t.Context(), s.Store, ingest.Options{}, ingest.JSONLines("", &graph)); err != nil {
		t.Fatal(err)
	}
	check := func(t *testing.T) {
		t.Helper()
		fresh := openStore(t, s.path)
		indexed, totals := fresh.reachReads()
		for _, r := range indexed {
			checkPlan(t, r, onlyTables(fresh.plan(t, r.st)))
		}
		for _, r := range totals {
			steps := fresh.plan(t, r.st)
			scans := 0
			steps = slices.DeleteFunc(onlyTables(steps), func(step string) bool {
				isScan := step == "SCAN t" || strings.HasPrefix(step, "SCAN t USING ")
				if isScan {
					scans++
				}
				return isScan || strings.Contains(step, "VIRTUAL TABLE") || step == "SCAN r" // values of a record, and what a walk has reached
			})
			if scans != 1 {
				t.Errorf("%s goes through the table %d times: %v", r.name, scans, steps)
			}
			checkPlan(t, r, steps)
		}
	}
	t.Run("without statistics", check)
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("with statistics", check)
}

// onlyTables leaves out the steps that go through what a statement has found itself.
func onlyTables(steps []string) []string {
	return slices.DeleteFunc(slices.Clone(steps), func(step string) bool {
		return slices.ContainsFunc([]string{
			"phrased", "worded", "nobody", "rest", "misspelt", "part", "behind", "ranked", "told", "named", "place", "g", "f", "n", "r", "c", "o", "p", "v", "w", "t0", "(subquery", "CONSTANT ROW",
		}, func(name string) bool {
			return step == "SCAN "+name || strings.HasPrefix(step, "SCAN (subquery") || strings.HasPrefix(step, "SCAN "+name+" ") && !strings.Contains(step, "VIRTUAL")
		})
	})
}
