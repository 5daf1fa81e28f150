package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/search"
	"civicgraph/internal/store"
)

// changes returns the changes of the sets from one on: actor, action, record, before, after.
func (s *testStore) changes(t testing.TB, from int) []string {
	t.Helper()
	var all []string
	for _, row := range query(t, s.sql(t), fmt.Sprintf(`SELECT s.actor, c.action, c.before, c.after
FROM change c JOIN change_set s ON s.id = c.set_id WHERE c.set_id >= %d ORDER BY c.set_id, c.position`, from)) {
		all = append(all, strings.Join(row, " | "))
	}
	return all
}

// TestHistoryKeepsWhatWasOverwritten completes a graph of version 1, and checks the change and the records.
func TestHistoryKeepsWhatWasOverwritten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, line, before, after string
	}{
		{
			name: "a field of another value takes its evidence along",
			line: `{"district":{"slug":"baodi","population":800000,"citations":[{"source":"s-2","field":"population"}]}}`,
			before: `{"citations":[{"source":"s","locator":"¶ 9"},{"source":"s","locator":"p. 1","field":"population"},{"source":"s","locator":"p. 2","field":"level"}],` +
				`"population":722000}`,
			after: `{"citations":[{"source":"s","locator":"¶ 9"},{"source":"s","locator":"p. 2","field":"level"},{"source":"s-2","field":"population"}],"population":800000}`,
		},
		{
			name:   "evidence that is given again stays",
			line:   `{"district":{"slug":"baodi","population":1,"citations":[{"source":"s","locator":"p. 1","field":"population"}]}}`,
			before: `{"population":722000}`, after: `{"population":1}`,
		},
		{
			name: "a value that was unknown has no history",
			line: `{"official":{"slug":"yin","summary":"Leads a district.","citations":[{"source":"s","locator":"¶ 9"}]}}`, before: `{"summary":null}`, after: `{"summary":"Leads a district."}`,
		},
		{
			name: "null clears", line: `{"project":{"slug":"p","investment":null,"sectors":null,"citations":[{"source":"s"}]}}`,
			before: `{"investment":{"amount":"172.1","currency":"CNY"},"sectors":["it","energy"]}`, after: `{"investment":null,"sectors":null}`,
		},
		{
			name: "names and codes are united",
			line: `{"district":{"slug":"tianjin","names":[{"text":"Tientsin","language":"en","type":"FORMER"},{"text":"天津","language":"zh"}],` +
				`"identifiers":[{"scheme":"gbt2260","value":"12"}],"citations":[{"source":"s","locator":"¶ 1"}]}}`,
			before: `{"identifiers":null,"names":[{"text":"天津","language":"zh","type":"LABEL"},{"text":"Tianjin","language":"en","type":"LABEL"}]}`,
			after: `{"identifiers":[{"scheme":"gbt2260","value":"12"}],"names":[{"text":"天津","language":"zh","type":"LABEL"},` +
				`{"text":"Tianjin","language":"en","type":"LABEL"},{"text":"Tientsin","language":"en","type":"FORMER"}]}`,
		},
		{
			name:   "a name that is given another use and an end",
			line:   `{"district":{"slug":"tianjin","names":[{"text":"Tianjin","language":"EN","type":"FORMER","until":"1990"}],"citations":[{"source":"s","locator":"¶ 1"}]}}`,
			before: `{"names":[{"text":"天津","language":"zh","type":"LABEL"},{"text":"Tianjin","language":"en","type":"LABEL"}]}`,
			after:  `{"names":[{"text":"天津","language":"zh","type":"LABEL"},{"text":"Tianjin","language":"en","type":"FORMER","until":"1990"}]}`,
		},
		{
			name:   "a quote is learnt",
			line:   `{"official":{"slug":"yin","citations":[{"source":"s","locator":"¶ 9","quote":"Yin said"}]}}`,
			before: `{"citations":[{"source":"s","locator":"¶ 9"}]}`,
			after:  `{"citations":[{"source":"s","locator":"¶ 9","quote":"Yin said"}]}`,
		},
		{
			name:   "a post ends",
			line:   `{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"district":"baodi"},"role":"Party secretary","period":{"until":"2024"},"note":"N","citations":[{"source":"s","locator":"¶ 9"}]}}`,
			before: `{"note":null,"period":{"attestedOn":"2023-01-11"}}`, after: `{"note":"N","period":{"until":"2024","attestedOn":"2023-01-11"}}`,
		},
		{
			name:   "a number is corrected",
			line:   `{"figure":{"measure":"m","unit":"u","subjects":[{"park":"z"}],"value":"2","citations":[{"source":"s","locator":"¶ 2"}]}}`,
			before: `{"citations":[{"source":"s","locator":"¶ 2"},{"source":"s","locator":"¶ 3","field":"value"}],"value":"1.5"}`,
			after:  `{"citations":[{"source":"s","locator":"¶ 2"}],"value":"2"}`,
		},
		{
			name:   "topics are united",
			line:   `{"statement":{"summary":"S","topics":["b","a"],"citations":[{"source":"s"}]}}`,
			before: `{"topics":["a"]}`, after: `{"topics":["a","b"]}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSmallStore(t)
			s.write(t,
				`{"district":{"slug":"baodi","citations":[{"source":"s","locator":"p. 1","field":"population"},{"source":"s","locator":"p. 2","field":"level"}]}}`,
				`{"figure":{"measure":"m","label":"L","unit":"u","subjects":[{"park":"z"}],"value":"1.5","citations":[{"source":"s","locator":"¶ 2"},{"source":"s","locator":"¶ 3","field":"value"}]}}`,
				`{"statement":{"summary":"S","topics":["a"],"about":[{"park":"z"}],"citations":[{"source":"s"}]}}`)
			if written := s.write(t, c.line); (written != store.WriteCounts{Updated: 1}) {
				t.Errorf("it did %+v", written)
			}
			want := "test | 2 | " + c.before + " | " + c.after
			if got := s.changes(t, 3); !slices.Equal(got, []string{want}) {
				t.Errorf("the change is\n%s\nwant\n%s", strings.Join(got, "\n"), want)
			}
			if written := s.write(t, c.line); (written != store.WriteCounts{Unchanged: 1}) {
				t.Errorf("the second time it did %+v", written)
			}
			s.checkDerived(t)
		})
	}
}

// TestChangesAreCountedWithoutGaps: what is refused or changes nothing takes no number.
func TestChangesAreCountedWithoutGaps(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	s.write(t, smallGraph()...)
	if _, err := s.Write(t.Context(), store.Author{Actor: "x"}, records(t, `{"district":{"slug":"nowhere","citations":[{"source":"s"}]}}`)); err == nil {
		t.Error("a district without names or level is taken")
	}
	s.write(t, `{"source":{"slug":"s-3","title":"Third"}}`, `{"source":{"slug":"s-4","title":"Fourth"}}`)
	got := query(t, s.sql(t), "SELECT set_id, position, action, before, after FROM change WHERE set_id > 1")
	if want := [][]string{{"2", "1", "1", "null", "null"}, {"2", "2", "1", "null", "null"}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("the changes are %v, want %v", got, want)
	}
	if got := query(t, s.sql(t), "SELECT last FROM sequence WHERE name = 'change'"); got[0][0] != "2" {
		t.Errorf("the counter stands at %s, want 2", got[0][0])
	}
}

// TestCompletedValuesMustAgree: what a record says by itself may contradict what is known.
func TestCompletedValuesMustAgree(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	before := dump(t, s.sql(t))
	_, err := s.Write(t.Context(), store.Author{Actor: "x"}, records(t,
		`{"project":{"slug":"p","completedOn":"2018","summary":"Early.","names":[{"text":"Early","language":"en"}],"citations":[{"source":"s-2"}]}}`))
	if err == nil || !strings.Contains(err.Error(), "2018 is before startedOn, 2019") {
		t.Errorf("the error is %v", err)
	}
	if dump(t, s.sql(t)) != before {
		t.Error("something was written")
	}
}

// TestLenientBatchLeavesNothingOfARefusedRecord puts bad records between good ones and commits.
func TestLenientBatchLeavesNothingOfARefusedRecord(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	before := dump(t, s.sql(t))
	b, err := s.Begin(t.Context(), store.Author{Actor: "x"})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, bad := range records(t,
		`{"project":{"slug":"p","completedOn":"2018","summary":"Early.","citations":[{"source":"s-2"}]}}`,
		`{"district":{"slug":"new","formerSlugs":["baodi"],"names":[{"text":"N","language":"en"}],"level":"CITY","citations":[{"source":"s"}]}}`,
		`{"district":{"slug":"new","names":[{"text":"N","language":"en"}],"level":"CITY","citations":[{"source":"nobody"}]}}`,
		`{"link":{"kind":"PART_OF","from":{"district":"baodi"},"to":{"district":"nowhere"},"citations":[{"source":"s"}]}}`,
		`{"link":{"kind":"HOLDS_POST_IN","from":{"official":"yin"},"to":{"district":"baodi"},"role":"Party secretary","onBehalfOf":{"organization":"nowhere"},"citations":[{"source":"s"}]}}`,
		`{"figure":{"measure":"m","label":"L","unit":"u","subjects":[{"park":"z"},{"park":"nowhere"}],"value":"1","citations":[{"source":"s"}]}}`,
		`{"figure":{"measure":"m","unit":"u","subjects":[{"park":"z"}],"value":"1","citations":[{"source":"s"}]}}`,
		`{"statement":{"summary":"S","citations":[{"source":"s"}]}}`,
	) {
		refused, err := b.Put(bad)
		if err != nil {
			t.Fatal(err)
		}
		if all := refused[0]; len(all) != 1 || all[0].Message == "" {
			t.Errorf("the errors are %v, want one", all)
		}
	}
	if written, err := b.Commit(); err != nil || (written != store.WriteCounts{}) {
		t.Errorf("it did %+v, %v", written, err)
	}
	if after := dump(t, s.sql(t)); after != before {
		t.Errorf("something was written:\n%s", after)
	}
}

// checkDerived compares the columns that are derived from names, codes, dates and links with them.
func (s *testStore) checkDerived(t testing.TB) {
	t.Helper()
	var want []string
	add := func(keys []search.Key, entity, item string) {
		for _, k := range keys {
			want = append(want, fmt.Sprint(k.Text, " | ", entity, " | ", item, " | ", k.Start))
		}
	}
	for _, row := range query(t, s.sql(t), "SELECT text, entity_id, position FROM name") {
		add(search.Keys(row[0]), row[1], row[2])
	}
	for _, row := range query(t, s.sql(t), "SELECT scheme, value, entity_id, -position FROM identifier") {
		add(search.CodeKeys(row[0], row[1]), row[2], row[3])
	}
	var got []string
	for _, row := range query(t, s.sql(t), "SELECT key, entity_id, item, start FROM search_key") {
		got = append(got, strings.Join(row, " | "))
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the search keys are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, c := range [][2]string{
		{"SELECT * FROM degree", "SELECT id, count(*) FROM (SELECT from_id AS id FROM link UNION ALL SELECT to_id FROM link) ends GROUP BY id"},
		{
			"SELECT id, started_on_first, completed_on_last FROM project",
			"SELECT id, started_on || '-01-01', completed_on || '-31' FROM project",
		},
	} {
		if got, want := query(t, s.sql(t), c[0]+" ORDER BY 1"), query(t, s.sql(t), c[1]+" ORDER BY 1"); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("%s are %v, want %v", c[0], got, want)
		}
	}
	for _, row := range query(t, s.sql(t), "SELECT name, name_key FROM district UNION ALL SELECT title, title_key FROM source") {
		if row[1] != search.Fold(row[0]) {
			t.Errorf("%s sorts by %s", row[0], row[1])
		}
	}
}

// TestFigureStaysTheSame: the source that states a figure first stays its first citation, since it is part of the figure's identity.
func TestFigureStaysTheSame(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	figure := `{"figure":{"measure":"m","label":"L","unit":"u","subjects":[{"park":"z"}],"value":%s,"citations":[%s]}}`
	s.write(t, fmt.Sprintf(figure, `"1"`, `{"source":"s","locator":"1","field":"value"},{"source":"s-2","locator":"9"}`))
	s.write(t, fmt.Sprintf(figure, `"2"`, `{"source":"s","locator":"2"}`))
	got := query(t, s.sql(t), "SELECT s.slug, c.locator FROM citation c JOIN source s ON s.id = c.source_id JOIN figure f ON f.id = c.record_id ORDER BY c.id")
	if want := [][]string{{"s", "2"}, {"s-2", "9"}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("it is cited as %v, want %v", got, want)
	}
	again := fmt.Sprintf(figure, `"2"`, `{"source":"s","locator":"2"},{"source":"s-2","locator":"9"}`)
	if written := s.write(t, again); (written != store.WriteCounts{Unchanged: 1}) {
		t.Errorf("as it stands it does %+v", written)
	}
}

// TestOwnSlugIsNotGivenUp: a record that is found by a former slug does not thereby give up the one that it goes by.
func TestOwnSlugIsNotGivenUp(t *testing.T) {
	t.Parallel()
	s := newSmallStore(t)
	s.write(t, `{"district":{"slug":"baodi","formerSlugs":["baodi-county"],"citations":[{"source":"s"}]}}`)
	before := dump(t, s.sql(t))
	_, err := s.Write(t.Context(), store.Author{Actor: "x"}, records(t, `{"district":{"slug":"baodi-county","formerSlugs":["baodi"],"citations":[{"source":"s"}]}}`))
	if err == nil || !strings.Contains(err.Error(), `"baodi" is the slug of an existing record`) {
		t.Errorf("the error is %v", err)
	}
	if dump(t, s.sql(t)) != before {
		t.Error("something was written")
	}
}

// TestAuthors lists who changed the graph, each once. A batch that changes nothing has no author.
func TestAuthors(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	demo, first, second := store.Author{Actor: store.DemoActor, Run: "a,b"}, store.Author{Actor: store.ImportActor, Run: "1"}, store.Author{Actor: store.ImportActor, Run: "2"}
	for _, c := range []struct {
		author store.Author
		line   string
		want   []store.Author
	}{
		{demo, sourceLine, []store.Author{demo}},
		{first, sourceLine, []store.Author{demo}},
		{second, baodiLine, []store.Author{demo, second}},
		{demo, parkLine, []store.Author{demo, second}},
	} {
		if _, err := s.Write(t.Context(), c.author, records(t, c.line)); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Authors(t.Context()); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("the authors are %v, %v; want %v", got, err, c.want)
		}
	}
}
