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

// read is a read of query.go whose plan is held.
type read struct {
	name string
	st   store.Query
	// uses are indexes that the plan must name, each in one step at least.
	uses []string
	// scans is the index in whose order the plan may go through a table, for a list of all.
	scans string
}

// TestEveryReadUsesAnIndex: no read goes through a table, whether or not the engine knows how the tables are filled.
func TestEveryReadUsesAnIndex(t *testing.T) {
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
		// A plan is made from what its connection knows of the schema, so that new connections must tell it.
		fresh := openStore(t, s.path)
		for _, r := range slices.Concat(fresh.recordReads(t), fresh.listReads(t), fresh.linkReads(t)) {
			checkPlan(t, r, fresh.plan(t, r.st))
		}
	}
	t.Run("without statistics", check)
	if err := s.Optimize(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("with statistics", check)
}

// plan returns the query plan of a statement for a reader of the store.
func (s *testStore) plan(t *testing.T, st store.Query) []string {
	t.Helper()
	st.SQL = "EXPLAIN QUERY PLAN " + st.SQL
	var steps []string
	for _, row := range s.rows(t, st, 4) {
		steps = append(steps, row[3])
	}
	if len(steps) == 0 {
		t.Fatalf("there is no plan for %s", st.SQL)
	}
	return steps
}

func checkPlan(t *testing.T, r read, steps []string) {
	t.Helper()
	told := r.name + ":\n" + r.st.SQL + "\n\t" + strings.Join(steps, "\n\t")
	virtual := regexp.MustCompile(`^SCAN \w+ VIRTUAL TABLE INDEX `)
	for _, step := range steps {
		page, isScan := strings.CutPrefix(step, "SCAN ")
		if isScan && !virtual.MatchString(step) && !slices.Contains(steps, "CO-ROUTINE "+page) && (r.scans == "" || !strings.HasSuffix(step, " INDEX "+r.scans)) {
			t.Errorf("it scans a table, %s", told)
		}
		if r.scans != "" && strings.Contains(step, "TEMP B-TREE") {
			t.Errorf("it sorts a table, %s", told)
		}
		if strings.Contains(step, "AUTOMATIC") {
			t.Errorf("it makes an index of its own, %s", told)
		}
	}
	for _, index := range r.uses {
		if !slices.ContainsFunc(steps, func(step string) bool {
			return strings.HasPrefix(step, "SEARCH ") && strings.Contains(step, index+" (")
		}) {
			t.Errorf("it does not search %s, %s", index, told)
		}
	}
}

func (s *testStore) recordReads(t *testing.T) []read {
	t.Helper()
	ids := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindDistrict, 2)}
	var reads []read
	for typeName, key := range map[string]string{
		"Official": "official", "District": "district", "Park": "park", "Project": "project", "RailLine": "rail_line", "Station": "station",
		"Organization": "organization", "Source": "source",
	} {
		table, columns := s.columns(t, typeName, "id", "slug", "version")
		slug := "sqlite_autoindex_" + key + "_1"
		place := func(slug string) *store.Position { return &store.Position{Text: slug} }
		reads = append(reads,
			read{name: typeName + " by id", st: table.ByID(ids, columns), uses: []string{"INTEGER PRIMARY KEY"}},
			read{name: typeName + " by slug", st: table.BySlug("baodi", columns), uses: []string{slug, "PRIMARY KEY"}},
			read{name: "first of all " + key, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20}, columns), scans: slug},
			read{name: "last of all " + key, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, FromEnd: true}, columns), scans: slug},
			read{name: "all " + key + " after", st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, After: place("b")}, columns), uses: []string{slug}},
			read{name: "all " + key + " before", st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, FromEnd: true, Before: place("b")}, columns), uses: []string{slug}},
			read{name: "all " + key + " between", st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, After: place("b"), Before: place("c")}, columns), uses: []string{slug}},
		)
	}
	for _, typeName := range []string{"Link", "Citation"} {
		table, columns := s.columns(t, typeName, "id")
		reads = append(reads, read{name: typeName + " by id", st: table.ByID(ids, columns), uses: []string{"INTEGER PRIMARY KEY"}})
	}
	for typeName, index := range map[string]string{"Figure": "figure_sort", "Statement": "statement_sort"} {
		table, columns := s.columns(t, typeName, "id")
		place := &store.Position{Text: "b", ID: 65}
		reads = append(reads,
			read{name: typeName + " by id", st: table.ByID(ids, columns), uses: []string{"INTEGER PRIMARY KEY"}},
			read{name: "first of all by " + index, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20}, columns), scans: index},
			read{name: "all after by " + index, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, After: place}, columns), uses: []string{index}},
			read{name: "all before by " + index, st: (&store.RecordList{Table: table}).Page(store.Page{Limit: 20, FromEnd: true, Before: place}, columns), uses: []string{index}},
		)
	}
	districts, _ := s.columns(t, "District", "id")
	return append(reads,
		read{
			name: "names of a day", st: districts.ByID(ids, []store.Column{districts.Fields["name"].OnDay.On("2022-01-01")}),
			uses: []string{"INTEGER PRIMARY KEY", "PRIMARY KEY"}, // name_dated with statistics
		},
		read{name: "by identifier", st: store.ByIdentifier("gbt2260", "110105"), uses: []string{"identifier_value"}},
		read{name: "names in languages", st: s.Registry().NamesIn(ids, []string{"zh", "en"}, ""), uses: []string{"PRIMARY KEY"}},
		read{name: "names in any language", st: s.Registry().NamesIn(ids, nil, "2022-01-01"), uses: []string{"PRIMARY KEY"}},
	)
}

func (s *testStore) listReads(t *testing.T) []read {
	t.Helper()
	ids := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindDistrict, 2)}
	var reads []read
	for typeName, lists := range map[string]map[string]string{
		"District": {"names": "PRIMARY KEY", "identifiers": "PRIMARY KEY", "formerSlugs": "former_slug_record", "citations": "citation_identity"},
		"Link":     {"citations": "citation_identity"},
		"Source":   {"formerSlugs": "former_slug_record"},
	} {
		table, ok := s.Registry().Table(typeName)
		if !ok {
			t.Fatalf("nothing is known of %s", typeName)
		}
		if len(table.ChildLists) != len(lists) {
			t.Errorf("%s has %d lists, want %d: hold the plans of all", typeName, len(table.ChildLists), len(lists))
		}
		for name, index := range lists {
			owned := table.ChildLists[name]
			var columns []store.Column
			for _, field := range owned.Table.Fields {
				columns = append(columns, field.Column)
			}
			reads = append(reads, read{name: typeName + "." + name, st: owned.ByOwner(ids, columns), uses: []string{index}})
			if name == "citations" {
				reads = append(reads, read{name: typeName + ".citations for a field", st: owned.ByOwnerAndField(ids, "bornOn", columns), uses: []string{index}})
			}
		}
	}
	return reads
}

// linkReads returns the reads of links by every relation of the registry, and of links of any kind.
func (s *testStore) linkReads(t *testing.T) []read {
	t.Helper()
	entities := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindDistrict, 2)}
	steps := map[string][]kg.Step{"links": {{}}, "links, in": {{In: true}}, "links, both ways": {{}, {In: true}}}
	for _, kind := range s.Registry().Kinds.All() {
		table, ok := s.Registry().TableByCode(kind.Code)
		if !ok {
			t.Fatalf("nothing is known of %s", kind.Name)
		}
		for field, relation := range table.Relations {
			steps[table.Type+"."+field] = relation.Steps
			for suffix, step := range map[string]*kg.Step{"below": relation.Recurse, "inside": relation.Via, "onward": relation.Then} {
				if step != nil {
					steps[table.Type+"."+field+", "+suffix] = []kg.Step{*step}
				}
			}
		}
	}
	_, columns := s.columns(t, "Link", "id", "role", "period.from")
	place := &store.Position{Order: 1, ID: kg.NewID(kg.KindLink, 9)}
	var reads []read
	for name, of := range steps {
		for _, asOf := range []kg.Date{"", "2023-01-11"} {
			links := store.Links{Registry: s.Registry(), Entities: entities, Steps: of, AsOf: asOf}
			either, covering := []string{}, []string{}
			for _, step := range of {
				index := "link_out"
				if step.In {
					index = "link_in"
				}
				if len(step.Kinds) == 0 {
					continue // the identity index serves as well
				}
				either, covering = append(either, index), append(covering, "COVERING INDEX "+index)
			}
			told := name + " as of " + string(asOf)
			reads = append(reads,
				read{name: "ids of " + told, st: links.All(nil), uses: covering},
				read{name: "count of " + told, st: links.Count(), uses: covering},
				read{name: "all of " + told, st: links.All(columns), uses: either},
				read{name: "first of " + told, st: links.Page(store.Page{Limit: 20}, columns), uses: append([]string{"INTEGER PRIMARY KEY"}, covering...)},
				read{name: "last of " + told, st: links.Page(store.Page{Limit: 20, FromEnd: true}, columns), uses: append([]string{"INTEGER PRIMARY KEY"}, covering...)},
				read{name: "after, of " + told, st: links.Page(store.Page{Limit: 20, After: place}, columns), uses: covering},
				read{name: "before, of " + told, st: links.Page(store.Page{Limit: 20, FromEnd: true, Before: place}, columns), uses: covering},
				read{name: "between, of " + told, st: links.Page(store.Page{Limit: 20, After: place, Before: place}, columns), uses: covering},
			)
			if len(of) > 1 {
				continue
			}
			between := store.Page{Limit: 20, FromEnd: true, After: place, Before: place}
			reads = append(reads,
				read{name: "far ends of " + told, st: links.JoinedPage(store.Page{Limit: 20}), uses: covering},
				read{name: "last far ends of " + told, st: links.JoinedPage(store.Page{Limit: 20, FromEnd: true}), uses: covering},
				read{name: "far ends and positions of " + told, st: links.JoinedPageWithPositions(store.Page{Limit: 20}), uses: covering},
				read{name: "far ends and positions between, of " + told, st: links.JoinedPageWithPositions(between), uses: covering},
			)
		}
	}
	return reads
}

// TestPageOfAHubIsNotSorted: the first links of an entity come from the index in order, so that a page of a hub with
// very many links does not read them all.
func TestPageOfAHubIsNotSorted(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	s := newStore(t)
	links := store.Links{
		Registry: s.Registry(), Entities: []kg.ID{kg.NewID(kg.KindDistrict, 1)},
		Steps: []kg.Step{{In: true, Kinds: []kg.LinkKind{kg.LocatedIn}, Far: []kg.Code{kg.KindPark}}},
	}
	for _, page := range []store.Page{
		{Limit: 20}, {Limit: 20, FromEnd: true}, {Limit: 20, After: &store.Position{Order: 1, ID: 65}}, {Limit: 20, FromEnd: true, Before: &store.Position{Order: 1, ID: 65}},
	} {
		for _, st := range []store.Query{links.Page(page, nil), links.JoinedPage(page), links.JoinedPageWithPositions(page)} {
			if steps := s.plan(t, st); slices.ContainsFunc(steps, func(step string) bool { return strings.Contains(step, "TEMP B-TREE") }) {
				t.Errorf("it sorts:\n%s\n\t%s", st.SQL, strings.Join(steps, "\n\t"))
			}
		}
	}
}
