package store_test

import (
	"bytes"
	"fmt"
	"testing"

	"civicgraph/internal/demo"
	"civicgraph/internal/ingest"
	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// TestEveryListingUsesAnIndex: neither a list of figures, statements or facts nor a target's outcome goes through a table.
func TestEveryListingUsesAnIndex(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	s := newStore(t)
	if _, err := ingest.Import(t.Context(), s.Store, ingest.Options{}, ingest.JSONLines("", bytes.NewReader(demo.FirstSource()))); err != nil {
		t.Fatal(err)
	}
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	fresh := openStore(t, s.path)
	for _, r := range fresh.listingReads(t) {
		checkPlan(t, r, fresh.plan(t, r.st))
	}
}

func (s *testStore) listingReads(t *testing.T) []read {
	t.Helper()
	owners := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindDistrict, 2)}
	place := &store.Position{Text: "a", ID: kg.NewID(kg.KindFigure, 9)}
	indexes := map[string]string{"figures": "PRIMARY KEY", "statements": "PRIMARY KEY", "said": "statement_speaker", "facts": "citation_source"}
	var reads []read
	for _, typeName := range []string{"Official", "District", "Source"} {
		table, _ := s.Registry().Table(typeName)
		for field, listing := range table.FactLists {
			list := store.FactListRead{FactList: listing, Owners: owners}
			narrow := store.FactListRead{FactList: listing, Owners: owners, Kinds: []kg.Code{kg.KindLink}, AsOf: "2023-01-11"}
			for name, st := range map[string]store.Query{
				"first": list.Page(store.Page{Limit: 20}), "last": list.Page(store.Page{Limit: 20, FromEnd: true}),
				"after": list.Page(store.Page{Limit: 20, After: place}), "before": list.Page(store.Page{Limit: 20, Before: place}),
				"count": list.Count(), "some kinds": narrow.Page(store.Page{Limit: 20}), "count of some": narrow.Count(),
			} {
				reads = append(reads, read{name: typeName + "." + field + ", " + name, st: st, uses: []string{indexes[field]}})
			}
		}
	}
	for typeName, list := range map[string]string{"Figure": "subjects", "Statement": "about"} {
		table, columns := s.columns(t, typeName, "id")
		owned := table.ChildLists[list]
		reads = append(reads,
			read{name: "all " + typeName, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, After: place}, columns), uses: []string{table.Name + "_sort"}},
			read{name: typeName + "." + list, st: owned.ByOwner(owners, []store.Column{owned.To}), uses: []string{table.Name + "_subject_position"}},
		)
	}
	figure, _ := s.Registry().Table("Figure")
	outcome := []store.Column{figure.References["outcome"].Column, figure.Fields["targetStatus"].Column.On("2023-06-01")}
	return append(reads, read{name: "outcome", st: figure.ByID(owners, outcome), uses: []string{"figure_outcome"}})
}

const (
	parkLine      = `{"park":{"slug":"p","names":[{"text":"P","language":"en"}],"citations":[{"source":"s"}]}}`
	otherParkLine = `{"park":{"slug":"q","names":[{"text":"Q","language":"en"}],"citations":[{"source":"s"}]}}`
	officialLine  = `{"official":{"slug":"o","names":[{"text":"O","language":"en"}],"citations":[{"source":"s"}]}}`
)

func figureLine(more string) string {
	return `{"figure":{"measure":"m","label":"M","value":"5","unit":"u","subjects":[{"park":"p"},{"park":"q"}]` + more + `}}`
}

// TestWriteFigures tells one figure from another by its identity, and completes what is there.
func TestWriteFigures(t *testing.T) {
	t.Parallel()
	const cited = `,"citations":[{"source":"s"}]`
	for _, c := range []struct {
		name, again string
		want        store.WriteCounts
	}{
		{"the same", figureLine(`,"wording":"five"` + cited), store.WriteCounts{Unchanged: 1}},
		{"subjects the other way round", `{"figure":{"measure":"m","label":"M","value":"5","unit":"u","subjects":[{"park":"q"},{"park":"p"}]` + cited + `}}`, store.WriteCounts{Unchanged: 1}},
		{"fewer subjects", `{"figure":{"measure":"m","label":"M","value":"5","unit":"u","subjects":[{"park":"p"}]` + cited + `}}`, store.WriteCounts{Created: 1}},
		{"another unit", `{"figure":{"measure":"m","label":"M","value":"5","unit":"v","subjects":[{"park":"p"},{"park":"q"}]` + cited + `}}`, store.WriteCounts{Created: 1}},
		{"a target", figureLine(`,"type":"TARGET"` + cited), store.WriteCounts{Created: 1}},
		{"another period", figureLine(`,"period":{"from":"2022","until":"2022"}` + cited), store.WriteCounts{Created: 1}},
		{"somebody stated it", figureLine(`,"statedBy":"o"` + cited), store.WriteCounts{Created: 1}},
		{"another source", figureLine(`,"citations":[{"source":"r"}]`), store.WriteCounts{Created: 1}},
		{"another value", `{"figure":{"measure":"m","label":"M","value":"6","unit":"u","subjects":[{"park":"p"},{"park":"q"}]` + cited + `}}`, store.WriteCounts{Updated: 1}},
		{"wording left out", figureLine(cited), store.WriteCounts{Unchanged: 1}},
		{"wording given up for null", figureLine(`,"wording":null` + cited), store.WriteCounts{Updated: 1}},
		{"one more citation", figureLine(`,"citations":[{"source":"s"},{"source":"r","locator":"p. 1"}]`), store.WriteCounts{Updated: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			s.write(t, sourceLine, `{"source":{"slug":"r","title":"R"}}`, parkLine, otherParkLine, officialLine, figureLine(`,"wording":"five"`+cited))
			if got := s.write(t, c.again); got != c.want {
				t.Errorf("writing did %+v, want %+v", got, c.want)
			}
		})
	}
}

// TestWriteStatements tells one statement from another by its identity, and completes what is there.
func TestWriteStatements(t *testing.T) {
	t.Parallel()
	line := func(summary, more string) string {
		return fmt.Sprintf(`{"statement":{"speaker":"o","saidOn":"2023-01-11","summary":%q,"about":[{"park":"p"}]%s,"citations":[{"source":"s"}]}}`, summary, more)
	}
	for _, c := range []struct {
		name, again string
		want        store.WriteCounts
	}{
		{"the same", line("said", `,"topics":["t"]`), store.WriteCounts{Unchanged: 1}},
		{"topics left out", line("said", ""), store.WriteCounts{Unchanged: 1}},
		{"one more topic", line("said", `,"topics":["u"]`), store.WriteCounts{Updated: 1}},
		{"other words", line("said otherwise", ""), store.WriteCounts{Created: 1}},
		{"about more", `{"statement":{"speaker":"o","saidOn":"2023-01-11","summary":"said","about":[{"park":"q"}],"citations":[{"source":"s"}]}}`, store.WriteCounts{Updated: 1}},
		{"another day", `{"statement":{"speaker":"o","saidOn":"2023","summary":"said","about":[{"park":"p"}],"citations":[{"source":"s"}]}}`, store.WriteCounts{Created: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			s.write(t, sourceLine, parkLine, otherParkLine, officialLine, line("said", `,"topics":["t"]`))
			if got := s.write(t, c.again); got != c.want {
				t.Errorf("writing did %+v, want %+v", got, c.want)
			}
		})
	}
}
