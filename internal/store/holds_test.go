package store_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
)

// holdsCase is a line of kg's table of cases: a period and the answers on some days.
type holdsCase struct {
	period  kg.Period
	answers map[kg.Date]string
}

// holdsCases reads the table, by the period as it is written there.
func holdsCases(t *testing.T) map[string]holdsCase {
	t.Helper()
	file, err := os.ReadFile("../kg/testdata/holds.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]holdsCase{}
	for line := range strings.Lines(string(file)) {
		period, answers, ok := strings.Cut(line, ":")
		parts := strings.Fields(period)
		if strings.HasPrefix(line, "#") || !ok || len(parts) != 3 {
			continue
		}
		for i := range parts {
			if parts[i] == "-" {
				parts[i] = ""
			}
		}
		c := holdsCase{
			period:  kg.Period{From: kg.PartialDate(parts[0]), Until: kg.PartialDate(parts[1]), AttestedOn: kg.Date(parts[2])},
			answers: map[kg.Date]string{},
		}
		for answer := range strings.FieldsSeq(answers) {
			day, holds, _ := strings.Cut(answer, "=")
			c.answers[kg.Date(day)] = holds
		}
		cases[strings.Join(strings.Fields(period), " ")] = c
	}
	if len(cases) < 40 {
		t.Fatalf("only %d cases were found", len(cases))
	}
	return cases
}

// holdsStore has an official with a post for every period; the role is the name of the period.
func holdsStore(t *testing.T, periods map[string]kg.Period) *testStore {
	t.Helper()
	s := newStore(t)
	s.write(t, smallGraph()[:4]...)
	posts := records(t, `{"official":{"slug":"all","names":[{"text":"N","language":"en"}],`+cited+`}}`)
	for _, role := range slices.Sorted(maps.Keys(periods)) {
		posts = append(posts, &kg.Record{
			Kind: kg.KindLink, Citations: []kg.Citation{{Source: "s"}},
			Link: &kg.Link{
				Kind: kg.HoldsPostIn, From: kg.Ref{Kind: kg.KindOfficial, Slug: "all"}, To: kg.Ref{Kind: kg.KindDistrict, Slug: "baodi"},
				Role: role, Order: kg.NoOrder, Period: periods[role],
			},
		})
	}
	if _, err := s.Write(t.Context(), store.Author{Actor: "test"}, posts); err != nil {
		t.Fatal(err)
	}
	return s
}

// holds returns whether each post holds on a day, as SQL computes it, by role.
func (s *testStore) holds(t *testing.T, links store.Links, day kg.Date) map[string]string {
	t.Helper()
	table, columns := s.columns(t, "Link", "role", "holds")
	columns[1] = columns[1].On(day)
	// A day that another column asks for must not be mixed up with this one.
	columns = append(columns, table.Fields["holds"].Column.On("0001-01-01"))
	answers := map[string]string{}
	for _, row := range s.rows(t, links.All(columns), store.LinkColumns+len(columns)) {
		answers[row[store.LinkColumns]] = row[store.LinkColumns+1]
	}
	return answers
}

func (s *testStore) postsOfAll(t *testing.T) store.Links {
	t.Helper()
	return store.Links{
		Registry: s.Registry(), Entities: []kg.ID{s.id(t, "Official", "all")}, Steps: []kg.Step{{Kinds: []kg.LinkKind{kg.HoldsPostIn}, Far: []kg.Code{kg.KindDistrict}}},
	}
}

// TestHoldsInSQL asks SQL for the table of cases that Go is asked for in kg.
func TestHoldsInSQL(t *testing.T) {
	t.Parallel()
	cases := holdsCases(t)
	periods, days := map[string]kg.Period{}, map[kg.Date]bool{}
	for name, c := range cases {
		periods[name] = c.period
		for day := range c.answers {
			days[day] = true
		}
	}
	s := holdsStore(t, periods)
	links := s.postsOfAll(t)
	for day := range days {
		got := s.holds(t, links, day)
		for name, c := range cases {
			if want, asked := c.answers[day]; asked && got[name] != want {
				t.Errorf("%s holds on %s: %s, want %s", name, day, got[name], want)
			}
		}
	}
}

// TestAsOfLeavesOutWhatDoesNotHold: every read of links leaves out exactly those that hold NO.
func TestAsOfLeavesOutWhatDoesNotHold(t *testing.T) {
	t.Parallel()
	cases := holdsCases(t)
	periods, days := map[string]kg.Period{}, map[kg.Date]bool{}
	for name, c := range cases {
		periods[name] = c.period
		for day := range c.answers {
			days[day] = true
		}
	}
	s := holdsStore(t, periods)
	out := s.postsOfAll(t)
	in := store.Links{Registry: s.Registry(), Entities: []kg.ID{s.id(t, "District", "baodi")}, Steps: []kg.Step{{In: true, Kinds: []kg.LinkKind{kg.HoldsPostIn}}}}
	for day := range days {
		for direction, links := range map[string]store.Links{"out": out, "in": in} {
			all := s.holds(t, links, day)
			maps.DeleteFunc(all, func(_, holds string) bool { return holds == string(kg.HoldsNo) })
			want := slices.Sorted(maps.Keys(all))
			links.AsOf = day
			if got := slices.Sorted(maps.Keys(s.holds(t, links, day))); !slices.Equal(got, want) {
				t.Errorf("as of %s, %s, there are %q, want %q", day, direction, got, want)
			}
			if got := len(s.rows(t, links.Page(store.Page{Limit: 1000}, nil), store.LinkColumns)); got != len(want) {
				t.Errorf("as of %s, %s, a page has %d, want %d", day, direction, got, len(want))
			}
			count := "0"
			if counted := s.rows(t, links.Count(), 2); len(counted) > 0 {
				count = counted[0][1]
			}
			if count != fmt.Sprint(len(want)) {
				t.Errorf("as of %s, %s, %s are counted, want %d", day, direction, count, len(want))
			}
		}
	}
}

// TestHoldsInSQLAsInGo goes through periods of all shapes and the days around their ends.
func TestHoldsInSQLAsInGo(t *testing.T) {
	t.Parallel()
	dates := []kg.PartialDate{"", "2023", "2024", "2023-12", "2024-02", "2024-03", "2023-12-31", "2024-02-29", "2024-03-01"}
	attested := []kg.Date{"", "2023-06-15", "2024-02-29", "2024-12-31"}
	days := []kg.Date{
		"0001-01-01", "2022-12-31", "2023-01-01", "2023-06-14", "2023-06-15", "2023-06-16", "2023-11-30", "2023-12-01", "2023-12-30", "2023-12-31",
		"2024-01-01", "2024-01-31", "2024-02-01", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-02", "2024-03-31", "2024-04-01",
		"2024-12-30", "2024-12-31", "2025-01-01", "9999-12-31",
	}
	periods := map[string]kg.Period{}
	for _, from := range dates {
		for _, until := range dates {
			for _, day := range attested {
				if p := (kg.Period{From: from, Until: until, AttestedOn: day}); p.Check() == nil {
					periods[fmt.Sprintf("%s/%s/%s", from, until, day)] = p
				}
			}
		}
	}
	s := holdsStore(t, periods)
	links := s.postsOfAll(t)
	for _, day := range days {
		got := s.holds(t, links, day)
		for name, p := range periods {
			if want := string(p.Holds(day)); got[name] != want {
				t.Errorf("on %s, %s holds: %s in SQL, %s in Go", day, name, got[name], want)
			}
		}
	}
}
