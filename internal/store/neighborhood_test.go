package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"civicgraph/internal/kg"
	"civicgraph/internal/store"
	"civicgraph/internal/store/storetest"
)

// randomLinks is a graph of parks and districts with random links between them, and those links.
func randomLinks(t *testing.T, r *rand.Rand) (*testStore, []kg.ID) {
	t.Helper()
	const each = 20
	lines := []string{`{"source":{"slug":"s","title":"T"}}`}
	var names []string
	for n := range each {
		for _, kind := range []string{"park", "project"} {
			name := fmt.Sprintf("%s-%d", kind, n)
			status := ""
			if kind == "project" {
				status = `"status":"PLANNED",`
			}
			lines = append(lines, fmt.Sprintf(`{%q:{"slug":%q,"names":[{"text":"N","language":"en"}],%s"citations":[{"source":"s"}]}}`, kind, name, status))
			names = append(names, name)
		}
	}
	seen := map[string]bool{}
	for range 10 + r.IntN(3*each) {
		from, to, period := r.IntN(each), r.IntN(each), fmt.Sprintf(`{"from":"%d","until":"%d"}`, 2010+r.IntN(4), 2014+r.IntN(4))
		link := fmt.Sprintf(`"kind":"HOSTS","from":{"park":"park-%d"},"to":{"project":"project-%d"}`, from, to)
		if r.IntN(3) == 0 && from < to {
			link = fmt.Sprintf(`"kind":%q,"from":{"park":"park-%d"},"to":{"park":"park-%d"}`, []string{"PARTNER_OF", "BRANCH_OF"}[r.IntN(2)], from, to)
		}
		if !seen[link] {
			lines = append(lines, fmt.Sprintf(`{"link":{%s,"period":%s,"citations":[{"source":"s"}]}}`, link, period))
		}
		seen[link] = true
	}
	s := newStore(t)
	s.write(t, lines...)
	var ids []kg.ID
	for _, name := range names {
		typeName := "Park"
		if name[:4] == "proj" {
			typeName = "Project"
		}
		ids = append(ids, s.id(t, typeName, name))
	}
	return s, ids
}

// walked is a link as another program reads it.
type walked struct {
	id, from, to kg.ID
	kind         kg.LinkKind
	first, last  string
}

func (s *testStore) allLinks(t *testing.T) []walked {
	t.Helper()
	var links []walked
	for _, row := range query(t, s.sql(t), "SELECT id, from_id, to_id, kind, possible_from, possible_until FROM link ORDER BY id") {
		var l walked
		if _, err := fmt.Sscan(row[0]+" "+row[1]+" "+row[2]+" "+row[3], &l.id, &l.from, &l.to, &l.kind); err != nil {
			t.Fatal(err)
		}
		l.first, l.last = row[4], row[5]
		links = append(links, l)
	}
	return links
}

// plainNeighborhood walks the same way in memory.
func plainNeighborhood(all []walked, a store.NeighborhoodQuery) (near store.Neighborhood, linkIDs []kg.ID) {
	all = slices.DeleteFunc(slices.Clone(all), func(l walked) bool {
		return len(a.Kinds) > 0 && !slices.Contains(a.Kinds, l.kind) ||
			a.AsOf != "" && (l.first > string(a.AsOf) || l.last < string(a.AsOf))
	})
	n := store.Neighborhood{Entities: []kg.ID{a.Start}}
	for range a.Depth {
		next := map[kg.ID]bool{}
		for _, l := range all {
			for _, ends := range [][2]kg.ID{{l.from, l.to}, {l.to, l.from}} {
				if slices.Contains(n.Entities, ends[0]) && !slices.Contains(n.Entities, ends[1]) {
					next[ends[1]] = true
				}
			}
		}
		n.Entities = append(n.Entities, slices.Sorted(maps.Keys(next))...)
	}
	if len(n.Entities) > a.Limit {
		n.Entities, n.Truncated = n.Entities[:a.Limit], true
	}
	for _, l := range all {
		if slices.Contains(n.Entities, l.from) && slices.Contains(n.Entities, l.to) {
			linkIDs = append(linkIDs, l.id)
		}
	}
	return n, linkIDs
}

func TestNeighborhoodIsThatOfAPlainWalk(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // a test wants it repeatable
			s, ids := randomLinks(t, r)
			all := s.allLinks(t)
			snapshot := s.snapshot(t)
			defer snapshot.Close()
			cuts := 0
			for range 150 {
				a := store.NeighborhoodQuery{Start: ids[r.IntN(len(ids))], Depth: r.IntN(5), Limit: 1 + r.IntN(8)*r.IntN(8)}
				a.Kinds = [][]kg.LinkKind{nil, nil, {kg.Hosts}, {kg.PartnerOf, kg.BranchOf}}[r.IntN(4)]
				a.AsOf = []kg.Date{"", "", "2011-06-01", "2013-12-31", "2016-01-01"}[r.IntN(5)]
				want, wantLinks := plainNeighborhood(all, a)
				before := snapshot.Statements
				got, err := snapshot.Neighborhood(t.Context(), a)
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(got.Entities, want.Entities) || got.Truncated != want.Truncated {
					t.Errorf("%+v is\n%+v, want\n%+v", a, got, want)
				}
				if read := snapshot.Statements - before; read > a.Depth {
					t.Errorf("%+v takes %d statements", a, read)
				}
				var links []kg.ID
				err = snapshot.Read(t.Context(), a.LinksAmong(s.Registry(), got.Entities), func(row *store.Row) error {
					links = append(links, kg.ID(row.Int(0)))
					return nil
				})
				slices.Sort(links)
				if err != nil || !slices.Equal(links, wantLinks) {
					t.Errorf("%+v has the links\n%v, want\n%v; error: %v", a, links, wantLinks, err)
				}
				if got.Truncated {
					cuts++
				}
			}
			if cuts == 0 {
				t.Error("no walk was cut")
			}
		})
	}
}

// TestReadsOfExportsUseIndexes: walks and exports go through no table but in the order of an index.
func TestReadsOfExportsUseIndexes(t *testing.T) {
	storetest.SQLiteOnly(t, "it reads SQLite's plans")
	t.Parallel()
	s := newSmallStore(t)
	ids := []kg.ID{kg.NewID(kg.KindDistrict, 1), kg.NewID(kg.KindDistrict, 2)}
	for _, a := range []store.NeighborhoodQuery{{}, {AsOf: "2023-01-11"}, {Kinds: []kg.LinkKind{kg.PartOf, kg.Hosts}, AsOf: "2023-01-11"}} {
		told := fmt.Sprintf(" of %+v", a)
		for _, r := range []read{{name: "level" + told, st: a.Level(s.Registry(), ids)}, {name: "links among" + told, st: a.LinksAmong(s.Registry(), ids)}} {
			checkPlan(t, r, s.plan(t, r.st))
		}
	}
	for _, r := range []read{
		{name: "figures", st: s.Registry().FirstAbout("figure", ids), uses: []string{"PRIMARY KEY", "figure_subject_position"}},
		{name: "statements", st: s.Registry().FirstAbout("statement", ids), uses: []string{"PRIMARY KEY", "statement_subject_position"}},
		{name: "sources cited", st: s.Registry().CitedBy(ids), uses: []string{"citation_identity"}},
	} {
		checkPlan(t, r, s.plan(t, r.st))
	}
}
